"""The words by which people know a measure, and how its values are written."""

from __future__ import annotations

import math
from collections.abc import Container

__all__ = ["compare_words", "format_value", "is_countable", "measure_label", "write_exactly"]

_LABELS = {
    "spend_total": "spend in two years",
    "n_purchases": "purchases",
    "income": "yearly income",
    "basket_value": "value of an order",
    "basket_items": "items in an order",
    "n_products": "different products",
    "median_gap_days": "days between orders",
    "returned_share": "share returned",
    "trend": "trend of spend",
    "days_since_first_order": "days since the first order",
    "monetary_value": "value of a repeat order",
    "recency_days": "days since the last purchase",
    "tenure_days": "days as a customer",
    "visits_per_month": "web visits a month",
    "purchases_per_visit": "purchases per web visit a month",
    "n_children": "children at home",
    "n_kids": "small children at home",
    "n_teens": "teenagers at home",
    "age_years": "age",
    "is_partnered": "share living with a partner",
    "share_partnered": "share living with a partner",
    "share_web": "share of purchases on the web",
    "share_catalog": "share of purchases by catalogue",
    "share_store": "share of purchases in stores",
    "share_deals": "share of purchases with a discount",
    "n_deals_purchases": "purchases with a discount",
    "n_web_purchases": "purchases on the web",
    "n_catalog_purchases": "purchases by catalogue",
    "n_store_purchases": "purchases in stores",
    "response_rate": "response to the last campaign",
    "complaint_rate": "customers who complained",
    "has_responded": "response to the last campaign",
    "has_complained": "complained",
    "share_high_value": "high-value customers",
    "share_churn_prone": "churn-prone customers",
    "visits_per_purchase": "monthly web visits per purchase",
    "return_rank": "rank in ordering again",
    "relative_value": "expected value",
    "overdue": "how overdue by own rhythm",
    "segment_sizes": "size of the segments",
}

_COUNTABLE = ("visits_per_month", "recency_days", "tenure_days", "median_gap_days")
_SHARES = ("returned_share",)


def measure_label(name: str) -> str:
    """Return the name of a measure as people say it.

    Examples
    --------
    >>> measure_label("recency_days"), measure_label("spend_wines"), measure_label("loyalty_score")
    ('days since the last purchase', 'spend on wines', 'loyalty score')
    """
    if name in _LABELS:
        return _LABELS[name]
    if name in ("share_customers", "share_spend"):
        return f"share of {name.removeprefix('share_')}"
    if name.startswith("spend_"):
        return f"spend on {name.removeprefix('spend_').replace('_', ' ')}"
    if name.startswith("share_"):
        return f"share of spend on {name.removeprefix('share_').replace('_', ' ')}"
    return name.removeprefix("n_").removeprefix("is_").removeprefix("has_").replace("_", " ")


def is_countable(name: str) -> bool:
    """Return whether a measure counts things, so that there are fewer of them, not less.

    Examples
    --------
    >>> is_countable("n_web_purchases"), is_countable("spend_wines")
    (True, False)
    """
    return name.startswith(("n_", "days_since_")) or name in _COUNTABLE


def compare_words(name: str, difference: float, levels: Container[str] = ()) -> str:
    """Say that there is more or less of a measure.

    Parameters
    ----------
    difference : float
        Its sign counts.
    levels : container of str
        Measures that are levels, which are higher or lower.

    Examples
    --------
    >>> compare_words("n_web_purchases", -1), compare_words("spend_wines", 0.2)
    ('fewer purchases on the web', 'more spend on wines')
    >>> compare_words("share_gold", 1), compare_words("age_years", -1)
    ('larger share of spend on gold', 'younger')
    """
    if name == "age_years":
        return "older" if difference > 0 else "younger"
    less, more = "fewer" if is_countable(name) else "less", "more"
    if name in levels:
        less, more = "lower", "higher"
    elif name.startswith("share_"):
        less, more = "smaller", "larger"
    return f"{more if difference > 0 else less} {measure_label(name)}"


def format_value(name: str, value: float | str | None) -> str:
    """Write a value of a measure for people: shares in percent, words as they are.

    Examples
    --------
    >>> format_value("share_web", 0.3333), format_value("spend_total", 1198.0)
    ('33%', '1,198')
    >>> format_value("spend_total", float("nan")), format_value("age_years", 44.5)
    ('–', '44.5')
    """
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return "–"
    if name.startswith("share_") or name.endswith("_rate") or name in _SHARES:
        percent = 100 * value
        return f"{percent:.1f}%" if 0 < percent < 10 else f"{percent:.0f}%"
    if float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:,.3g}"


def write_exactly(name: str, value: float) -> str:
    """Write a value of a measure with every digit it has, for a border that must hold.

    Examples
    --------
    >>> write_exactly("share_web", 0.125), write_exactly("spend_total", 1234.5)
    ('12.5%', '1,234.5')
    """
    return f"{100 * value:,.12g}%" if name.startswith("share_") else f"{value:,.12g}"
