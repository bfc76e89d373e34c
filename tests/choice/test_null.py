import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import rankdata

from smartcart.choice import (
    border_density,
    draw_structureless,
    judge_segments,
    score_k,
    unimodal_bandwidths,
)
from smartcart.choice.null import NullFigures
from smartcart.choice.structureless import count_modes
from smartcart.settings import Settings
from smartcart.testing import plant_cloud, plant_groups, plant_moons, plant_tail

SETTINGS = Settings(k_max=4)


def drawn(points: np.ndarray, seed: int = 0) -> np.ndarray:
    return draw_structureless(points, unimodal_bandwidths(points), np.random.default_rng(seed))


def modes_of(column: np.ndarray) -> int:
    """Count the humps of a smoothed histogram, fine enough to see two groups."""
    smooth = np.convolve(np.histogram(column, 60)[0], np.hanning(25), mode="same")
    return count_modes(smooth)


def test_a_structureless_table_has_the_spread_and_correlations_of_the_real_one_but_no_groups():
    points, _ = plant_groups(seed=0, apart=8, n_each=700, n_columns=3)
    null = drawn(points)
    assert [modes_of(column) for column in points.T] == [2, 2, 2]
    assert [modes_of(column) for column in null.T] == [1, 1, 1]
    assert null.std(axis=0) == pytest.approx(points.std(axis=0), rel=0.05)
    assert null.mean(axis=0) == pytest.approx(points.mean(axis=0), abs=0.2)
    scores = [ndtri((rankdata(x, axis=0) - 0.5) / len(x)) for x in (points, null)]
    # Five standard errors of a correlation of 2,100 rows; the copula is one of normal scores.
    assert np.corrcoef(scores[1].T) == pytest.approx(np.corrcoef(scores[0].T), abs=0.11)


def test_skew_is_kept_because_it_is_no_structure():
    points = plant_tail(seed=0, n=3_000)
    skew = [(((x - x.mean(0)) / x.std(0)) ** 3).mean(axis=0) for x in (points, drawn(points))]
    assert skew[1] == pytest.approx(skew[0], rel=0.5)
    assert skew[1].min() > 1


@given(st.integers(0, 10_000))
def test_equal_columns_stay_equal_in_rank(seed):
    column = np.random.default_rng(seed).normal(size=(50, 1))
    null = drawn(np.hstack([column, 3 * column + 2]), seed)
    assert np.array_equal(np.argsort(null[:, 0]), np.argsort(null[:, 1]))


def test_border_density_counted_by_hand():
    # Centres at 0 and 10: three and five customers within 1 of them, one within 1 of half-way.
    left, right = [-4.5, 0.0, 0.0, 0.0, 4.5], [10.0, 10.0, 10.0, 10.0, 10.0]
    points = np.array(left + right)[:, np.newaxis]
    assert border_density(points, np.repeat([0, 1], 5)) == (1 + 0.5) / (3 + 0.5)
    assert np.isnan(border_density(points, np.zeros(10, dtype=np.int64)))


def test_z_says_how_far_from_nothing():
    null = NullFigures({2: np.array([0.1, 0.2, 0.3])}, {}, {})
    assert null.z("silhouette", 2, 0.5) == pytest.approx(3.0)
    assert null.is_beyond("silhouette", 2, 0.51)
    assert not null.is_beyond("silhouette", 2, 0.29)
    assert np.isnan(null.z("stability", 2, 0.5))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(
    ("points", "k", "verdicts"),
    [
        (lambda seed: plant_groups(seed, apart=6)[0], 3, {"natural"}),
        (lambda seed: plant_groups(seed, apart=3)[0], 3, {"reproducible"}),
        (lambda seed: plant_cloud(seed, correlation=0.8), 3, {"none", "constructive"}),
        (lambda seed: plant_cloud(seed), 3, {"none", "constructive"}),
        (lambda seed: plant_tail(seed), 3, {"none", "constructive"}),
        (lambda seed: plant_moons(seed), 2, {"none", "constructive", "reproducible"}),
    ],
    ids=["blobs", "overlapping", "correlated cloud", "cloud", "tail", "moons"],
)
def test_the_verdict_on_a_planted_table(points, k, verdicts, seed):
    verdict = judge_segments(score_k(points(seed), [1, 2, 3], SETTINGS), k)
    assert verdict.name in verdicts
    assert "structureless tables" in verdict.reason
    assert verdict.consequence


def test_one_segment_is_no_segmentation():
    scores = score_k(plant_cloud(0), [1, 2], Settings(n_boot=2, n_null=2))
    assert judge_segments(scores, 1).name == "none"
    assert "  " not in judge_segments(scores, 1).sentence


def test_one_segment_that_was_asked_for_is_not_judged():
    scores = score_k(plant_cloud(0), [1, 2], Settings(n_boot=2, n_null=2))
    asked = judge_segments(scores, 1, Settings(segments=1))
    assert asked.name == judge_segments(scores, 1).name == "none"
    assert "nothing to judge" in asked.meaning
    assert "Do not build a strategy" not in asked.sentence
