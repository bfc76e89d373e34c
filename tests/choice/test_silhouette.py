"""Silhouettes: one pass for all labellings, the same bits compiled or not, and their relatives."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student
from sklearn.metrics import silhouette_samples, silhouette_score
from tests.conftest import missing

from smartcart.choice import mean_silhouettes, silhouette_widths, squared_silhouettes
from smartcart.choice.silhouette import mean_interval, mean_intervals
from smartcart.kernels import find_library
from smartcart.kernels import silhouette as kernel


@pytest.fixture(scope="module")
def compiled() -> None:
    if find_library() is None:
        missing("a C compiler")


def labelled(seed: int, n: int, n_labellings: int) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Return points with repeats among them, and labellings of which most leave a group empty."""
    generator = np.random.default_rng(seed)
    points = generator.normal(size=(n, int(generator.integers(1, 12)))).round(1)
    return points, {
        k: generator.choice(generator.choice(9, k, replace=False), n)
        for k in range(2, 2 + n_labellings)
    }


@pytest.mark.usefixtures("compiled")
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 150), st.integers(1, 5), st.sampled_from([1, 40]))
def test_compiled_or_not_and_in_any_blocks_silhouettes_have_the_same_bits(seed, n, m, pairs):
    points, labellings = labelled(seed, n, m)
    with pytest.MonkeyPatch.context() as patch:
        ours = silhouette_widths(points, labellings)
        patch.setattr(kernel, "_BLOCK", 32)
        blocks = silhouette_widths(points, labellings)
        patch.setattr(kernel, "find_library", lambda: None)
        patch.setattr(kernel, "_HELD", pairs * n)
        plain = silhouette_widths(points, labellings)
    for k in labellings:
        assert ours[k].tobytes() == blocks[k].tobytes() == plain[k].tobytes()


@pytest.mark.usefixtures("compiled")
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([0, 1, 3, 15, 16, 17, 32, 40]), min_size=1, max_size=8),
    st.integers(1, 12),
    st.sampled_from(["1", "3"]),
    st.integers(0, 10**6),
)
def test_cells_of_any_size_in_blocks_of_any_threads_have_the_sums_of_numpy(sizes, d, threads, seed):
    generator = np.random.default_rng(seed)
    cells = generator.permutation(np.repeat(np.arange(len(sizes)), sizes))
    points = generator.lognormal(size=(len(cells), d))
    groups = generator.integers(0, 3, (4, len(sizes))) + 3 * np.arange(4)[:, np.newaxis]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "_BLOCK", 16)
        patch.setenv("OMP_NUM_THREADS", threads)
        patch.setattr("os.sched_getaffinity", lambda _: range(3), raising=False)
        ours = kernel.sum_distances(points, cells, groups, 12)
        patch.setattr(kernel, "find_library", lambda: None)
        plain = kernel.sum_distances(points, cells, groups, 12)
    assert ours.tobytes() == plain.tobytes()


HANGING = """
from smartcart.kernels import silhouette
def take(one, other):
    if (one, other) == {where}:
        raise MemoryError("no room")
try:
    silhouette._in_turn(take, 40)
except MemoryError as error:
    print(error)
"""


@pytest.mark.parametrize("where", [(0, 0), (0, 39), (3, 5), (39, 39)])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_an_error_in_one_block_ends_the_wait_of_the_others(where, threads):
    """In a process of its own, which ends with its threads or is ended."""
    program = HANGING.format(where=where)
    preset = "import os; os.sched_getaffinity = lambda _: range(8)"
    done = subprocess.run(
        [sys.executable, "-c", f"{preset}\n{program}"],
        env={**os.environ, "OMP_NUM_THREADS": threads},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "no room\n"


def test_each_customers_silhouette_is_that_of_scikit_learn_however_labellings_cross():
    points, labellings = labelled(3, 300, 6)
    ours = silhouette_widths(points, labellings)
    for k, labels in labellings.items():
        np.testing.assert_allclose(ours[k], silhouette_samples(points, labels), atol=1e-12)


def test_intervals_of_several_labellings_are_those_of_each():
    points, labellings = labelled(5, 400, 4)
    means = mean_silhouettes(points, labellings)
    together = mean_intervals(points, labellings, means, 10_000)
    for k, (low, high) in together.items():
        assert low < means[k] < high
        assert (low, high) == pytest.approx(mean_interval(points, labellings[k], 10_000))


def test_an_interval_is_made_of_the_parts_that_have_a_mean():
    """A group of three is in three of ten parts: their means, and t of two degrees of freedom."""
    generator = np.random.default_rng(1)
    points, labels = generator.normal(size=(200, 2)), np.zeros(200, int)
    labels[:3], points[:3] = 1, points[:3] + 3
    low, high = mean_interval(points, labels, 10_000)
    parts = [mean_silhouettes(points[i::10], {0: labels[i::10]})[0] for i in range(3)]
    error = np.std(parts, ddof=1) / np.sqrt(3) * np.sqrt(1 - 200 / 10_000)
    assert (high - low) / 2 == pytest.approx(student.ppf(0.975, 2) * error, rel=1e-3)
    assert (high + low) / 2 == pytest.approx(mean_silhouettes(points, {0: labels})[0])


@pytest.mark.parametrize("n", [3, 9, 50])
def test_too_few_known_parts_give_no_interval(n):
    points, labels = np.arange(float(n))[:, np.newaxis], np.zeros(n, int)
    labels[0] = 1
    assert np.isnan(mean_interval(points, labels, 10_000)).all()
    assert np.isnan(mean_interval(points, np.zeros(n, int), 10_000)).all()


@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_labels_that_put_everybody_together_or_apart(offset):
    points = offset + np.array([[0.0], [1.0], [3.0]])
    widths = silhouette_widths(points, {1: np.zeros(3, int), 3: np.arange(3)})
    assert np.isnan(widths[1]).all()
    assert widths[3].tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("offset", [0.0, 1e5])
def test_squared_silhouettes_are_those_of_every_pair(offset, monkeypatch):
    monkeypatch.setattr("smartcart.choice.squared._BLOCK", 70)
    points, labellings = labelled(11, 250, 5)
    points = points + offset
    found = squared_silhouettes(points, {1: np.zeros(250, int), **labellings})
    assert np.isnan(found.pop(1))
    for k, labels in labellings.items():
        oracle = silhouette_score(points, labels, metric="sqeuclidean")
        assert found[k] == pytest.approx(oracle, abs=1e-9)


def test_squares_make_a_silhouette_higher_so_the_two_are_never_compared():
    generator = np.random.default_rng(0)
    points = np.vstack([generator.normal(centre, 1.0, (300, 4)) for centre in (0, 2, 4)])
    labels = {3: np.repeat([0, 1, 2], 300)}
    assert 0.1 < squared_silhouettes(points, labels)[3] - mean_silhouettes(points, labels)[3] < 0.25
