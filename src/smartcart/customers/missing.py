"""Words that stand for 'no value', and errors that a spreadsheet left in a cell."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted, matches

__all__ = ["MISSING_TOKENS", "find_errors", "find_missing"]

#: Texts that stand for "no value" in a column of numbers, flags or dates (lower case).
MISSING_TOKENS = ("na", "n/a", "null", "none", "<na>", "nat", "-", "--", "?")

#: A cell that a spreadsheet could not compute or not show (``####``); its value is lost.
_ERROR = r"(?i)#n/a|#ref!|#div/0!|#value!|#name\?|#num!|#null!|#spill!|#calc!|#+"

_Mask = NDArray[np.bool_]


def find_missing(cells: Distinct) -> tuple[_Mask, tuple[Repair, ...]]:
    """Return which distinct texts are missing values, and the tokens among them, counted.

    Examples
    --------
    >>> import pandas as pd
    >>> mask, repairs = find_missing(Distinct.of(pd.Series(["1", "", "NA", "#REF!", "NA"])))
    >>> mask.tolist(), [(each.rule, each.count) for each in repairs]
    ([False, True, True, True], [('missing_token', 2), ('excel_error', 1)])
    """
    lower = pc.utf8_lower(cells.texts)
    token = np.asarray(pc.is_in(lower, value_set=pa.array(MISSING_TOKENS, pa.large_string())))
    error, repairs = find_errors(cells)
    meaning = f"a word for 'missing' read as missing: {_listed(cells, token)}"
    repair = Repair("missing_token", cells.count(token), meaning)
    return cells.absent | token | error, counted(repair, *repairs)


def find_errors(cells: Distinct) -> tuple[_Mask, tuple[Repair, ...]]:
    """Return which distinct texts are errors of a spreadsheet, and their count."""
    error = matches(cells.texts, _ERROR)
    meaning = f"an error of a spreadsheet read as missing: {_listed(cells, error)}"
    return error, counted(Repair("excel_error", cells.count(error), meaning))


def _listed(cells: Distinct, mask: _Mask) -> str:
    """Name each token with its count; tokens are words of a fixed list, never personal data."""
    found: dict[str, int] = {}
    for i in np.flatnonzero(mask):
        text = cells.texts[i].as_py()
        found[text] = found.get(text, 0) + int(cells.counts[i])
    return ", ".join(f"{text} x {count:,}" for text, count in sorted(found.items()))
