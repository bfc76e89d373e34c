"""The files of a hand-over: Parquet, sparse matrices, and the atomic files of RecBole."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from smartcart.errors import DataError
from smartcart.recommend import Handover
from smartcart.recommend.handover import Bought
from smartcart.tables import write_frame, write_json

__all__ = ["ATOMIC", "HANDOVER_FILES", "write_handover"]

#: RecBole looks for files of the name of their folder.
ATOMIC = "smartcart"
#: Everything that a hand-over may leave at the top of its folder.
HANDOVER_FILES = (
    "users.parquet",
    "user_features.npz",
    "feature_names.json",
    "items.parquet",
    "interactions.parquet",
    "interactions.npz",
    "later.parquet",
    ATOMIC,
    "handover.json",
)
_DAY_SECONDS = 86_400
#: RecBole's files know no quotes: what would end a cell, or look like a quote, cannot be told.
_MARKS = r'[\t\r\n"]'


def write_handover(handover: Handover, folder: Path) -> None:
    """Write all files into a folder.

    Raises
    ------
    DataError
        When an id holds a tab, a line end or a quote.
    """
    write_frame(handover.users, folder / "users.parquet")
    _write_matrix(handover.features, folder / "user_features.npz")
    write_json({"features": list(handover.feature_names)}, folder / "feature_names.json")
    (folder / ATOMIC).mkdir()
    _write_atomic(handover.users.drop(columns="user_index"), folder, "user")
    if handover.bought is not None:
        _write_bought(handover.bought, folder)


def _write_bought(bought: Bought, folder: Path) -> None:
    write_frame(bought.items, folder / "items.parquet")
    write_frame(bought.interactions, folder / "interactions.parquet")
    _write_matrix(bought.matrix, folder / "interactions.npz")
    if bought.later is not None:
        write_frame(bought.later, folder / "later.parquet")
    _write_atomic(bought.items[["product_id"]], folder, "item")
    purchases = bought.purchases
    rows = {
        "customer_id": purchases.customers[purchases.customer],
        "product_id": purchases.products[purchases.product],
        "timestamp": purchases.day.astype(np.float64) * _DAY_SECONDS,
    }
    _write_atomic(pd.DataFrame(rows), folder, "inter")


def _write_matrix(matrix: Any, path: Path) -> None:
    from scipy import sparse

    sparse.save_npz(path, matrix)


def _write_atomic(frame: pd.DataFrame, folder: Path, ending: str) -> None:
    """Write a table as RecBole reads it: tabs, and a header that says the type of each column."""
    headers = {str(name): _header(str(name), frame[name]) for name in frame.columns}
    for name, header in headers.items():
        if header.endswith(":token"):
            _refuse_marks(frame[name])
    frame.rename(columns=headers).to_csv(
        folder / ATOMIC / f"{ATOMIC}.{ending}",
        sep="\t",
        index=False,
        quoting=csv.QUOTE_NONE,
        lineterminator="\n",
        encoding="utf-8",
    )


def _header(name: str, column: pd.Series) -> str:
    if pd.api.types.is_float_dtype(column.dtype) or name == "risk_index":
        return f"{name}:float"
    return f"{ {'customer_id': 'user_id', 'product_id': 'item_id'}.get(name, name) }:token"


def _refuse_marks(tokens: pd.Series) -> None:
    found = tokens.astype("str").str.contains(_MARKS, regex=True, na=False)
    if found.any():
        raise DataError(
            f"{int(found.sum()):,} ids hold a tab, a line end or a quote, which the files of "
            "RecBole cannot hold.",
            "Take these marks out of the ids of customers and products.",
        )
