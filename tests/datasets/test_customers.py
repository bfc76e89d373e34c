"""A DataFrame of made-up customers: the same seed, the same people."""

import io

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from smartcart.datasets import make_customers, tables
from smartcart.errors import SettingsError

FOUNDING_COLUMNS = [
    "ID",
    "Year_Birth",
    "Education",
    "Marital_Status",
    "Income",
    "Kidhome",
    "Teenhome",
    "Dt_Customer",
    "Recency",
    "MntWines",
    "MntFruits",
    "MntMeatProducts",
    "MntFishProducts",
    "MntSweetProducts",
    "MntGoldProds",
    "NumDealsPurchases",
    "NumWebPurchases",
    "NumCatalogPurchases",
    "NumStorePurchases",
    "NumWebVisitsMonth",
    "Complain",
    "Response",
]
TEXTS = ["Education", "Marital_Status", "Dt_Customer"]


def test_columns_are_those_of_the_founding_table() -> None:
    customers = make_customers(50)
    assert customers.columns.tolist() == FOUNDING_COLUMNS
    numbers = customers.drop(columns=TEXTS)
    assert all(pd.api.types.is_integer_dtype(kind) for kind in numbers.dtypes)
    assert customers["Dt_Customer"].str.fullmatch(r"\d\d-\d\d-201[234]").all()


@pytest.mark.parametrize("n", [1, 100, 2240, 2241])
def test_first_rows_do_not_depend_on_the_number_of_rows(n: int) -> None:
    assert_frame_equal(make_customers(n, 7), make_customers(5000, 7).head(n))


def test_rows_do_not_depend_on_how_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = make_customers(7000)
    monkeypatch.setattr(tables, "BLOCKS_PER_TABLE", 1)
    assert_frame_equal(make_customers(7000), at_once)


def test_the_seed_decides() -> None:
    assert make_customers(500, 1).equals(make_customers(500, 1))
    assert not make_customers(500, 1)["Income"].equals(make_customers(500, 2)["Income"])
    # A block of one seed must not come back in the stream of the next one.
    late, early = make_customers(4480, 1).tail(2240), make_customers(2240, 2)
    assert not (late["Income"].to_numpy() == early["Income"].to_numpy()).all()


def test_country_is_added_and_disturbs_nothing() -> None:
    with_country = make_customers(3000, country=True)
    assert_frame_equal(with_country[FOUNDING_COLUMNS], make_customers(3000))
    assert with_country.columns[-1] == "Country"
    shares = with_country["Country"].value_counts(normalize=True)
    assert len(shares) == 8
    assert shares.max() == pytest.approx(0.48, abs=0.04)


def test_pandas_writes_incomes_as_whole_numbers_and_missing_ones_empty() -> None:
    text = make_customers(2240).to_csv(index=False)
    cells = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)["Income"]
    assert (cells == "").sum() == 24
    assert cells[cells != ""].str.fullmatch(r"\d+").all()


@pytest.mark.parametrize(
    ("n", "seed", "message"),
    [
        (0, 0, "n must be at least 1, got 0"),
        (-5, 0, "n must be at least 1, got -5"),
        (10, -1, "seed must not be negative, got -1"),
        (2.5, 0, "must be whole numbers, got n=2.5"),
        (10, "x", "seed='x'"),
    ],
)
def test_senseless_numbers_are_refused(n: object, seed: object, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        make_customers(n, seed)
