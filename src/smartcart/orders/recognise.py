"""Does a table hold order lines? Its column names and its customers say so, or leave it open."""

from __future__ import annotations

import pandas as pd

from smartcart.errors import DataError
from smartcart.orders.cells import NO_ID, encode_texts
from smartcart.orders.columns import LINE_COLUMNS, LINES_LOOKED_AT, fold, match_columns

__all__ = ["holds_order_lines"]

#: With so many lines a customer, on average, a customer has several.
_LINES_PER_CUSTOMER = 1.1
_OTHERWISE = (
    "When it is a customer table, run smartcart check TABLE --suggest --out-config smartcart.toml, "
    "correct what it guessed, and give it to check or segment as --config."
)


def holds_order_lines(cells: pd.DataFrame, name: str, *, expected: bool = False) -> bool:
    """Say whether a table that is no customer table by its columns holds order lines.

    It does when it has every column that order lines need, and customers have several lines.

    Parameters
    ----------
    cells : DataFrame
        The table; its first 2,000 rows are looked at. Exact repeats of a row count once.
    name : str
        What to call it in a message.
    expected : bool
        Order lines may be expected, so that one line per customer will do.

    Raises
    ------
    DataError
        When it has the columns of order lines and one line per customer, or the columns but one.

    Examples
    --------
    >>> columns = ["Invoice", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    >>> rows = [["1", 2, "2010-01-05", 5.0, "7"], ["2", 1, "2010-01-25", 30.0, "7"]]
    >>> holds_order_lines(pd.DataFrame(rows, columns=columns), "lines.csv")
    True
    >>> holds_order_lines(pd.DataFrame({"ID": ["7"], "Revenue": ["12"]}), "shop.csv")
    False
    """
    cells = cells.head(LINES_LOOKED_AT)
    try:
        columns = match_columns(cells)
    except DataError as error:
        if not _lacks_one(cells, expected=expected):
            return False
        next_step = error.next_step if expected else f"{error.next_step} {_OTHERWISE}"
        raise DataError(f"{name} looks like order lines. {error.what}", next_step) from None
    # Where nobody is known, orders of several lines tell as much.
    keys = (columns["customer_id"], columns["order_id"])
    if expected or next((found for key in keys if (found := _several(cells, key)) is not None), 0):
        return True
    raise DataError(
        f"{name} has the columns of order lines, and every customer stands in it once: it may be "
        "either, order lines or a customer table.",
        "When it holds order lines, run smartcart orders LINES --out shop.csv, then smartcart "
        f"segment shop.csv --config shop.toml --out DIR. {_OTHERWISE}",
    )


def _lacks_one(cells: pd.DataFrame, *, expected: bool) -> bool:
    """Say whether all columns that are needed but one are there by name, and one repeats."""
    there = {fold(str(source)): str(source) for source in reversed(cells.columns)}
    needed = [column for column in LINE_COLUMNS if column.required]
    named = {
        column.name: next((there[fold(a)] for a in column.aliases if fold(a) in there), None)
        for column in needed
    }
    if sum(source is not None for source in named.values()) < len(needed) - 1:
        return False
    repeated = named["customer_id"] or named["order_id"]
    return expected or (repeated is not None and bool(_several(cells, repeated)))


def _several(cells: pd.DataFrame, key: str) -> bool | None:
    """Say whether one key has several lines, a line written twice being one; None without keys."""
    texts, codes = encode_texts(cells.drop_duplicates()[key])
    known = pd.Series(texts).str.lower().isin(NO_ID).to_numpy()
    codes = codes[~known[codes]]
    return len(codes) >= _LINES_PER_CUSTOMER * len(set(codes.tolist())) if len(codes) else None
