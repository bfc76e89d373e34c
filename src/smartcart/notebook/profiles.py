"""Profiles as a notebook shows them: measures down, segments across."""

from __future__ import annotations

import pandas as pd

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_table
from smartcart.profiles import Profiles, format_value
from smartcart.report.words import count_words, row_label

__all__ = ["describe_profiles"]

#: Shares that add up to all customers, all value, all responses.
_WHOLES = ("share_customers", "share_spend", "share_response")
_MARKS = {1: "\u25b2 ", -1: "\u25bc "}


@describe_result.register
def describe_profiles(profiles: Profiles) -> Page:
    """Say what the customers of each segment are like, beside all customers."""
    table = profiles.table.drop(columns="segment")
    shown = [name for name in table if table[name].notna().any()]
    rows = [
        [
            row_label(name, "value"),
            *(_cell(profiles, name, segment) for segment in table.index),
            _of_all(profiles, name),
        ]
        for name in shown
    ]
    return Page(
        "Profiles",
        f"{count_words(len(table), 'segment')} in customer units: medians, and shares.",
        (
            make_table(("", *map(str, table.index), "All"), rows, "figures", most=18),
            "\u25b2 and \u25bc mark a figure by which a segment stands out from all customers."
            if profiles.markers.to_numpy().any()
            else "No figure sets a segment apart from all customers.",
        ),
    )


def _cell(profiles: Profiles, name: str, segment: str) -> str:
    mark = profiles.markers.loc[segment, name] if name in profiles.markers else 0
    return _MARKS.get(int(mark), "") + _written(name, profiles.table.loc[segment, name])


def _of_all(profiles: Profiles, name: str) -> str:
    if name == "n_customers":
        return f"{profiles.table[name].sum():,}"
    if name in _WHOLES:
        return "100%"
    return _written(name, profiles.population[name]) if name in profiles.population else "\u2013"


def _written(name: str, value: object) -> str:
    if pd.isna(value):
        return "\u2013"
    return format_value(name, value if isinstance(value, str) else float(str(value)))
