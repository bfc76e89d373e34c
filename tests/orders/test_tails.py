"""Orders to expect as a sum: against every single term, and against the paper's formula."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betainc, betaln

from smartcart.orders import BgNbd, MbgNbd
from smartcart.orders.tails import add_up_orders


def tens(low: float, high: float):
    return st.floats(low, high).map(lambda exponent: 10**exponent)


@settings(max_examples=60)
@given(tens(-1.5, 5), tens(-3, 3), tens(-5, 5), tens(-2, 5))
def test_the_sum_has_the_error_it_states(shape, mean, a, b):
    ahead = min(mean / shape, 100.0)
    one = np.ones(1)
    k = np.arange(1.0, 100_001.0)
    stay = np.exp(betaln(a, b + k - 1) - betaln(a, b))
    wanted = (stay * betainc(k, shape, ahead / (1 + ahead))).sum()
    ours = add_up_orders(shape * one, ahead * one, a, b * one)[0]
    assert ours == pytest.approx(wanted, rel=1e-6)


@settings(max_examples=60)
@given(st.tuples(*[st.floats(0.05, 45)] * 4), st.integers(0, 200), st.floats(0.01, 500))
def test_both_ways_to_count_agree(each, x, horizon):
    r, alpha, a, b = each
    for kind, early in ((BgNbd, 0), (MbgNbd, 1)):
        model = kind(r, alpha, a, b, log_likelihood=0.0, n_customers=0)
        history = [x], [10.0 if x else 0.0], [10.0]
        alive = model.probability_alive(*history)[0]
        still = np.array([r + x]), np.array([horizon / (alpha + 10)]), a, np.array([b + early + x])
        formula = model.expected_orders(*history, horizon)[0]
        assert formula == pytest.approx(alive * add_up_orders(*still)[0], rel=2e-6, abs=1e-9)


def test_customers_nearly_alike_get_a_forecast():
    """A rate of 2 for everybody and a chance of 1/3 to leave: 3 orders (1 - exp(-2 p h))."""
    for kind in (BgNbd, MbgNbd):
        model = kind(1e5, 5e4, 2e4, 4e4, log_likelihood=0.0, n_customers=0)
        history = [3, 0], [5.0, 0.0], [5.0, 5.0]
        wanted = model.probability_alive(*history) * 3 * -np.expm1(-2 * 9 / 3)
        assert model.expected_orders(*history, 9) == pytest.approx(wanted, rel=1e-3)
