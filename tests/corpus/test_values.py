"""Every file of cases 60 to 110 is read as it must be, or refused as it must be."""

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

import smartcart
from smartcart.errors import DataError


def _load(name: str):
    """Load a module that stands beside this test."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


values = _load("values")
ANY = smartcart.Settings(max_quarantine=1.0)


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("clean") / "clean.csv"
    path.write_bytes(values.as_csv(values.clean_rows()))
    customers = smartcart.read_customers(path)
    assert (len(customers), len(customers.quality.repairs)) == (values.N, 0)
    return customers.table


@pytest.mark.parametrize("case", values.CASES, ids=lambda case: f"{case.number} {case.name}")
def test_the_file_meets_its_fate(case, clean, tmp_path):
    path = tmp_path / "customers.csv"
    path.write_bytes(case.content)
    if case.expect == "refuse":
        with pytest.raises(DataError, match=case.message) as refusal:
            smartcart.read_customers(path, settings=ANY)
        assert refusal.value.next_step
        return
    customers = smartcart.read_customers(path, settings=ANY)
    quality = customers.quality
    assert quality.records == (
        quality.customers + quality.quarantined + quality.duplicates_dropped + quality.non_data
    )
    assert quality.quarantined == len(case.aside)
    assert quality.duplicates_dropped == case.dropped
    found = {(each.rule, each.column): each.count for each in (*quality.repairs, *quality.flags)}
    assert dict(case.counts).items() <= found.items()
    if case.same:
        ids = [row["ID"] for i, row in enumerate(values.clean_rows()) if i not in case.aside]
        kept = clean.loc[clean.index.isin(ids)]
        pd.testing.assert_frame_equal(customers.table, kept)
