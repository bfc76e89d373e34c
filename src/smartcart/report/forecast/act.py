"""Which customers are expected to bring most, and are overdue: whom to look at first."""

from __future__ import annotations

import pandas as pd

from smartcart.report.forecast.facts import ActFacts, GroupFacts

__all__ = ["cross_value_and_rhythm"]

_FIFTHS = 5
#: Valuable and overdue, valuable alone, overdue alone, neither.
_GROUPS = ((True, True), (True, False), (False, True), (False, False))


def cross_value_and_rhythm(forecast: pd.DataFrame, customers: pd.DataFrame) -> ActFacts | None:
    """Cross the fifth of customers of the highest expected value with the most overdue fifth.

    Parameters
    ----------
    forecast : DataFrame
        `OrderForecast.customers`.
    customers : DataFrame
        The customer table, with the same index: ``spend_total`` and ``recency_days``.

    Returns
    -------
    ActFacts or None
        None where either is not known of everybody, or there are fewer than five customers.
    """
    known = forecast[["relative_value", "overdue"]].notna().all(axis=None)
    fifth = len(forecast) // _FIFTHS
    if not known or not fifth:
        return None
    valuable, overdue = (_first(forecast[name], fifth) for name in ("relative_value", "overdue"))
    table = customers[["spend_total", "recency_days"]].join(forecast["relative_value"])
    groups = tuple(
        _group(is_valuable, is_overdue, table, (valuable == is_valuable) & (overdue == is_overdue))
        for is_valuable, is_overdue in _GROUPS
    )
    return ActFacts(
        groups,
        fifth,
        value_from=float(forecast.loc[valuable, "relative_value"].min()),
        overdue_from=float(forecast.loc[overdue, "overdue"].min()),
    )


def _first(values: pd.Series, n: int) -> pd.Series:
    """Mark the n highest; of equals, those whose ids come first."""
    return values.rank(method="first", ascending=False) <= n


def _group(is_valuable: bool, is_overdue: bool, table: pd.DataFrame, own: pd.Series) -> GroupFacts:
    spend, value = table["spend_total"], table["relative_value"]
    return GroupFacts(
        is_valuable,
        is_overdue,
        customers=int(own.sum()),
        spend=float(spend[own].sum()),
        share_spend=float(spend[own].sum() / spend.sum()),
        share_value=float(value[own].sum() / value.sum()),
        silent_days=float(table.loc[own, "recency_days"].median()),
    )
