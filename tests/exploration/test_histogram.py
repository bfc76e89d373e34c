"""How many customers lie where: bins that give no single customer away, and the value curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.exploration.curve import measure_curve
from smartcart.exploration.histogram import FEWEST, count_in_bins
from smartcart.features import Places
from smartcart.profiles.concentration import share_of_top

NUMBERS = st.floats(-1e12, 1e12).map(lambda x: round(x, 3)) | st.integers(0, 50).map(float)


@given(st.lists(NUMBERS, min_size=FEWEST, max_size=200))
def test_every_customer_is_counted_once_and_none_alone(values):
    known = np.array(values)
    found = count_in_bins(Places.of(known))
    if found is None:
        assert known.min() == known.max()
        return
    edges = np.array(found.edges)
    assert (np.diff(edges) > 0).all()
    assert len(found.counts) == len(edges) - 1 <= 20
    within = known[(known >= edges[0]) & (known <= edges[-1])]
    assert list(found.counts) == np.histogram(within, edges)[0].tolist()
    assert sum(found.counts) + found.below + found.above == len(known)
    if len(within) >= FEWEST:
        assert not any(0 < count < FEWEST for count in found.counts)


def test_whole_numbers_have_bins_of_their_own_and_small_ones_are_joined():
    found = count_in_bins(Places.of(np.repeat([0.0, 1.0, 2.0, 3.0, 4.0], [6, 4, 7, 8, 2])))
    assert found.edges == (-0.5, 0.5, 2.5, 4.5)
    assert found.counts == (6, 11, 10)
    assert (found.below, found.above, found.is_log) == (0, 0, False)


def test_a_few_far_out_values_do_not_squeeze_the_others():
    found = count_in_bins(Places.of(np.r_[np.linspace(20_000.0, 90_000.0, 2000), [666_666.0] * 3]))
    assert found.edges[-1] < 100_000
    assert (found.below, found.above, found.is_log) == (0, 3, False)


def test_a_long_tail_is_counted_on_a_logarithmic_scale():
    found = count_in_bins(Places.of(np.expm1(np.linspace(0.0, 8.0, 4000))))
    assert found.is_log
    np.testing.assert_allclose(np.diff(np.log1p(found.edges)), 0.4)
    assert found.counts == (200,) * 20


@pytest.mark.parametrize("known", [np.arange(4.0), np.full(9, 0.5)])
def test_too_few_customers_and_one_value_have_no_bins(known):
    assert count_in_bins(Places.of(known)) is None


@pytest.mark.parametrize(("n", "steps"), [(49, None), (50, 10), (100, 20), (250, 50)])
def test_the_curve_is_that_of_the_top_shares_in_steps_of_five_customers(n, steps):
    values = np.random.default_rng(0).lognormal(3, 1, n)
    values[3] = -7.0
    curve = measure_curve(np.r_[values, np.nan])
    if steps is None:
        assert curve is None
        return
    assert len(curve.share_value) == steps + 1
    worth = np.maximum(values, 0.0)
    expected = [share_of_top(worth, top) for top in curve.share_customers]
    np.testing.assert_allclose(curve.share_value, expected, atol=1e-12)


def test_no_value_has_no_curve():
    assert measure_curve(np.zeros(60)) is None
