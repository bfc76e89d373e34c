"""The customers of generated order lines, by polars and by pandas, as one would write it for them.

All rules are those of ``docs/orders.md``; of services the generated lines have only POST.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

COLUMNS = [
    *("customer_id", "first_order", "last_order", "n_orders", "spend_total", "basket_value"),
    *("basket_items", "n_products", "recency_days", "median_gap_days", "returned_share", "trend"),
    *("country", "frequency", "recency", "T", "monetary_value"),
]
#: Without Description; a repeat is a repeat in these.
READ = [
    *("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"),
]


def with_pandas(source: str) -> pd.DataFrame:
    lines = pd.read_parquet(source, columns=READ)
    end = lines["InvoiceDate"].max().normalize() + pd.Timedelta(days=1)
    lines = lines[lines["Customer ID"].notna() & (lines["StockCode"] != "POST")]
    lines = lines.drop_duplicates()
    lines["customer_id"] = lines["Customer ID"].astype("int64")
    lines["day"] = lines["InvoiceDate"].dt.normalize()
    lines["amount"] = lines["Quantity"] * lines["Price"]
    back = lines["Invoice"].str.startswith("C") | (lines["Quantity"] < 0)
    bought = lines[~back & (lines["Quantity"] > 0) & (lines["Price"] > 0)]
    by = bought.groupby("customer_id")
    table = pd.DataFrame({"n_orders": by["Invoice"].nunique(), "spend_total": by["amount"].sum()})
    table["basket_value"] = table["spend_total"] / table["n_orders"]
    table["basket_items"] = by["Quantity"].sum() / table["n_orders"]
    table["n_products"] = by["StockCode"].nunique()
    returned = lines[back].groupby("customer_id")["amount"].sum().abs()
    table["returned_share"] = returned.reindex(table.index).fillna(0) / table["spend_total"]
    table["returned_share"] = table["returned_share"].clip(upper=1)
    places = bought.groupby(["customer_id", "Country"]).size().rename("n").reset_index()
    places = places.sort_values(["customer_id", "n", "Country"], ascending=[True, False, True])
    table["country"] = places.drop_duplicates("customer_id").set_index("customer_id")["Country"]
    days = bought.groupby(["customer_id", "day"])["amount"].sum().reset_index()
    return _named(table.join(_days_with_pandas(days, end)))


def _days_with_pandas(days: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    by = days.groupby("customer_id")
    table = pd.DataFrame({"first_order": by["day"].min(), "last_order": by["day"].max()})
    table["frequency"] = by.size() - 1
    table["recency"] = (table["last_order"] - table["first_order"]).dt.days
    table["T"] = (end - table["first_order"]).dt.days
    table["recency_days"] = (end - table["last_order"]).dt.days
    days["gap"] = by["day"].diff().dt.days
    table["median_gap_days"] = days.groupby("customer_id")["gap"].median()
    since = (days["day"] - by["day"].transform("min")).dt.days
    days["again"] = days["amount"].where(since > 0)
    half = 2 * since - (end - days["day"]).dt.days - since
    days["moved"] = days["again"] * half.clip(-1, 1)
    again = days.groupby("customer_id")["again"].sum(min_count=1)
    table["monetary_value"] = (again / table["frequency"].where(table["frequency"] > 0)).fillna(0)
    table["trend"] = days.groupby("customer_id")["moved"].sum(min_count=1) / again
    return table


def with_polars(source: str) -> pd.DataFrame:
    import polars as pl

    lines = pl.scan_parquet(source).select(READ)
    last = lines.select(pl.col("InvoiceDate").max().dt.date()).collect().item()
    end = pl.lit(last) + pl.duration(days=1)
    used = (
        lines.filter(pl.col("Customer ID").is_not_null(), pl.col("StockCode") != "POST")
        .unique()
        .with_columns(
            customer_id="Customer ID",
            day=pl.col("InvoiceDate").dt.date(),
            amount=pl.col("Quantity") * pl.col("Price"),
            back=pl.col("Invoice").str.starts_with("C") | (pl.col("Quantity") < 0),
        )
        .collect()
        .lazy()
    )
    bought = used.filter(~pl.col("back"), pl.col("Quantity") > 0, pl.col("Price") > 0)
    orders, amount = pl.col("Invoice").n_unique(), pl.col("amount").sum()
    totals = bought.group_by("customer_id").agg(
        n_orders=orders,
        spend_total=amount,
        basket_value=amount / orders,
        basket_items=pl.col("Quantity").sum() / orders,
        n_products=pl.col("StockCode").n_unique(),
    )
    returned = used.filter("back").group_by("customer_id").agg(returned=amount.abs())
    places = (
        bought.group_by("customer_id", "Country")
        .agg(n=pl.len())
        .sort(["customer_id", "n", "Country"], descending=[False, True, False])
        .unique("customer_id", keep="first", maintain_order=True)
        .select("customer_id", country="Country")
    )
    times = _days_with_polars(bought.group_by("customer_id", "day").agg(amount=amount), end)
    share = (pl.col("returned").fill_null(0) / pl.col("spend_total")).clip(upper_bound=1)
    made = (
        times.join(totals, on="customer_id")
        .join(returned, on="customer_id", how="left")
        .join(places, on="customer_id", how="left")
        .with_columns(returned_share=share)
        .collect()
    )
    return _named(made.to_pandas().set_index("customer_id"))


def _days_with_polars(days, end):
    import polars as pl

    day, first = pl.col("day"), pl.col("d1")
    half = ((day - first).dt.total_days() * 2 - (end - first).dt.total_days()).sign()
    again = pl.col("amount").filter(day > first)
    return (
        days.sort("customer_id", "day")
        .with_columns(
            d1=day.min().over("customer_id"),
            gap=day.diff().dt.total_days().over("customer_id"),
        )
        .with_columns(half=half)
        .group_by("customer_id")
        .agg(
            first_order=day.min(),
            last_order=day.max(),
            frequency=pl.len() - 1,
            recency=(day.max() - day.min()).dt.total_days(),
            T=(end - day.min()).dt.total_days().first(),
            recency_days=(end - day.max()).dt.total_days().first(),
            median_gap_days=pl.col("gap").median(),
            monetary_value=again.mean().fill_null(0),
            trend=pl.when(pl.len() > 1).then(
                (pl.col("amount") * pl.col("half")).filter(day > first).sum() / again.sum()
            ),
        )
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Return the columns as SmartCart has them: an id is a text."""
    whole = ["n_orders", "n_products", "recency_days", "frequency", "recency", "T"]
    kinds = {"first_order": "datetime64[s]", "last_order": "datetime64[s]"}
    table = table.reset_index().astype({"customer_id": "str", **kinds} | dict.fromkeys(whole, int))
    return table.sort_values("customer_id", ignore_index=True)[COLUMNS]


RIVALS: dict[str, Callable[[str], pd.DataFrame]] = {"polars": with_polars, "pandas": with_pandas}
