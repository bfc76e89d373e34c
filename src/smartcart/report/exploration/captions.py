"""What each figure of an exploration shows, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable

from smartcart.exploration import Exploration, Quantity, Response
from smartcart.profiles import format_value, measure_label
from smartcart.report.exploration.choose import (
    Shown,
    choose_categories,
    choose_flags,
    choose_mix,
    choose_quantities,
    choose_related,
    choose_response,
    list_shown,
)
from smartcart.report.exploration.group_captions import caption_gaps, caption_groups
from smartcart.report.exploration.quantities import visible_fences
from smartcart.report.exploration.words import left_out, shorten_words
from smartcart.report.figure_words import FigureWords
from smartcart.report.words import decimals, percent, upper_first, value_words

__all__ = ["caption_exploration"]

#: So many facts of a figure are said to those who cannot see it.
_SAID = 6


def caption_exploration(found: Exploration) -> dict[str, FigureWords]:
    """Return title, caption and alternative text of each figure that has something to show.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration import explore_customers
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> caption_exploration(explore_customers(customers))["concentration"].title
    'How spend is spread'
    """
    return {shown.name: _WORDS[shown.kind](found, shown) for shown in list_shown(found)}


def _quantities(found: Exploration, shown: Shown) -> FigureWords:
    del shown
    chosen = choose_quantities(found)
    has_log = any(row.histogram and row.histogram.is_log for row in chosen.rows)
    has_fence = any(visible_fences(row) for row in chosen.rows)
    fence = " A dashed line: beyond it a value is far out." if has_fence else ""
    log = " Where a few values are far larger, the axis is logarithmic." if has_log else ""
    return FigureWords(
        "How the quantities are spread",
        "The area of a bar is its number of customers, at least five; the line is the median. "
        "Customers beyond the ends of an axis are only counted, beside the median."
        f"{fence}{log}{left_out(chosen, 'quantity', 'quantities')}",
        f"Histograms. {'; '.join(_spread(row) for row in chosen.rows)}.",
    )


def _spread(row: Quantity) -> str:
    ends = (row.median, row.first_quartile, row.third_quartile)
    middle, low, high = (format_value(row.name, each) for each in ends)
    return f"{upper_first(shorten_words(row.label))}: median {middle}, middle half {low} to {high}"


def _levels(found: Exploration, shown: Shown) -> FigureWords:
    del shown
    categories, flags = choose_categories(found), choose_flags(found)
    said = []
    for row in categories.rows:
        most = max(row.levels, key=lambda level: level.share)
        label = upper_first(shorten_words(row.label))
        said.append(f"{label}: {shorten_words(most.level)} {percent(most.share)}")
    said += [f"{upper_first(shorten_words(f.label))}: {percent(f.rate)}" for f in flags.rows]
    interval = " The line at the end of a share of yes is its 95% interval." if flags.rows else ""
    more = left_out(categories, "text", "texts") + left_out(flags, "yes or no", "of yes or no")
    return FigureWords(
        "Texts, and yes or no",
        f"Share of the customers whose value is known, and how many they are.{interval}{more}",
        f"Bars. {'; '.join(said)}.",
    )


def _concentration(found: Exploration, shown: Shown) -> FigureWords:
    del shown
    spread = found.concentration
    measure = value_words(spread.measure) if spread else ""
    value = shorten_words(measure)
    tenth, fifth = (
        (percent(spread.share_top_tenth), percent(spread.share_top_fifth)) if spread else ("", "")
    )
    return FigureWords(
        f"How {value} is spread",
        f"Customers from the largest to the smallest, and the share of all {value} that they "
        "carry together. The further the curve lies above the dashed line, the fewer carry most."
        + (f" {spread.note}" if spread and spread.note else ""),
        f"Curve: the top tenth of customers carries {tenth} of {value}, the top fifth {fifth}; "
        f"Gini {decimals(spread.gini if spread else None)}.",
    )


def _mix(found: Exploration, shown: Shown) -> FigureWords:
    del shown
    chosen = choose_mix(found)
    beside = any(mix.beside for mix in chosen.rows)
    other = " Orange is a share of the total that is no part of it." if beside else ""
    said = [
        f"{upper_first(shorten_words(mix.label))}: "
        + ", ".join(f"{shorten_words(p.label)} {percent(p.share)}" for p in mix.parts[:_SAID])
        for mix in chosen.rows
    ]
    return FigureWords(
        "What totals are made of",
        "Shares of the sums over all customers, so that a large customer counts for more; in "
        f"brackets the sums.{other}{left_out(chosen, 'total', 'totals')}",
        f"Bars. {'; '.join(said)}.",
    )


def _together(found: Exploration, shown: Shown) -> FigureWords:
    del shown
    chosen = choose_related(found)
    own = [
        pair
        for pair in found.pairs
        if {pair.one, pair.other} <= set(chosen.rows) and not pair.is_arithmetic
    ]
    said = [
        f"{_name(pair.one)} and {_name(pair.other)} {decimals(pair.strength)}"
        for pair in own[:_SAID]
    ]
    return FigureWords(
        "What goes together",
        "A cell stands where the row that ends in one name meets the column below another. Two "
        "quantities: rank correlation from -1 (orange, one rises as the other falls) to 1 (blue, "
        "both rise). With a text or a yes or no: strength from 0 to 1. Grey, in brackets: a "
        "column stands behind both, so they could not be unrelated."
        + left_out(chosen, "variable", "variables"),
        f"Heat map of {len(chosen.rows)} variables. Strongest: {'; '.join(said)}.",
    )


def _response(found: Exploration, shown: Shown) -> FigureWords:
    chosen = choose_response(found, shown.outcome)
    outcome = shorten_words(measure_label(shown.outcome))
    hollow = any(not part.counts for each in chosen.rows for part in each.parts)
    few = " Hollow: too few customers to count, or value not known." if hollow else ""
    rate = percent(chosen.rows[0].rate)
    return FigureWords(
        f"{upper_first(outcome)}, by variable",
        "Share of the customers of each part, with its 95% interval; beside it the share and how "
        "many customers it is of. Only variables that tell apart beyond chance are drawn, the "
        f"strongest first. {found.response_note}{few}{left_out(chosen, 'variable', 'variables')}",
        f"Dots with intervals; {rate} of all. {'; '.join(map(_ends, chosen.rows))}.",
    )


def _ends(each: Response) -> str:
    rates = sorted((part.rate, part.part) for part in each.parts if part.counts)
    (low, worst), (high, best) = rates[0], rates[-1]
    ends = f"{percent(low)} at {shorten_words(worst)}, {percent(high)} at {shorten_words(best)}"
    return f"{upper_first(_name(each.variable))}: {ends}"


def _name(name: str) -> str:
    return shorten_words(measure_label(name))


_WORDS: dict[str, Callable[[Exploration, Shown], FigureWords]] = {
    "quantities": _quantities,
    "levels": _levels,
    "gaps": caption_gaps,
    "concentration": _concentration,
    "mix": _mix,
    "together": _together,
    "response": _response,
    "joining": caption_groups,
    "country": caption_groups,
}
