"""Order lines -> one row per customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.orders.account import LineAccount
from smartcart.orders.lines import OrderLines
from smartcart.shown import Shown

__all__ = ["CUSTOMER_COLUMNS", "CustomerOrders", "make_customer_orders", "summarize_orders"]

#: The columns of the customer table, in their order.
CUSTOMER_COLUMNS = (
    *("first_order", "last_order", "n_orders", "spend_total", "basket_value", "basket_items"),
    *("n_products", "recency_days", "median_gap_days", "returned_share", "trend", "country"),
    *("frequency", "recency", "T", "monetary_value"),
)

_DECIMALS = 10
_WHOLE = ("n_orders", "n_products", "recency_days", "frequency", "recency", "T")
#: The columns of the purchases, in their order.
_PURCHASE = {"customer_id": "str", "day": "datetime64[s]", "amount": "float64"}
_PURCHASE |= {"quantity": "float64", "n_lines": "int64", "n_orders": "int64"}
_RETURN = {name: _PURCHASE[name] for name in ("customer_id", "day", "amount")}

_Days = NDArray[np.int64]


@dataclass(frozen=True)
class CustomerOrders(Shown):
    """One row per customer, and the account of the lines behind them.

    Attributes
    ----------
    table : DataFrame
        Indexed by ``customer_id`` and sorted by it; see `summarize_orders`.
    account : LineAccount
    purchases : DataFrame
        One row per customer and day of purchase, sorted by both: ``customer_id`` (str), ``day``
        (datetime64), ``amount`` in the currency of the lines and ``quantity`` in units (float64),
        ``n_lines`` (int64) and ``n_orders``, the different order numbers of that day (int64).
    returns : DataFrame
        One row per customer and day on which goods were returned or cancelled, of the customers
        who bought: ``customer_id``, ``day``, ``amount`` (without sign).
    """

    table: pd.DataFrame
    account: LineAccount
    purchases: pd.DataFrame
    returns: pd.DataFrame


def summarize_orders(lines: OrderLines) -> CustomerOrders:
    """Summarise order lines to one row per customer who bought.

    The unit of time is the day; orders of one day are one purchase. The amount of a line is
    quantity times price. With ``d1 < ... < dn`` the days on which a customer bought, ``s1 ... sn``
    the amounts of these days, and ``end`` the day from which nothing counts:

    ``first_order``, ``last_order``
        d1 and dn.
    ``n_orders``
        Different order numbers.
    ``spend_total``
        s1 + ... + sn. Returns are not taken off; see ``returned_share``.
    ``basket_value``, ``basket_items``
        Amount and units of an order: both in all, divided by ``n_orders``.
    ``n_products``
        Different products (the range).
    ``recency_days``
        end - dn: days since the last purchase.
    ``median_gap_days``
        Median of d2 - d1, ..., dn - d(n-1); missing for n = 1.
    ``returned_share``
        Amount of the lines that return or cancel, without sign, over ``spend_total``; at most 1,
        since goods may come back that were bought before the first line.
    ``trend``
        Repeat purchases of the recent half of the time from d1 to end against the earlier half:
        (recent - earlier) / (s2 + ... + sn), from -1 to 1; a day in the very middle is in
        neither half. The first purchase is left out because it would always be early. Missing
        for n = 1.
    ``country``
        That of most lines; of several the first by alphabet.
    ``frequency``, ``recency``, ``T``
        n - 1, dn - d1 and end - d1: repeat purchases, and the time in which they were made and
        could have been made (Fader, Hardie & Lee 2005); what `fit_bg_nbd` takes.
    ``monetary_value``
        (s2 + ... + sn) / (n - 1), 0 for n = 1: mean of repeat purchases (Fader, Hardie & Lee
        2005, "RFM and CLV: using iso-value curves for customer base analysis", JMR 42(4)).

    Parameters
    ----------
    lines : OrderLines

    Returns
    -------
    CustomerOrders
        Customers of whom only returns are known are left out, and counted in the account.
        ``n_products`` and ``country`` are there where the lines have them.

    Examples
    --------
    >>> from smartcart.orders import check_lines
    >>> columns = ["Invoice", "Quantity", "InvoiceDate", "Price", "Customer ID"]
    >>> rows = [["1", 2, "2010-01-05", 5.0, "7"], ["2", 1, "2010-01-25", 30.0, "7"]]
    >>> lines = check_lines(pd.DataFrame(rows, columns=columns))
    >>> table = summarize_orders(lines).table
    >>> table.loc["7", ["frequency", "recency", "T", "spend_total"]].tolist()
    [1.0, 20.0, 21.0, 40.0]
    >>> summarize_orders(lines).purchases["amount"].tolist()
    [10.0, 30.0]
    """
    # Sums of floats depend on their order; sorted, the same lines always give the same sums.
    table = lines.table.assign(amount=lines.table["quantity"] * lines.table["price"])
    table = table.sort_values(["customer_id", "day", "amount", "quantity"], kind="stable")
    bought, end = table[~table["is_return"]], np.datetime64(lines.account.as_of, "D")
    by_day, returns = _by_day(bought), _returns(table)
    parts = [_totals(bought), _times(by_day, end), _returned(returns), _country(bought)]
    made = pd.concat([part for part in parts if part is not None], axis=1)
    made = made.loc[by_day["customer_id"].drop_duplicates()]
    made["returned_share"] = made["returned"].fillna(0.0).div(made["spend_total"]).clip(upper=1)
    return make_customer_orders(made, by_day, returns, lines.account)


def make_customer_orders(
    made: pd.DataFrame, by_day: pd.DataFrame, returns: pd.DataFrame, account: LineAccount
) -> CustomerOrders:
    """Put the columns of a summary in their order, and round them to 10 decimals.

    Parameters
    ----------
    made : DataFrame
        Indexed by customer, and sorted by it.
    by_day : DataFrame
        A row per customer and day of purchase, sorted by both.
    returns : DataFrame
        The same of the days of returns.
    """
    columns = [name for name in CUSTOMER_COLUMNS if name in made]
    table = made[columns].astype({name: "int64" for name in _WHOLE if name in made})
    table = _without_dust(table.rename_axis("customer_id"))
    purchases = _without_dust(by_day[list(_PURCHASE)].astype(_PURCHASE))
    returns = _without_dust(returns[list(_RETURN)].astype(_RETURN))
    returns = returns[returns["customer_id"].isin(table.index)]
    return CustomerOrders(
        table, account, purchases.reset_index(drop=True), returns.reset_index(drop=True)
    )


def _without_dust(table: pd.DataFrame) -> pd.DataFrame:
    """Round floats: their sums end in dust, such as 169.36000000000004; money does not."""
    return table.round({name: _DECIMALS for name in table if table[name].dtype == np.float64})


def _by_day(bought: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer and day of purchase, sorted by both."""
    days = bought.groupby(["customer_id", "day"], sort=True)
    sums = days[["amount", "quantity"]].sum()
    orders = bought.drop_duplicates(["customer_id", "day", "order_id"])
    n_orders = orders.groupby(["customer_id", "day"], sort=True).size()
    return sums.assign(n_lines=days.size(), n_orders=n_orders).reset_index()


def _totals(bought: pd.DataFrame) -> pd.DataFrame:
    by_customer = bought.groupby("customer_id", sort=True)
    totals = pd.DataFrame({"n_orders": by_customer["order_id"].nunique()})
    totals["spend_total"] = by_customer["amount"].sum()
    totals["basket_value"] = totals["spend_total"] / totals["n_orders"]
    totals["basket_items"] = by_customer["quantity"].sum() / totals["n_orders"]
    if "product_id" in bought:
        totals["n_products"] = by_customer["product_id"].nunique()
    return totals


def _times(by_day: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Return what the days tell; `by_day` has a row per customer and day of purchase, sorted."""
    customer = by_day["customer_id"]
    days = by_day.groupby("customer_id", sort=True)["day"]
    times = pd.DataFrame({"first_order": days.min(), "last_order": days.max()})
    first, last = _whole_days(times["first_order"]), _whole_days(times["last_order"])
    until = int(end.astype(np.int64))
    times["frequency"] = days.size() - 1
    times["recency"], times["T"], times["recency_days"] = last - first, until - first, until - last
    day = pd.Series(_whole_days(by_day["day"]), index=by_day.index)
    gaps = day.groupby(customer).diff()
    times["median_gap_days"] = gaps.groupby(customer).median()
    since = day - day.groupby(customer).transform("min")
    repeat = by_day["amount"].where(since > 0)
    span = until - (day - since)
    times["monetary_value"] = repeat.groupby(customer).mean().fillna(0.0)
    moved = (repeat * np.sign(2 * since - span)).groupby(customer).sum(min_count=1)
    times["trend"] = moved / repeat.groupby(customer).sum(min_count=1)
    return times


def _returns(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row per customer and day of a return, sorted by both."""
    back = table[table["is_return"]]
    amount = back["quantity"].abs() * back["price"].clip(lower=0)
    days = amount.groupby([back["customer_id"], back["day"]], sort=True)
    return days.sum().rename("amount").reset_index()


def _returned(returns: pd.DataFrame) -> pd.DataFrame:
    return returns.groupby("customer_id")[["amount"]].sum().set_axis(["returned"], axis=1)


def _country(bought: pd.DataFrame) -> pd.DataFrame | None:
    if "country" not in bought:
        return None
    known = bought[bought["country"] != ""]
    counts = known.groupby(["customer_id", "country"], sort=True).size().rename("n").reset_index()
    counts = counts.sort_values(["customer_id", "n"], ascending=[True, False], kind="stable")
    most = counts.drop_duplicates("customer_id").set_index("customer_id")
    return most[["country"]].reindex(bought["customer_id"].unique())


def _whole_days(column: pd.Series) -> _Days:
    days: _Days = column.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days
