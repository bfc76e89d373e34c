"""What a whole column says about itself: nothing, one thing only, or the same as another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.ledger import Ledger
from smartcart.customers.schema import Column, Kind, Schema

__all__ = ["check_columns"]

#: In fewer customers than this, columns are constant or equal by chance.
_ENOUGH = 20


def check_columns(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> None:
    """Flag columns that are empty, mostly missing, constant, or equal to an earlier one."""
    if not ledger.kept.any():
        return
    numbers: dict[str, NDArray[np.float64]] = {}
    for column in schema.columns:
        if column.kind == Kind.ID or _is_missing(table[column.name], column, ledger):
            continue
        if ledger.kept.sum() < _ENOUGH:
            continue
        if _is_constant(table[column.name], ledger.kept):
            meaning = "the same value for every customer, so it tells nobody apart"
            ledger.flag("constant_column", column.source, ledger.kept, meaning, show=False)
        elif not column.kind.is_text and column.kind != Kind.DATE:
            _flag_equal(table[column.name], numbers, column, ledger)


def _is_missing(values: pd.Series, column: Column, ledger: Ledger) -> bool:
    """Flag a column by the share of customers without a value; say whether none has one."""
    missing = values.isna().to_numpy() & ledger.kept
    count, customers = int(missing.sum()), int(ledger.kept.sum())
    if count == customers:
        meaning = "no customer has a value: the column cannot be used"
        ledger.flag("all_missing", column.source, missing, meaning, show=False)
    elif count > customers / 2:
        meaning = f"no value for {count / customers:.0%} of the customers"
        ledger.flag("mostly_missing", column.source, missing, meaning, show=False)
    return count == customers


def _is_constant(values: pd.Series, kept: NDArray[np.bool_]) -> bool:
    # Two customers who differ are nearly always among the first; the rest is then not read.
    if len(values[:_ENOUGH][kept[:_ENOUGH]].unique()) > 1:
        return False
    return len(values[kept].unique()) == 1


def _flag_equal(
    values: pd.Series, earlier: dict[str, NDArray[np.float64]], column: Column, ledger: Ledger
) -> None:
    mine = values.to_numpy()
    for source, other in earlier.items():
        if _equal(mine[:_ENOUGH], other[:_ENOUGH], ledger.kept[:_ENOUGH]) and _equal(
            mine, other, ledger.kept
        ):
            meaning = f"the same as {source} for every customer, so that it counts twice"
            ledger.flag("equal_columns", column.source, ledger.kept, meaning, show=False)
            return
    earlier[column.source] = mine


def _equal(left: NDArray[np.float64], right: NDArray[np.float64], kept: NDArray[np.bool_]) -> bool:
    return bool(np.array_equal(left[kept], right[kept], equal_nan=True))
