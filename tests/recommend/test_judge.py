"""Ten products are judged as by hand, and the sure is told from the unsure."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.recommend.judge import difference_interval, judge_lists, top_products


def test_a_list_that_can_be_judged_by_hand():
    # Bought: three products; the list has one of them in place 2, another in place 4.
    judged = judge_lists(np.array([[False, True, False, True]]), np.array([3]))
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert judged["hit_rate"].tolist() == [1.0]
    assert judged["ndcg"][0] == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert judged["map"][0] == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_who_bought_more_than_ten_products_can_still_reach_one():
    judged = judge_lists(np.ones((1, 10), dtype=bool), np.array([25]))
    assert [judged[name][0] for name in ("hit_rate", "ndcg", "map")] == pytest.approx([1, 1, 1])


LISTS = st.lists(st.lists(st.booleans(), min_size=10, max_size=10), min_size=1, max_size=5)


@given(LISTS, st.integers(0, 30))
def test_metrics_equal_the_formulas_written_out(lists, more):
    n_relevant = [max(1, sum(hits)) + more for hits in lists]
    judged = judge_lists(np.array(lists), np.array(n_relevant))
    for i, (hits, n) in enumerate(zip(lists, n_relevant, strict=True)):
        gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits) if hit)
        ideal = sum(1 / math.log2(place + 2) for place in range(min(10, n)))
        precisions = [sum(hits[: p + 1]) / (p + 1) for p, hit in enumerate(hits) if hit]
        assert judged["ndcg"][i] == pytest.approx(gain / ideal)
        assert judged["map"][i] == pytest.approx(sum(precisions) / min(10, n))
        assert judged["hit_rate"][i] == any(hits)


SCORES = st.lists(
    st.lists(st.sampled_from([-np.inf, -1.0, 0.0, 0.5, 2.0]), min_size=30, max_size=30),
    min_size=1,
    max_size=6,
)


@given(SCORES, st.integers(1, 40))
def test_the_best_products_are_those_of_a_sort_and_equal_ones_go_by_place(scores, n):
    for row, top in zip(scores, top_products(np.array(scores), n).tolist(), strict=True):
        order = sorted(range(len(row)), key=lambda i: (-row[i], i))[:n]
        assert top == [i if row[i] > -np.inf else -1 for i in order]


def test_an_interval_holds_the_difference_and_is_the_same_every_time():
    generator = np.random.default_rng(1)
    one, other = generator.random(400) + 0.2, generator.random(400)
    mean, low, high = difference_interval(one, other)
    assert low < mean < high
    assert mean == pytest.approx((one - other).mean())
    # Half the width of the interval of a mean is 1.96 standard errors.
    error = (one - other).std() / 20
    assert (high - low) / 2 == pytest.approx(1.96 * error, rel=0.15)
    assert difference_interval(one, other) == (mean, low, high)
    assert difference_interval(one, one) == (0.0, 0.0, 0.0)
