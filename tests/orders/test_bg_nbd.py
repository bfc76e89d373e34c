"""BG/NBD: the published fit, the integrals it stands for, and tables drawn from it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import beta, gamma, roots_genlaguerre, roots_jacobi

import smartcart
from smartcart.errors import DataError, SettingsError
from smartcart.orders import BgNbd, draw_histories, fit_bg_nbd
from smartcart.orders.likelihood import log_likelihood

PAPER = BgNbd(0.243, 4.414, 0.793, 2.426, log_likelihood=-9582.4, n_customers=2357)
sizes = st.floats(0.05, 20)
models = st.builds(BgNbd, sizes, sizes, sizes, sizes, st.just(0.0), st.just(0))


@pytest.fixture(scope="module")
def cdnow(cdnow_path) -> pd.DataFrame:
    return pd.read_csv(cdnow_path)


def parameters(model: BgNbd) -> np.ndarray:
    return np.array([model.r, model.alpha, model.a, model.b])


def test_the_published_fit_of_the_cdnow_sample(cdnow):
    model = smartcart.orders.fit_bg_nbd(cdnow["frequency"], cdnow["recency"], cdnow["T"])
    assert parameters(model) == pytest.approx(parameters(PAPER), abs=6e-4)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.05)
    shuffled = cdnow.sample(frac=1, random_state=1)
    again = fit_bg_nbd(shuffled["frequency"], shuffled["recency"], shuffled["T"])
    assert again == model  # the same bits in any order


def test_another_unit_of_time_changes_alpha_alone(cdnow):
    weeks = fit_bg_nbd(cdnow["frequency"], cdnow["recency"], cdnow["T"])
    days = fit_bg_nbd(cdnow["frequency"], 7 * cdnow["recency"], 7 * cdnow["T"])
    wanted = parameters(weeks) * [1, 7, 1, 1]
    assert parameters(days) == pytest.approx(wanted, rel=1e-4)
    history = cdnow["frequency"], cdnow["recency"], cdnow["T"]
    later = days.expected_orders(history[0], 7 * history[1], 7 * history[2], 7 * 39)
    assert later == pytest.approx(weeks.expected_orders(*history, 39), rel=1e-4)


@settings(max_examples=50)
@given(models, st.integers(0, 2**32 - 1))
def test_the_gradient_is_that_of_the_likelihood(model, seed):
    generator = np.random.default_rng(seed)
    x = generator.integers(0, 9, 20).astype(float)
    T = generator.uniform(1, 50, 20)
    t = np.where(x > 0, T * generator.random(20), 0)
    _, slope = log_likelihood(parameters(model), x, t, T)
    near = approx_fprime(parameters(model), lambda p: log_likelihood(p, x, t, T)[0], 1e-7)
    assert slope == pytest.approx(near, rel=1e-3, abs=1e-2)


def integrate(model: BgNbd, what) -> float:
    """Integrate over all rates of orders and all probabilities to leave, by Gauss's rules."""
    rates, heights = roots_genlaguerre(80, model.r - 1)
    points, widths = roots_jacobi(80, model.b - 1, model.a - 1)
    found = what(rates[:, None] / model.alpha, (1 + points) / 2)
    whole = gamma(model.r) * beta(model.a, model.b) * 2 ** (model.a + model.b - 1)
    return float(heights @ found @ widths / whole)


@pytest.mark.parametrize(("x", "t", "T"), [(0, 0.0, 20.0), (1, 3.0, 20.0), (6, 18.0, 20.0)])
def test_likelihood_probability_and_forecast_are_the_integrals_they_stand_for(x, t, T):
    """Written down for one customer of known rate and known probability to leave."""
    model, horizon = BgNbd(2.0, 12.0, 1.5, 3.0, log_likelihood=0.0, n_customers=0), 15.0

    def stayed(rate, p):
        return (1 - p) ** x * rate**x * np.exp(-rate * T)

    def left(rate, p):
        return p * (1 - p) ** (x - 1) * rate**x * np.exp(-rate * t) if x else 0 * rate * p

    def later(rate, p):
        return stayed(rate, p) * -np.expm1(-rate * p * horizon) / p

    still, gone = integrate(model, stayed), integrate(model, left)
    value, _ = log_likelihood(parameters(model), *np.array([[x], [t], [T]], dtype=float))
    assert np.exp(value) == pytest.approx(still + gone, rel=1e-9)
    alive = model.probability_alive([x], [t], [T])[0]
    assert alive == pytest.approx(still / (still + gone), rel=1e-9)
    wanted = integrate(model, later) / (still + gone)
    assert model.expected_orders([x], [t], [T], horizon)[0] == pytest.approx(wanted, rel=1e-9)


def shop(model: BgNbd, n: int, until: float, horizon: float, seed: int) -> np.ndarray:
    """Let customers order one after the other; return frequency, recency and later orders."""
    generator = np.random.default_rng(seed)
    rows = np.zeros((n, 3))
    for row in rows:
        rate = generator.gamma(model.r, 1 / model.alpha)
        leaving = generator.beta(model.a, model.b)
        now = generator.exponential(1 / rate)
        while now < until + horizon:
            if now <= until:
                row[:2] = row[0] + 1, now
            else:
                row[2] += 1
            if generator.random() < leaving:
                break
            now += generator.exponential(1 / rate)
    return rows


def test_forecasts_add_up_to_what_made_up_customers_order():
    model = BgNbd(0.8, 6.0, 0.7, 2.5, log_likelihood=0.0, n_customers=0)
    frequency, recency, later = shop(model, 20_000, 30, 25, seed=5).T
    T = np.full(len(later), 30.0)
    expected = model.expected_orders(frequency, recency, T, 25)
    for group in (frequency == 0, frequency == 1, frequency >= 2, frequency >= 0):
        error = later[group].std() / np.sqrt(group.sum())
        assert abs(expected[group].mean() - later[group].mean()) < 4 * error
    drawn, last = draw_histories(model, T, seed=6)
    assert drawn.mean() == pytest.approx(frequency.mean(), rel=0.05)
    assert last.mean() == pytest.approx(recency.mean(), rel=0.05)
    found = fit_bg_nbd(frequency, recency, T)
    assert parameters(found) == pytest.approx(parameters(model), rel=0.25)


@settings(max_examples=100)
@example(BgNbd(1.0, 1.0, 2.0, 1.0, 0.0, 0), 99, 1.0, 1.0, 7.0)  # where scipy's series is lost
@given(models, st.integers(0, 200), st.floats(0, 1), st.floats(0.1, 500), st.floats(0.01, 100))
def test_forecasts_rise_with_the_horizon_and_never_faster_than_at_first(model, x, share, T, step):
    history = [x], [share * T if x else 0.0], [T]
    alive = model.probability_alive(*history)[0]
    assert 0 <= alive <= 1
    assert alive == 1 or x > 0
    ahead = np.array([model.expected_orders(*history, step * i)[0] for i in range(4)])
    assert ahead[0] == 0
    steps = np.diff(ahead)
    # Cancellation beside the poles a = 1 and a + b + x = 1 costs digits.
    slack = 1e-6 * (1 + ahead[-1])
    assert (steps >= -slack).all()
    assert (np.diff(steps) <= slack).all()


def test_a_pole_of_the_formula_is_no_gap():
    history = [0, 3], [0.0, 8.0], [10.0, 10.0]
    for a, b in ((1.0, 2.0), (0.4, 0.6)):
        at, beside = (
            BgNbd(2.0, 9.0, each, b, log_likelihood=0.0, n_customers=0).expected_orders(*history, 5)
            for each in (a, a + 1e-4)
        )
        assert at == pytest.approx(beside, rel=1e-3)


@pytest.mark.parametrize(
    ("history", "text"),
    [
        (([1, 2], [3, 9], [5, 8]), "recency is 9 and T is 8 at position 1: nobody buys after T"),
        (([1, -2], [3, 4], [5, 8]), "frequency is -2 at position 1: it should be 0 or more"),
        (([1, 2], [3, np.nan], [5, 8]), "recency is nan at position 1"),
        (([1, 2], [3, 4], [5, np.inf]), "T is inf at position 1"),
        (([1.5, 2], [3, 4], [5, 8]), r"frequency is 1.5 at position 0: it counts orders"),
        (([0, 2], [3, 4], [5, 8]), "frequency is 0 and recency 3 at position 0: without a repeat"),
        (([1, 2], [3], [5, 8]), "frequency, recency and T have 2, 1 and 2 values"),
        (([1, "x"], [3, 4], [5, 8]), "frequency holds values that are no numbers"),
        (([[1, 2]], [3, 4], [5, 8]), r"frequency has the shape \(1, 2\)"),
        (([2, 2], [3, 4], [5, 8]), "All 2 customers have the same frequency"),
        (([0, 0], [0, 0], [5, 8]), "All 2 customers have the same frequency"),
        (([], [], []), "None is given: nothing tells how customers differ"),
        (([0, 1], [0, 0], [0, 0]), "T is 0 for every customer"),
    ],
)
def test_histories_that_cannot_be_are_refused(history, text):
    with pytest.raises(DataError, match=text) as caught:
        fit_bg_nbd(*history)
    assert caught.value.next_step


def test_a_horizon_in_the_past_is_refused():
    with pytest.raises(SettingsError, match=r"The horizon is -1; it should be a time of 0 or more"):
        PAPER.expected_orders([0], [0], [5], -1)
