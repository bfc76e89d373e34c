"""The compiled kernels, where the installation has them."""

from __future__ import annotations

import ctypes
import os
import warnings
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smartcart.kernels.layout import LAYOUT

__all__ = ["find_library", "stand"]

#: What each kernel takes, in order: a letter of `_ARRAYS` for an array of that type, p for where an
#: array stands (`stand`), n for a whole number, x for another one.
_TAKES = {
    "smartcart_add": "ddlnnnnd",
    "smartcart_bands": "dnnldnxdl",
    "smartcart_descend": "ddnnnnnnxddddd",
    "smartcart_group_sums": "ddnnllnnddnnnn",
    "smartcart_index": "dlnpdnd",
    "smartcart_log1p": "pnp",
    "smartcart_nearest": "dnndndld",
    "smartcart_partners": "ddlnnnddndl",
    "smartcart_place": "ppnppnppnppnppppp",
    "smartcart_rank": "dlnpd",
    "smartcart_seed": "ddnnnnndld",
    "smartcart_siphash": "blnbu",
    "smartcart_sweep": "ffnnnfnnfd",
    "smartcart_two_nearest": "dnnnddndlldd",
}
_ARRAYS: dict[str, np.dtype[Any]] = {
    "b": np.dtype(np.uint8),
    "d": np.dtype(np.float64),
    "f": np.dtype(np.float32),
    "l": np.dtype(np.int64),
    "u": np.dtype(np.uint64),
}
_WHOLE = ctypes.c_int64
_NUMBERS: dict[str, Any] = {"p": ctypes.c_void_p, "n": _WHOLE, "x": ctypes.c_double}


@cache
def find_library() -> ctypes.CDLL | None:
    """Return the compiled kernels; None where there was no compiler to make them.

    Those that cannot be loaded, or were made from other sources than belong to this Python (an
    editable installation whose sources went on), are not used either, with a warning. The
    environment variable ``SMARTCART_NO_KERNELS`` does without them. Results are the same to the
    last bit.
    """
    if os.environ.get("SMARTCART_NO_KERNELS"):
        return None
    for suffix in EXTENSION_SUFFIXES:
        path = Path(__file__).with_name(f"_compiled{suffix}")
        if path.is_file():
            return _loaded(path)
    return None


def _loaded(path: Path) -> ctypes.CDLL | None:
    try:
        library = _declared(ctypes.CDLL(str(path)))
        if _told(library) == LAYOUT:
            return library
        reason = "it was made from other sources"
    except (OSError, AttributeError) as error:  # no library for this machine; a kernel is missing
        reason = str(error)
    warnings.warn(
        f"The compiled kernels ({path.name}) are not those of this SmartCart: {reason}. Numpy does "
        "their work, more slowly, with the same results. Next step: install SmartCart anew.",
        RuntimeWarning,
        stacklevel=2,
    )
    return None


def _told(library: ctypes.CDLL) -> tuple[int, ...]:
    """Return what a library says of its sources and sizes."""
    library.smartcart_layout.argtypes, library.smartcart_layout.restype = [_WHOLE], _WHOLE
    return tuple(library.smartcart_layout(place) for place in range(len(LAYOUT)))


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    types: dict[str, Any] = _NUMBERS | {letter: _Array(dtype) for letter, dtype in _ARRAYS.items()}
    for name, takes in _TAKES.items():
        kernel = getattr(library, name)
        kernel.argtypes, kernel.restype = [types[each] for each in takes], None
    return library


class _Array:
    """An argument of a kernel: an array, or None."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._dtype = dtype

    def from_param(self, array: NDArray[Any] | None) -> ctypes.c_void_p | None:
        return None if array is None else ctypes.c_void_p(stand(array, self._dtype))


def stand(array: NDArray[Any], dtype: Any) -> int:
    """Return where the numbers of an array stand, having made sure that they stand as C wants.

    Whoever keeps what is returned keeps the array.

    Raises
    ------
    ValueError
        If the array has another type, or holes.

    Examples
    --------
    >>> stand(np.zeros((2, 2)).T, np.float64)
    Traceback (most recent call last):
    ValueError: a kernel takes C-contiguous float64; got float64, strides (8, 16)
    """
    if array.dtype != dtype or not array.flags.c_contiguous:
        raise ValueError(
            f"a kernel takes C-contiguous {np.dtype(dtype)}; got {array.dtype}, "
            f"strides {array.strides}"
        )
    return int(array.__array_interface__["data"][0])
