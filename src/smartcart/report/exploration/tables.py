"""The tables beside the figures of an exploration, as texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smartcart.exploration import (
    Category,
    Exploration,
    Flag,
    Pair,
    Quantity,
    Response,
    choose_pairs,
    choose_responses,
)
from smartcart.profiles import format_value, measure_label
from smartcart.report.exploration.words import shorten_words
from smartcart.report.words import decimals, percent, upper_first

__all__ = ["Table", "view_others", "view_pairs", "view_quantities", "view_responses"]

#: So many pairs and responses are shown; the files hold all.
_PAIRS, _RESPONSES = 20, 30


@dataclass(frozen=True)
class Table:
    """Words about it, its column heads, rows of cells, and where the rest is.

    Columns named in `texts` hold words, which stand at the left.
    """

    title: str
    lead: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...] = ()
    note: str = ""


def view_quantities(found: Exploration) -> Table | None:
    """Return all quantities, measures of several columns included."""
    head = ("Quantity", "Missing", "Median", "Middle half", "Smallest", "Largest")
    return _table(
        "Every quantity",
        "Half of the customers lie in the middle half. A skewness of 2 or more means that a few "
        "customers stand far from the rest.",
        (*head, "Skewness", "Zero", "Far out"),
        (_quantity(row) for row in found.quantities if row.customers),
    )


def view_others(found: Exploration) -> Table | None:
    """Return texts, columns of yes and no, and days."""
    days = (
        (_label(row.label), f"{row.customers:,}", _count(row.missing), f"{row.first} to {row.last}")
        for row in found.days
        if row.first
    )
    return _table(
        "Every text, yes or no, and day",
        "Of a share of yes, its 95 % interval in brackets.",
        ("Column", "Known", "Missing", "What it holds"),
        [
            *(_category(row) for row in found.categories if row.customers),
            *(_flag(row) for row in found.flags if row.customers),
            *days,
        ],
        ("What it holds",),
    )


def view_pairs(found: Exploration) -> Table | None:
    """Return the strongest pairs that are clear and say something new."""
    pairs = choose_pairs([pair for pair in found.pairs if pair.is_clear], found.families)
    return _table(
        "The strongest pairs",
        "Only pairs beyond chance (p below 0.001 over all pairs together), without those that are "
        "related by arithmetic; of two totals the strongest pair only.",
        ("Variable", "Goes with", "Strength", "Measure", "Customers"),
        (_pair(pair) for pair in pairs[:_PAIRS]),
        ("Goes with", "Measure"),
        "Every pair is in pairs.csv.",
    )


def view_responses(found: Exploration) -> Table | None:
    """Return how far apart the rates of outcomes are, by variable."""
    clear_first = sorted(found.responses, key=lambda each: not each.is_clear)
    chosen = choose_responses(clear_first, found.families)
    return _table(
        "Rates by variable",
        "The lowest and the highest rate among the parts of a variable that count. Of a total, "
        "only the part with the widest spread.",
        ("Variable", "Outcome", "Lowest rate", "Where", "Highest rate", "Where", "Beyond chance"),
        (_response(each) for each in chosen[:_RESPONSES]),
        ("Outcome", "Where"),
        "Every rate is in response.csv.",
    )


def _table(
    title: str,
    lead: str,
    head: tuple[str, ...],
    rows: Iterable[tuple[str, ...]],
    texts: tuple[str, ...] = (),
    note: str = "",
) -> Table | None:
    listed = tuple(rows)
    return Table(title, lead, head, listed, texts, note) if listed else None


def _quantity(row: Quantity) -> tuple[str, ...]:
    figures = (row.first_quartile, row.third_quartile, row.minimum, row.maximum)
    low, high, least, most = (format_value(row.name, each) for each in figures)
    return (
        _label(row.label),
        _count(row.missing),
        format_value(row.name, row.median),
        f"{low} to {high}",
        *(least, most),
        decimals(None if row.skewness is None else round(row.skewness, 2) + 0.0),
        percent(row.share_zero),
        _count(row.far_out),
    )


def _category(row: Category) -> tuple[str, ...]:
    levels = [f"{shorten_words(each.level)} {percent(each.share)}" for each in row.levels[:4]]
    more = [f"{row.n_levels - 4:,} more"] if row.n_levels > 4 and levels else []
    words = ", ".join([*levels, *more]) or f"{row.n_levels:,} different texts, not listed"
    return _label(row.label), f"{row.customers:,}", _count(row.missing), words


def _flag(row: Flag) -> tuple[str, ...]:
    interval = f"{percent(row.rate)} yes ({percent(row.low)} to {percent(row.high)})"
    return _label(row.label), f"{row.customers:,}", _count(row.missing), interval


def _pair(pair: Pair) -> tuple[str, ...]:
    names = (_label(measure_label(pair.one)), _label(measure_label(pair.other)))
    return (*names, decimals(pair.strength), pair.measure, f"{pair.customers:,}")


def _response(each: Response) -> tuple[str, ...]:
    rates = sorted((part.rate, part.part) for part in each.parts if part.counts)
    (low, worst), (high, best) = rates[0], rates[-1]
    return (
        _label(measure_label(each.variable)),
        _label(measure_label(each.outcome)),
        *(percent(low), shorten_words(worst), percent(high), shorten_words(best)),
        "yes" if each.is_clear else "no",
    )


def _label(text: str) -> str:
    return upper_first(shorten_words(text))


def _count(n: int) -> str:
    return f"{n:,}" if n else "–"
