"""Segments by their place, S1 the first -> by the ids of a model, which may last from before."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

__all__ = ["put_ids"]


def put_ids(table: pd.DataFrame, ids: Sequence[str]) -> pd.DataFrame:
    """Return a table under the ids of a model, in its index or its column ``segment_id``.

    Parameters
    ----------
    table : DataFrame
        Segments are called by their place: ``S1`` is the first.
    ids : sequence of str
        Id of each place.

    Examples
    --------
    >>> put_ids(pd.DataFrame({"customers": [5]}, index=["S2"]), ["S4", "S9"]).index.tolist()
    ['S9']
    """
    renaming = {f"S{place + 1}": own for place, own in enumerate(ids)}
    if "segment_id" in table:
        return table.assign(segment_id=table["segment_id"].map(renaming))
    return table.rename(index=renaming)
