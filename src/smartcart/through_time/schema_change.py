"""What a table calls or measures otherwise than the reference: the first thing to look at."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import pandas as pd

from smartcart.customers import Column, Kind, Schema, plain_name
from smartcart.errors import quoted
from smartcart.through_time.bins import count_bins, population_stability
from smartcart.through_time.reference import (
    ColumnProfile,
    ReferenceProfile,
    Scale,
    measure_scale,
)

__all__ = ["SchemaChange", "find_schema_changes"]

#: Names at least so alike (Ratcliff & Metzener 1988) may be one name, and surely are.
_LIKE, _VERY_LIKE = 0.6, 0.85
#: Letters of a piece that two names may share.
_WORD = 4
#: Below, the values of two columns are taken to be distributed alike.
_SAME_VALUES = 0.25
#: Positive and distinct values that a change of unit is told from.
_LEAST_POSITIVE, _LEAST_DISTINCT = 50, 10
#: Positive values that a smaller factor is told from: of fewer, quartiles move so far by chance.
_LEAST_FOR_CURRENCY = 200
#: Quartiles moved by one factor when their ratios differ by no more than this factor.
_ONE_FACTOR = 1.5
#: Near a power of ten, in decimal logarithms: 7 to 14 times is "about 10".
_NEAR_POWER = 0.15
#: A smaller factor may be growth or inflation.
_LEAST_FACTOR = 1.5


@dataclass(frozen=True)
class SchemaChange:
    """One difference in what columns are there or how they are measured.

    Attributes
    ----------
    kind : str
        missing, renamed or unit.
    column : str
        Our name of the column.
    source : str
        Its name in the reference.
    found : str
        The header that seems to be the renamed column; empty otherwise.
    factor : float or None
        By how much the values are multiplied; of a unit only.
    sentence : str
        The change in words.
    """

    kind: str
    column: str
    source: str
    found: str
    factor: float | None
    sentence: str


def find_schema_changes(
    reference: ReferenceProfile, cells: pd.DataFrame
) -> tuple[SchemaChange, ...]:
    """Compare the columns of a table with those of the reference.

    A missing column is taken for renamed when a header that no column claims has values that are
    distributed alike (PSI below 0.25, or the same texts) and a like name (or half of it in one
    piece), or has nearly its name.
    A unit changed when the quartiles of the positive values are all multiplied by about one
    factor near a power of ten; or when all amounts of money, of at least 200 customers, are
    multiplied by one other factor of at least 1.5.

    Parameters
    ----------
    reference : ReferenceProfile
    cells : DataFrame
        Raw cells, or the table of `Customers`.

    Returns
    -------
    tuple of SchemaChange, in the order of the reference
    """
    claimed = _claims(reference.schema, [str(each) for each in cells])
    columns = [reference.schema[each.name] for each in reference.columns]
    lost = [each for each in columns if each.name not in claimed]
    free = [str(each) for each in cells if str(each) not in claimed.values()]
    changes = _gone(reference, lost, free, cells)
    scales = {
        each.name: measure_scale(_numbers(cells[claimed[each.name]]))
        for each in columns
        if each.name in claimed and reference[each.name].scale is not None
    }
    return (*changes, *_units(reference, scales))


def _claims(schema: Schema, headers: list[str]) -> dict[str, str]:
    by_plain: dict[str, str] = {}
    for header in headers:
        by_plain.setdefault(plain_name(header), header)
    claimed = {}
    for column in schema.columns:
        names = (plain_name(each) for each in (column.source, *column.aliases, column.name))
        found = next((by_plain[each] for each in names if each in by_plain), None)
        if found is not None:
            claimed[column.name] = found
    return claimed


def _gone(
    reference: ReferenceProfile, lost: list[Column], free: list[str], cells: pd.DataFrame
) -> list[SchemaChange]:
    changes, open_ones = [], list(free)
    for column in lost:
        found = _renamed(column, reference[column.name], open_ones, cells)
        if found:
            open_ones.remove(found)
        changes.append(_tell_gone(column, found))
    return changes


def _renamed(column: Column, profile: ColumnProfile, free: list[str], cells: pd.DataFrame) -> str:
    """Return the header that is most like a column; empty where none is like enough."""
    scores = {}
    for header in free:
        names = (column.source, column.name)
        name = max(_likeness(header, each) for each in names)
        is_like = name >= _LIKE or any(_shares_word(header, each) for each in names)
        if name >= _VERY_LIKE or (is_like and _same_values(column, profile, cells[header])):
            scores[header] = name
    return max(scores, key=lambda header: scores[header]) if scores else ""


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, plain_name(one), plain_name(other)).ratio()


def _shares_word(one: str, other: str) -> bool:
    """Say whether two names have half of the shorter one in common, in one piece."""
    first, second = plain_name(one), plain_name(other)
    piece = SequenceMatcher(None, first, second).find_longest_match().size
    return piece >= max(_WORD, min(len(first), len(second)) / 2)


def _same_values(column: Column, profile: ColumnProfile, values: pd.Series) -> bool:
    if not column.kind.is_text and not column.kind.is_quantity:
        return False
    comparable = values.replace("", np.nan) if column.kind.is_text else _numbers(values)
    if not comparable.notna().any():
        return False
    return population_stability(profile.counts, count_bins(comparable, profile.bins)) < _SAME_VALUES


def _numbers(values: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return values.astype("float64")
    return pd.to_numeric(values.astype(object), errors="coerce").astype("float64")


def _tell_gone(column: Column, found: str) -> SchemaChange:
    source = quoted(column.source)
    if found:
        told = f"Column {source} seems to be called {quoted(found)} now."
        return SchemaChange("renamed", column.name, column.source, found, None, told)
    told = f"Column {source} is missing."
    return SchemaChange("missing", column.name, column.source, "", None, told)


def _units(reference: ReferenceProfile, scales: Mapping[str, Scale]) -> list[SchemaChange]:
    factors = {}
    for name, scale in scales.items():
        before = reference[name].scale
        factor = None if before is None else _common_factor(before, scale)
        if factor is not None:
            factors[name] = factor
    powers = {name: each for name, each in factors.items() if _power_of_ten(each)}
    currency = _currency(reference, scales, factors)
    return [
        _tell_unit(reference.schema[name], factor, is_power=name in powers)
        for name, factor in factors.items()
        if name in powers or name in currency
    ]


def _common_factor(before: Scale, after: Scale) -> float | None:
    """Return the one factor by which all quartiles moved; None where there is no such one."""
    if min(before.n, after.n) < _LEAST_POSITIVE:
        return None
    if min(before.n_distinct, after.n_distinct) < _LEAST_DISTINCT:
        return None
    ratios = np.array(after.quantiles) / np.array(before.quantiles)
    if ratios.max() > _ONE_FACTOR * ratios.min():
        return None
    return float(np.median(ratios))


def _power_of_ten(factor: float) -> int:
    """Return the exponent of the power of ten that a factor is near; 0 where there is none."""
    exponent = round(math.log10(factor))
    return exponent if abs(math.log10(factor) - exponent) <= _NEAR_POWER else 0


def _currency(
    reference: ReferenceProfile, scales: Mapping[str, Scale], factors: Mapping[str, float]
) -> set[str]:
    """Return the amounts where all of them moved by one factor that is no power of ten."""
    amounts = [
        name
        for name, scale in scales.items()
        if reference.schema[name].kind == Kind.AMOUNT and scale.n >= _LEAST_POSITIVE
    ]
    found = [factors[name] for name in amounts if name in factors]
    befores = (reference[name].scale for name in amounts)
    fewest = min((s.n for s in (*befores, *(scales[n] for n in amounts)) if s), default=0)
    if not found or len(found) < len(amounts) or fewest < _LEAST_FOR_CURRENCY:
        return set()
    least, most = min(found), max(found)
    is_large = least >= _LEAST_FACTOR or most <= 1 / _LEAST_FACTOR
    return set(amounts) if is_large and most <= _ONE_FACTOR * least else set()


def _tell_unit(column: Column, factor: float, *, is_power: bool) -> SchemaChange:
    source, exponent = quoted(column.source), _power_of_ten(factor)
    if is_power:
        by = f"about {10 ** abs(exponent):,} times {'larger' if exponent > 0 else 'smaller'}"
        told = f"Column {source} is {by} throughout: its unit seems to have changed."
    else:
        told = (
            f"Column {source} is {factor:.3g} times what it was, as all amounts are: the currency "
            "seems to have changed."
        )
    return SchemaChange("unit", column.name, column.source, "", factor, told)
