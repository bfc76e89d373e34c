"""Read a category: spellings of one level are merged, misspellings are pointed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pyarrow as pa

from smartcart.customers.distinct import Distinct, Repair, counted
from smartcart.customers.levels import fold_level
from smartcart.customers.missing import find_errors

__all__ = ["MOST_LEVELS", "misspellings", "read_levels"]

#: A column with more levels than this describes single customers, not groups of them.
MOST_LEVELS = 100


def read_levels(cells: Distinct, recode: Mapping[str, str]) -> tuple[Any, tuple[Repair, ...]]:
    """Return the level of each distinct text (null where missing) and the repairs.

    Spellings that differ in case or white space become the most frequent one of them.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = Distinct.of(pd.Series(["Married", "Married", "MARRIED", "married ", "NA"]))
    >>> levels, repairs = read_levels(cells, {})
    >>> levels.to_pylist(), repairs[0].count
    (['Married', 'Married', 'Married', 'NA'], 2)
    >>> read_levels(Distinct.of(pd.Series(["2n Cycle", "2n  Cycle"])), {})[0].to_pylist()
    ['2n Cycle', '2n Cycle']
    """
    error, repairs = find_errors(cells)
    empty = cells.absent | error
    raw = cells.raw.to_pylist()
    texts = [
        None if absent else text
        for text, absent in zip(cells.texts.to_pylist(), empty, strict=True)
    ]
    folded = {fold_level(source): target for source, target in recode.items()}
    recoded = [text is not None and fold_level(text) in folded for text in texts]
    targets = [
        folded[fold_level(text)] if known and text is not None else text
        for text, known in zip(texts, recoded, strict=True)
    ]
    spelling = _most_frequent(targets, cells.counts.tolist())
    levels = [None if text is None else spelling[fold_level(text)] for text in targets]
    merged = [
        text is not None and not known and text != level
        for text, known, level in zip(raw, recoded, levels, strict=True)
    ]
    merged = [each and not absent for each, absent in zip(merged, empty, strict=True)]
    return pa.array(levels, pa.large_string()), counted(
        *repairs,
        Repair(
            "category_recoded",
            cells.count(np.array(recoded, dtype=bool)),
            "a rare spelling read as another category",
        ),
        Repair(
            "category_spelling",
            cells.count(np.array(merged, dtype=bool)),
            "a spelling that differs in case or blanks read as the most frequent one",
        ),
    )


def _most_frequent(texts: list[str | None], counts: list[int]) -> dict[str, str]:
    total: Counter[str] = Counter()
    for text, count in zip(texts, counts, strict=True):
        if text is not None:
            total[text] += count
    # In a tie, single blanks win, then the smaller text: the order of rows changes nothing.
    ordered = sorted(
        total,
        key=lambda text: (total[text], text == " ".join(text.split()), [-ord(c) for c in text]),
    )
    return {fold_level(text): text for text in ordered}


def misspellings(counts: Mapping[str, int]) -> dict[str, str]:
    """Return rare levels that look like a frequent one: ``{level: suggestion}``.

    Examples
    --------
    >>> misspellings({"Married": 50, "Marrried": 1, "Single": 40})
    {'Marrried': 'Married'}
    """
    found = {}
    for level, count in counts.items():
        frequent = [each for each in counts if counts[each] >= 2 * count and _alike(level, each)]
        if frequent:
            found[level] = max(frequent, key=lambda each: (counts[each], each))
    return found


def _alike(level: str, other: str) -> bool:
    """Say whether two levels differ by a slip; 'Level 1' and 'Level 2' do not."""
    if min(len(level), len(other)) < 5 or _digits(level) != _digits(other):
        return False
    return SequenceMatcher(None, fold_level(level), fold_level(other)).ratio() >= 0.85


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
