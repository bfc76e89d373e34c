"""Customers -> Segmentation: the whole flow in order, and the one result.

In: `Customers` (or a raw table of the founding kind) and `Settings`. Out: `Segmentation`, whose
`SegmentModel` places any other customer; `explain_customer` says why it is placed there.
"""

from smartcart.segmentation.assign import assign_in_parts, assign_segments, place_customers
from smartcart.segmentation.carry import carry_own_names
from smartcart.segmentation.explain import explain_customer
from smartcart.segmentation.explanation import Counterfactual, Explanation, Term
from smartcart.segmentation.lasting import give_ids
from smartcart.segmentation.model import SegmentModel
from smartcart.segmentation.own_names import rename_segments
from smartcart.segmentation.pairs import LASTS, SegmentPair, pair_segments
from smartcart.segmentation.result import Segment, Segmentation, SubSegment, Training
from smartcart.segmentation.scorer import Scorer
from smartcart.segmentation.scoring_fields import Batch, ScoringField
from smartcart.segmentation.sentence import write_value
from smartcart.segmentation.story import MIN_CUSTOMERS_PER_SEGMENT, segment_customers, try_number
from smartcart.segmentation.worth import Risk, RiskTerm, list_unknown

__all__ = [
    "LASTS",
    "MIN_CUSTOMERS_PER_SEGMENT",
    "Batch",
    "Counterfactual",
    "Explanation",
    "Risk",
    "RiskTerm",
    "Scorer",
    "ScoringField",
    "Segment",
    "SegmentModel",
    "SegmentPair",
    "Segmentation",
    "SubSegment",
    "Term",
    "Training",
    "assign_in_parts",
    "assign_segments",
    "carry_own_names",
    "explain_customer",
    "give_ids",
    "list_unknown",
    "pair_segments",
    "place_customers",
    "rename_segments",
    "segment_customers",
    "try_number",
    "write_value",
]
