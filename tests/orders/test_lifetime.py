"""What the three models say of a customer: the integrals it stands for, and people who shop."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import beta, gamma, roots_genlaguerre, roots_jacobi
from tests.orders.people import any_model, likelihood_of, parameters, shop

from smartcart.errors import SettingsError
from smartcart.orders import BgNbd, MbgNbd, ParetoNbd, draw_histories

MODELS = (
    BgNbd(0.8, 6.0, 0.7, 2.5, log_likelihood=0.0, n_customers=0),
    MbgNbd(0.8, 6.0, 0.7, 2.5, log_likelihood=0.0, n_customers=0),
    ParetoNbd(0.8, 6.0, 0.7, 12.0, log_likelihood=0.0, n_customers=0),
)


def integrate(model, what) -> float:
    """Integrate over all rates of orders and all rates of (or probabilities for) leaving."""
    rates, heights = roots_genlaguerre(100, model.r - 1)
    if isinstance(model, ParetoNbd):
        leaving, widths = roots_genlaguerre(100, model.s - 1)
        whole, leaving = gamma(model.s), leaving / model.beta
    else:
        leaving, widths = roots_jacobi(100, model.b - 1, model.a - 1)
        whole, leaving = beta(model.a, model.b) * 2 ** (model.a + model.b - 1), (1 + leaving) / 2
    found = what(rates[:, None] / model.alpha, leaving)
    return float(heights @ found @ widths / whole / gamma(model.r))


@pytest.mark.parametrize(("x", "t", "T"), [(0, 0.0, 20.0), (1, 3.0, 20.0), (6, 18.0, 20.0)])
@pytest.mark.parametrize("kind", [BgNbd, MbgNbd, ParetoNbd])
def test_every_figure_is_the_integral_it_stands_for(kind, x, t, T):
    """Written down for one customer whose rate, and way to leave, are known."""
    model, h = kind(2.0, 12.0, 1.5, 3.0 if kind is not ParetoNbd else 25.0, 0.0, 0), 15.0
    of_time, chances = kind is ParetoNbd, x + (kind is MbgNbd)

    def stayed(rate, p):
        return rate**x * np.exp(-rate * T) * (np.exp(-p * T) if of_time else (1 - p) ** chances)

    def left(rate, p):
        if of_time:
            both = rate + p
            return rate**x * p / both * (np.exp(-both * t) - np.exp(-both * T))
        return p * (1 - p) ** (chances - 1) * rate**x * np.exp(-rate * t) if chances else 0 * p

    def orders(rate, p):
        speed = p if of_time else rate * p
        return stayed(rate, p) * rate * -np.expm1(-speed * h) / speed

    def once(rate, p):
        both = rate + (p if of_time else 0 * p)
        return stayed(rate, p) * rate / both * -np.expm1(-both * h)

    still, gone = (
        integrate(model, stayed),
        integrate(model, lambda *each: left(*each) + 0 * each[0]),
    )
    value, _ = likelihood_of(kind)(parameters(model), *np.array([[x], [t], [T]], dtype=float))
    assert np.exp(value) == pytest.approx(still + gone, rel=1e-7)
    history = [x], [t], [T]
    assert model.probability_alive(*history)[0] == pytest.approx(still / (still + gone), rel=1e-7)
    for ours, wanted in ((model.expected_orders, orders), (model.probability_of_order, once)):
        expected = integrate(model, wanted) / (still + gone)
        assert ours(*history, h)[0] == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_forecasts_add_up_to_what_customers_who_shop_do(model):
    """In each group the mean error is below four times its own standard error."""
    frequency, recency, later = shop(model, 10_000, 30, 25, seed=5).T
    T = np.full(len(later), 30.0)
    history = frequency, recency, T
    orders = later - model.expected_orders(*history, 25)
    once = (later > 0) - model.probability_of_order(*history, 25)
    for group in (frequency == 0, frequency == 1, frequency >= 2, recency > 20, T > 0):
        for error in (orders[group], once[group]):
            assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    drawn, last = draw_histories(model, T, seed=6)
    for ours, theirs in ((drawn[0], frequency), (last[0], recency)):
        spread = np.hypot(ours.std(), theirs.std()) / np.sqrt(len(later))
        assert abs(ours.mean() - theirs.mean()) < 4 * spread


@settings(max_examples=100)
@given(any_model, st.integers(0, 100_000), st.floats(0, 1), st.floats(0, 500), st.floats(0.01, 99))
def test_a_probability_of_order_rises_to_at_most_that_of_being_there(model, x, share, T, step):
    history = [x], [share * T if x else 0.0], [T]
    alive = model.probability_alive(*history)[0]
    assert 0 <= alive <= 1
    ahead = [model.probability_of_order(*history, each)[0] for each in (0, step, 2 * step, 1e12)]
    assert ahead[0] == 0
    assert (np.diff(ahead) >= -1e-10).all()
    assert ahead[-1] <= alive * (1 + 1e-10)
    orders = model.expected_orders(*history, step)[0]
    assert orders >= ahead[1] - 1e-6 * (1 + orders)  # hypergeometric series: a few digits lost


def test_in_the_end_all_who_are_there_order_or_leave():
    for model in MODELS[:2]:
        history = [3], [8.0], [10.0]
        ever = model.probability_of_order(*history, 1e30)
        assert ever == pytest.approx(model.probability_alive(*history), rel=1e-9)
    # With one scale for both rates, the share of orders among all events is a beta variable.
    even = ParetoNbd(0.8, 6.0, 0.7, 6.0, log_likelihood=0.0, n_customers=0)
    ever = even.probability_of_order([3], [8.0], [10.0], 1e15)
    assert ever == pytest.approx(3.8 / 4.5 * even.probability_alive([3], [8.0], [10.0]), rel=1e-9)


def test_s_of_1_is_no_gap():
    at, beside = (
        ParetoNbd(2.0, 9.0, s, 5.0, 0.0, 0).expected_orders([3], [8.0], [10.0], 5)
        for s in (1.0, 1 + 1e-9)
    )
    assert at == pytest.approx(beside, rel=1e-8)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("horizon", [-1, math.inf, math.nan])
def test_a_horizon_that_is_no_time_is_refused(model, horizon):
    for ask in (model.expected_orders, model.probability_of_order):
        with pytest.raises(SettingsError, match=r"The horizon is .*; it should be a time of 0 or"):
            ask([0], [0], [5], horizon)
