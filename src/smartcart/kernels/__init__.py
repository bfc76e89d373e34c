"""Arrays -> arrays: the innermost loops, in C where a compiler was at hand, in numpy elsewhere.

Every kernel has both, and both give the same bits: a machine without a compiler is slower, not
different. Only `clusters`, `choice` and what stands above them call kernels.
"""

from smartcart.kernels.hashes import hash_texts
from smartcart.kernels.library import find_library
from smartcart.kernels.nearest import find_nearest

__all__ = ["find_library", "find_nearest", "hash_texts"]
