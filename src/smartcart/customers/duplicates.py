"""Customers that stand in the table more than once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.ledger import Ledger
from smartcart.customers.schema import Role, Schema

__all__ = ["drop_repeated_ids", "flag_repeats"]


def drop_repeated_ids(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> int:
    """Drop rows that repeat a whole customer; set aside customers whose rows disagree.

    Returns the number of rows dropped.
    """
    identical = _duplicated(table, list(table.columns), ledger.kept, keep="first")
    dropped = ledger.drop(identical)
    column = schema.id_column
    disagree = _duplicated(table, [column.name], ledger.kept, keep=False)
    ledger.set_aside(
        disagree,
        column.source,
        table[column.name],
        "the same id stands in several rows that disagree",
        "keep the row that is right",
    )
    return dropped


def flag_repeats(cells: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Flag customers equal to another in everything but the id, and those who disagree on it.

    The cells are compared as they stood, before any repair made them more alike. Copies under
    another id make any result look better than it is: the same row is learnt from and judged
    on. They are kept, because two people may be alike, and counted.
    """
    outcomes = [column.name for column in schema.with_role(Role.OUTCOME) if column.name in cells]
    described = [name for name in cells if name != schema.id_column.name]
    same = _duplicated(cells, described, ledger.kept, keep="first")
    meaning = "equal to an earlier customer in everything but the id, kept"
    ledger.flag("same_except_id", "", same, meaning)
    shared = [name for name in described if name not in outcomes]
    if not outcomes or not shared:
        return
    either = _duplicated(cells, shared, ledger.kept, keep="first")
    meaning = f"equal in everything but the id and {_listed(outcomes, schema)}, kept"
    ledger.flag("same_except_id_and_outcome", "", either, meaning)
    contradictory = _contradictory(cells[ledger.kept], shared, outcomes)
    count = len(contradictory)
    if count:
        mask = np.zeros(len(cells), dtype=bool)
        mask[np.flatnonzero(ledger.kept)[contradictory]] = True
        meaning = f"first of a group of equal customers who disagree on {_listed(outcomes, schema)}"
        ledger.flag("repeats_disagree_on_outcome", "", mask, meaning)


def _listed(names: list[str], schema: Schema) -> str:
    return " or ".join(schema[name].source for name in names)


def _duplicated(
    table: pd.DataFrame, columns: list[str], kept: NDArray[np.bool_], keep: str | bool
) -> NDArray[np.bool_]:
    mask = np.zeros(len(table), dtype=bool)
    mask[kept] = table.loc[kept, columns].duplicated(keep=keep).to_numpy()
    return mask


def _contradictory(table: pd.DataFrame, shared: list[str], outcomes: list[str]) -> list[int]:
    """Return the position of the first row of each group that disagrees on an outcome."""
    repeated = np.flatnonzero(table.duplicated(shared, keep=False).to_numpy())
    rows = table.iloc[repeated].assign(_position=repeated)
    groups = rows.groupby(shared, dropna=False, sort=False)
    answers = groups[outcomes].nunique(dropna=False)
    disagree = (answers > 1).any(axis=1).to_numpy()
    first = groups["_position"].min().to_numpy()
    return [int(position) for position in first[disagree]]
