"""A query places every customer where Python does, in the same bits."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import sqlglot
from tests.sql.conftest import NET
from tests.sql.tables import as_answers, hostile, in_duckdb, in_postgres, in_python, same, typed

import smartcart
from smartcart.jobs.order_customers import Place, read_place
from smartcart.segmentation import SegmentModel, assign_segments, give_ids
from smartcart.sql import DIALECTS, write_query

ELSEWHERE = [each for each in DIALECTS if each not in ("duckdb", "postgres")]


def in_other(query: str, dialect: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Read a query as the dialect does, and run in DuckDB what it says."""
    (translated,) = sqlglot.transpile(query, read=dialect, write="duckdb")
    return in_duckdb(translated, frame)


@pytest.fixture(scope="module")
def big() -> pd.DataFrame:
    return hostile(100_000, seed=5)


@pytest.fixture(scope="module")
def expected(segmentation, big) -> pd.DataFrame:
    return in_python(segmentation.model, big)


def test_a_hundred_thousand_hostile_customers_are_placed_alike_in_duckdb(
    segmentation, big, expected
):
    query = write_query(segmentation, "duckdb", "customers", text=True, more=True)
    assert 70_000 < len(expected) < 100_000
    same(in_duckdb(query, big), expected)


def test_a_hundred_thousand_hostile_customers_are_placed_alike_in_postgres(
    segmentation, big, expected, postgres_url
):
    query = write_query(segmentation, "postgres", "customers", text=True, more=True)
    same(in_postgres(query, big, postgres_url), expected)


def test_numbers_of_any_size_in_typed_columns_are_placed_alike(segmentation, postgres_url):
    frame = typed(hostile(6_000, seed=6))
    extremes = [np.nan, np.inf, -np.inf, -0.0, 5e-324, -5e-324, 1e-200, 1.7e308, -1.7e308, 1e15]
    extremes += [2.0**53, 0.1 + 0.2, 1e7, np.nextafter(1e7, 2e7), 2.0**-29, 2.0**-54, 1e-9]
    for i, column in enumerate(frame.columns[frame.columns.str.startswith(("Mnt", "Num"))]):
        frame.loc[i * 40 : i * 40 + len(extremes) - 1, column] = extremes
    found = in_python(segmentation.model, frame)
    for dialect, run in (("duckdb", in_duckdb), ("postgres", in_postgres)):
        query = write_query(segmentation, dialect, "customers", more=True)
        server = [postgres_url] if run is in_postgres else []
        same(run(query, frame, *server), found)


def test_the_real_table_is_placed_alike_by_kmeans_and_by_ward(
    real_path, segmentation, quick, postgres_url
):
    customers = smartcart.read_customers(real_path)
    frame = pd.read_csv(real_path, dtype=str, keep_default_na=False)
    ward = smartcart.segment(customers, {**quick, "segments": 4, "method": "ward"})
    for model in (ward.model, segmentation.model):
        expected = as_answers(assign_segments(model, customers))
        assert len(expected) == len(customers)
        query = write_query(model, "duckdb", "customers", text=True, more=True)
        same(in_duckdb(query, frame), expected)
        query = write_query(model, "postgres", "customers", text=True, more=True)
        same(in_postgres(query, frame, postgres_url), expected)


def test_the_founding_columns_are_placed_alike_in_another_dialect(segmentation, generated):
    query = write_query(segmentation, "bigquery", "customers", more=True)
    expected = in_python(segmentation.model, generated)
    same(in_other(query, "bigquery", generated), expected)


def strange(members: pd.DataFrame) -> pd.DataFrame:
    """Return members in spellings that are one level, levels that are none, flags in words."""
    tiers = ["1.0", " 2ND  cycle", "GOLD", "\u00e9LITE", "OR", "Tin", "", "#N/A", "NA", "gold.0"]
    branches = [
        "stra\u00dfe",
        "STRASSE",
        "downtown",
        "o'hare; -- \\",
        "\u00f8ST ",
        "East",
        "",
        "#REF!",
    ]
    flags = ["yes", "NO", "true", "0.0", "1.0", "", "n/a", "Y", "2", "1.00"]
    rows = range(len(members))
    return members.astype(str).assign(
        Tier=[tiers[i % len(tiers)] for i in rows],
        Branch=[branches[i % len(branches)] for i in rows],
        Active=[flags[i % len(flags)] for i in rows],
    )


def test_levels_flags_and_weights_of_another_schema_are_placed_alike(mixed, members, postgres_url):
    frame = strange(members)
    frame.loc[:3, ["Fees", NET, "Tier", "Branch", "Active"]] = ""  # nothing is known of them
    frame = pd.concat([frame, frame.iloc[5:20], frame.iloc[10:12].assign(Branch="Other")])
    found = in_python(mixed, frame)
    assert found["segment_id"].nunique() == 2
    for dialect in ELSEWHERE:
        query = write_query(mixed, dialect, "customers", text=True, more=True)
        same(in_other(query, dialect, frame), found)
    query = write_query(mixed, "duckdb", "customers", text=True, more=True)
    same(in_duckdb(query, frame), found)
    query = write_query(mixed, "postgres", "customers", text=True, more=True)
    same(in_postgres(query, frame, postgres_url), found)


def test_flags_that_are_numbers_or_truth_values_are_placed_alike(mixed, members):
    query = write_query(mixed, "duckdb", "customers", more=True)
    for kind in ("int64", "float64", "bool"):
        frame = members.assign(Active=members["Active"].astype(kind))
        same(in_duckdb(query, frame), in_python(mixed, frame))


def test_one_segment_and_ids_that_last(generated, segmentation, quick):
    alone = smartcart.segment(generated.head(300), {**quick, "segments": 1})
    found = in_duckdb(write_query(alone, "duckdb", "customers", more=True), generated)
    same(found, in_python(alone.model, generated))
    assert found["confidence"].unique().tolist() == [1.0]
    renamed = give_ids(
        segmentation, {each: f"S{7 + i}" for i, each in enumerate(segmentation.model.ids)}
    )
    found = in_duckdb(write_query(renamed, "duckdb", "customers"), generated)
    assert set(found["segment_id"]) == set(renamed.model.ids)
    same(found, in_python(renamed.model, generated))


def test_only_the_compared_columns_are_read_where_that_is_asked(segmentation, generated):
    model: SegmentModel = segmentation.model
    sources = [model.schema[name].source for name in model.variables]
    frame = generated[["ID", *sources]]
    query = write_query(model, "duckdb", "customers", compared_only=True)
    assert "Recency" not in query
    assert "Recency" in write_query(model, "duckdb", "customers")
    same(in_duckdb(query, frame), in_python(model, frame))


def test_customers_made_of_order_lines_are_placed_alike(tmp_path, quick):
    smartcart.make_orders(300, seed=0).to_csv(tmp_path / "lines.csv", index=False)
    reading = read_place(Place(tmp_path / "lines.csv"))
    customers = reading.customers
    model = replace(
        smartcart.segment(customers, {**quick, "segments": 3}).model, from_order_lines=True
    )
    table = reading.orders.table.reset_index()
    query = write_query(model, "duckdb", "customers", more=True)
    same(in_duckdb(query, table), as_answers(assign_segments(model, customers)))
