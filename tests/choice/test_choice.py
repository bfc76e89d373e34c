from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from kneed import KneeLocator
from sklearn.metrics import adjusted_rand_score, silhouette_score

from smartcart.choice import (
    KScores,
    adjusted_rand,
    best_jaccards,
    choose_k,
    elbow_heights,
    find_elbow,
    mean_silhouettes,
    score_k,
)
from smartcart.settings import Settings
from smartcart.space import Space, SpaceModel

labellings = arrays(np.int64, 30, elements=st.integers(0, 4))


def space_of(points: np.ndarray) -> Space:
    ids = pd.Index([f"c{i}" for i in range(len(points))], name="customer_id")
    names = [f"PC{i + 1}" for i in range(points.shape[1])]
    model = SpaceModel((), np.zeros(0), np.eye(points.shape[1]), np.ones(points.shape[1]))
    return Space(pd.DataFrame(points, index=ids, columns=names), model, {})


def blobs(*centers: tuple[float, float], n: int = 60, spread: float = 0.5) -> np.ndarray:
    generator = np.random.default_rng(0)
    return np.vstack([generator.normal(center, spread, (n, 2)) for center in centers])


@given(labellings, labellings)
def test_the_adjusted_rand_index_is_scikit_learns(one, other):
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)


def test_jaccards_counted_by_hand():
    base = np.array([0, 0, 0, 0, 1, 1])
    refit = np.array([1, 1, 1, 0, 0, 0])
    # {0,1,2,3} shares three of four with {0,1,2}; {4,5} shares two of three with {3,4,5}.
    assert best_jaccards(base, refit) == pytest.approx([3 / 4, 2 / 3])


@given(arrays(np.float64, (30, 2), elements=st.integers(0, 50).map(float)), labellings)
def test_silhouettes_are_scikit_learns(points, labels):
    if len(np.unique(labels)) < 2:
        labels = np.arange(30) % 2
    ours = mean_silhouettes(points, {0: labels})[0]
    assert ours == pytest.approx(silhouette_score(points, labels), abs=1e-9)


@given(st.lists(st.floats(0.05, 0.95), min_size=4, max_size=9))
def test_the_elbow_is_kneedles(ratios):
    """Convex falling curves, whose steps shrink by any ratios: kneed is the oracle."""
    inertia = np.concatenate([[1.0], 1.0 - np.cumsum(np.cumprod(ratios)) / sum(np.cumprod(ratios))])
    ks = list(range(1, len(inertia) + 1))
    oracle = KneeLocator(ks, inertia, curve="convex", direction="decreasing", S=0)
    heights = elbow_heights(inertia)
    if oracle.knee is not None and np.sum(np.isclose(heights, heights.max())) == 1:
        assert find_elbow(ks, inertia) == oracle.knee


def test_separated_groups_are_found_and_come_back():
    scores = score_k(
        space_of(blobs((0, 0), (6, 0), (0, 6))), settings=Settings(n_boot=6, n_null=4, n_starts=3)
    )
    row = scores.table.loc[3]
    assert scores.elbow == 3
    assert row["stability_ari"] == 1.0
    assert row["stability_min_jaccard"] == 1.0
    choice = choose_k(scores)
    assert choice.k == 3
    assert choice.warnings == ()
    assert "The elbow of the inertia curve is at 3" in choice.reason


def test_clusters_cut_out_of_nothing_do_not_come_back():
    noise = np.random.default_rng(0).uniform(size=(200, 6))
    scores = score_k(space_of(noise), settings=Settings(n_boot=6, n_null=4, n_starts=3))
    assert scores.table["stability_ari"].max() < 0.8
    choice = choose_k(scores)
    assert "No number of segments from 2 to 10 is stable" in choice.reason
    assert "would be divided differently" in choice.warnings[0]


def test_ward_is_judged_by_its_own_refits():
    points = blobs((0, 0), (6, 0), (0, 6))
    scores = score_k(space_of(points), [1, 2, 3, 4], Settings(method="ward", n_boot=4, n_null=2))
    assert scores.table.loc[3, "stability_ari"] == 1.0
    assert scores.table.loc[4, "stability_ari"] < 1.0


def test_a_large_table_is_compared_on_a_stated_sample():
    scores = score_k(
        space_of(blobs((0, 0), (6, 0))), [1, 2], Settings(n_boot=2, n_null=2, panel_size=100)
    )
    assert scores.is_sampled
    assert len(scores.panel) == 100


def scores_of(elbow: int, **rows: tuple[float, float]) -> KScores:
    """Return a panel from ``k2=(ari, jaccard)`` entries."""
    ks = [1, *(int(name[1:]) for name in rows)]
    table = pd.DataFrame(
        [(np.nan, np.nan), *rows.values()],
        columns=["stability_ari", "stability_min_jaccard"],
        index=pd.Index(ks, name="k"),
    )
    table["silhouette"] = [np.nan, *np.linspace(0.5, 0.2, len(ks) - 1)]
    return KScores(table, {}, elbow, np.arange(100), 100)


def test_the_elbow_proposes_and_stability_disposes():
    good, shaky, weak = (0.95, 0.9), (0.7, 0.9), (0.95, 0.6)
    assert choose_k(scores_of(3, k2=good, k3=good, k4=good)).k == 3
    moved = choose_k(scores_of(3, k2=good, k3=shaky, k4=good))
    assert moved.k == 2  # as near as 4, and smaller
    assert "the elbow of the inertia curve is at 3, but" in moved.reason.lower()
    assert choose_k(scores_of(3, k2=weak, k3=weak, k4=good)).k == 4
    assert choose_k(scores_of(1, k2=good, k3=good)).k == 2
    assert choose_k(scores_of(3, k2=weak, k3=shaky)).warnings


def test_a_stable_solution_with_a_handful_of_customers_is_not_proposed():
    good = (0.95, 0.9)
    scores = scores_of(3, k2=good, k3=good)
    labels = {2: np.repeat([0, 1], 50), 3: np.repeat([0, 1, 2], [50, 45, 5])}
    crowded = replace(scores, labels=labels)
    assert choose_k(crowded).k == 2
    assert "too small a segment" in choose_k(crowded).reason
    assert choose_k(crowded, Settings(min_segment=5)).k == 3
    # Where every stable solution has one, the elbow still decides, and a warning follows.
    assert choose_k(crowded, Settings(min_segment=60)).k == 3


def test_a_figure_just_below_its_bound_does_not_look_as_if_it_reached_it():
    scores = scores_of(2, k2=(0.7996, 0.9))
    assert "a median ARI of just below 0.80" in choose_k(scores).reason


def test_a_number_asked_for_is_taken_and_said_so():
    scores = scores_of(2, k2=(0.95, 0.9), k3=(0.6, 0.5))
    stable = choose_k(scores, Settings(segments=2))
    assert stable.warnings == ()
    assert stable.reason.startswith("2 segments were asked for")
    shaky = choose_k(scores, Settings(segments=3))
    assert shaky.k == 3
    assert "3 segments, as asked for, are not stable" in shaky.warnings[0]
    assert "0.60" in shaky.warnings[0]
