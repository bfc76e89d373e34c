"""Columns of order lines, found by name and content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from smartcart.errors import DataError, quoted
from smartcart.orders.cells import encode_texts, read_days, read_quantities

__all__ = ["LINES_LOOKED_AT", "LINE_COLUMNS", "LineColumn", "match_columns"]

#: Lines that tell what a column holds.
LINES_LOOKED_AT = 2_000
_SHOWN = 25


@dataclass(frozen=True)
class LineColumn:
    """A column of order lines: our name, what it holds, and the names it goes by.

    Attributes
    ----------
    name : str
    kind : {'text', 'number', 'day'}
    meaning : str
        For messages.
    required : bool
    aliases : tuple of str
        The first that is there, and holds what it should, is taken.
    """

    name: str
    kind: Literal["text", "number", "day"]
    meaning: str
    required: bool
    aliases: tuple[str, ...]


#: Names of shop systems and of tables that circulate: Online Retail, Shopify, WooCommerce, Magento.
LINE_COLUMNS = (
    LineColumn(
        "order_id",
        "text",
        "the number of the order",
        True,
        (
            *("Invoice", "InvoiceNo", "Invoice number", "Invoice ID", "Order ID", "Order number"),
            *("Order no", "Increment ID", "Transaction ID", "Receipt", "Order", "Name"),
        ),
    ),
    LineColumn(
        "ordered_at",
        "day",
        "the date of the order",
        True,
        (
            *("InvoiceDate", "Order date", "Ordered at", "Created at", "Date created"),
            *("Purchase date", "Transaction date", "Processed at", "Paid at", "Date", "Day"),
        ),
    ),
    LineColumn(
        "quantity",
        "number",
        "the quantity",
        True,
        (
            *("Quantity", "Qty", "Qty ordered", "Lineitem quantity", "Item quantity", "Units"),
            *("Number of items", "Quantity (- Refund)"),
        ),
    ),
    LineColumn(
        "price",
        "number",
        "the price of one unit",
        True,
        (
            *("Price", "UnitPrice", "Unit cost", "Item price", "Item cost", "Lineitem price"),
            *("Product price", "Price per unit", "Base price"),
        ),
    ),
    LineColumn(
        "customer_id",
        "text",
        "the customer",
        True,
        (
            *("Customer ID", "CustomerNo", "Customer number", "Customer User ID", "Customer"),
            *("Client ID", "User ID", "Member ID", "Customer email", "Billing email", "Email"),
        ),
    ),
    LineColumn(
        "product_id",
        "text",
        "the product",
        False,
        (
            *("StockCode", "SKU", "Lineitem SKU", "Item SKU", "Product ID", "Product code"),
            *("Product SKU", "Item ID", "Article", "Lineitem name", "Product", "Item name"),
        ),
    ),
    LineColumn(
        "country",
        "text",
        "the country",
        False,
        (
            *("Country", "Country ID", "Country code", "Billing country", "Shipping country"),
            *("Country code (Billing)", "Country name (Billing)", "Country code (Shipping)"),
        ),
    ),
)


def match_columns(cells: pd.DataFrame) -> Mapping[str, str]:
    """Find the columns of order lines; names are compared by letters and digits, in any case.

    A column of the right name is passed over when none of its first cells holds what it should.

    Parameters
    ----------
    cells : DataFrame
        The lines; the first 2,000 of them are looked at.

    Returns
    -------
    mapping of str to str
        Our name to the name in the table; `product_id` and `country` only where they are there.

    Raises
    ------
    DataError
        When a column that is needed is not there.

    Examples
    --------
    >>> names = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]
    >>> match_columns(pd.DataFrame([["1", "A", "2", "2010-01-05", "9.5", "7"]], columns=names))
    {'order_id': 'InvoiceNo', 'ordered_at': 'InvoiceDate', 'quantity': 'Quantity', ...}
    """
    cells = cells.head(LINES_LOOKED_AT)
    sources = {fold(str(source)): str(source) for source in reversed(cells.columns)}
    found: dict[str, str] = {}
    for column in LINE_COLUMNS:
        named = [sources[fold(a)] for a in (column.name, *column.aliases) if fold(a) in sources]
        named = [source for source in named if source not in found.values()]
        fitting = next((s for s in named if _fits(cells[s], column)), None)
        if fitting is not None:
            found[column.name] = fitting
        elif column.required:
            raise _not_there(column, named, list(map(str, cells.columns)))
    return found


def fold(name: str) -> str:
    """Return the form in which column names are compared."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _fits(cells: pd.Series, column: LineColumn) -> bool:
    if column.kind == "text" or not len(cells):
        return True
    try:
        if column.kind == "number":
            wrong = np.isnan(read_quantities(cells, str(cells.name)))
        else:
            wrong = np.isnat(read_days(cells, str(cells.name)))
    except DataError:  # it can be read in two ways: of the whole column that is for the reader
        return True
    return not wrong.all() or encode_texts(cells)[0] == [""]


def _not_there(column: LineColumn, named: list[str], sources: list[str]) -> DataError:
    known = ", ".join(quoted(alias) for alias in column.aliases)
    if named:
        what = {"number": "numbers", "day": "dates"}[column.kind]
        return DataError(
            f"Column {quoted(named[0])} should hold {column.meaning}, and its cells are no {what}.",
            f"Give the column of {what} one of these names: {known}.",
        )
    shown = ", ".join(quoted(source) for source in sources[:_SHOWN])
    return DataError(
        f"The order lines have no column for {column.meaning}. Columns: {shown}.",
        f"Give that column one of these names: {known}.",
    )
