"""A table of moves: what its picture shows, in counts and shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from smartcart.report.changes.draw import OUTSIDE, SIDES
from smartcart.report.changes.words import share_of

__all__ = ["view_matrix"]


def view_matrix(
    name: str, flows: pd.DataFrame, names: Mapping[str, str], colors: Mapping[str, str]
) -> dict[str, Any]:
    """Return a row for each group that customers come from, with counts and shares of the row."""
    before, after = SIDES[name]
    return {
        "corner": f"{before} (rows), {after[:1].lower()}{after[1:]} (columns)",
        "columns": [OUTSIDE.get(str(each), str(each)) for each in flows.columns],
        "rows": [_row(str(each), flows.loc[each], names, colors) for each in flows.index],
        "total": [f"{int(n):,}" for n in (*flows.sum(), flows.to_numpy().sum())],
    }


def _row(
    source: str, counts: pd.Series, names: Mapping[str, str], colors: Mapping[str, str]
) -> dict[str, Any]:
    total = int(counts.sum())
    return {
        "id": "" if source in OUTSIDE else source,
        "name": OUTSIDE.get(source, names.get(source, "")),
        "color": colors.get(source, "transparent"),
        "cells": [
            (f"{int(n):,}", share_of(int(n), total) if n else "", source == str(target))
            for target, n in counts.items()
        ],
        "total": f"{total:,}",
    }
