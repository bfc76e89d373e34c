"""MBG/NBD and Pareto/NBD beside BG/NBD: published fits, their errors, and what is refused."""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from tests.orders.people import FITS, any_model, likelihood_of, parameters

from smartcart.errors import DataError
from smartcart.orders import (
    BgNbd,
    MbgNbd,
    ParetoNbd,
    draw_histories,
    fit_bg_nbd,
    fit_mbg_nbd,
    fit_pareto_nbd,
)


@pytest.fixture(scope="module")
def cdnow(cdnow_path) -> pd.DataFrame:
    return pd.read_csv(cdnow_path)


@pytest.mark.parametrize(
    ("kind", "published", "value"),
    [
        (MbgNbd, (0.525, 6.183, 0.891, 1.614), -9582.1),  # the R package BTYDplus
        (ParetoNbd, (0.553, 10.578, 0.606, 11.669), -9595.0),  # Fader, Hardie & Lee (2005)
    ],
)
def test_the_published_fits_of_the_cdnow_sample(cdnow, kind, published, value):
    model = FITS[kind](cdnow["frequency"], cdnow["recency"], cdnow["T"])
    assert parameters(model) == pytest.approx(published, abs=1.5e-3)
    assert model.log_likelihood == pytest.approx(value, abs=0.05)
    shuffled = cdnow.sample(frac=1, random_state=1)
    assert FITS[kind](shuffled["frequency"], shuffled["recency"], shuffled["T"]) == model


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd, ParetoNbd])
def test_standard_errors_come_from_the_curvature_of_the_likelihood(cdnow, kind):
    """Second differences of the value itself, by the parameters as they are."""
    histories = [cdnow[name].to_numpy(float) for name in ("frequency", "recency", "T")]
    model = FITS[kind](*histories)
    at, steps = parameters(model), np.diag(1e-3 * parameters(model))

    def value(*moves):
        return likelihood_of(kind)(at + sum(moves), *histories)[0]

    curvature = [
        [
            (value(i, j) - value(i, -j) - value(-i, j) + value(-i, -j)) / (4 * i.max() * j.max())
            for j in steps
        ]
        for i in steps
    ]
    wanted = np.sqrt(np.diag(np.linalg.inv(-np.array(curvature))))
    assert model.standard_errors == pytest.approx(wanted, rel=2e-3)
    assert all(type(each) is float for each in model.standard_errors)


def test_the_page_on_lifetime_value_tells_two_customers_apart_as_the_models_do(cdnow):
    """By the rows of its table: still there, orders, at least one, for each of the two."""
    page = (Path(__file__).parents[2] / "docs" / "lifetime.md").read_text()
    rows = re.findall(r"^\| (\S+/NBD) \| (\d\.\d\d) \| (.*) \|$", page, re.MULTILINE)
    two = [0, 12], [0, 28], [38.86, 38.86]
    for (name, first, others), fit in zip(rows, FITS.values(), strict=True):
        model = fit(cdnow["frequency"], cdnow["recency"], cdnow["T"])
        assert type(model).__name__.upper() == name.replace("/", "").upper()
        asked = model.expected_orders(*two, 13), model.probability_of_order(*two, 13)
        figures = np.concatenate([model.probability_alive(*two), *asked])
        assert [first, *others.split(" | ")] == [f"{figure:.2f}" for figure in figures]


def test_what_customers_do_not_determine_has_an_infinite_error():
    """Everybody orders alike and nobody leaves: r, alpha and b have no upper end."""
    generator = np.random.default_rng(2)
    x = generator.poisson(20.0, 300)
    T = np.full(300, 20.0)
    model = fit_bg_nbd(x, np.where(x > 0, 20 * generator.random(300) ** (1 / (x + 1)), 0), T)
    assert math.inf in model.standard_errors
    ahead = model.expected_orders([20, 20], [19.5, 19.5], [20.0, 20.0], 10)
    assert ahead == pytest.approx(10, rel=0.1)


histories_of_many_kinds = (
    np.array([0, 0, 1, 1, 3, 7, 7, 2_000, 2_000, 5], dtype=float),
    np.array([0, 0, 2, 30, 9, 40, 11, 50, 3, 0], dtype=float),
    np.array([0, 50, 40, 30, 9, 50, 12, 50, 90, 0], dtype=float),
)


@settings(max_examples=60)
@given(any_model)
def test_gradients_are_those_of_the_likelihoods(model):
    """T of 0, recency of T, one order, very many orders: all in one table."""
    kind, at = type(model), np.log(parameters(model))
    _, slope = likelihood_of(kind)(np.exp(at), *histories_of_many_kinds)

    def value(logarithms):
        return likelihood_of(kind)(np.exp(logarithms), *histories_of_many_kinds)[0]

    near = [(value(at + h) - value(at - h)) / 2e-5 for h in 1e-5 * np.eye(4)]
    size = np.abs(near).max()
    assert slope * np.exp(at) == pytest.approx(near, rel=1e-5, abs=1e-5 * (1 + size))


@pytest.mark.parametrize("kind", [BgNbd, MbgNbd, ParetoNbd])
def test_made_up_customers_give_their_parameters_back(kind):
    """Within two standard errors in 93 % of all cases; benchmarks/lifetime.py makes 100 runs."""
    truth = np.array([1.5, 10.0, 1.0, 60.0 if kind is ParetoNbd else 4.0])
    model, T = kind(*truth, 0.0, 0), np.linspace(180.0, 300.0, 500)
    runs = 15 if kind is ParetoNbd else 40
    within = []
    for frequency, recency in zip(*draw_histories(model, T, runs, seed=1), strict=True):
        found = FITS[kind](frequency, recency, T)
        within.append(np.abs(parameters(found) - truth) <= 2 * np.array(found.standard_errors))
    assert np.mean(within) >= 0.93


@pytest.mark.parametrize("fit", [fit_mbg_nbd, fit_pareto_nbd])
def test_histories_that_teach_nothing_are_refused(fit):
    with pytest.raises(DataError, match="recency is 9 and T is 8 at position 1"):
        fit([1, 2], [3, 9], [5, 8])
    with pytest.raises(DataError, match="All 2 customers have the same frequency"):
        fit([2, 2], [3, 4], [5, 8])
    with pytest.raises(DataError, match="T is 0 for every customer"):
        fit([0, 1], [0, 0], [0, 0])
