"""Exploration -> pictures: those that have something to show."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from smartcart.exploration import Exploration
from smartcart.report.exploration.choose import (
    Shown,
    choose_categories,
    choose_flags,
    choose_gaps,
    choose_groups,
    choose_mix,
    choose_quantities,
    choose_related,
    choose_response,
    list_shown,
    name_outcome,
)
from smartcart.report.exploration.concentration import draw_concentration
from smartcart.report.exploration.gaps import draw_gaps
from smartcart.report.exploration.groups import draw_groups
from smartcart.report.exploration.levels import draw_levels
from smartcart.report.exploration.mix import draw_mix
from smartcart.report.exploration.quantities import draw_quantities
from smartcart.report.exploration.response import draw_response
from smartcart.report.exploration.together import draw_together
from smartcart.report.words import value_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_exploration"]


def draw_exploration(found: Exploration, names: Collection[str] | None = None) -> dict[str, Figure]:
    """Draw what is in a table, by name, in the order of reading.

    Parameters
    ----------
    found : Exploration
        A figure that has nothing to show is left out.
    names : collection of str, optional
        Draw no others than these.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration import explore_customers
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> list(draw_exploration(explore_customers(customers), ["mix", "gaps"]))
    ['gaps', 'mix']
    """
    shown = [each for each in list_shown(found) if names is None or each.name in names]
    return {each.name: _draw(each, found) for each in shown}


def _draw(shown: Shown, found: Exploration) -> Figure:
    """Hand each figure the rows it shows."""
    if shown.kind == "quantities":
        return draw_quantities(choose_quantities(found).rows)
    if shown.kind == "levels":
        return draw_levels(choose_categories(found).rows, choose_flags(found).rows)
    if shown.kind == "gaps":
        return draw_gaps(choose_gaps(found).rows, found.customers)
    if shown.kind == "mix":
        return draw_mix(choose_mix(found).rows)
    if shown.kind == "together":
        return draw_together(choose_related(found).rows, found.pairs)
    if shown.kind == "response":
        return draw_response(choose_response(found, shown.outcome).rows)
    return _draw_value(shown, found)


def _draw_value(shown: Shown, found: Exploration) -> Figure:
    measure = found.concentration.measure if found.concentration else ""
    if shown.kind == "concentration" and found.concentration and found.value_curve:
        return draw_concentration(found.value_curve, found.concentration, value_words(measure))
    groups = choose_groups(found, shown.kind).rows
    return draw_groups(groups, measure, name_outcome(found))
