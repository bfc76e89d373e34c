"""MBG/NBD and Pareto/NBD beside BG/NBD: published fits, integrals, and customers who shop."""

import math
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import beta, gamma, roots_genlaguerre, roots_jacobi

from smartcart.errors import DataError, SettingsError
from smartcart.orders import (
    BgNbd,
    MbgNbd,
    ParetoNbd,
    draw_histories,
    fit_bg_nbd,
    fit_mbg_nbd,
    fit_pareto_nbd,
)
from smartcart.orders.likelihood import log_likelihood
from smartcart.orders.pareto_likelihood import pareto_log_likelihood
from smartcart.orders.powers import integrate_powers

MODELS = (
    BgNbd(0.8, 6.0, 0.7, 2.5, log_likelihood=0.0, n_customers=0),
    MbgNbd(0.8, 6.0, 0.7, 2.5, log_likelihood=0.0, n_customers=0),
    ParetoNbd(0.8, 6.0, 0.7, 12.0, log_likelihood=0.0, n_customers=0),
)
FITS = {BgNbd: fit_bg_nbd, MbgNbd: fit_mbg_nbd, ParetoNbd: fit_pareto_nbd}
sizes = st.floats(0.05, 20)
four = st.tuples(sizes, sizes, sizes, sizes)
any_model = st.builds(
    lambda kind, each: kind(*each, 0.0, 0), st.sampled_from([BgNbd, MbgNbd, ParetoNbd]), four
)


def likelihood_of(kind):
    """Return the log-likelihood of one kind of model, a function of parameters and histories."""
    if kind is ParetoNbd:
        return pareto_log_likelihood
    return lambda *each: log_likelihood(*each, early=int(kind is MbgNbd))


def parameters(model) -> np.ndarray:
    return np.array([getattr(model, name) for name in list(model.__dataclass_fields__)[:4]])


@pytest.fixture(scope="module")
def cdnow(cdnow_path) -> pd.DataFrame:
    return pd.read_csv(cdnow_path)


@pytest.mark.parametrize(
    ("kind", "published", "value"),
    [
        (MbgNbd, (0.525, 6.183, 0.891, 1.614), -9582.1),  # by the R package BTYDplus
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
    if kind is BgNbd:  # as the Python package lifetimes prints them
        assert model.standard_errors == pytest.approx((0.013, 0.378, 0.186, 0.705), abs=6e-4)


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


@settings(max_examples=60)
@example(1e-9, 1e-9, 1e-3, 1e-3, 0.0)
@example(1e-9, 3.0, 5_000.0, 1.0, 0.0)
@given(
    st.floats(-9, 3).map(lambda e: 10**e),
    st.floats(-9, 3).map(lambda e: 10**e),
    st.floats(-2, 4).map(lambda e: 10**e),
    st.floats(-2, 2).map(lambda e: 10**e),
    st.floats(0, 0.999),
)
def test_the_integral_of_two_powers_has_the_error_it_states(one, two, m, n, lower):
    """Against adaptive quadrature in the logarithm of time, and the closed form for one base."""

    def ours(alpha, beta):
        each = (np.array([value]) for value in (lower, 1.0))
        return integrate_powers(alpha, beta, np.array([m]), n, *each).log[0]

    def height(y):
        ahead = np.exp(y)
        return np.exp(y - m * np.log1p(ahead / (one + lower)) - n * np.log1p(ahead / (two + lower)))

    top = math.log(1 - lower)
    peak = min(top, math.log(min((one + lower) / max(m, 1), (two + lower) / max(n, 1))))
    ends = [peak - 45, peak - 15, peak - 5, *np.arange(peak, top, 1.0), top]
    area = sum(quad(height, *pair, epsabs=0, epsrel=1e-12)[0] for pair in pairwise(ends))
    wanted = math.log(area) - m * math.log(one + lower) - n * math.log(two + lower)
    rounding = 1e-14 * (1 + abs(wanted))
    assert ours(one, two) == pytest.approx(wanted, abs=1e-10 + rounding)
    power, longer = 1 - m - n, math.log1p((1 - lower) / (one + lower))
    if abs(power) > 1e-3:
        same = math.log(math.expm1(power * longer) / power) + power * math.log(one + lower)
        assert ours(one, one) == pytest.approx(same, abs=1e-10 + 1e-14 * abs(same))


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


def shop(model, n: int, until: float, horizon: float, seed: int) -> np.ndarray:
    """Let customers order one after the other; return frequency, recency and later orders."""
    generator = np.random.default_rng(seed)
    rows = np.zeros((n, 3))
    for row in rows:
        rate, end, p = generator.gamma(model.r, 1 / model.alpha), until + horizon, 0.0
        if isinstance(model, ParetoNbd):
            end = min(end, generator.exponential(1 / generator.gamma(model.s, 1 / model.beta)))
        else:
            p = generator.beta(model.a, model.b)
        now = generator.exponential(1 / rate)
        if isinstance(model, MbgNbd) and generator.random() < p:
            continue
        while now < end:
            if now <= until:
                row[:2] = row[0] + 1, now
            else:
                row[2] += 1
            if generator.random() < p:
                break
            now += generator.exponential(1 / rate)
    return rows


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


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("horizon", [-1, math.inf, math.nan])
def test_a_horizon_that_is_no_time_is_refused(model, horizon):
    for ask in (model.expected_orders, model.probability_of_order):
        with pytest.raises(SettingsError, match=r"The horizon is .*; it should be a time of 0 or"):
            ask([0], [0], [5], horizon)
