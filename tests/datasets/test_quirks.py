"""Every block of 2,240 customers has the faults of the founding table, no more and no fewer."""

import pandas as pd
import pytest

from smartcart.datasets import make_customers

BLOCK = 2240


@pytest.fixture(scope="module", params=[0, 1, 2], ids=["first", "second", "third"])
def block(request: pytest.FixtureRequest) -> pd.DataFrame:
    return make_customers(3 * BLOCK).iloc[request.param * BLOCK :][:BLOCK]


def test_incomes_are_missing_or_mistyped(block: pd.DataFrame) -> None:
    assert block["Income"].isna().sum() == 24
    highest, second = block["Income"].nlargest(2)
    assert highest == 666_666
    assert second < 200_000


def test_three_customers_are_impossibly_old(block: pd.DataFrame) -> None:
    births = block["Year_Birth"]
    assert sorted(births[births < 1905]) == [1893, 1899, 1900]


def test_seven_marital_states_are_jokes(block: pd.DataFrame) -> None:
    states = block["Marital_Status"].value_counts()
    assert states[["YOLO", "Absurd", "Alone"]].tolist() == [2, 2, 3]


def test_rows_repeat_others_exactly_or_with_the_opposite_response(block: pd.DataFrame) -> None:
    assert block.drop(columns="ID").duplicated().sum() == 182
    assert block.drop(columns=["ID", "Response"]).duplicated().sum() == 201


def test_six_customers_spend_without_a_purchase(block: pd.DataFrame) -> None:
    bought = block[["NumWebPurchases", "NumCatalogPurchases", "NumStorePurchases"]].sum(axis=1)
    assert (bought == 0).sum() == 6
    assert (block.filter(like="Mnt").sum(axis=1) > 0).all()


def test_the_faults_are_spread_over_the_block(block: pd.DataFrame) -> None:
    missing = block.reset_index(drop=True)["Income"].isna()
    quarters = missing.groupby(missing.index // (BLOCK // 4)).sum()
    assert quarters.min() >= 1
    assert quarters.max() <= 15


def test_one_id_is_zero_and_all_differ() -> None:
    ids = make_customers(20 * BLOCK, seed=3)["ID"]
    assert ids.is_unique
    assert not ids.is_monotonic_increasing
    assert (ids == 0).sum() == 1
    assert (ids.head(BLOCK) == 0).sum() == 1


def test_the_faults_hold_with_a_country_as_well() -> None:
    customers = make_customers(BLOCK, seed=4, country=True)
    assert customers.drop(columns="ID").duplicated().sum() == 182
