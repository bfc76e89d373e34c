"""Features -> Space.

In: `Features`. Out: `Space`: customers as points, and the `SpaceModel` that places any other
customer by the same plain numbers.
"""

from smartcart.space.fit import Space, SpaceModel, fit_space
from smartcart.space.scales import NominalScale, NumericScale, OrdinalScale, Scale, fit_scale
from smartcart.space.transformer import SegmentationSpace

__all__ = [
    "NominalScale",
    "NumericScale",
    "OrdinalScale",
    "Scale",
    "SegmentationSpace",
    "Space",
    "SpaceModel",
    "fit_scale",
    "fit_space",
]
