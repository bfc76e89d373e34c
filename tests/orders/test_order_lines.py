"""Order lines become customers; every line is used or put to exactly one rule."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.orders.lines import TAKEN, by_hand, order_lines

from smartcart.config import parse_config
from smartcart.customers import check_customers
from smartcart.errors import DataError, SettingsError
from smartcart.orders import check_lines, fit_bg_nbd, summarize_orders
from smartcart.orders.columns import match_columns
from smartcart.orders.settings_file import write_settings


def summarize(cells: pd.DataFrame, as_of: date | None = None) -> pd.DataFrame:
    return summarize_orders(check_lines(cells, as_of)).table


def test_each_line_falls_to_the_first_rule_that_applies():
    account = check_lines(by_hand()).account
    assert {each.rule: each.lines for each in account.rules} == TAKEN
    assert (account.lines, account.used) == (19, 6)
    assert (account.customers, account.only_returned) == (2, 1)
    assert (account.first, account.last) == (date(2010, 1, 1), date(2010, 1, 31))
    assert account.as_of == date(2010, 2, 1)


def test_a_customer_is_what_its_lines_say():
    # Days of 7: 40 on the 1st, 20 on the 11th, 60 on the 31st; the middle is 15.5 days on.
    seven = summarize(by_hand()).loc["7"].to_dict()
    assert seven == {
        "first_order": pd.Timestamp("2010-01-01"),
        "last_order": pd.Timestamp("2010-01-31"),
        "n_orders": 4,
        "spend_total": 120.0,
        "basket_value": 30.0,
        "basket_items": 11 / 4,
        "n_products": 3,
        "recency_days": 1,
        "median_gap_days": 15.0,
        "returned_share": 0.0,
        "trend": (60 - 20) / 80,
        "country": "France",
        "frequency": 2,
        "recency": 30,
        "T": 31,
        "monetary_value": 40.0,
    }


def test_a_customer_with_one_purchase_has_no_gap_and_no_trend():
    eight = summarize(by_hand()).loc["8"]
    assert eight[["frequency", "recency", "monetary_value"]].tolist() == [0, 0, 0.0]
    assert eight[["T", "recency_days"]].tolist() == [11, 11]
    assert eight[["median_gap_days", "trend"]].isna().all()
    assert eight["returned_share"] == 6 / 8


def test_a_purchase_is_what_a_customer_bought_on_a_day():
    purchases = summarize_orders(check_lines(by_hand())).purchases
    assert purchases.astype({"day": str}).to_numpy().tolist() == [
        ["7", "2010-01-01", 40.0, 6.0, 3, 2],
        ["7", "2010-01-11", 20.0, 1.0, 1, 1],
        ["7", "2010-01-31", 60.0, 4.0, 1, 1],
        ["8", "2010-01-21", 8.0, 1.0, 1, 1],
    ]
    names = ["customer_id", "day", "amount", "quantity", "n_lines", "n_orders"]
    kinds = ["str", "datetime64[s]", "float64", "float64", "int64", "int64"]
    assert [(name, str(kind)) for name, kind in purchases.dtypes.items()] == list(
        zip(names, kinds, strict=True)
    )


@settings(max_examples=20)
@given(order_lines(min_size=5))
def test_purchases_add_up_to_the_customers_and_the_account(cells):
    orders = summarize_orders(check_lines(cells))
    of, table = orders.purchases.groupby("customer_id"), orders.table
    assert orders.purchases["n_lines"].sum() == orders.account.used
    assert (of.size() == table["frequency"] + 1).all()
    assert (of["n_orders"].sum() >= table["n_orders"]).all()  # an order may span days
    np.testing.assert_allclose(of["amount"].sum(), table["spend_total"])
    np.testing.assert_allclose(of["quantity"].sum(), table["basket_items"] * table["n_orders"])


def sold(codes: dict[str, int]) -> pd.DataFrame:
    """Return order lines in which so many lines have each product code."""
    lines = [code for code, n in codes.items() for _ in range(n)]
    cells = by_hand().iloc[[0]].loc[[0] * len(lines)].reset_index(drop=True)
    return cells.assign(StockCode=lines, Invoice=[str(i) for i in range(len(lines))])


@pytest.mark.parametrize(
    ("codes", "services"),
    [
        ({"85123A": 90, "M": 3, "c2": 1, "POST": 5}, 9),  # exceptions among codes of other shape
        ({"1": 60, "22": 30, "M": 3}, 3),  # numbers are of another shape
        ({"S": 30, "M": 30, "L": 30, "POST": 5}, 5),  # sizes: L shows it
        ({"85123A": 90, "B": 10}, 0),  # one line in ten is no exception
        ({"85123A": 95, "B": 5}, 5),
        ({"": 90, "B": 5}, 0),  # what has no code shows nothing
    ],
    ids=["shop", "numbers", "sizes", "often", "seldom", "no codes"],
)
def test_a_short_code_is_a_service_only_where_it_is_an_exception(codes, services):
    account = check_lines(sold(codes)).account
    assert {each.rule: each.lines for each in account.rules}["service"] == services
    assert account.used == sum(codes.values()) - services


def test_only_lines_before_the_day_count():
    lines = check_lines(by_hand(), date(2010, 1, 31))
    late = next(each for each in lines.account.rules if each.rule == "after_as_of")
    assert late.lines == 1
    seven = summarize_orders(lines).table.loc["7"]
    assert seven[["n_orders", "T", "recency_days", "spend_total"]].tolist() == [3, 30, 20, 60.0]


@settings(max_examples=20)
@given(order_lines())
def test_no_line_is_lost(cells):
    account = check_lines(cells).account
    assert account.lines == len(cells) == account.used + sum(r.lines for r in account.rules)


@settings(max_examples=20)
@given(order_lines(min_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(cells, random):
    shuffled = list(range(len(cells)))
    random.shuffle(shuffled)
    other = summarize(cells.iloc[shuffled].reset_index(drop=True))
    pd.testing.assert_frame_equal(summarize(cells), other, check_exact=True)


@settings(max_examples=20)
@given(order_lines(min_size=5))
def test_figures_keep_their_bounds_and_fit_each_other(cells):
    table = summarize(cells)
    assert table.index.is_monotonic_increasing
    assert (table["recency"] + table["recency_days"] == table["T"]).all()
    assert (table["n_orders"] >= 1).all()
    assert (table["frequency"] <= table["recency"]).all()
    assert table["trend"].dropna().between(-1, 1).all()
    assert table["returned_share"].between(0, 1).all()
    assert (table["monetary_value"] * table["frequency"] <= table["spend_total"] + 1e-6).all()
    assert table["median_gap_days"].isna().eq(table["frequency"] == 0).all()


def brute_force(cells: pd.DataFrame, customer: str) -> dict[str, float]:
    """Return figures of a customer by loops over its lines."""
    lines = check_lines(cells)
    end = lines.account.as_of
    rows = [row for row in lines.table.itertuples() if row.customer_id == customer]
    days: dict[date, float] = {}
    for row in (row for row in rows if not row.is_return):
        days[row.day.date()] = days.get(row.day.date(), 0.0) + row.quantity * row.price
    (first, _), *again = sorted(days.items())
    back = sum(abs(row.quantity) * max(row.price, 0) for row in rows if row.is_return)
    halves = [s * np.sign(2 * (d - first).days - (end - first).days) for d, s in again]
    spent = sum(spend for _, spend in again)
    return {
        "spend_total": sum(days.values()),
        "frequency": len(again),
        "T": (end - first).days,
        "monetary_value": spent / len(again) if again else 0.0,
        "trend": sum(halves) / spent if again else np.nan,
        "returned_share": min(1.0, back / sum(days.values())),
    }


@settings(max_examples=20)
@given(order_lines(min_size=5))
def test_the_figures_are_those_of_a_loop(cells):
    for customer, row in summarize(cells).iterrows():
        told = brute_force(cells, customer)
        found = row[list(told)].to_numpy(dtype=float)
        np.testing.assert_allclose(found, list(told.values()), atol=1e-9)


@pytest.mark.parametrize(
    "names",
    [
        "InvoiceNo StockCode Quantity InvoiceDate UnitPrice CustomerID Country",
        "Name|Lineitem sku|Lineitem quantity|Created at|Lineitem price|Email|Billing Country",
        "Order Number|SKU|Quantity|Order Date|Item Cost|Customer User ID|Country Code (Billing)",
        "increment_id sku qty_ordered created_at price customer_id country_id",
    ],
    ids=["Online Retail", "Shopify", "WooCommerce", "Magento"],
)
def test_exports_of_shops_are_read_as_they_are(names):
    columns = names.split("|") if "|" in names else names.split()
    pd.testing.assert_frame_equal(
        summarize(by_hand().set_axis(columns, axis=1)), summarize(by_hand())
    )


def test_a_column_of_the_right_name_with_the_wrong_content_is_passed_over():
    cells = by_hand().rename(columns={"Price": "Item price"}).assign(Price="cheap")
    assert match_columns(cells)["price"] == "Item price"


def test_without_products_and_countries_the_rest_is_told():
    table = summarize(by_hand().drop(columns=["StockCode", "Country"]))
    assert "n_products" not in table
    assert "country" not in table
    assert table.loc["7", "frequency"] > 0


def test_american_dates_and_typed_cells_mean_the_same():
    times = pd.to_datetime(by_hand()["InvoiceDate"], errors="coerce")
    american = by_hand().assign(InvoiceDate=times.dt.strftime("%m/%d/%Y %H:%M").fillna(""))
    numbers = {
        name: pd.to_numeric(by_hand()[name], errors="coerce") for name in ("Quantity", "Price")
    }
    typed = by_hand().assign(InvoiceDate=times, **numbers)
    typed["Customer ID"] = pd.to_numeric(typed["Customer ID"])  # with gaps: floats
    for cells in (american, typed):
        pd.testing.assert_frame_equal(summarize(cells), summarize(by_hand()))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (
            lambda cells: cells.drop(columns="Price"),
            r"no column for the price of one unit\. Columns: 'Invoice', 'StockCode'",
        ),
        (lambda cells: cells.drop(columns="InvoiceDate"), "no column for the date of the order"),
        (
            lambda cells: cells.assign(Price="cheap"),
            "'Price' should hold the price of one unit, and its cells are no numbers",
        ),
        (
            lambda cells: cells.assign(Quantity="-1").iloc[:6],
            "None of the 6 order lines is a purchase of a customer: 6 a quantity below 0: ret",
        ),
        (
            lambda cells: cells.assign(InvoiceDate=["1/2/2010", "3/4/2010"] * 9 + ["5/6/2010"]),
            "does not say whether day or month comes first",
        ),
        (lambda cells: cells.iloc[:0], r"None of the 0 order lines .*: there is none"),
    ],
    ids=["no price", "no date", "words", "all returns", "dates", "empty"],
)
def test_what_cannot_be_summarised_is_refused_in_words(change, what):
    with pytest.raises(DataError, match=what):
        check_lines(change(by_hand()))


def test_a_day_before_all_lines_is_refused():
    with pytest.raises(SettingsError, match="before 2009-01-01; 16 lie on that day or after it"):
        check_lines(by_hand(), date(2009, 1, 1))


def test_the_settings_file_fits_the_table():
    table = summarize(by_hand()).reset_index()
    config = parse_config(write_settings(table.columns))
    assert (config.schema.value, config.schema.frequency) == ("spend", "n_orders")
    cells = pd.concat([table.assign(customer_id=f"{i}-" + table["customer_id"]) for i in range(5)])
    customers = check_customers(cells, config.schema)
    assert len(customers) == 10
    assert customers.quality.quarantined == 0


def test_one_year_of_a_real_shop(retail_path):
    orders = summarize_orders(check_lines(pd.read_parquet(retail_path)))
    taken = {each.rule: each.lines for each in orders.account.rules if each.lines}
    assert orders.account.lines == 525_461
    assert orders.account.used == 525_461 - sum(taken.values()) == 399_554
    assert taken["no_customer"] == 107_927
    assert (orders.account.customers, orders.account.only_returned) == (4_285, 29)
    assert orders.table["spend_total"].sum() == pytest.approx(8_639_657.4)
    model = fit_bg_nbd(orders.table["frequency"], orders.table["recency"], orders.table["T"])
    assert model.n_customers == 4_285
