"""Then and now: which segments last, who moved, and whether customers drifted.

In: models and tables of two days. Out: `SegmentMatch` (lasting ids, and what became of the other
segments), `Migration` (what customers did and what the model did, apart), `DriftReport` (whether
customers are still distributed as they were).
"""

from smartcart.through_time.audience import AudienceChange, compare_audiences
from smartcart.through_time.changes import Changes, SegmentNow
from smartcart.through_time.drift import drift
from smartcart.through_time.drift_report import DistanceDrift, DriftReport, FeatureDrift
from smartcart.through_time.gates import Gate
from smartcart.through_time.identity import SegmentEvent, SegmentMatch, match_segments
from smartcart.through_time.migration import Migration, migrations
from smartcart.through_time.placing import keep_customers
from smartcart.through_time.reference import ReferenceProfile, profile_reference
from smartcart.through_time.schema_change import SchemaChange, find_schema_changes

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
    "compare_audiences",
    "drift",
    "find_schema_changes",
    "keep_customers",
    "match_segments",
    "migrations",
    "profile_reference",
]
