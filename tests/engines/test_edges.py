"""Where Spark meets the rest of the world: paths, sessions, files that are not as expected."""

from pathlib import Path

import pandas as pd
import pytest

import smartcart
from smartcart import Settings
from smartcart.errors import SettingsError
from smartcart.jobs import SegmentJob, SparkPlace, run_score_on_spark, run_segment_on_spark

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")

QUICK = Settings(n_boot=3, n_null=2, n_starts=3, segments=2, panel_size=500)
HERE = SparkPlace("local[2]")


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("edges") / "customers.csv"
    smartcart.make_customers(300, seed=3).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def finished(spark, table, tmp_path_factory):
    """Return a run whose source and whose segments are addresses."""
    out = tmp_path_factory.mktemp("finished")
    job = SegmentJob(f"file://{table}", out / "results", QUICK, report=False)
    return run_segment_on_spark(job, SparkPlace("local[2]", f"file://{out / 'placed'}"))


def test_an_address_of_files_goes_through_the_whole_job(finished, table):
    placed = finished.folder.parent / "placed"
    own = smartcart.read_customers(table)
    assert finished.segments == f"file://{placed}"
    assert sorted(pd.read_parquet(placed)["customer_id"]) == sorted(own.table.index)
    again = finished.folder.parent / "again"
    model = finished.folder / "model.json"
    scored = run_score_on_spark(model, f"file://{table}", f"file://{again}", HERE)
    assert scored["customers"] == len(own) == len(pd.read_parquet(again))


@pytest.mark.parametrize("address", ["postgresql://ann@shop/sales", "DuckDB:///shop.duckdb"])
def test_an_address_of_a_database_is_refused(address, tmp_path):
    with pytest.raises(SettingsError, match="does not know the address of a database"):
        run_segment_on_spark(SegmentJob(address, tmp_path / "results"), HERE)
