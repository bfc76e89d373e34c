"""Who moved between segments: by what customers did, and by what the model became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from smartcart.errors import DataError
from smartcart.through_time.placing import Model, Table, are_among, model_of, place

__all__ = ["Migration", "compare_places", "migrations"]


@dataclass(frozen=True)
class Migration:
    """How customers moved between segments from one table to the next.

    Attributes
    ----------
    behaviour : DataFrame of int of shape (n_old, n_old)
        Customers of both tables by segment before (rows) and after (columns), both by the old
        model: what customers did.
    model : DataFrame of int of shape (n_old, n_new)
        The same customers, as they are after, by segment in the old model (rows) and in the new
        one (columns): what the change of the model did. The two are never mixed: the columns of
        `behaviour` add up to the rows of `model`.
    entrants : Series of str
        New segment of the customers who are only in the later table, by customer id.
    leavers : Series of str
        Old segment of the customers who are only in the earlier table, by customer id.
    high_value : str or None
        The segment of the highest value in the old model; None where it knows no value.
    left_high_value : Series of str
        Customers of both tables who were in it before and, by the same model, are in another
        segment after: that segment, by customer id.
    """

    behaviour: pd.DataFrame
    model: pd.DataFrame
    entrants: pd.Series
    leavers: pd.Series
    high_value: str | None
    left_high_value: pd.Series

    @property
    def n_customers(self) -> int:
        """Customers in both tables."""
        return int(self.behaviour.to_numpy().sum())

    @property
    def n_moved(self) -> int:
        """Customers of both tables who moved by what they did."""
        return self.n_customers - int(np.trace(self.behaviour.to_numpy()))

    @property
    def n_placed_anew(self) -> int:
        """Customers of both tables whom the new model puts under another id."""
        shared = [each for each in self.model.index if each in self.model.columns]
        return self.n_customers - sum(int(self.model.loc[each, each]) for each in shared)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The moves in words; counts, no ids of customers."""
        told = [
            f"{self.n_customers:,} customers are in both tables; {self.n_moved:,} of them "
            f"({_share(self.n_moved, self.n_customers)}) moved to another segment by what they "
            "did.",
            *self._placed_anew,
            f"{len(self.entrants):,} customers are new and {len(self.leavers):,} are gone.",
        ]
        if self.high_value is not None:
            before = int(self.behaviour.loc[self.high_value].sum())
            gone = int((self.leavers == self.high_value).sum())
            told.append(
                f"Of {before + gone:,} customers in {self.high_value}, the segment of the highest "
                f"value, {len(self.left_high_value):,} moved to another segment and {gone:,} are "
                "gone."
            )
        return tuple(told)

    @property
    def _placed_anew(self) -> tuple[str, ...]:
        """Nothing, where the model is as it was."""
        if not self.n_placed_anew and list(self.model.index) == list(self.model.columns):
            return ()
        share = _share(self.n_placed_anew, self.n_customers)
        return (
            f"The new model puts {self.n_placed_anew:,} of them ({share}) under another id than "
            "the old one.",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as plain data, for JSON: no customer is in it."""
        return {
            "behaviour": _plain(self.behaviour),
            "model": _plain(self.model),
            "entrants": _sizes(self.entrants),
            "leavers": _sizes(self.leavers),
            "high_value": self.high_value,
            "left_high_value": _sizes(self.left_high_value),
            "sentences": list(self.sentences),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Migration:
        """Return a migration of the same counts; numbers stand in the place of customer ids.

        Examples
        --------
        >>> counts = {"before": ["S1"], "after": ["S1"], "counts": [[5]]}
        >>> plain = {"behaviour": counts, "model": counts, "entrants": {"S1": 2}, "leavers": {}}
        >>> moved = Migration.from_dict({**plain, "high_value": None, "left_high_value": {}})
        >>> moved.n_customers, moved.n_moved, moved.entrants.tolist()
        (5, 0, ['S1', 'S1'])
        """
        return cls(
            _table(data["behaviour"]),
            _table(data["model"]),
            _placed(data["entrants"]),
            _placed(data["leavers"]),
            data["high_value"],
            _placed(data["left_high_value"]),
        )


def migrations(old: Model, new: Model, before: Table, after: Table) -> Migration:
    """Count who moved between segments, by behaviour and by the model apart.

    With f the placing by a model, and X the customers of both tables, behaviour is
    f_old(X before) -> f_old(X after), and the model's part is f_old(X after) -> f_new(X after).
    The same data with another model give a diagonal `behaviour`; the same model gives a diagonal
    `model`.

    Parameters
    ----------
    old, new : Segmentation or SegmentModel
        The new one under lasting ids (`match_segments(old, new).apply(new)`), or the old one
        again.
    before, after : Customers or DataFrame
        The earlier and the later table.

    Returns
    -------
    Migration

    Raises
    ------
    DataError
        When no customer is in both tables.
    ModelFileError
        When a table lacks columns that a model compares by.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(300, seed=0)
    >>> model = smartcart.segment(frame, {"n_boot": 2, "n_null": 2, "segments": 2})
    >>> moved = migrations(model, model, frame, frame.head(200))
    >>> moved.n_customers, moved.n_moved, len(moved.leavers)
    (200, 0, 100)
    """
    return compare_places(old, new, place(old, before), place(old, after), place(new, after))


def compare_places(
    old: Model, new: Model, placed: pd.Series, then: pd.Series, now: pd.Series
) -> Migration:
    """Count who moved, where the customers have been placed already; see `migrations`.

    Parameters
    ----------
    placed, then, now : Series of str, indexed by customer id
        Id of the segment in the old model before, in the old model after, in the new one after.

    Raises
    ------
    DataError
        When no customer is in all of them.
    """
    both = placed.index.intersection(then.index, sort=False)
    both = both.intersection(now.index, sort=False)
    if both.empty:
        raise DataError(
            "The two tables share no customer: none of the ids of the one is in the other.",
            "Give tables of one firm, with the same column of ids.",
        )
    before, after, anew = placed.loc[both], then.loc[both], now.loc[both]
    high = _high_value(old)
    left = both[((before == high) & (after != high)).to_numpy()]
    return Migration(
        behaviour=_count(before, after, old, old),
        model=_count(after, anew, old, new),
        entrants=_only(now, placed.index),
        leavers=_only(placed, then.index),
        high_value=high,
        left_high_value=then.loc[left].rename("segment_id"),
    )


def _high_value(model: Model) -> str | None:
    learnt = model_of(model)
    return None if learnt.high_value_from is None else learnt.ids[0]


def _only(placed: pd.Series, others: pd.Index) -> pd.Series:
    return placed[~are_among(placed.index, others)].rename("segment_id")


def _count(rows: pd.Series, columns: pd.Series, old: Model, new: Model) -> pd.DataFrame:
    counts = pd.crosstab(rows.to_numpy(), columns.to_numpy())
    own, other = model_of(old).ids, model_of(new).ids
    counts = counts.reindex(index=list(own), columns=list(other), fill_value=0)
    return counts.rename_axis(index="before", columns="after").astype("int64")


def _plain(counts: pd.DataFrame) -> dict[str, Any]:
    before, after = counts.index.tolist(), counts.columns.tolist()
    return {"before": before, "after": after, "counts": counts.to_numpy().tolist()}


def _sizes(placed: pd.Series) -> dict[str, int]:
    return {str(each): int(n) for each, n in placed.value_counts().sort_index().items()}


def _table(plain: Mapping[str, Any]) -> pd.DataFrame:
    counts = np.array(plain["counts"], dtype=np.int64)
    table = pd.DataFrame(counts, index=plain["before"], columns=plain["after"])
    return table.rename_axis(index="before", columns="after")


def _placed(sizes: Mapping[str, int]) -> pd.Series:
    placed = [each for each, n in sizes.items() for _ in range(n)]
    return pd.Series(placed, dtype=object, name="segment_id")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"
