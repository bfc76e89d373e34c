"""Figures and names as the page of a forecast writes them."""

from __future__ import annotations

import math

from smartcart.report.forecast.facts import Estimate
from smartcart.report.words import count_words, lower_first

__all__ = ["estimate", "inner_name", "lead_words", "points_off"]


def estimate(found: Estimate) -> str:
    """Write a figure with its interval; a dash where there is none.

    Examples
    --------
    >>> estimate(Estimate(0.7412, 0.7211, 0.7598))
    '0.741 (0.721–0.760)'
    """
    if math.isnan(found.at):
        return "–"
    return f"{found.at:.3f} ({found.low:.3f}–{found.high:.3f})"


def lead_words(found: Estimate | None) -> str:
    """Write a difference with its interval; a dash where there is none.

    Examples
    --------
    >>> lead_words(Estimate(0.0312, -0.0004, 0.0598)), lead_words(None)
    ('0.031 (0.000 to 0.060)', '–')
    """
    if found is None:
        return "–"
    return f"{_thousandths(found.at)} ({_thousandths(found.low)} to {_thousandths(found.high)})"


def _thousandths(figure: float) -> str:
    return f"{round(figure, 3) + 0.0:.3f}"  # no -0.000


def inner_name(name: str) -> str:
    """Return the name of a forecast as it stands within a sentence.

    Examples
    --------
    >>> inner_name("Recency alone"), inner_name("BG/NBD"), inner_name("Habits and RFM, blended")
    ('recency alone', 'BG/NBD', 'blended habits and RFM')
    """
    first, _, then = name.partition(", ")  # a comma would look like the next name
    name = f"{then} {lower_first(first)}" if then else name
    return name if "/" in name else lower_first(name)


def points_off(expected: float, observed: float) -> str:
    """Return in whole points how far two shares lie apart.

    Examples
    --------
    >>> points_off(0.58, 0.603), points_off(0.2, 0.19), points_off(0.1, 0.1)
    ('2 points', '1 point', '0 points')
    """
    return count_words(round(100 * abs(expected - observed)), "point")
