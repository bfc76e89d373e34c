"""Text that a spreadsheet would run as a formula, made harmless."""

from __future__ import annotations

import re

import pandas as pd

__all__ = ["make_inert", "undo_inert"]

#: What spreadsheets take for the start of a formula (OWASP, CSV injection).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def make_inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    A spreadsheet shows such a cell as the text it is. Plain numbers, with or without a sign,
    stay as they are; so do columns that are no text.

    Examples
    --------
    >>> make_inert(pd.DataFrame({"id": ["=1+1", "-5", "A7"]}))["id"].tolist()
    ["'=1+1", '-5', 'A7']
    """
    texts = [name for name in frame if not pd.api.types.is_numeric_dtype(frame[name].dtype)]
    return frame.assign(**{name: _inert(frame[name]) for name in texts})


def undo_inert(text: str) -> str:
    """Return the text that `make_inert` made harmless.

    Examples
    --------
    >>> undo_inert("'=1+1"), undo_inert("'quoted")
    ('=1+1', "'quoted")
    """
    return text[1:] if text.startswith("'") and text[1:].startswith(_STARTS) else text


def _inert(column: pd.Series) -> pd.Series:
    risky = column.str.startswith(_STARTS).fillna(value=False).to_numpy(dtype=bool)
    if not risky.any():
        return column
    cells = column.astype(object)
    return cells.mask(risky, cells[risky].map(_quoted))


def _quoted(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else f"'{text}"
