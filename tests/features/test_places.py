"""Places give the ranks and quantiles that other libraries give, to the last bit."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.features import Places
from smartcart.profiles.middles import Grouped, median_of

NUMBERS = st.one_of(st.just(np.nan), st.integers(-3, 3).map(float), st.floats(-1e9, 1e9))
VALUES = st.lists(NUMBERS, min_size=1, max_size=40).map(np.array)


@given(VALUES, st.lists(st.floats(0, 1), max_size=5))
def test_ranks_and_quantiles_are_those_of_pandas_and_numpy(values, shares):
    places = Places.of(values)
    np.testing.assert_array_equal(places.spread(places.ranks), pd.Series(values).rank())
    np.testing.assert_array_equal(places.spread(places.values), values)
    if places.n_known:
        expected = np.quantile(values[~np.isnan(values)], shares)
        np.testing.assert_array_equal(places.quantiles(shares), expected)


@given(VALUES, st.data())
def test_medians_by_segment_are_those_of_pandas(values, data):
    labels = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(values))))[: len(values)]
    places = Places.of(values)
    found = median_of(Grouped.of(labels, 3).middles(places), places.values)
    expected = pd.Series(values).groupby(labels).median().reindex(range(3))
    np.testing.assert_array_equal(found, expected)
    everyone = median_of(places.middle, places.values)
    np.testing.assert_array_equal(everyone, [pd.Series(values).median()])


@pytest.mark.parametrize("decimals", [1, 12])
def test_many_values_are_sorted_alike_whether_they_repeat_or_not(decimals):
    values = np.random.default_rng(0).normal(size=30_000).round(decimals)
    values[::7] = np.nan
    places = Places.of(values)
    distinct, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    np.testing.assert_array_equal(places.values, distinct)
    np.testing.assert_array_equal(places.counts, counts)
    np.testing.assert_array_equal(places.spread(places.values), values)
