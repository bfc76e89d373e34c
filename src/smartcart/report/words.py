"""Names and numbers as the report shows them: readable, and inert wherever they came from."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from smartcart.profiles import Rate, format_value, measure_label

__all__ = [
    "count_words",
    "decimals",
    "interval_words",
    "joined",
    "lower_first",
    "percent",
    "row_label",
    "show_hidden",
    "upper_first",
    "value_words",
]

#: What a reader cannot see and a program may obey: controls, lone surrogates, zero-width
#: letters and the marks that turn the direction of writing.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def show_hidden(text: str) -> str:
    r"""Write letters that cannot be seen as escapes, so that a name shows all it holds.

    Examples
    --------
    >>> print(show_hidden("Spend\u202e2024"))
    Spend\u202e2024
    """
    return _HIDDEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def row_label(name: str, value: str = "") -> str:
    """Return the words for a row of the profile table.

    Parameters
    ----------
    name : str
        A column of ``Segmentation.profiles``.
    value : str
        The words for what a customer is worth, from `value_words`.

    Examples
    --------
    >>> row_label("n_customers"), row_label("share_spend", "spend"), row_label("share_web")
    ('Customers', 'Share of spend', 'Share of purchases on the web')
    """
    own = {
        "n_customers": "customers",
        "share_customers": "share of customers",
        "share_spend": f"share of {value}",
        "share_response": "share of all who responded",
    }
    label = own.get(name) or measure_label(name)
    return upper_first(label)


def value_words(measure: str) -> str:
    """Return the words for what a customer is worth; empty where the table does not say.

    Examples
    --------
    >>> value_words("spend_total"), value_words("order_value"), value_words("")
    ('spend', 'order value', '')
    """
    return "spend" if measure == "spend_total" else measure_label(measure)


def percent(share: float | None) -> str:
    """Write a share (0 to 1) in percent; a dash where there is none.

    Examples
    --------
    >>> percent(0.3254), percent(0.0477), percent(None)
    ('33%', '4.8%', '–')
    """
    return format_value("share_", math.nan if share is None else share)


def decimals(figure: float | None) -> str:
    """Write a figure between -1 and 1 with two decimals; a dash where there is none."""
    return "–" if figure is None or math.isnan(figure) else f"{figure:.2f}"


def interval_words(rate: Rate) -> str:
    """Write a rate with its interval.

    Examples
    --------
    >>> interval_words(Rate(0.226, 0.197, 0.258))
    '23% (20–26%)'
    """
    if math.isnan(rate.rate):
        return "–"
    return f"{percent(rate.rate)} ({percent(rate.low).removesuffix('%')}–{percent(rate.high)})"


def lower_first(text: str) -> str:
    """Return a text as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def count_words(n: int, noun: str) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count_words(1, "segment"), count_words(2240, "customer")
    ('1 segment', '2,240 customers')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def joined(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence.

    Examples
    --------
    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
