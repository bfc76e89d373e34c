"""Exploration -> what the templates show: sentences first, then figures, each with its table."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from smartcart.exploration import Exploration
from smartcart.report.exploration.choose import list_shown
from smartcart.report.exploration.tables import (
    Table,
    view_others,
    view_pairs,
    view_quantities,
    view_responses,
)

__all__ = ["view_exploration"]

#: So many sentences are shown; the file holds all.
_NOTICES = 20


def view_exploration(found: Exploration, names: Collection[str] | None = None) -> dict[str, Any]:
    """Return the variables of the templates, apart from the figures.

    Parameters
    ----------
    found : Exploration
    names : collection of str, optional
        Speak of no other figures than these.

    Returns
    -------
    dict
        ``notices``: sentences, the strongest first; ``more``: how many are left out;
        ``parts``: a title, names of figures, tables and a note for each part that has any.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration import explore_customers
    >>> customers = smartcart.check_customers(smartcart.make_customers(300, seed=0))
    >>> view_exploration(explore_customers(customers))["parts"][0]["title"]
    'Quantities'
    """
    shown = [each.name for each in list_shown(found) if names is None or each.name in names]
    sentences = [notice.sentence for notice in found.notices]
    parts = (
        _part("Quantities", ("quantities",), shown, view_quantities(found)),
        _part("Texts and flags", ("levels",), shown, view_others(found)),
        _part("Gaps", ("gaps",), shown),
        _part("Value", ("concentration", "mix"), shown),
        _part("Relations", ("together",), shown, view_pairs(found)),
        {
            **_part("Response", _RESPONSES, shown, view_responses(found)),
            "note": found.response_note if found.responses else "",
        },
        _part("Joining and country", ("joining", "country"), shown),
    )
    return {
        "notices": sentences[:_NOTICES],
        "more": max(0, len(sentences) - _NOTICES),
        "parts": [part for part in parts if part["figures"] or part["tables"]],
    }


_RESPONSES = ("response", "response_2", "response_3")


def _part(
    title: str, figures: Collection[str], shown: Collection[str], *tables: Table | None
) -> dict[str, Any]:
    return {
        "title": title,
        "figures": [name for name in shown if name in figures],
        "tables": [table for table in tables if table],
        "note": "",
    }
