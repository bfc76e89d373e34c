"""Then and now: which segments last, who moved, and whether customers drifted.

In: models and tables of two days. Out: `SegmentMatch` (lasting ids, and what became of the other
segments), `Migration` (what customers did and what the model did, apart), `DriftReport` (whether
customers are still distributed as they were).
"""

from smartcart.through_time.audience import AudienceChange, compare_audiences
from smartcart.through_time.changes import Changes, SegmentNow
from smartcart.through_time.drift import drift
from smartcart.through_time.drift_report import DistanceDrift, DriftReport, FeatureDrift
from smartcart.through_time.gates import Gate, find_gain, judge_refit
from smartcart.through_time.identity import SegmentEvent, SegmentMatch, match_places, match_segments
from smartcart.through_time.migration import Migration, compare_places, migrations
from smartcart.through_time.placing import are_among, keep_customers
from smartcart.through_time.reference import ReferenceProfile, profile_reference
from smartcart.through_time.schema_change import SchemaChange, find_schema_changes
from smartcart.through_time.when import why_refit

__all__ = [
    "AudienceChange",
    "Changes",
    "DistanceDrift",
    "DriftReport",
    "FeatureDrift",
    "Gate",
    "Migration",
    "ReferenceProfile",
    "SchemaChange",
    "SegmentEvent",
    "SegmentMatch",
    "SegmentNow",
    "are_among",
    "compare_audiences",
    "compare_places",
    "drift",
    "find_gain",
    "find_schema_changes",
    "judge_refit",
    "keep_customers",
    "match_places",
    "match_segments",
    "migrations",
    "profile_reference",
    "why_refit",
]
