"""Customers and Features as a notebook shows them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from smartcart.customers import Column, Customers, Finding, Kind, Quality, Role, Schema
from smartcart.features import Features
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_items, make_table
from smartcart.profiles import format_value
from smartcart.report.words import count_words, joined, percent, row_label

__all__ = ["describe_customers", "describe_features"]

#: Roles in the order in which they are told, with what they are for.
_ROLES = {
    Role.SEGMENTATION: "shapes the segments",
    Role.DESCRIPTOR: "describes",
    Role.OUTCOME: "what followed",
    Role.SENSITIVE: "describes, never shapes",
}
_KINDS = {
    Kind.AMOUNT: "money",
    Kind.COUNT: "a count",
    Kind.NUMBER: "a number",
    Kind.FLAG: "yes or no",
    Kind.CATEGORY: "a text",
    Kind.ORDINAL: "a level",
}


@describe_result.register
def describe_customers(customers: Customers) -> Page:
    """Say what was read, what each column is for, and what was repaired."""
    table, roles = customers.table, list(_ROLES)
    columns = [column for column in customers.schema.columns if column.role in _ROLES]
    columns.sort(key=lambda column: roles.index(column.role))
    rows = [
        [
            row_label(column.name),
            _ROLES[column.role],
            f"{table[column.name].notna().sum():,}",
            *_spread(table[column.name].dropna(), column),
        ]
        for column in columns
    ]
    day = customers.snapshot_date
    seen = f", as they were on {day.isoformat()}" if day else ""
    header = ("Column", "What for", "Known", "Typical", "Range")
    return Page(
        "Customers",
        f"{count_words(len(customers), 'customer')}{seen}. {_account(customers.quality)}",
        (make_table(header, rows, "columns", 2), make_items(_findings(customers), "findings")),
    )


@describe_result.register
def describe_features(features: Features) -> Page:
    """Say which variables customers are compared by, and what only describes them."""
    rows = [
        [
            row_label(column.name),
            _KINDS.get(column.kind, str(column.kind)),
            *_spread(features.table[column.name].dropna(), column),
        ]
        for column in features.variables
    ]
    left_out = [f"Left out: {each.column} is {each.meaning}." for each in features.dropped]
    return Page(
        "Features",
        f"{count_words(len(features.table), 'customer')} compared by "
        f"{count_words(len(features.variables), 'variable')}. The "
        f"{count_words(features.measures.shape[1], 'measure')} that describe them shape nothing.",
        (
            make_table(("Compared by", "What it is", "Typical", "Range"), rows, "variables", 2),
            make_items(left_out, "variables left out"),
        ),
    )


def _spread(values: pd.Series, column: Column) -> tuple[str, str]:
    """Return the typical value of a column, and from where to where the values go."""
    if values.empty:
        return "\u2013", "\u2013"
    if column.kind.is_text:
        counts = values.astype(str).value_counts().sort_index().sort_values(ascending=False)
        return f"{counts.index[0]} ({percent(counts.iloc[0] / len(values))})", _levels(len(counts))
    if column.kind == Kind.FLAG:
        return f"{percent(float(values.mean()))} yes", "no, yes"
    if column.kind == Kind.DATE:
        return f"{values.median():%Y-%m-%d}", f"{values.min():%Y-%m-%d} to {values.max():%Y-%m-%d}"
    middle, low, high = (_number(x, column) for x in (values.median(), values.min(), values.max()))
    return middle, f"{low} to {high}"


def _levels(n: int) -> str:
    return count_words(n, "level")


def _number(value: float, column: Column) -> str:
    if column.kind == Kind.BIRTH_YEAR:
        return f"{value:.0f}"
    return format_value(column.name, float(value))


def _account(quality: Quality) -> str:
    """Return where every record went."""
    others = {
        "set aside": quality.quarantined,
        "copies dropped": quality.duplicates_dropped,
        "no customer (blank lines, titles, totals)": quality.non_data,
    }
    parts = [f"{n:,} {words}" for words, n in others.items() if n]
    if not parts:
        return f"All {quality.records:,} records were read."
    return f"Of {quality.records:,} records, {joined(parts)}."


def _findings(customers: Customers) -> list[str]:
    quality, names = customers.quality, _labels(customers.schema)
    return [
        *(f"Repaired: {_sentence(each, 'value', names)}" for each in quality.repairs),
        *(f"Worth a look: {_sentence(each, 'customer', names)}" for each in quality.flags),
    ]


def _labels(schema: Schema) -> dict[str, str]:
    return {column.source: row_label(column.name) for column in schema.columns}


def _sentence(finding: Finding, noun: str, names: Mapping[str, str]) -> str:
    meaning = finding.meaning or finding.rule.replace("_", " ")
    where = f"{names.get(finding.column, finding.column)}: " if finding.column else ""
    return f"{where}{meaning} ({count_words(finding.count, noun)})."
