"""Made-up customers have the quartiles and rank correlations of the founding table."""

import pandas as pd
import pytest

from smartcart.datasets import make_customers

# Lower quartile, median and upper quartile of the founding table (2,240 customers).
QUARTILES = {
    "Year_Birth": (1959, 1970, 1977),
    "Income": (35303, 51381.5, 68522),
    "Kidhome": (0, 0, 1),
    "Teenhome": (0, 0, 1),
    "Recency": (24, 49, 74),
    "MntWines": (23.75, 173.5, 504.25),
    "MntFruits": (1, 8, 33),
    "MntMeatProducts": (16, 67, 232),
    "MntFishProducts": (3, 12, 50),
    "MntSweetProducts": (1, 8, 33),
    "MntGoldProds": (9, 24, 56),
    "NumDealsPurchases": (1, 2, 3),
    "NumWebPurchases": (2, 4, 6),
    "NumCatalogPurchases": (0, 2, 4),
    "NumStorePurchases": (3, 5, 8),
    "NumWebVisitsMonth": (3, 6, 7),
    "Complain": (0, 0, 0),
    "Response": (0, 0, 0),
    "spend": (68.75, 396, 1045.5),
    "purchases": (6, 12, 18),
    "children": (0, 1, 1),
    "enrolled": (170, 343.5, 518.25),  # days after 2012-07-30
}
# Spearman correlations of the founding table.
CORRELATIONS = {
    ("Income", "spend"): 0.85,
    ("spend", "children"): -0.48,
    ("Income", "NumWebVisitsMonth"): -0.64,
    ("spend", "NumWebVisitsMonth"): -0.48,
    ("MntWines", "MntMeatProducts"): 0.82,
    ("MntFruits", "MntFishProducts"): 0.71,
    ("spend", "NumWebPurchases"): 0.73,
    ("spend", "NumCatalogPurchases"): 0.89,
    ("spend", "NumStorePurchases"): 0.80,
    ("NumDealsPurchases", "Teenhome"): 0.48,
    ("Year_Birth", "Teenhome"): -0.39,
    ("Recency", "spend"): 0.02,
    ("Income", "Kidhome"): -0.56,
    ("Response", "Recency"): -0.20,
    ("Response", "spend"): 0.24,
}
# Responses from the quarter that bought last to the quarter that has not bought for longest.
RESPONSE_BY_RECENCY = (0.265, 0.142, 0.113, 0.074)
CHANNELS = ["NumWebPurchases", "NumCatalogPurchases", "NumStorePurchases"]


def with_totals(customers: pd.DataFrame) -> pd.DataFrame:
    days = pd.to_datetime(customers["Dt_Customer"], format="%d-%m-%Y")
    return customers.assign(
        Income=customers["Income"].astype(float),
        spend=customers.filter(like="Mnt").sum(axis=1),
        purchases=customers[CHANNELS].sum(axis=1),
        children=customers["Kidhome"] + customers["Teenhome"],
        enrolled=(days - pd.Timestamp("2012-07-30")).dt.days,
        last_purchase=days + pd.to_timedelta(customers["Recency"], unit="D"),
    )


@pytest.fixture(scope="module")
def samples() -> list[pd.DataFrame]:
    return [with_totals(make_customers(2240, seed)) for seed in range(6)]


def misses(customers: pd.DataFrame, relative: float, absolute: float) -> list[str]:
    drawn = customers[list(QUARTILES)].quantile([0.25, 0.5, 0.75])
    return [
        f"{column} {position}: {got} instead of {real}"
        for column, figures in QUARTILES.items()
        for position, real, got in zip(drawn.index, figures, drawn[column], strict=True)
        if abs(got - real) > max(relative * abs(real), absolute)
    ]


def test_quartiles_are_within_ten_percent_or_half_a_count(samples: list[pd.DataFrame]) -> None:
    assert misses(samples[0], 0.10, 0.5) == []


def test_birth_years_and_enrolment_hold_in_their_own_units(samples: list[pd.DataFrame]) -> None:
    # Ten percent of a year of birth would be 200 years.
    drawn = samples[0][["Year_Birth", "enrolled"]].quantile([0.25, 0.5, 0.75])
    assert drawn["Year_Birth"].tolist() == pytest.approx(QUARTILES["Year_Birth"], abs=1)
    assert drawn["enrolled"].tolist() == pytest.approx(QUARTILES["enrolled"], abs=7)


@pytest.mark.parametrize("seed", range(1, 6))
def test_quartiles_hold_with_any_seed(samples: list[pd.DataFrame], seed: int) -> None:
    assert misses(samples[seed], 0.12, 1) == []


@pytest.mark.parametrize("seed", range(6))
def test_rank_correlations_are_within_a_tenth(samples: list[pd.DataFrame], seed: int) -> None:
    ranks = samples[seed][list(QUARTILES)].corr("spearman")
    far = {
        pair: ranks.loc[pair]
        for pair, real in CORRELATIONS.items()
        if abs(ranks.loc[pair] - real) > 0.1
    }
    assert far == {}


@pytest.mark.parametrize("seed", range(6))
def test_response_falls_with_recency_as_it_did(samples: list[pd.DataFrame], seed: int) -> None:
    customers = samples[seed]
    rates = customers.groupby(pd.qcut(customers["Recency"], 4, labels=False))["Response"].mean()
    assert rates.tolist() == pytest.approx(RESPONSE_BY_RECENCY, abs=0.04)
    assert customers["Response"].mean() == pytest.approx(0.149, abs=0.012)


@pytest.mark.parametrize("seed", range(6))
def test_the_last_purchase_is_in_autumn_2014(samples: list[pd.DataFrame], seed: int) -> None:
    last = samples[seed]["last_purchase"].max()
    assert pd.Timestamp("2014-09-20") <= last <= pd.Timestamp("2014-10-06")
    assert samples[seed]["enrolled"].between(0, 699).all()


def test_education_and_marital_status_have_their_shares(samples: list[pd.DataFrame]) -> None:
    real = {
        "Education": {
            "Graduation": 0.503,
            "PhD": 0.217,
            "Master": 0.165,
            "2n Cycle": 0.091,
            "Basic": 0.024,
        },
        "Marital_Status": {
            "Married": 0.386,
            "Together": 0.259,
            "Single": 0.214,
            "Divorced": 0.104,
            "Widow": 0.034,
        },
    }
    for column, shares in real.items():
        drawn = samples[0][column].value_counts(normalize=True)
        assert drawn[list(shares)].tolist() == pytest.approx(list(shares.values()), abs=0.01)
