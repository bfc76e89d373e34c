"""Blocks of orders as tables of order lines, with what real exports hold beside sales."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.datasets.blocks import COUNTRIES
from smartcart.datasets.order_blocks import BLOCK, OrderBlock, draw_order_block
from smartcart.datasets.order_shop import DAYS, FIRST_MINUTE, catalogue

__all__ = ["ORDER_SCHEMA", "order_tables", "write_lines"]

_Ints = NDArray[np.int64]

ORDER_SCHEMA = pa.schema(
    [
        ("Invoice", pa.string()),
        ("StockCode", pa.string()),
        ("Description", pa.string()),
        ("Quantity", pa.int64()),
        ("InvoiceDate", pa.timestamp("s")),
        ("Price", pa.float64()),
        ("Customer ID", pa.int64()),
        ("Country", pa.string()),
    ]
)
_FIRST_CUSTOMER, _FIRST_INVOICE, _INVOICES_PER_BLOCK = 12_000, 1_000_000, 100_000
#: Shares of the orders that are followed by a cancellation, pay for postage, or name nobody.
_CANCELLED, _POSTAGE, _NOBODY = 0.03, 0.06, 0.08
#: A cancellation comes within so many minutes.
_WITHIN = 14 * 1440
#: Which of the streams of random numbers of a block: those before it draw customers and orders.
_STREAM = 3


def order_tables(n_customers: int, seed: int, season: float = 0.0) -> Iterator[pa.Table]:
    """Yield the order lines of so many customers, a table for each 2,000 of them."""
    for number in range(-(-n_customers // BLOCK)):
        wanted = min(BLOCK, n_customers - number * BLOCK)
        lines = write_lines(draw_order_block(seed, number, season), seed, number)
        first = _FIRST_CUSTOMER + number * BLOCK
        # The lines of nobody belong to customers as well, whose number is only not written.
        kept = lines[lines.pop("owner") < first + wanted]
        yield pa.Table.from_pandas(kept, schema=ORDER_SCHEMA, preserve_index=False)


def write_lines(block: OrderBlock, seed: int, number: int) -> pd.DataFrame:
    """Return the order lines of a block as a shop exports them, by time.

    Some orders are followed by a cancellation of one line, whose invoice begins with C and whose
    quantity is negative; some pay for postage; of some the customer is not known.

    Returns
    -------
    DataFrame
        The columns of `ORDER_SCHEMA`, and ``owner``, the number of the customer also where it is
        not written.
    """
    source = np.random.SeedSequence(seed, spawn_key=(number, _STREAM))
    generator = np.random.Generator(np.random.Philox(source))
    n_orders = len(block.orders)
    extra = generator.random((3, n_orders)) < np.array([[_CANCELLED], [_POSTAGE], [_NOBODY]])
    cancelled, with_postage, by_nobody = (np.flatnonzero(each) for each in extra)
    sold = _sold(block)
    first_line = np.searchsorted(block.lines["order"].to_numpy(), cancelled)
    returned = sold.iloc[first_line].assign(
        number=n_orders + np.arange(len(cancelled)),
        mark="C",
        Quantity=lambda lines: -lines["Quantity"],
        minute=lambda lines: _later(lines["minute"], generator),
    )
    lines = pd.concat([sold, returned, _postage(block, with_postage)], ignore_index=True)
    countries = _countries(generator)
    lines = lines.sort_values(["minute", "number"], kind="stable", ignore_index=True)
    return _named(lines, countries, by_nobody, number)


def _later(minute: pd.Series, generator: np.random.Generator) -> pd.Series:
    """Return a time after each, within the two years."""
    return (minute + generator.integers(60, _WITHIN, len(minute))).clip(upper=DAYS * 1440 - 1)


def _sold(block: OrderBlock) -> pd.DataFrame:
    order = block.lines["order"].to_numpy()
    shop, product = catalogue(), block.lines["product"].to_numpy()
    return pd.DataFrame(
        {
            "number": order,
            "mark": "",
            "StockCode": shop.codes[product],
            "Description": shop.names[product],
            "Quantity": block.lines["quantity"].to_numpy(),
            "Price": shop.prices[product],
            "minute": block.orders["minute"].to_numpy()[order],
            "customer": block.orders["customer"].to_numpy()[order],
        }
    )


def _postage(block: OrderBlock, orders: _Ints) -> pd.DataFrame:
    chosen = block.orders.iloc[orders]
    return pd.DataFrame(
        {
            "number": orders,
            "mark": "",
            "StockCode": "POST",
            "Description": "POSTAGE",
            "Quantity": 1,
            "Price": 18.0,
            "minute": chosen["minute"].to_numpy(),
            "customer": chosen["customer"].to_numpy(),
        }
    )


def _countries(generator: np.random.Generator) -> NDArray[np.str_]:
    names, shares = np.array(list(COUNTRIES)), np.array(list(COUNTRIES.values()))
    return np.asarray(generator.choice(names, BLOCK, p=shares / shares.sum()))


def _named(
    lines: pd.DataFrame,
    countries: NDArray[np.str_],
    by_nobody: _Ints,
    number: int,
) -> pd.DataFrame:
    """Give invoices and customers their numbers, and leave out those of nobody."""
    owner = _FIRST_CUSTOMER + number * BLOCK + lines["customer"]
    invoice = _FIRST_INVOICE + number * _INVOICES_PER_BLOCK + lines["number"]
    known = ~lines["number"].isin(by_nobody)
    return pd.DataFrame(
        {
            "Invoice": lines["mark"] + invoice.astype(str),
            "StockCode": lines["StockCode"],
            "Description": lines["Description"],
            "Quantity": lines["Quantity"],
            "InvoiceDate": FIRST_MINUTE + lines["minute"].to_numpy().astype("timedelta64[m]"),
            "Price": lines["Price"],
            "Customer ID": owner.astype("Int64").where(known),
            "Country": countries[lines["customer"]],
            "owner": owner,
        }
    )
