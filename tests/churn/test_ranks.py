import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.churn import learn_ranks

many = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=80)


@given(many, st.randoms())
def test_a_rank_is_the_share_of_peers_before_and_half_of_those_beside(values, random):
    found = learn_ranks(values)
    counted = [
        (sum(v < each for v in values) + sum(v == each for v in values) / 2) / len(values)
        for each in values
    ]
    assert found.place(values) == pytest.approx(counted)
    assert learn_ranks(values, falling=True).place(values) == pytest.approx(1 - np.array(counted))
    shuffled = random.sample(values, len(values))
    assert learn_ranks(shuffled) == found


def test_of_many_values_few_points_are_kept_and_no_rank_is_off_by_a_hundredth():
    values = np.random.default_rng(0).lognormal(size=5_000)
    found = learn_ranks(values)
    assert len(found.values) <= 101
    exact = (np.argsort(np.argsort(values)) + 0.5) / len(values)
    assert np.abs(found.place(values) - exact).max() < 0.01
    assert (np.diff(found.place(np.sort(values))) >= 0).all()


def test_what_is_not_known_has_no_rank():
    assert np.isnan(learn_ranks([1.0, 2.0]).place([np.nan])).all()
    assert np.isnan(learn_ranks([np.nan]).place([1.0])).all()
    assert learn_ranks([np.nan, 1.0]) == learn_ranks([1.0])
