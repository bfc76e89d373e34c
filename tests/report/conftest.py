"""Reports drawn once, and the tables that are unlike the founding one."""

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.report import RenderedReport, render
from smartcart.segmentation import Segmentation

ID = Column("customer_id", "key", Role.ID, Kind.ID, required=True)


@pytest.fixture(scope="session")
def report(segmentation: Segmentation) -> RenderedReport:
    return render(segmentation)


@pytest.fixture(scope="session")
def machines(quick: dict[str, int]) -> RenderedReport:
    """Return the report on a table without money, purchases, answers or dates.

    Its names are hostile: markup, formulas, mathematics, no Latin letters, no end.
    """
    generator = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 60)
    schema = Schema(
        (
            ID,
            Column("temp_$x^$", "temp", Role.SEGMENTATION, Kind.NUMBER),
            Column("a_name_that_goes_on" * 4, "load", Role.SEGMENTATION, Kind.NUMBER),
            Column("\u6e29\u5ea6", "heat", Role.SEGMENTATION, Kind.NUMBER),
            Column("zone", "zone", Role.SEGMENTATION, Kind.CATEGORY),
        )
    )
    frame = pd.DataFrame(
        {
            "key": np.arange(180),
            "temp": 5.0 * group + generator.normal(size=180),
            "load": 3.0 * group + generator.normal(size=180),
            "heat": 1.0 * group + generator.normal(size=180),
            "zone": np.where(group == 1, "<script>alert(1)</script>", "b\u202e$"),
            "<img src=x onerror=alert(1)>": "not used",
        }
    )
    return render(smartcart.segment(check_customers(frame, schema), quick))


@pytest.fixture(scope="session")
def one_variable(quick: dict[str, int]) -> RenderedReport:
    """Return the report on segments along one variable: a value that may be negative."""
    schema = Schema((ID, Column("balance", "balance", Role.SEGMENTATION, Kind.NUMBER)), "balance")
    group = np.repeat([-3.0, 0.0, 9.0], 30)
    balance = group + np.random.default_rng(0).normal(size=90)
    frame = pd.DataFrame({"key": np.arange(90), "balance": balance})
    settings = {**quick, "method": "ward"}
    return render(smartcart.segment(check_customers(frame, schema), settings))
