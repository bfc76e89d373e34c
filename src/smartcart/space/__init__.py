"""Features -> Space.

In: `Features`. Out: `Space`: customers as points, and the `SpaceModel` that places any other
customer by the same plain numbers.
"""

from typing import TYPE_CHECKING, Any

from smartcart.space.fit import Space, SpaceModel, fit_space
from smartcart.space.ordinal import find_levels
from smartcart.space.scales import (
    Fences,
    NominalScale,
    NumericScale,
    OrdinalScale,
    Scale,
    find_fences,
    fit_scale,
)

if TYPE_CHECKING:
    from smartcart.space.transformer import SegmentationSpace

__all__ = [
    "Fences",
    "NominalScale",
    "NumericScale",
    "OrdinalScale",
    "Scale",
    "SegmentationSpace",
    "Space",
    "SpaceModel",
    "find_fences",
    "find_levels",
    "fit_scale",
    "fit_space",
]


def __getattr__(name: str) -> Any:
    """Load the face for scikit-learn when it is first asked for."""
    if name == "SegmentationSpace":
        from smartcart.space.transformer import SegmentationSpace

        return SegmentationSpace
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
