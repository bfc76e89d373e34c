"""The account kept while a table is checked: what is set aside, repaired and flagged."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.customers.quality import MAX_IDS_SHOWN, Finding
from smartcart.customers.raw import RejectedRecord

__all__ = ["QUARANTINE_COLUMNS", "Ledger"]

QUARANTINE_COLUMNS = ("line", "customer_id", "column", "value", "reason", "fix")

_Mask = NDArray[np.bool_]


class Ledger:
    """Local to one check: it starts with every record kept and only ever sets more aside.

    Each record is set aside once, for the first reason found.
    """

    def __init__(self, ids: pd.Series, lines: NDArray[np.int64]) -> None:
        self.ids = ids
        self.kept: _Mask = np.ones(len(ids), dtype=bool)
        self.repairs: list[Finding] = []
        self._flagged: list[tuple[str, str, _Mask, str, bool]] = []
        self._lines = lines
        self._rows: list[pd.DataFrame] = []
        self._hidden: _Mask = np.zeros(len(ids), dtype=bool)

    def hide(self, mask: _Mask) -> None:
        """Never show the ids of these records in a flag: they are personal data themselves."""
        self._hidden |= mask

    def set_aside(
        self, mask: _Mask, column: str, cells: pd.Series | None, reason: str, fix: str
    ) -> None:
        """Move the records of `mask` to quarantine, with the cell that did it."""
        new = np.flatnonzero(mask & self.kept)
        if not len(new):
            return
        self.kept[new] = False
        value = "" if cells is None else cells.iloc[new].astype("str").to_numpy()
        self._rows.append(
            pd.DataFrame(
                {
                    "line": self._lines[new],
                    "customer_id": self.ids.iloc[new].to_numpy(),
                    "column": column,
                    "value": value,
                    "reason": reason,
                    "fix": fix,
                }
            )
        )

    def set_aside_records(self, rejected: Iterable[RejectedRecord]) -> None:
        """Add the records that the reader could not lay out in columns."""
        rows = [(each.line, "", "", "", each.reason, each.fix) for each in rejected]
        if rows:
            self._rows.append(pd.DataFrame(rows, columns=list(QUARANTINE_COLUMNS)))

    def drop(self, mask: _Mask) -> int:
        """Drop records that are already there in another row; return how many."""
        dropped = mask & self.kept
        self.kept &= ~dropped
        return int(dropped.sum())

    def repair(self, rule: str, column: str, count: int, meaning: str) -> None:
        """Count cells that were changed or set missing."""
        if count:
            self.repairs.append(Finding(rule, column, count, meaning))

    def flag(self, rule: str, column: str, mask: _Mask, meaning: str, *, show: bool = True) -> None:
        """Note customers that a person should look at; `show` some of their ids."""
        if mask.any():
            self._flagged.append((rule, column, mask, meaning, show))

    def flags(self) -> tuple[Finding, ...]:
        """Return the flags that stand: whoever was set aside or dropped later is not counted."""
        return tuple(each for each in map(self._counted, self._flagged) if each.count)

    def _counted(self, flagged: tuple[str, str, _Mask, str, bool]) -> Finding:
        rule, column, mask, meaning, show = flagged
        found = np.flatnonzero(mask & self.kept)
        open_ones = found[~self._hidden[found]] if show else found[:0]
        ids = tuple(self.ids.iloc[open_ones[:MAX_IDS_SHOWN]])
        return Finding(rule, column, len(found), meaning, ids)

    def quarantine(self) -> pd.DataFrame:
        """Return the records set aside, by line."""
        if not self._rows:
            return pd.DataFrame(columns=list(QUARANTINE_COLUMNS)).astype({"line": "int64"})
        return pd.concat(self._rows).sort_values("line", kind="stable").reset_index(drop=True)
