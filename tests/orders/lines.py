"""Order lines to test with: a few by hand, and any that Hypothesis makes."""

from datetime import date

import pandas as pd
from hypothesis import strategies as st

COLUMNS = [
    *("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"),
]

#: Customer 7 buys on three days, customer 8 on one; the rest falls to a rule each.
BY_HAND = [
    ["1", "A", "2", "2010-01-01 09:00", "10.00", "7", "France"],
    ["1", "X", "1", "2010-01-01 09:00", "5.00", "7", "France"],
    ["2", "A", "3", "2010-01-01 17:30", "5.00", "7", "Spain"],  # the same day: one purchase
    ["3", "A", "1", "2010-01-11 10:00", "20.00", "7", "France"],
    ["4", "C", "4", "2010-01-31 10:00", "15.00", "7", "France"],
    ["5", "A", "1", "2010-01-21 10:00", "8.00", "8", "Spain"],
    ["C6", "A", "-1", "2010-01-22 10:00", "4.00", "8", "Spain"],
    ["7", "A", "-1", "2010-01-23 10:00", "2.00", "8", "Spain"],
    ["C8", "A", "-1", "2010-01-23 10:00", "2.00", "9", "Spain"],  # known by a return alone
    ["9", "A", "one", "2010-01-24 10:00", "2.00", "7", "Spain"],
    ["9", "A", "1", "", "2.00", "7", "Spain"],
    ["10", "A", "1", "2010-01-24 10:00", "2.00", "", "Spain"],
    ["11", "TEST001", "1", "2010-01-24 10:00", "2.00", "7", "Spain"],
    ["12", "post", "1", "2010-01-24 10:00", "2.00", "7", "Spain"],
    ["12", "gift_0001_20", "1", "2010-01-24 10:00", "2.00", "7", "Spain"],
    ["3", "A", "1", "2010-01-11 10:00", "20.00", "7", "France"],
    ["13", "A", "0", "2010-01-24 10:00", "2.00", "7", "Spain"],
    ["14", "A", "1", "2010-01-24 10:00", "-2.00", "7", "Spain"],
    ["15", "A", "1", "2010-01-24 10:00", "0.00", "7", "Spain"],
]
#: How many of them fall to each rule.
TAKEN = {
    **{"unreadable": 2, "no_customer": 1, "after_as_of": 0, "test": 1, "service": 2, "repeat": 1},
    **{"cancellation": 2, "return": 1, "no_quantity": 1, "negative_price": 1, "zero_price": 1},
    "no_line": 0,
}


def by_hand() -> pd.DataFrame:
    return pd.DataFrame(BY_HAND, columns=COLUMNS)


def order_lines(min_size: int = 1) -> st.SearchStrategy[pd.DataFrame]:
    """Return a strategy of tables of lines, as text, in which every rule has its chance."""
    row = st.tuples(
        st.sampled_from(["1", "2", "3", "C4", "c5", "CX", " 1", "6.0"]),
        st.sampled_from(["A", "B ", "a", "POST", "m", "TEST1", "tester", "gift_1", "", "D\n"]),
        st.sampled_from(["1", "2", "-1", "0", "3.5", "12", "", "x", "-0", "2000000000"]),
        st.dates(date(2010, 1, 1), date(2010, 2, 20)).map(str)
        | st.sampled_from(["2010-01-05 10:00", "2010-01-05T23:59:59", "", "soon"]),
        st.sampled_from(["1.05", "2.2", "0.1", "0", "-3", "19.99", "n/a", "7"]),
        st.sampled_from(["7", "8", "9", "0", "", "Guest", "7.0", "\u00a08 ", "é'\""]),
        st.sampled_from(["France", "Spain", "", "Österreich"]),
    )
    sure = ("1", "A", "1", "2010-01-03", "4.00", "7", "France")
    rows = st.lists(row, min_size=min_size, max_size=40)
    return rows.map(lambda found: pd.DataFrame([*found, sure], columns=COLUMNS))
