"""The compiled kernels, where the installation has them."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["address", "find_library", "stand", "whole"]

#: What each kernel takes: p where an array stands, n a whole number.
_TAKES = {
    "smartcart_nearest": "pnnpnppp",
    "smartcart_place": "ppnppnppnppnppppp",
    "smartcart_rank": "ppnpp",
    "smartcart_index": "ppnppnp",
}
_TYPES = {"p": ctypes.c_void_p, "n": ctypes.c_int64}


@cache
def find_library() -> ctypes.CDLL | None:
    """Return the compiled kernels; None where there was no compiler to make them.

    The environment variable ``SMARTCART_NO_KERNELS`` does without them, whose results are the
    same to the last bit.
    """
    if os.environ.get("SMARTCART_NO_KERNELS"):
        return None
    for suffix in EXTENSION_SUFFIXES:
        path = Path(__file__).with_name(f"_compiled{suffix}")
        if path.is_file():
            return _declared(ctypes.CDLL(str(path)))
    return None


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    for name, takes in _TAKES.items():
        kernel = getattr(library, name)
        kernel.argtypes, kernel.restype = [_TYPES[each] for each in takes], None
    return library


def address(array: NDArray[Any], dtype: Any) -> ctypes.c_void_p:
    """Return where the numbers of an array stand, having made sure that they stand as C wants.

    The array lives as long as what is returned.

    Raises
    ------
    ValueError
        If the array has another type, or holes.

    Examples
    --------
    >>> address(np.zeros((2, 2)).T, np.float64)
    Traceback (most recent call last):
    ValueError: a kernel takes C-contiguous float64; got float64, strides (8, 16)
    """
    if array.dtype != dtype or not array.flags.c_contiguous:
        raise ValueError(
            f"a kernel takes C-contiguous {np.dtype(dtype)}; got {array.dtype}, "
            f"strides {array.strides}"
        )
    pointer = ctypes.c_void_p(array.__array_interface__["data"][0])
    pointer.array = array  # type: ignore[attr-defined]  # it stays as long as its address does
    return pointer


def stand(array: NDArray[Any], dtype: Any) -> int:
    """Return the same as a number; whoever asks keeps the array."""
    return address(array, dtype).value or 0


def whole(*numbers: int) -> tuple[ctypes.c_int64, ...]:
    """Return whole numbers as C takes them.

    Examples
    --------
    >>> [number.value for number in whole(3, 2**40)]
    [3, 1099511627776]
    """
    return tuple(ctypes.c_int64(number) for number in numbers)
