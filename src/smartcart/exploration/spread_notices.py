"""Rules on single variables: how value is spread, what is missing, skewed, rare or far out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smartcart.customers import Kind
from smartcart.exploration.facts import (
    CONCENTRATED,
    DOMINANT,
    MISSING,
    SKEWED,
    UNEVEN,
    ZEROS,
    Facts,
    Notice,
    name_some,
)
from smartcart.exploration.levels import RARE, shorten
from smartcart.exploration.rows import Quantity
from smartcart.profiles import format_value, measure_label

__all__ = ["notice_spread"]


def notice_spread(facts: Facts) -> Iterator[Notice]:
    """Yield what is unusual in single variables."""
    yield from _concentrated(facts)
    yield from _uneven(facts)
    yield from _missing(facts)
    yield from _shapes(facts)
    yield from _far_out(facts)
    yield from _levels(facts)
    yield from _constant(facts)


def _concentrated(facts: Facts) -> Iterator[Notice]:
    found = facts.concentration
    share = found.share_top_fifth if found else None
    if found and share is not None and share >= CONCENTRATED:
        what = measure_label(found.measure)
        sentence = f"The top fifth of customers carries {share:.0%} of all {what}"
        more = f", the top tenth {found.share_top_tenth:.0%}."
        yield Notice("concentration", _beyond(share, CONCENTRATED), sentence + more)


def _uneven(facts: Facts) -> Iterator[Notice]:
    for mix in facts.mix:
        first, least = mix.parts[0], UNEVEN / len(mix.parts)
        if len(mix.parts) > 2 and first.share >= least:
            sentence = (
                f"{_capital(first.label)} is {first.share:.0%} of all {mix.label}; "
                f"equal parts would be {1 / len(mix.parts):.0%} each."
            )
            yield Notice("mix", _beyond(first.share, least), sentence)


def _missing(facts: Facts) -> Iterator[Notice]:
    for row in facts.rows:
        share = row.missing / max(facts.n, 1)
        if MISSING <= share < 1 and facts.is_own(row.name):
            sentence = (
                f"{_capital(row.label)} is missing for {_customers(row.missing)} ({share:.1%})."
            )
            yield Notice("missing", share, sentence)


def _shapes(facts: Facts) -> Iterator[Notice]:
    """Say which quantities have a long tail, and which are mostly 0."""
    own = [row for row in facts.quantities if facts.is_own(row.name)]
    tails = [(abs(row.skewness or 0.0), row.label) for row in own]
    skewed = _largest(tails, SKEWED)
    if skewed:
        named = name_some([f"{label} ({figure:.1f})" for figure, label in skewed])
        sentence = (
            f"A few customers stand far from the rest in {named}: skewness of 2 or more, so the "
            "mean misleads; read the median."
        )
        yield Notice("skewed", 1 - SKEWED / skewed[0][0], sentence)
    none = [(row.share_zero or 0.0, row.label) for row in own if row.share_zero != 1]
    zeros = _largest(none, ZEROS)
    if zeros:
        named = name_some([f"{label} ({share:.0%})" for share, label in zeros])
        sentence = f"At least half of the customers have 0: {named}."
        yield Notice("zeros", _beyond(zeros[0][0], ZEROS), sentence)


def _largest(figures: Iterable[tuple[float, str]], least: float) -> list[tuple[float, str]]:
    return sorted((e for e in figures if e[0] >= least), key=lambda e: (-e[0], e[1]))


def _far_out(facts: Facts) -> Iterator[Notice]:
    for row in facts.quantities:
        if not (row.far_out and facts.is_own(row.name) and _is_beyond(row, facts)):
            continue
        fences = (format_value(row.name, row.fence_low), format_value(row.name, row.fence_high))
        sentence = (
            f"{_capital(row.label)} is far out for {_customers(row.far_out)}: outside "
            f"{fences[0]} to {fences[1]}; the values go from {format_value(row.name, row.minimum)} "
            f"to {format_value(row.name, row.maximum)}."
        )
        yield Notice("far_out", row.far_out / row.customers, sentence)


def _is_beyond(row: Quantity, facts: Facts) -> bool:
    """Return whether a fence is passed where it says something.

    A logarithm draws out small counts: below the lower fence it has far-out values in noise.
    """
    is_log = facts.variables.columns[row.name].kind in (Kind.AMOUNT, Kind.COUNT)
    low, high = row.fence_low, row.fence_high
    above = high is not None and row.maximum is not None and row.maximum > high
    below = low is not None and row.minimum is not None and row.minimum < low
    return above or (below and not is_log)


def _levels(facts: Facts) -> Iterator[Notice]:
    for category in facts.categories:
        rare = [level for level in category.levels if level.is_rare]
        if rare:
            named = name_some([f"{shorten(level.level)} ({level.customers:,})" for level in rare])
            sentence = (
                f"{_capital(category.label)} has levels with under 1 % of customers: {named}."
            )
            yield Notice("rare", sum(level.share for level in rare), sentence)
        most = max(category.levels, key=lambda level: level.share, default=None)
        if most is not None and DOMINANT <= most.share < 1:
            sentence = f"{_capital(category.label)} is {shorten(most.level)} for {most.share:.1%}."
            yield Notice("dominant", _beyond(most.share, DOMINANT), sentence)
    for flag in facts.flags:
        least = min(flag.ones, flag.customers - flag.ones)
        if facts.is_own(flag.name) and 0 < least < RARE * flag.customers:
            which = "yes" if least == flag.ones else "no"
            share = least / flag.customers
            sentence = (
                f"{_capital(flag.label)}: only {least:,} customers ({share:.1%}) say {which}."
            )
            yield Notice("rare", share, sentence)


def _constant(facts: Facts) -> Iterator[Notice]:
    empty = [row.label for row in facts.rows if not row.customers and facts.is_own(row.name)]
    alike = [q.label for q in facts.quantities if q.customers and q.minimum == q.maximum]
    alike += [c.label for c in facts.categories if c.n_levels == 1]
    alike += [f.label for f in facts.flags if f.customers and f.ones in (0, f.customers)]
    if empty:
        yield Notice("constant", 1.0, f"Empty for every customer: {name_some(empty)}.")
    if alike and facts.n > 1:
        sentence = f"The same for every customer, so it tells nobody apart: {name_some(alike)}."
        yield Notice("constant", 1.0, sentence)


def _beyond(figure: float, threshold: float) -> float:
    """Return how far a share is on its way from its threshold to 1."""
    return (figure - threshold) / (1 - threshold)


def _customers(n: int) -> str:
    return f"{n:,} customer{'' if n == 1 else 's'}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
