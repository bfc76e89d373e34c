"""Customers -> Segmentation: the whole flow in order, and the one result.

In: `Customers` (or a raw table of the founding kind) and `Settings`. Out: `Segmentation`, whose
`SegmentModel` places any other customer.
"""

from smartcart.segmentation.model import SegmentModel, assign_segments
from smartcart.segmentation.result import Segment, Segmentation, SubSegment, Training
from smartcart.segmentation.story import MIN_CUSTOMERS_PER_SEGMENT, segment_customers

__all__ = [
    "MIN_CUSTOMERS_PER_SEGMENT",
    "Segment",
    "SegmentModel",
    "Segmentation",
    "SubSegment",
    "Training",
    "assign_segments",
    "segment_customers",
]
