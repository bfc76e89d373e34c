"""Customers that stand in the table more than once."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.ids import as_whole_numbers
from smartcart.customers.ledger import Ledger
from smartcart.customers.schema import Role, Schema

__all__ = ["drop_repeated_ids", "flag_repeats"]

_Mask = NDArray[np.bool_]
_Hashes = NDArray[np.uint64]


def drop_repeated_ids(table: pd.DataFrame, schema: Schema, ledger: Ledger) -> int:
    """Drop rows that repeat a whole customer; set aside customers whose rows disagree.

    Returns the number of rows dropped.
    """
    column = schema.id_column
    # Few ids repeat, so only their rows are compared as a whole.
    rows = np.flatnonzero(ledger.kept)
    ids = table[column.name] if len(rows) == len(table) else table[column.name].iloc[rows]
    numbers = as_whole_numbers(ids)
    ids = ids if numbers is None else pd.Series(numbers)
    repeated = rows[ids.duplicated(keep=False).to_numpy()]
    if not len(repeated):
        return 0
    some = table.iloc[repeated]
    identical = _mask(len(table), repeated[some.duplicated().to_numpy()])
    dropped = ledger.drop(identical)
    left = some[ledger.kept[repeated]]
    disagree = left.index[left[column.name].duplicated(keep=False)].to_numpy()
    ledger.set_aside(
        _mask(len(table), disagree),
        column.source,
        table[column.name],
        "the same id stands in several rows that disagree",
        "keep the row that is right",
    )
    return dropped


def flag_repeats(
    described: _Hashes | None, outcomes: _Hashes | None, schema: Schema, ledger: Ledger
) -> None:
    """Flag customers equal to another in everything but the id, and those who disagree on it.

    The fingerprints are of the cells as they stood, before any repair made them more alike.
    Copies under another id make any result look better than it is: the same row is learnt
    from and judged on. They are kept, because two people may be alike, and counted.
    """
    parts = [each for each in (described, outcomes) if each is not None]
    if not parts:
        return
    rows = np.flatnonzero(ledger.kept)
    whole = parts[0] if len(parts) == 1 else parts[0] * np.uint64(0x9E3779B97F4A7C15) ^ parts[1]
    n = len(ledger.kept)
    same = _mask(n, rows[pd.Series(whole[rows]).duplicated().to_numpy()])
    meaning = "equal to an earlier customer in everything but the id, kept"
    ledger.flag("same_except_id", "", same, meaning)
    if described is None or outcomes is None:
        return
    sources = " or ".join(column.source for column in schema.with_role(Role.OUTCOME))
    shared = pd.Series(described[rows])
    again = shared.duplicated().to_numpy()
    meaning = f"equal in everything but the id and {sources}, kept"
    ledger.flag("same_except_id_and_outcome", "", _mask(n, rows[again]), meaning)
    first = rows[_contradictory(shared, again, outcomes[rows])]
    meaning = f"first of a group of equal customers who disagree on {sources}"
    ledger.flag("repeats_disagree_on_outcome", "", _mask(n, first), meaning)


def _mask(n: int, rows: NDArray[np.int64]) -> _Mask:
    mask = np.zeros(n, dtype=bool)
    mask[rows] = True
    return mask


def _contradictory(shared: pd.Series, again: _Mask, outcomes: _Hashes) -> NDArray[np.int64]:
    """Return the position of the first row of each group that disagrees on an outcome."""
    members = np.flatnonzero(shared.isin(shared[again]).to_numpy())
    group = pd.Series(outcomes[members]).groupby(shared.to_numpy()[members], sort=False)
    disagree = group.min() != group.max()
    first = pd.Series(members).groupby(shared.to_numpy()[members], sort=False).min()
    return np.asarray(first[disagree].to_numpy(), dtype=np.int64)
