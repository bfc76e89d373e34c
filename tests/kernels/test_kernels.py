"""The compiled kernels and numpy: the same answers, to the last bit, whoever shares the work."""

import ctypes
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.conftest import missing

from smartcart import kernels
from smartcart.kernels import bands, descent, nearest, passes, two_nearest

WITH_A_FIND = (bands, descent, nearest, passes, two_nearest)


@pytest.fixture(scope="module", autouse=True)
def library() -> ctypes.CDLL:
    found = kernels.find_library()
    if found is None:
        missing("a C compiler, or what it made: the compiled kernels")
    return found


def both(work):
    """Return what the compiled kernels give, and what numpy gives."""
    compiled = work()
    with pytest.MonkeyPatch.context() as patch:
        for module in WITH_A_FIND:
            patch.setattr(module, "find_library", lambda: None)
        return compiled, work()


def assert_same_bits(work):
    compiled, by_numpy = both(work)
    for one, other in zip(compiled, by_numpy, strict=True):
        assert np.asarray(one).dtype == np.asarray(other).dtype
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


@st.composite
def tables(draw):
    """Points of any number and width, often equal or far apart, weights, and k of them."""
    n, d = draw(st.integers(1, 300)), draw(st.integers(1, 9))
    seed, digits = draw(st.integers(0, 2**32 - 1)), draw(st.integers(0, 6))
    generator = np.random.default_rng(seed)
    points = generator.normal(0, draw(st.sampled_from([1e-3, 1.0, 1e6])), (n, d)).round(digits)
    weights = generator.integers(1, draw(st.sampled_from([2, 5])), n).astype(np.float64)
    return points, weights, draw(st.integers(1, min(n, 10))), generator


@given(table=tables())
@settings(max_examples=60)
def test_seeds_and_descents_have_the_same_bits(table):
    points, weights, k, generator = table
    laid_out = descent.WeightedPoints(points, weights)
    uniform = generator.random((3, descent.count_uniforms(k)))

    def work():
        chosen = descent.draw_seeds(laid_out, k, uniform)
        rough = descent.descend(laid_out, points[chosen], 6, 1e-4)
        fine = descent.descend(laid_out, rough.centroids, 300, 0.0)
        return chosen, rough.inertias, fine.centroids, fine.sizes, fine.inertias

    assert_same_bits(work)


@given(table=tables())
@settings(max_examples=60)
def test_passes_nearest_and_bands_have_the_same_bits(table):
    points, weights, k, generator = table
    centroids = points[generator.choice(len(points), k, replace=False)]
    laid_out = passes.SinglePoints.of(points, weights)

    def work():
        labels, costs = nearest.find_nearest(points, centroids)
        swept = passes.sweep(laid_out, centroids)
        return (
            *(labels, costs),
            *(swept.centroids, swept.sizes, swept.inertia),
            passes.add_members(points, weights, labels, k),
            bands.count_bands(points, labels, centroids, 0.1),
        )

    assert_same_bits(work)


@given(arrays(np.float64, (7, 2), elements=st.floats(-1e3, 1e3)), st.integers(1, 7))
def test_the_nearest_is_the_nearest_by_definition(points, k):
    labels, costs = nearest.find_nearest(points, points[:k])
    squares = ((points[:, np.newaxis] - points[:k]) ** 2).sum(axis=2)
    assert labels.tolist() == squares.argmin(axis=1).tolist()
    assert costs == pytest.approx(squares.min(axis=1), rel=1e-12)


def test_a_pass_over_many_shares_is_one_iteration_of_lloyd_whoever_shares_the_work(monkeypatch):
    generator = np.random.default_rng(0)
    points = generator.normal(size=(3 * passes.SHARE + 77, 4)) * [3, 1, 1, 0.5] + 20
    weights = generator.integers(1, 3, len(points)).astype(np.float64)
    laid_out, centroids = passes.SinglePoints.of(points, weights), points[:5]

    def work():
        swept = passes.sweep(laid_out, centroids)
        labels = nearest.find_nearest(points, centroids)[0]
        return swept.centroids, swept.inertia, passes.add_members(points, weights, labels, 5)

    assert_same_bits(work)
    found = []
    for threads in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        monkeypatch.setattr("os.sched_getaffinity", lambda _: range(8), raising=False)
        found.append(b"".join(np.asarray(each).tobytes() for each in work()))
    assert len(set(found)) == 1
    moved, inertia, sums = work()
    labels, costs = nearest.find_nearest(points, centroids)
    assert moved == pytest.approx(sums[:, :-1] / sums[:, -1:], rel=1e-4)
    assert inertia == pytest.approx(costs @ weights, rel=1e-5)
    assert sums[:, -1].tolist() == np.bincount(labels, weights=weights).tolist()


def test_no_start_ends_higher_than_it_began():
    generator = np.random.default_rng(3)
    table = descent.WeightedPoints(generator.normal(size=(500, 3)), np.ones(500))
    seeds = table.points[
        descent.draw_seeds(table, 6, generator.random((20, descent.count_uniforms(6))))
    ]
    inertias = [descent.descend(table, seeds, rounds, 0.0).inertias for rounds in (0, 1, 6, 300)]
    assert all((later <= earlier).all() for earlier, later in pairwise(inertias))


def test_a_kernel_refuses_numbers_that_stand_otherwise():
    singles = np.zeros((3, 2), np.float32)
    with pytest.raises(ctypes.ArgumentError, match="takes C-contiguous float64; got float32"):
        kernels.count_bands(singles, np.zeros(3, np.int64), singles, 0.1)


@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_the_nearest_to_numbers_of_another_kind_is_that_in_double_precision(kind):
    points = (np.random.default_rng(0).normal(size=(50, 3)) * 100).astype(kind)
    doubles, weights = points.astype(np.float64), np.ones(4)
    assert_same_bits(lambda: kernels.find_nearest(points, points[:4]))
    assert_same_bits(lambda: kernels.find_two_nearest(points, points[:4], weights))
    for work in (kernels.find_nearest, lambda *each: kernels.find_two_nearest(*each, weights)):
        for ours, theirs in zip(work(points, points[:4]), work(doubles, doubles[:4]), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_the_variable_does_without_the_compiled_kernels():
    program = "from smartcart.kernels import find_library; print(find_library())"
    environment = {**os.environ, "SMARTCART_NO_KERNELS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "None"
