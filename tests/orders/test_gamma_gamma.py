"""Gamma-Gamma: the integral it stands for, made-up customers, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma as gamma_law

from smartcart.errors import DataError
from smartcart.orders import GammaGamma, fit_gamma_gamma
from smartcart.orders.values import gamma_gamma_log_likelihood

#: The fit of Fader & Hardie (2013) to the CDNOW sample, whose money is not in our file.
PAPER = GammaGamma(p=6.25, q=3.74, gamma=15.44, log_likelihood=0.0, n_customers=946)
TRUTH = np.array([6.25, 3.74, 15.44])
sizes = st.floats(0.05, 50)


def spend(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw every order of n customers; return how many each made, and their mean value."""
    generator = np.random.default_rng(seed)
    orders = 1 + generator.poisson(generator.gamma(1.0, 3.0, n))
    rate = np.repeat(generator.gamma(PAPER.q, 1 / PAPER.gamma, n), orders)
    values = generator.gamma(PAPER.p, 1 / rate)
    return orders, np.add.reduceat(values, np.cumsum(orders) - orders) / orders


def test_the_mean_of_all_is_that_of_the_paper():
    assert PAPER.expected_value([0], [0])[0] == pytest.approx(35.2, abs=0.05)


@pytest.mark.parametrize(("orders", "mean"), [(1, 8.0), (4, 120.0), (50, 35.0)])
def test_likelihood_and_expected_value_are_the_integrals_they_stand_for(orders, mean):
    """For a known rate the mean of the orders is gamma distributed, and the next one p / rate."""

    def joint(rate):
        seen = gamma_law.pdf(mean, PAPER.p * orders, scale=1 / (rate * orders))
        return seen * gamma_law.pdf(rate, PAPER.q, scale=1 / PAPER.gamma)

    peak = PAPER.p / mean
    ends = [peak / 50, peak / 4, peak / 2, peak, 1.5 * peak, 2 * peak, 4 * peak, 40 * peak]

    def integrate(what):
        return sum(quad(what, *pair, epsabs=0)[0] for pair in pairwise(ends))

    value, _ = gamma_gamma_log_likelihood(TRUTH, np.array([orders]), np.array([mean]))
    assert np.exp(value) == pytest.approx(integrate(joint), rel=1e-6)
    expected = integrate(lambda rate: joint(rate) * PAPER.p / rate) / integrate(joint)
    assert PAPER.expected_value([orders], [mean])[0] == pytest.approx(expected, rel=1e-6)


@settings(max_examples=50)
@given(sizes, sizes, sizes)
def test_the_gradient_is_that_of_the_likelihood(p, q, gamma):
    at = np.log([p, q, gamma])
    table = np.array([1.0, 1, 2, 9, 5_000]), np.array([0.01, 40, 30, 2_000, 35])
    _, slope = gamma_gamma_log_likelihood(np.exp(at), *table)

    def value(logarithms):
        return gamma_gamma_log_likelihood(np.exp(logarithms), *table)[0]

    near = [(value(at + h) - value(at - h)) / 2e-5 for h in 1e-5 * np.eye(3)]
    size = np.abs(near).max()
    assert slope * np.exp(at) == pytest.approx(near, rel=1e-5, abs=1e-5 * (1 + size))


def test_made_up_customers_give_their_parameters_back():
    """Within two standard errors in 93 % of all cases of 100 runs."""
    within = []
    for seed in range(100):
        model = fit_gamma_gamma(*spend(500, seed))
        found = np.array([model.p, model.q, model.gamma])
        within.append(np.abs(found - TRUTH) <= 2 * np.array(model.standard_errors))
    assert np.mean(within) >= 0.93


def test_another_money_and_another_order_of_rows_change_nothing_else():
    orders, mean = spend(400, seed=3)
    model, cents = fit_gamma_gamma(orders, mean), fit_gamma_gamma(orders, 100 * mean)
    assert [cents.p, cents.q, cents.gamma] == pytest.approx(
        [model.p, model.q, 100 * model.gamma], rel=1e-4
    )
    assert fit_gamma_gamma(orders[::-1], mean[::-1]) == model
    with_nobody = fit_gamma_gamma([0, *orders], [np.float64(0), *mean])
    assert with_nobody == model  # no order, nothing learnt


def test_expected_value_lies_between_the_mean_of_all_and_the_own_one():
    ahead = PAPER.expected_value([0, 1, 10, 10**6], [0, 100.0, 100.0, 100.0])
    assert (np.diff(ahead) > 0).all()
    assert ahead[-1] == pytest.approx(100, rel=1e-4)
    heavy = GammaGamma(2.0, 0.9, 10.0, log_likelihood=0.0, n_customers=0)
    assert heavy.expected_value([0, 1], [0, 30]).tolist() == [np.inf, pytest.approx(80 / 1.9)]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        (([1, -2], [3, 4]), "orders is -2 at position 1: it counts, so it is whole and 0 or more"),
        (([1, 1.5], [3, 4]), "orders is 1.5 at position 1"),
        (([1, 2], [3, 0]), "mean_value is 0 and orders 2 at position 1: an order has a value"),
        (([1, 2], [-3, 1]), "mean_value is -3 and orders 1 at position 0"),
        (([1, 2], [3, np.nan]), "mean_value is nan at position 1: it should be a number"),
        (([1, 2], [3]), "orders and mean_value have 2 and 1 values"),
        (([1, "x"], [3, 4]), "orders holds values that are no numbers"),
        (([[1, 2]], [3, 4]), r"orders has the shape \(1, 2\)"),
        (([1, 2], [3, 3]), "All 2 customers with an order have the same mean value: nothing tells"),
        (([1, 0], [3, 0]), "One customer has an order: nothing tells how values differ"),
        (([], []), "No customer has an order: nothing tells how values differ"),
    ],
)
def test_values_that_cannot_be_are_refused(values, text):
    with pytest.raises(DataError, match=text) as caught:
        fit_gamma_gamma(*values)
    assert caught.value.next_step
