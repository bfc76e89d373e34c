"""Read a category: spellings of one level are merged, misspellings are pointed out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted
from smartcart.customers.levels import fold_level
from smartcart.customers.missing import find_errors

__all__ = [
    "MOST_LEVELS",
    "count_levels",
    "find_misspellings",
    "is_tidy",
    "misspellings",
    "read_levels",
    "too_many_levels",
]

#: A column with more levels than this describes single customers, not groups of them.
MOST_LEVELS = 100
#: A text that so many customers share says nothing about one of them.
_SHARED = 10


def read_levels(
    cells: Distinct, recode: Mapping[str, str], spelling: Mapping[str, str] | None = None
) -> tuple[Any, tuple[Repair, ...]]:
    """Return the level of each distinct text (null where missing) and the repairs.

    Spellings that differ in case or white space become the most frequent one of them, or the
    one that `spelling` has for their folded text.

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
    targets, recoded = _targets(cells, empty, recode)
    if spelling is None:
        spelling = _most_frequent(_added_up(targets, cells))
    levels = [None if text is None else spelling.get(fold_level(text), text) for text in targets]
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


def count_levels(cells: Distinct, recode: Mapping[str, str]) -> dict[str, int]:
    """Count the records by text, after the recoding and before spellings are merged.

    Examples
    --------
    >>> import pandas as pd
    >>> count_levels(Distinct.of(pd.Series(["YOLO", "Single", "single", ""])), {"yolo": "Single"})
    {'Single': 2, 'single': 1}
    """
    error, _ = find_errors(cells)
    return dict(_added_up(_targets(cells, cells.absent | error, recode)[0], cells))


def _targets(
    cells: Distinct, empty: NDArray[np.bool_], recode: Mapping[str, str]
) -> tuple[list[str | None], list[bool]]:
    """Return what each distinct text stands for, and which of them a recoding named."""
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
    return targets, recoded


def _added_up(targets: list[str | None], cells: Distinct) -> Counter[str]:
    total: Counter[str] = Counter()
    for text, count in zip(targets, cells.counts.tolist(), strict=True):
        if text is not None:
            total[text] += count
    return total


def _most_frequent(total: Mapping[str, int]) -> dict[str, str]:
    # In a tie, single blanks win, then the smaller text: the order of rows changes nothing.
    ordered = sorted(total, key=lambda text: (-total[text], not is_tidy(text), text), reverse=True)
    return {fold_level(text): text for text in ordered}


def is_tidy(text: str) -> bool:
    """Say whether nothing but single blanks part the words of a text.

    Examples
    --------
    >>> is_tidy("2n Cycle"), is_tidy("2n  Cycle")
    (True, False)
    """
    return text == " ".join(text.split())


def too_many_levels(levels: int) -> str:
    """Say that a category has too many levels; '' when it has not.

    Examples
    --------
    >>> too_many_levels(100), too_many_levels(101)
    ('', '101 different texts, more than the 100 that a category may have')
    """
    if levels <= MOST_LEVELS:
        return ""
    return f"{levels:,} different texts, more than the {MOST_LEVELS} that a category may have"


def find_misspellings(counts: Mapping[str, int]) -> tuple[tuple[str, ...], str]:
    """Return rare levels that look like a frequent one, and what is said of them.

    Examples
    --------
    >>> find_misspellings({"Married": 50, "Marrried": 1, "Single": 40})
    (('Marrried',), "perhaps misspelt for 'Married', kept as it is")
    """
    found = misspellings(counts)
    # A rare text may be anything, a name too; only what many customers share is repeated.
    shared = sorted({other for other in found.values() if counts[other] >= _SHARED})
    listed = f" for {' or '.join(repr(each) for each in shared)}" if shared else ""
    return tuple(found), f"perhaps misspelt{listed}, kept as it is"


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
