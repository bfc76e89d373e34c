"""A query places every customer where Python does, in the same bits."""

import smartcart
import numpy as np
import pandas as pd
import pytest
from tests.sql.tables import hostile, in_duckdb, in_postgres, in_python, typed

from smartcart.sql import DIALECTS, write_query


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
    pd.testing.assert_frame_equal(in_duckdb(query, big), expected, check_exact=True)


def test_a_hundred_thousand_hostile_customers_are_placed_alike_in_postgres(
    segmentation, big, expected, postgres_url
):
    query = write_query(segmentation, "postgres", "customers", text=True, more=True)
    pd.testing.assert_frame_equal(in_postgres(query, big, postgres_url), expected, check_exact=True)
