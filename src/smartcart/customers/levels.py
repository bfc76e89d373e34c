"""The stated levels of an ordinal column: what may be stated, and how cells are read by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct, Repair, counted
from smartcart.customers.missing import find_errors
from smartcart.errors import SettingsError

__all__ = ["check_levels", "fold_level", "read_ordered_levels"]


def fold_level(text: str) -> str:
    """Return the form in which spellings of one level are equal: no case, single blanks.

    Examples
    --------
    >>> fold_level(" 2n  Cycle") == fold_level("2N cycle")
    True
    """
    return " ".join(text.split()).casefold()


def check_levels(
    source: str, levels: Sequence[str], recode: Mapping[str, str], *, ordinal: bool
) -> None:
    """Refuse levels that are not stated where they must be, or stated in a way without sense.

    Raises
    ------
    SettingsError
        For an ordinal column with fewer than two levels, or with one that is empty or given
        twice; for a recoding to something that is no level; for levels of another kind.
    """
    if not ordinal:
        if levels:
            raise SettingsError(
                f"Column {source!r} has levels, but is not ordinal.",
                'Give it kind = "ordinal", or leave the levels out.',
            )
        return
    folded = [fold_level(level) for level in levels]
    _refuse_repeated(source, levels, folded)
    if len(levels) < 2 or "" in folded:
        what = "an empty level" if "" in folded else f"{len(levels)} levels; it needs two or more"
        raise SettingsError(
            f"The ordinal column {source!r} has {what}.",
            'List its texts from the lowest to the highest: levels = ["low", "middle", "high"].',
        )
    for target in recode.values():
        if fold_level(target) not in folded:
            raise SettingsError(
                f"Column {source!r} recodes a text to {target!r}, which is none of its levels.",
                f"Levels: {', '.join(levels)}.",
            )


def _refuse_repeated(source: str, levels: Sequence[str], folded: Sequence[str]) -> None:
    for i, level in enumerate(levels):
        if folded[i] in folded[:i]:
            raise SettingsError(
                f"The ordinal column {source!r} has the level {level!r} twice; case and blanks "
                "make no difference.",
                "State each level once, from the lowest to the highest.",
            )


def read_ordered_levels(
    cells: Distinct, levels: Sequence[str], recode: Mapping[str, str]
) -> tuple[Any, tuple[Repair, ...]]:
    """Return the stated level of each distinct text (null where there is none) and the repairs.

    Case and blanks make no difference, and neither does the '.0' of a number that a program
    wrote as a decimal. Any other text is no value: where it belongs in the order is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = Distinct.of(pd.Series(["Basic", " basic", "PhD", "Other", ""]))
    >>> found, repairs = read_ordered_levels(cells, ("Basic", "PhD"), {})
    >>> found.to_pylist(), [(each.rule, each.count) for each in repairs]
    (['Basic', 'Basic', 'PhD', None, None], [('category_spelling', 1), ('unknown_level', 1)])
    """
    error, repairs = find_errors(cells)
    empty = cells.absent | error
    stated = {fold_level(level): level for level in levels}
    targets = {fold_level(text): stated[fold_level(level)] for text, level in recode.items()}
    known = {**stated, **targets}
    texts = ["" if no else text for text, no in zip(cells.texts.to_pylist(), empty, strict=True)]
    found = [_level(text, known) for text in texts]
    recoded = _mask(fold_level(text) in targets for text in texts)
    same = _mask(raw == level for raw, level in zip(cells.raw.to_pylist(), found, strict=True))
    unknown = _mask(level is None for level in found) & ~empty
    return pa.array(found, pa.large_string()), counted(
        *repairs,
        Repair("category_recoded", cells.count(recoded), "a spelling read as another level"),
        Repair(
            "category_spelling",
            cells.count(~same & ~recoded & ~unknown & ~empty),
            "a spelling that differs in case or blanks read as the stated level",
        ),
        Repair("unknown_level", cells.count(unknown), _unknown_words(cells, unknown)),
    )


def _level(text: str, known: Mapping[str, str]) -> str | None:
    folded = fold_level(text)
    return known.get(folded) or known.get(folded.removesuffix(".0"))


def _mask(answers: Iterable[bool]) -> NDArray[np.bool_]:
    return np.array(list(answers), dtype=bool)


def _unknown_words(cells: Distinct, unknown: NDArray[np.bool_]) -> str:
    where = cells.where(unknown) if unknown.any() else ""
    return f"a text that is none of the stated levels read as missing (first in {where})"
