"""Cells and name of one column -> what it seems to mean, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Column, Kind, Role
from smartcart.customers.parse import ParsedColumn, parse_column
from smartcart.errors import DataError
from smartcart.suggest import hints
from smartcart.suggest.hints import hint

__all__ = ["Guess", "guess_column", "known_text"]

_MISSING = ("na", "n/a", "#n/a", "nan", "nat", "<na>", "null", "none", "-", "--", "?")
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_PHONE = r"^\+?[\d ()/.-]{7,}$"
_DAY = r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?$"
_COMMA = r"^-?\d+,\d+$"
#: Cells that may be unreadable: a row is set aside for each, and too many end the run.
_TYPING_ERRORS = 0.005
_MOST_LEVELS = 20
_LARGE = 1_000


@dataclass(frozen=True)
class Guess:
    """What a column seems to be; `kind` is None where it is better left out."""

    source: str
    kind: Kind | None
    why: str
    role: Role = Role.DESCRIPTOR
    role_why: str = "describes the segments"
    personal: str = ""
    weight: float = 0.0


def known_text(cells: pd.Series) -> pd.Series:
    """Return the cells that hold something, as text.

    Examples
    --------
    >>> known_text(pd.Series(["a ", "", "n/a"])).tolist()
    ['a']
    """
    text = cells.astype("str").fillna("").str.strip()
    return text[(text != "") & ~text.str.lower().isin(_MISSING)]


def guess_column(name: str, cells: pd.Series) -> Guess:
    """Guess what a column other than the id means.

    Examples
    --------
    >>> guess = guess_column("Revenue", pd.Series(["10.5", "0", "99"]))
    >>> str(guess.kind), guess.why, str(guess.role)
    ('amount', "'revenue' in its name", 'segmentation')
    >>> guess_column("Contact", pd.Series(["ann@shop.example", "bob@shop.example"])).why
    'looks like e-mail addresses'
    """
    text = known_text(cells)
    reason = _left_out(name, cells, text)
    if reason:
        return Guess(name, None, reason)
    if _is_date(cells, text):
        return _date(name, cells)
    if _reads_as(cells, Kind.FLAG):
        return _flag(name)
    if _reads_as(cells, Kind.NUMBER):
        values = _column(cells, Kind.NUMBER).values
        return _number(name, values[values.notna()].to_numpy(dtype=np.float64), len(cells))
    return _texts(name, text, len(cells))


def _left_out(name: str, cells: pd.Series, text: pd.Series) -> str:
    if not name or text.nunique() < 2:
        return "it has no name" if not name else "the same, or nothing, for every customer"
    if text.str.match(_EMAIL).mean() > 0.5:
        return "looks like e-mail addresses"
    if hint(name, hints.CONTACT):
        return f"{hint(name, hints.CONTACT)!r} in its name: a way to reach a person"
    if hint(name, hints.HIDDEN) or name.strip().casefold() == "name":
        return "its name speaks of names, addresses or free text"
    if hint(name, hints.PLACE_CODE):
        return "a code of a place is no quantity"
    if pd.api.types.is_numeric_dtype(cells.dtype) or text.str.match(_DAY).mean() > 0.5:
        return ""
    digits = text.str.count(r"\d").mean() >= 7 and text.str.contains(r"[+ ()/-]").mean() > 0.5
    return "looks like phone numbers" if digits and text.str.match(_PHONE).mean() > 0.5 else ""


def _column(cells: pd.Series, kind: Kind) -> ParsedColumn:
    return parse_column(cells.reset_index(drop=True), Column("x", "x", Role.DESCRIPTOR, kind))


def _reads_as(cells: pd.Series, kind: Kind) -> bool:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return False
    try:
        return bool(_column(cells, kind).unreadable.mean() <= _TYPING_ERRORS)
    except DataError:  # it can be read in two ways
        return False


def _is_date(cells: pd.Series, text: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return True
    return bool(text.str.match(_DAY).mean() >= 1 - _TYPING_ERRORS)


def _date(name: str, cells: pd.Series) -> Guess:
    if hint(name, hints.BIRTH):
        return Guess(name, None, "a day of birth is more than is needed; add the year of birth")
    if hint(name, hints.FUTURE):
        return Guess(name, None, "a day in the future would move the day the table describes")
    try:
        broken = _column(cells, Kind.DATE).unreadable.mean()
    except DataError:
        return Guess(name, None, "its days can be read in two ways; write them as YYYY-MM-DD")
    if broken > _TYPING_ERRORS:
        return Guess(name, None, "some of its days are not in the calendar")
    word = hint(name, hints.JOINED)
    why = f"days, and {word!r} in its name" if word else "days"
    return Guess(name, Kind.DATE, why, weight=1.0 if word else 0.0)


def _flag(name: str) -> Guess:
    word = hint(name, hints.OUTCOME)
    personal = hint(name, hints.PERSONAL)
    if word:
        return Guess(name, Kind.FLAG, "two values", Role.OUTCOME, f"{word!r} in its name", personal)
    return Guess(name, Kind.FLAG, "two values", personal=personal)


def _nearly_all(fits: NDArray[np.bool_]) -> bool:
    return bool(fits.mean() >= 1 - _TYPING_ERRORS)


def _number(name: str, values: NDArray[np.float64], n: int) -> Guess:
    whole = _nearly_all(values == np.floor(values))
    personal = hint(name, hints.PERSONAL)
    if whole and (hint(name, hints.BIRTH) or hint(name, hints.YEAR)):
        return _year(name, values, personal)
    if whole and _is_code(name, values, n):
        return Guess(name, None, "looks like a code or a running number, no quantity")
    if not _nearly_all(values >= 0):
        return Guess(name, Kind.NUMBER, "numbers below zero", personal=personal)
    few = "; the few below zero are set aside" if (values < 0).any() else ""
    values = values[values >= 0]
    kind, why = _quantity(name, values, whole=whole)
    why += few
    total = float(values.sum())
    if personal or hint(name, hints.STANDING) or hint(name, hints.RECENCY):
        return Guess(name, kind, why, personal=personal)
    behaviour = "something customers do: it shapes the segments"
    return Guess(name, kind, why, Role.SEGMENTATION, behaviour, weight=total)


def _year(name: str, values: NDArray[np.float64], personal: str) -> Guess:
    born = hint(name, hints.BIRTH)
    if born and _nearly_all((values >= 1900) & (values <= 2015)):
        return Guess(name, Kind.BIRTH_YEAR, f"years, and {born!r} in its name", personal=personal)
    return Guess(name, Kind.NUMBER, "a year, or a number of years", personal=personal)


def _is_code(name: str, values: NDArray[np.float64], n: int) -> bool:
    distinct = np.unique(values)
    if len(distinct) == len(values) == n > 2 and distinct[-1] - distinct[0] == n - 1:
        return True
    months = values // 100 % 100
    packed_day = values.min() > 19_000_101 and values.max() < 21_001_231
    if packed_day and months.min() >= 1 and months.max() <= 12:
        return True
    # "No of orders" holds a word for numbers too, but it counts: many customers share a value.
    return bool(hint(name, hints.IDENTITY)) and len(distinct) > 0.95 * n > 19


def _quantity(name: str, values: NDArray[np.float64], *, whole: bool) -> tuple[Kind, str]:
    if whole and hint(name, hints.FREQUENCY):
        return Kind.COUNT, f"whole numbers, and {hint(name, hints.FREQUENCY)!r} in its name"
    if hint(name, hints.MONEY):
        return Kind.AMOUNT, f"{hint(name, hints.MONEY)!r} in its name"
    if not whole:
        return Kind.AMOUNT, "numbers with decimals, none below zero"
    if values.max() > _LARGE and values.mean() > 1.2 * np.median(values):
        return Kind.AMOUNT, "large numbers, a few of them far above the others"
    return Kind.COUNT, "whole numbers, none below zero"


def _texts(name: str, text: pd.Series, n: int) -> Guess:
    levels = int(text.nunique())
    if text.str.match(_COMMA).mean() > 0.5:
        return Guess(name, None, "its numbers cannot be read safely; write them with a point")
    if levels <= _MOST_LEVELS and levels * 3 <= n:
        personal = hint(name, hints.PERSONAL)
        return Guess(name, Kind.CATEGORY, f"{levels} different texts", personal=personal)
    return Guess(name, None, f"free text or names: {levels:,} different texts")
