"""Which order lines count: each line falls to the first rule that applies, or is used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from smartcart.customers.distinct import matches
from smartcart.orders.cells import NO_ID
from smartcart.orders.services import SHORTEST, service_pattern

__all__ = [
    "CANCELLED",
    "LARGEST",
    "NO_LINE",
    "REPEATED",
    "RETURNING",
    "RULES",
    "TESTED",
    "USED",
    "LineRule",
    "find_rules",
]

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class LineRule:
    """A reason why a line is no purchase: its name, and in words."""

    name: str
    meaning: str


#: In the order in which they are tried.
RULES = (
    LineRule("unreadable", "no readable date, quantity or price"),
    LineRule("no_customer", "no customer: empty, a word for missing, 'guest' or 0"),
    LineRule("after_as_of", "on the day of --as-of or after it"),
    LineRule("test", "a product code that begins with TEST"),
    LineRule("service", "no product: postage, fee, discount, adjustment or voucher"),
    LineRule("repeat", "an exact repeat of another line; one of each is kept"),
    LineRule("cancellation", "an order number of a C and digits: cancelled"),
    LineRule("return", "a quantity below 0: returned"),
    LineRule("no_quantity", "a quantity of 0"),
    LineRule("negative_price", "a price below 0"),
    LineRule("zero_price", "a price of 0"),
    LineRule("no_line", "blank, a title, a total, or not as many cells as the header"),
)
#: What a line is given to which no rule applies.
USED = len(RULES)
_PLACE = {rule.name: place for place, rule in enumerate(RULES)}
REPEATED = _PLACE["repeat"]
NO_LINE = _PLACE["no_line"]
#: Lines that tell of goods that came back.
RETURNING = (_PLACE["cancellation"], _PLACE["return"])

#: Regular expressions (RE2) for whole texts; see `service_pattern` for another.
TESTED = r"(?is)test(?:[^a-z].*)?"
CANCELLED = r"(?is)c\d.*"
#: A quantity or a price beyond a thousand millions is a typing error.
LARGEST = 1e9


def find_rules(lines: pd.DataFrame, as_of: np.datetime64) -> NDArray[np.int64]:
    """Return the place in `RULES` of the first rule that applies to each line, or `USED`.

    Parameters
    ----------
    lines : DataFrame
        ``customer_id``, ``order_id``, ``product_id``, ``ordered_at`` and ``country`` as
        categories of text, ``quantity`` and ``price`` as numbers, ``day`` as days.
    as_of : datetime64
        The first day that does not count.

    Examples
    --------
    >>> texts = ["customer_id", "order_id", "product_id", "ordered_at", "country"]
    >>> rows = [["7", "C1", "A", "", "", -1, 2, "2010-01-05"], ["7", "2", "A", "", "", 1, 2, None]]
    >>> lines = pd.DataFrame(rows, columns=[*texts, "quantity", "price", "day"])
    >>> lines = lines.astype({name: "category" for name in texts} | {"day": "datetime64[s]"})
    >>> [RULES[place].name for place in find_rules(lines, np.datetime64("2011-01-01"))]
    ['cancellation', 'unreadable']
    """
    quantity, price = lines["quantity"].to_numpy(), lines["price"].to_numpy()
    day = lines["day"].to_numpy()
    with np.errstate(invalid="ignore"):
        masks = {
            "unreadable": ~((np.abs(quantity) <= LARGEST) & (np.abs(price) <= LARGEST))
            | np.isnat(day),
            "no_customer": lines["customer_id"].str.lower().isin(NO_ID).to_numpy(dtype=bool),
            "after_as_of": day >= as_of,
            "test": _matches(lines["product_id"], TESTED),
            "service": _matches(lines["product_id"], _services(lines["product_id"])),
            "repeat": _repeats(lines),
            "cancellation": _matches(lines["order_id"], CANCELLED),
            "return": quantity < 0,
            "no_quantity": quantity == 0,
            "negative_price": price < 0,
            "zero_price": price == 0,
        }
    found = np.full(len(lines), USED, dtype=np.int64)
    for name, mask in reversed(masks.items()):
        found[mask] = _PLACE[name]
    return found


def _services(products: pd.Series) -> str:
    counts = products.value_counts().drop("", errors="ignore")
    short = counts[(counts.index.str.len() <= SHORTEST) & (counts > 0)]
    return service_pattern(dict(short.items()), int(counts.sum()))


def _matches(column: pd.Series, pattern: str) -> _Mask:
    texts = pa.array(column.cat.categories, pa.large_string())
    fits: _Mask = matches(texts, pattern)[column.cat.codes.to_numpy()]
    return fits


def _repeats(lines: pd.DataFrame) -> _Mask:
    """Say which lines repeat an earlier one in every column."""
    keys = {
        name: lines[name].cat.codes if isinstance(lines[name].dtype, pd.CategoricalDtype) else cells
        for name, cells in lines.items()
    }
    repeats: _Mask = pd.DataFrame(keys).duplicated().to_numpy(dtype=bool)
    return repeats
