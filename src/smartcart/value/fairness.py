"""Whether the offer reaches people of every age, household and origin alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers import Customers
from smartcart.profiles import describe_people
from smartcart.value.rates import difference_of_rates

__all__ = ["Fairness", "compare_offer_rates", "measure_offer_fairness"]

#: Four fifths: a group offered less than this share of the highest rate (EEOC 1978).
_FAIR = 0.8 * (1 - 1e-12)  # 32 % and 40 % are four fifths, although decimals round
#: Fewer customers say nothing about a rate.
_LEAST = 30

_RATIO_COLUMNS = [
    "lowest_group",
    "lowest_rate",
    "highest_group",
    "highest_rate",
    "ratio",
    "flagged",
    "proven",
]


@dataclass(frozen=True)
class Fairness:
    """Who is offered the campaign, by what people are.

    Attributes
    ----------
    table : DataFrame
        One row per group of 30 customers or more: trait, group, customers, contacts, rate.
    ratios : DataFrame
        Index ``trait``: lowest_group, lowest_rate, highest_group, highest_rate, ratio (NaN
        where nobody is contacted), flagged (bool: the ratio is below four fifths), proven
        (bool: the interval of the difference leaves out 0).
    groups_left_out, customers_left_out : int
        Groups below 30 customers, and how many customers they hold.
    """

    table: pd.DataFrame
    ratios: pd.DataFrame
    groups_left_out: int
    customers_left_out: int


def measure_offer_fairness(customers: Customers, contact: NDArray[np.bool_]) -> Fairness:
    """Compare how often groups of people are contacted; see `compare_offer_rates`."""
    return compare_offer_rates(describe_people(customers), contact)


def compare_offer_rates(people: pd.DataFrame, contact: NDArray[np.bool_]) -> Fairness:
    """Return the share contacted of every group, and each trait's lowest over its highest.

    A ratio below four fifths is flagged (EEOC 1978, Uniform Guidelines, 1607.4 D). It is a
    reason to look, no verdict: a difference may be chance, or follow from what people buy.

    Parameters
    ----------
    people : DataFrame of shape (n_customers, n_traits)
        A group per customer and trait; missing values belong to none.
    contact : bool array of shape (n_customers,)

    Examples
    --------
    >>> people = pd.DataFrame({"age": ["old"] * 50 + ["young"] * 50})
    >>> fair = compare_offer_rates(people, np.arange(100) % 50 < np.repeat([10, 20], 50))
    >>> fair.ratios.loc["age", "lowest_group"], float(fair.ratios.loc["age", "ratio"])
    ('old', 0.5)
    """
    table = _count_groups(people, contact)
    small = table["customers"] < _LEAST
    kept = table[~small].reset_index(drop=True)
    rows = {trait: _ratio(own) for trait, own in kept.groupby("trait", sort=False) if len(own) > 1}
    ratios = pd.DataFrame.from_dict(rows, orient="index", columns=_RATIO_COLUMNS).rename_axis(
        "trait"
    )
    return Fairness(kept, ratios, int(small.sum()), int(table.loc[small, "customers"].sum()))


def _count_groups(people: pd.DataFrame, contact: NDArray[np.bool_]) -> pd.DataFrame:
    contacts = pd.Series(contact.astype(np.int64), index=people.index)
    parts = [
        contacts.groupby(people[trait], observed=True).agg(["size", "sum"]).assign(trait=trait)
        for trait in people
    ]
    if not parts:
        return pd.DataFrame(columns=["trait", "group", "customers", "contacts", "rate"])
    table = pd.concat([part.rename_axis("group").reset_index() for part in parts])
    table = table.rename(columns={"size": "customers", "sum": "contacts"})
    table["group"] = table["group"].astype(str)
    table["rate"] = table["contacts"] / table["customers"]
    return table[["trait", "group", "customers", "contacts", "rate"]].reset_index(drop=True)


def _ratio(groups: pd.DataFrame) -> list[object]:
    low, high = groups.loc[groups["rate"].idxmin()], groups.loc[groups["rate"].idxmax()]
    ratio = float(low["rate"] / high["rate"]) if high["rate"] > 0 else np.nan
    hits = [int(low["contacts"]), int(low["customers"])]
    _, below, _ = difference_of_rates(int(high["contacts"]), int(high["customers"]), *hits)
    return [
        low["group"],
        low["rate"],
        high["group"],
        high["rate"],
        ratio,
        bool(ratio < _FAIR),
        below > 0,
    ]
