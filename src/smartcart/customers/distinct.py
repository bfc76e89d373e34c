"""A column as its distinct texts and a code per record.

A column of a million customers holds few distinct texts. Rules are applied to those, and the
answers are taken back to the records: nearly every rule becomes cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.errors import DataError

__all__ = ["Distinct", "Repair", "counted", "matches"]

_BLOCK = 1 << 16
_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Repair:
    """A rule by which cells were changed to be read, how many, and in words."""

    rule: str
    count: int
    meaning: str


@dataclass(frozen=True)
class Distinct:
    """Distinct texts of a column, and which of them stands in each record.

    Attributes
    ----------
    raw, texts : pyarrow string arrays of shape (n_distinct,)
        As written, and without white space around; null where the cell was null.
    codes : int array of shape (n_records,)
    lines : int array of shape (n_records,) or None
        Where the records stand in the source; without them messages count records from 1.

    Examples
    --------
    >>> column = Distinct.of(pd.Series(["a ", "b", "a "]))
    >>> column.texts.to_pylist(), column.codes.tolist()
    (['a', 'b'], [0, 1, 0])
    >>> column.count(matches(column.texts, "a")), column.where(matches(column.texts, "a"))
    (2, 'records 1, 3')
    """

    raw: Any
    texts: Any
    codes: NDArray[np.int32]
    lines: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, cells: pd.Series, lines: NDArray[np.int64] | None = None) -> Distinct:
        """Encode a column of any type by the text of its cells."""
        if isinstance(cells.dtype, pd.CategoricalDtype):
            encoded = _encoded(cells)
            if encoded is not None:
                texts, codes, counts = encoded
                distinct = cls(texts, pc.utf8_trim_whitespace(texts), codes, lines)
                distinct.__dict__["counts"] = counts  # counted already
                return distinct
        array = pa.array(as_text(cells))
        if isinstance(array, pa.ChunkedArray):
            array = array.combine_chunks()
        coded = pc.dictionary_encode(array.cast(pa.large_string()), null_encoding="encode")
        codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return cls(coded.dictionary, pc.utf8_trim_whitespace(coded.dictionary), codes, lines)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many records hold each text."""
        return _count(self.codes, len(self.raw))

    @cached_property
    def absent(self) -> _Mask:
        """Which texts are no text at all."""
        return np.asarray(pc.fill_null(pc.equal(self.texts, ""), True))

    def spread(self, mask: _Mask) -> _Mask:
        """Take an answer about the texts back to the records; most often it is no for all."""
        return mask[self.codes] if mask.any() else np.zeros(len(self.codes), dtype=bool)

    def count(self, mask: _Mask) -> int:
        """Count the records whose text is in the mask."""
        return int(self.counts[mask].sum())

    def where(self, mask: _Mask, n: int = 3) -> str:
        """Name the first places of the texts in the mask, for a message."""
        positions = np.flatnonzero(mask[self.codes])[:n]
        if self.lines is None:
            return f"records {', '.join(str(each + 1) for each in positions)}"
        return f"lines {', '.join(str(each) for each in self.lines[positions])}"


def _encoded(cells: pd.Series) -> tuple[Any, NDArray[np.int32], NDArray[np.int64]] | None:
    """Return texts, codes and counts of a column that the fast reader encoded already.

    None where a cell is missing, or a text stands in no cell: such a text would prove things.
    """
    categories, codes = cells.cat.categories, cells.cat.codes.to_numpy()
    if not isinstance(categories.dtype, pd.StringDtype) or (codes < 0).any():
        return None
    counts = _count(codes, len(categories))
    if not counts.all():
        return None
    texts = pa.array(categories)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    return texts.cast(pa.large_string()), codes.astype(np.int32, copy=False), counts


def _count(codes: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Count how often each of `n` codes stands there, in blocks: the codes are widened."""
    counts = np.zeros(n, dtype=np.int64)
    for at in range(0, len(codes), max(_BLOCK, n)):
        counts += np.bincount(codes[at : at + max(_BLOCK, n)], minlength=n)
    return counts


def as_text(cells: pd.Series) -> pd.Series:
    """Return cells as text; a number too long to be written out is refused, not a crash."""
    try:
        return cells.astype("str")
    except ValueError as error:
        raise DataError(
            f"Column {cells.name!r} holds a number of thousands of digits.",
            "Write such cells as text, or correct them.",
        ) from error


def matches(texts: Any, pattern: str) -> _Mask:
    """Say which texts match a pattern (RE2) as a whole; null does not."""
    return np.asarray(pc.fill_null(pc.match_substring_regex(texts, f"^(?:{pattern})$"), False))


def counted(*repairs: Repair) -> tuple[Repair, ...]:
    """Keep the repairs that happened."""
    return tuple(each for each in repairs if each.count)
