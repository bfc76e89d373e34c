"""The settings file by which a customer table made from order lines is segmented."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["write_settings"]

_HEAD = """\
# How SmartCart reads a customer table made by 'smartcart orders'. Edit it as you like.
# What customers buy shapes the segments; when they bought describes them.

[measures]
value = "spend"
frequency = "n_orders"
engagement = ""
"""
#: Measures that are there where a forecast was made, and the columns they stand in.
_FORECAST = {"future_value": "relative_value", "return_rank": "return_rank", "overdue": "overdue"}
#: Column, role and kind. Left out: days, and what is the same thing told a second time.
_COLUMNS = (
    ("customer_id", "id", "id"),
    ("spend_total", "segmentation", "amount"),
    ("n_orders", "segmentation", "count"),
    ("basket_value", "segmentation", "amount"),
    ("basket_items", "descriptor", "amount"),
    ("n_products", "segmentation", "count"),
    ("recency_days", "descriptor", "count"),
    ("median_gap_days", "descriptor", "amount"),
    ("returned_share", "descriptor", "amount"),
    ("trend", "descriptor", "number"),
    ("country", "descriptor", "category"),
    ("T", "descriptor", "count"),
    ("monetary_value", "descriptor", "amount"),
    ("p_order", "descriptor", "number"),
    ("expected_orders", "descriptor", "amount"),
    ("expected_value", "descriptor", "amount"),
    ("return_rank", "descriptor", "number"),
    ("relative_value", "descriptor", "amount"),
    ("overdue", "descriptor", "number"),
)
#: Names in the results; `spend_total` is said as the spend of two years.
_NAMES = {"spend_total": "spend", "T": "days_since_first_order"}


def write_settings(columns: Collection[str]) -> str:
    """Return the settings file, as text that `parse_config` accepts.

    Parameters
    ----------
    columns : collection of str
        The columns of the customer table that hold something, its index among them. Those of a
        forecast (`smartcart.forecast`) decide who is high-value and at risk.

    Examples
    --------
    >>> print(write_settings(["customer_id", "spend_total", "n_orders"]).splitlines()[9])
    role = "id"
    """
    blocks = [
        f'\n[columns.{name}]\nrole = "{role}"\n'
        + (f'kind = "{kind}"\n' if role != "id" else "")
        + (f'name = "{_NAMES[name]}"\n' if name in _NAMES else "")
        for name, role, kind in _COLUMNS
        if name in columns
    ]
    forecast = [f'{name} = "{own}"\n' for name, own in _FORECAST.items() if own in columns]
    return _HEAD + "".join(forecast + blocks)
