"""The page on segments inside the database is true: what it shows for DuckDB runs."""

import re
from pathlib import Path

import duckdb
from tests.test_docs import ROOT, blocks

from smartcart.sql import DIALECTS, write_query

PAGE: Path = ROOT / "docs" / "howto" / "sql.md"


def test_the_view_of_the_page_holds_every_customer_that_can_be_placed(segmentation, generated):
    view, *others = blocks(PAGE, "sql")
    assert [each.count("/* the query */") for each in (view, *others)] == [1] * len(DIALECTS)
    broken = generated.assign(MntWines=generated["MntWines"].mask(generated.index < 3, -1.0))
    query = write_query(segmentation, "duckdb", "customers")
    (left_out,) = re.findall(r"`(SELECT \"ID\" FROM customers WHERE .*)`", PAGE.read_text())
    with duckdb.connect() as connection:
        connection.register("customers", broken)
        connection.execute(view.replace("/* the query */", query))
        placed = connection.execute("SELECT * FROM customer_segments").df()
        assert len(placed) == len(broken) - 3
        missing = connection.execute(left_out).df()["ID"]
    assert set(missing) == set(broken["ID"].head(3))


def test_the_page_names_every_dialect():
    assert all(f"`{each}`" in PAGE.read_text() for each in DIALECTS)
