"""What comes back from a cluster is the same however the customers are spread over it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.engines.exact import add_exactly, grid_of, join_sums, mean_of
from smartcart.engines.profiles import measure_there
from smartcart.engines.ranks import Wanted, find_ranked, interpolate, ranks_of

numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(numbers, min_size=1, max_size=60), st.randoms())
def test_a_sum_is_the_same_to_the_bit_in_any_order_and_any_parts(values, random):
    column = np.array(values)[:, np.newaxis]
    grid = grid_of([np.abs(column).max()])
    whole = join_sums(add_exactly(column, grid))
    random.shuffle(values)
    cut = random.randint(0, len(values))
    shuffled = np.array(values)[:, np.newaxis]
    parts = add_exactly(shuffled[:cut], grid) + add_exactly(shuffled[cut:], grid)
    assert join_sums(parts) == whole
    mean = mean_of(whole, len(values), grid)[0]
    assert mean == pytest.approx(np.mean(values), abs=1e-9 * np.abs(column).max() + 1e-200)


class Cluster:
    """A frame of blocks without Spark: `tally` runs on each partition, and adds up."""

    def __init__(self, partitions: list[list[np.ndarray]]) -> None:
        self.partitions = partitions

    def tally(self, work):
        total: dict[int, int] = {}
        for blocks in self.partitions:
            for key, value in zip(*work(iter(blocks)), strict=True):
                total[int(key)] = total.get(int(key), 0) + int(value)
        keys = np.array(sorted(total), dtype=np.int64)
        return keys, np.array([total[key] for key in keys.tolist()], dtype=np.int64)


@pytest.fixture(autouse=True)
def no_spark(monkeypatch):
    for module in ("ranks", "profiles"):
        monkeypatch.setattr(
            f"smartcart.engines.{module}.tally", lambda cluster, work: cluster.tally(work)
        )


def spread(matrix: np.ndarray, parts: int) -> Cluster:
    return Cluster([[each] for each in np.array_split(matrix, parts, axis=1)])


@given(
    st.lists(st.floats(width=32, allow_infinity=False), min_size=2, max_size=60),
    st.sampled_from([0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0]),
)
def test_a_quantile_by_counting_is_that_of_numpy(values, share):
    known = np.array([value for value in values if value == value])
    if not len(known):
        return
    cluster = spread(np.array([values]), 3)
    low, high = (Wanted(0, -1, rank) for rank in ranks_of(len(known), share))
    found = find_ranked(cluster, [low, high])
    expected = np.quantile(known, share)
    with np.errstate(over="ignore", invalid="ignore"):
        assert interpolate(found[low], found[high], len(known), share) == pytest.approx(expected)


def test_measures_by_cluster_are_those_of_pandas_for_any_partitions():
    generator = np.random.default_rng(1)
    values = generator.integers(0, 40, (3, 500)).astype(float)
    values[1, generator.random(500) < 0.2] = np.nan
    labels = generator.integers(0, 4, 500).astype(float)
    away = generator.random(500)
    matrix = np.vstack([values, labels, away])
    sizes = np.bincount(labels.astype(int))
    first, *others = (measure_there(spread(matrix, parts), 3, sizes) for parts in (1, 4, 64))
    for other in others:
        assert other.ranked == first.ranked
        assert other.inertia == first.inertia
        np.testing.assert_array_equal(other.sums, first.sums)
        np.testing.assert_array_equal(other.positions, first.positions)
    frame = pd.DataFrame(values.T)
    for measure in frame:
        own = frame[measure].groupby(labels)
        shares = (frame[measure].rank() - 0.5) / frame[measure].count()
        assert [first.median(measure, g) for g in range(4)] == own.median().tolist()
        assert [first.mean(measure, g) for g in range(4)] == pytest.approx(own.mean().tolist())
        assert first.positions[measure] == pytest.approx(shares.groupby(labels).median().tolist())
        assert first.median(measure, -1) == frame[measure].median()
    assert first.unusual_beyond == np.quantile(away, 0.99)
    assert first.inertia == pytest.approx((away**2).sum())
