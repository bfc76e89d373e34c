"""Money and points as the page of a campaign writes them."""

from __future__ import annotations

import math

__all__ = ["interval", "money", "points", "price"]


def money(amount: float) -> str:
    """Write an amount of money; a dash where there is none.

    Examples
    --------
    >>> money(1038.6), money(-0.2), money(-3046), money(float("nan"))
    ('1,039', '0', '-3,046', '–')
    """
    return "–" if math.isnan(amount) else f"{round(amount):,}"


def price(amount: float) -> str:
    """Write an amount that was given, with every digit it has.

    Examples
    --------
    >>> price(3), price(0.35), price(9e9)
    ('3', '0.35', '9,000,000,000')
    """
    return f"{amount:,.12g}"


def interval(low: float, high: float) -> str:
    """Write the interval of an amount of money.

    Examples
    --------
    >>> interval(570.4, 1136)
    '570 to 1,136'
    """
    return f"{money(low)} to {money(high)}"


def points(share: float) -> str:
    """Write a difference of shares in points; a dash where there is none.

    Examples
    --------
    >>> points(0.123), points(-0.004), points(float("nan"))
    ('+12.3', '-0.4', '–')
    """
    return "–" if math.isnan(share) else f"{100 * share:+.1f}"
