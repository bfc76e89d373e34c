"""Arrays -> arrays: the innermost loops, in C where a compiler was at hand, in numpy elsewhere.

Every kernel has both, and both give the same bits: a machine without a compiler is slower, not
different. What reads and checks tables calls none but the hashes.
"""

from smartcart.kernels.bands import count_bands
from smartcart.kernels.descent import (
    Descents,
    WeightedPoints,
    count_uniforms,
    descend,
    draw_seeds,
)
from smartcart.kernels.hashes import hash_texts
from smartcart.kernels.library import find_library
from smartcart.kernels.logarithm import log1p
from smartcart.kernels.nearest import find_nearest
from smartcart.kernels.partners import find_partners
from smartcart.kernels.passes import SinglePoints, Swept, add_members, sweep
from smartcart.kernels.placing import SOURCE, Found, Placing
from smartcart.kernels.ranking import Curves, RankedMeans
from smartcart.kernels.silhouette import sum_distances
from smartcart.kernels.two_nearest import find_two_nearest

__all__ = [
    "SOURCE",
    "Curves",
    "Descents",
    "Found",
    "Placing",
    "RankedMeans",
    "SinglePoints",
    "Swept",
    "WeightedPoints",
    "add_members",
    "count_bands",
    "count_uniforms",
    "descend",
    "draw_seeds",
    "find_library",
    "find_nearest",
    "find_partners",
    "find_two_nearest",
    "hash_texts",
    "log1p",
    "sum_distances",
    "sweep",
]
