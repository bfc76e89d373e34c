"""A PostgreSQL server, and models small enough to be learnt in a moment."""

import pandas as pd
import pytest
from tests.tables.conftest import postgres_url

import smartcart
from smartcart.config import parse_config
from smartcart.customers import check_customers
from smartcart.segmentation import SegmentModel

__all__ = ["postgres_url"]

MIXED = """
[measures]
value = "fees"
[columns.Member]
role = "id"
[columns.Fees]
role = "segmentation"
kind = "amount"
weight = 2.5
[columns."Net; \\"worth\\" -- \u20ac"]
role = "segmentation"
kind = "number"
[columns.Tier]
role = "segmentation"
kind = "ordinal"
levels = ["1", "2nd Cycle", "Gold", "\u00c9lite"]
recode = {"or" = "Gold"}
[columns.Branch]
role = "segmentation"
kind = "category"
recode = {"Downtown" = "Stra\u00dfe"}
[columns.Active]
role = "segmentation"
kind = "flag"
"""
NET = 'Net; "worth" -- \u20ac'
TIERS = ["1", "2nd Cycle", "Gold", "\u00c9lite"]
BRANCHES = ["Stra\u00dfe", "O'Hare; -- \\", "\u00d8st"]


@pytest.fixture(scope="session")
def members() -> pd.DataFrame:
    """Sixty members of each of two kinds, in columns of every kind."""
    rows = range(120)
    return pd.DataFrame(
        {
            "Member": [f"m{i:03d}" for i in rows],
            "Fees": [round(7.3 * (i % 11 + 1) * (1 + 9 * (i // 60)), 2) for i in rows],
            NET: [(i % 7 - 3) * 1.37 + 5 * (i // 60) for i in rows],
            "Tier": [TIERS[i // 60 + i % 3] for i in rows],
            "Branch": [BRANCHES[(i // 60 + i % 2) % 3] for i in rows],
            "Active": [(i // 60 + (i % 5 == 0)) % 2 for i in rows],
        }
    )


@pytest.fixture(scope="session")
def mixed(members, quick) -> SegmentModel:
    customers = check_customers(members, parse_config(MIXED).schema)
    return smartcart.segment(customers, {**quick, "segments": 2}).model
