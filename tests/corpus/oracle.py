"""What the customers of a case are, worked out without the reader."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from tests.corpus.table import Row

from smartcart.customers import FOUNDING_SCHEMA, Kind


def expected_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the table of these customers: numbers, days and texts under our own names."""
    rows = sorted(rows, key=lambda row: (len(row["ID"]), row["ID"]))
    columns = {}
    for column in FOUNDING_SCHEMA.columns:
        if column.source not in rows[0] or column.kind == Kind.ID:
            continue
        cells = [row[column.source] for row in rows]
        if column.kind == Kind.DATE:
            columns[column.name] = pd.Series(pd.to_datetime(cells, format="%d-%m-%Y"))
        elif column.kind == Kind.CATEGORY:
            columns[column.name] = pd.Series([cell or None for cell in cells], dtype="str")
        else:
            columns[column.name] = pd.Series([float(cell) if cell else np.nan for cell in cells])
    ids = pd.Index([row["ID"] for row in rows], dtype="str", name="customer_id")
    return pd.DataFrame(columns).set_axis(ids, axis=0)
