"""Who came into the audience of a segment, and who left it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["AudienceChange", "compare_audiences"]


@dataclass(frozen=True)
class AudienceChange:
    """Differences of the audiences of segments: what a mailing list has to add and to remove.

    Attributes
    ----------
    table : DataFrame
        customer_id, segment_id, change (``added`` or ``removed``); by segment, change and id. A
        customer who moved is removed from one segment and added to another; one whose segment is
        as it was is not listed.
    """

    table: pd.DataFrame

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Customers added and removed, by id of the segment; only segments with a change."""
        counted = pd.crosstab(self.table["segment_id"], self.table["change"])
        counted = counted.reindex(columns=["added", "removed"], fill_value=0)
        ordered = sorted(counted.index, key=lambda each: (len(each), each))
        return {
            str(each): {name: int(counted.loc[each, name]) for name in counted} for each in ordered
        }


def compare_audiences(before: pd.Series, now: pd.Series) -> AudienceChange:
    """Compare two placings of customers by the ids of their segments.

    Parameters
    ----------
    before, now : Series of str, indexed by customer id
        Id of the segment, under ids that last.

    Examples
    --------
    >>> before = pd.Series({"1": "S1", "2": "S1", "3": "S2"})
    >>> now = pd.Series({"1": "S1", "2": "S2", "4": "S1"})
    >>> compare_audiences(before, now).counts
    {'S1': {'added': 1, 'removed': 1}, 'S2': {'added': 1, 'removed': 1}}
    """
    then = before.reindex(now.index)
    is_new = (then != now).to_numpy()
    after = now.reindex(before.index)
    is_gone = (after != before).to_numpy()
    listed = [_listed(now[is_new], "added"), _listed(before[is_gone], "removed")]
    table = pd.concat(listed, ignore_index=True)
    order = ["segment_id", "change", "customer_id"]
    return AudienceChange(table.sort_values(order, ignore_index=True))


def _listed(placed: pd.Series, change: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": pd.Series(placed.index, dtype="str"),
            "segment_id": pd.Series(placed.to_numpy(), dtype="str"),
            "change": change,
        }
    )
