"""Whom each cluster joins and where each customer belongs: the same bits compiled or not."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import missing

from smartcart.clusters import PointSet, fit_tree
from smartcart.clusters.distance import assignment_costs
from smartcart.clusters.nearest import Weighted, find_cheapest
from smartcart.kernels import find_library, find_two_nearest
from smartcart.kernels import partners as partners_module
from smartcart.kernels import two_nearest as two_nearest_module

pytestmark = pytest.mark.usefixtures("compiled")


@pytest.fixture(scope="module")
def compiled() -> None:
    if find_library() is None:
        missing("a C compiler")


@contextmanager
def without_compiler() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partners_module, "find_library", lambda: None)
        patch.setattr(two_nearest_module, "find_library", lambda: None)
        yield


def drawn(seed: int, n: int, step: float) -> np.ndarray:
    """Return points of 1 to 12 coordinates on a grid of a step: the coarser, the more ties."""
    generator = np.random.default_rng(seed)
    shape = (n, int(generator.integers(1, 13)))
    return np.round(generator.normal(size=shape) / step) * step * (1 + 1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(2, 90),
    st.sampled_from([1.0, 0.1, 1e-9]),
    st.sampled_from([0.0, 1e6]),
    st.sampled_from([1e-100, 1.0, 1e150]),
    st.booleans(),
)
def test_the_cheapest_partner_has_the_same_place(seed, n, step, offset, unit, alone):
    """Ties by the hundred, far from zero, in any unit, and in stretches of sixteen."""
    points = (drawn(seed, n, step) + offset) * unit
    inverse = 1.0 / np.random.default_rng(seed).integers(1, 9, n)
    everyone, own = Weighted(points, inverse), None if alone else np.arange(n)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partners_module, "_PAIRS", 1)
        ours = find_cheapest(everyone, everyone, own)
    with without_compiler():
        plain = find_cheapest(everyone, everyone, own)
    assert ours.tolist() == plain.tolist()


@pytest.mark.parametrize("step", [0.5, 1e-9])
def test_wards_tree_is_the_same_to_the_last_bit(step):
    points = drawn(7, 400, step)
    data = PointSet.of(np.repeat(points, np.random.default_rng(0).integers(1, 6, 400), axis=0))
    ours = fit_tree(data)
    with without_compiler():
        plain = fit_tree(data)
    assert ours.merges.tobytes() == plain.merges.tobytes()
    assert ours.heights.tobytes() == plain.heights.tobytes()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.integers(1, 70),
    st.integers(1, 9),
    st.sampled_from([1.0, 1e-9]),
    st.sampled_from([1.0, 1e200, np.nan]),
)
def test_the_two_cheapest_clusters_are_the_first_two_of_all_costs(seed, n, k, step, unit):
    """Also of customers so far that every cost is infinite, or who are nowhere."""
    points = drawn(seed, n + k, step)
    points, centroids = points[:n] * unit, points[n:]
    sizes = np.random.default_rng(seed).integers(1, 50, k)
    with pytest.MonkeyPatch.context() as patch, np.errstate(over="ignore"):
        patch.setattr(two_nearest_module, "_SHARE", 16)
        weights = sizes / (sizes + 1.0)
        found = find_two_nearest(points, centroids, weights)
        costs = assignment_costs(points, centroids, sizes, "ward")
        with without_compiler():
            plain = find_two_nearest(points, centroids, weights)
    order = np.argsort(costs, axis=1, kind="stable")
    assert found[0].tolist() == order[:, 0].tolist()
    assert found[1].tolist() == (order[:, 1].tolist() if k > 1 else [-1] * n)
    np.testing.assert_array_equal(found[2], costs[np.arange(n), found[0]])
    for ours, theirs in zip(found, plain, strict=True):
        np.testing.assert_array_equal(ours, theirs)
