"""ReportFacts -> who the customers of the segments are, and whether a segment gives it away."""

from __future__ import annotations

from typing import Any

import pandas as pd

from smartcart.profiles import FOUR_FIFTHS, NO_P_VALUES
from smartcart.report.words import decimals, percent, row_label, upper_first

__all__ = ["view_people"]

_LEAST_P = 0.001


def view_people(descriptors: pd.DataFrame, fairness: pd.DataFrame, first: str) -> dict[str, Any]:
    """Return the texts of the section on people.

    Parameters
    ----------
    descriptors, fairness : DataFrame
        As `compare_descriptors` and `measure_fairness` return them.
    first : str
        Name of the first segment.
    """
    return {
        "descriptors": [_tested(str(name), row) for name, row in descriptors.iterrows()],
        "no_p_values": NO_P_VALUES,
        "fairness": [_compared(str(name), row) for name, row in fairness.iterrows()],
        "first": first,
        "flagged": _flagged(fairness, first),
    }


def _tested(name: str, row: pd.Series) -> tuple[str, str, str, str, str]:
    p = float(row["p_holm"])
    return (
        row_label(name),
        "yes" if row["differs"] else "not shown",
        decimals(float(row["effect"])),
        f"< {_LEAST_P}" if p < _LEAST_P else f"{p:.3f}",
        str(row["test"]),
    )


def _compared(name: str, row: pd.Series) -> tuple[str, str, str, str, str, bool]:
    return (
        upper_first(name),
        f"{row['nmi']:.3f} (by chance up to {row['nmi_chance']:.3f})",
        f"{percent(float(row['lowest_rate']))} ({row['lowest_group']})",
        f"{percent(float(row['highest_rate']))} ({row['highest_group']})",
        decimals(float(row["ratio"])),
        bool(row["flagged"]),
    )


def _flagged(fairness: pd.DataFrame, first: str) -> str:
    """Say which characteristics a segment could stand in for."""
    told = [str(name) for name, row in fairness.iterrows() if row["flagged"]]
    if not told:
        return ""
    names = ", ".join(told)
    return (
        f"An offer made to {first} alone would reach some groups less than {FOUR_FIFTHS:.0%} as "
        f"often as others, by {names}: check that this is meant, and lawful where it matters "
        "(credit, insurance, housing, work)."
    )
