"""Hashes of texts, by which samples are chosen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.kernels.library import find_library

__all__ = ["hash_texts"]

#: The key of pandas, whose hashes these are.
_KEY = np.frombuffer(b"0123456789123456", np.uint8)


def hash_texts(texts: pd.Index) -> NDArray[np.uint64]:
    """Return the hash of each text: SipHash-2-4, spread out, as `pandas.util.hash_array` has it.

    Examples
    --------
    >>> ids = pd.Index(["7", "Zoë"])
    >>> bool((hash_texts(ids) == pd.util.hash_array(ids.to_numpy(dtype=object))).all())
    True
    """
    library, laid_out = find_library(), _lay_out(texts)
    if library is None or laid_out is None:
        return np.asarray(pd.util.hash_array(texts.to_numpy(dtype=object)))
    letters, ends = laid_out
    hashes = np.empty(len(texts), np.uint64)
    library.smartcart_siphash(letters, ends, len(texts), _KEY, hashes)
    return _spread(hashes)


def _lay_out(texts: pd.Index) -> tuple[NDArray[np.uint8], NDArray[np.int64]] | None:
    """Return the letters of all texts and where each begins and ends; None of anything else."""
    if texts.dtype != "str":
        return None
    column: Any = pa.array(texts.array)
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if column.null_count:
        return None
    column = column.cast(pa.large_string())
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return np.frombuffer(data or b"", np.uint8), ends


def _spread(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits of each hash once more (the finaliser of SplitMix64; Steele et al. 2014)."""
    hashes ^= hashes >> np.uint64(30)
    hashes *= np.uint64(0xBF58476D1CE4E5B9)
    hashes ^= hashes >> np.uint64(27)
    hashes *= np.uint64(0x94D049BB133111EB)
    hashes ^= hashes >> np.uint64(31)
    return hashes
