"""Micro-clusters stand for all customers, and their sizes matter."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from smartcart.clusters import PointSet, fit_tree, solve_ward, summarise_points
from smartcart.clusters import solve as solve_module


def heavy_tails(seed: int, n: int = 3000) -> PointSet:
    """Return customers crowded in the middle and thin far out, as spend is."""
    return PointSet.of(np.random.default_rng(seed).standard_t(3, size=(n, 2)).round(2))


def test_every_customer_is_counted_in_the_mean_of_its_micro_cluster():
    data = heavy_tails(0)
    micro = summarise_points(data, 200)
    assert 190 < len(micro.points) <= 200
    assert len(micro.inverse) == 3000
    assert np.bincount(micro.inverse).tolist() == micro.counts.tolist()
    rows = data.points[data.inverse]
    for i in (0, 77, len(micro.points) - 1):
        np.testing.assert_allclose(micro.points[i], rows[micro.inverse == i].mean(axis=0))
    assert (np.lexsort(micro.points.T[::-1]) == np.arange(len(micro.points))).all()


def test_micro_clusters_are_as_tight_as_those_of_scikit_learn():
    data = heavy_tails(1)
    micro = summarise_points(data, 200)
    ours = ((data.points[data.inverse] - micro.points[micro.inverse]) ** 2).sum()
    oracle = KMeans(200, init="random", n_init=1, max_iter=10, random_state=0)
    assert ours < 1.1 * oracle.fit(data.points[data.inverse]).inertia_


def test_the_order_of_customers_changes_no_bit_and_the_seed_does():
    rows = np.random.default_rng(2).normal(size=(1500, 3))
    order = np.random.default_rng(3).permutation(1500)
    base, other = (summarise_points(PointSet.of(each), 100, seed=5) for each in (rows, rows[order]))
    assert base.points.tobytes() == other.points.tobytes()
    assert base.inverse[order].tolist() == other.inverse.tolist()
    assert (
        base.points.tobytes() != summarise_points(PointSet.of(rows), 100, seed=6).points.tobytes()
    )


def test_few_points_stay_as_they_are():
    data = PointSet.of(np.array([[0.0], [1.0], [1.0]]))
    assert summarise_points(data, 2) is data


def test_a_tree_on_micro_clusters_is_the_full_one_only_when_it_knows_their_sizes():
    """Two crowds of a thousand, and forty strays: the crowds are divided before the strays."""
    crowd = np.repeat(np.linspace(-0.2, 0.2, 5), 200)
    strays = np.random.default_rng(0).normal((2, 5), 1.0, (40, 2))
    left, right = (np.column_stack([centre + crowd, np.zeros(1000)]) for centre in (0.0, 2.0))
    data = PointSet.of(np.vstack([left, right, strays]))
    full = fit_tree(data).cut(2)[data.inverse]
    micro = summarise_points(data, 30)
    ignorant = replace(micro, counts=np.ones_like(micro.counts))
    knowing, blind = (
        adjusted_rand_score(full, fit_tree(each).cut(2)[micro.inverse])
        for each in (micro, ignorant)
    )
    assert knowing == 1.0
    assert blind < 0.1


def test_a_tree_on_micro_clusters_divides_nearly_as_tightly_as_the_full_one(monkeypatch):
    data = heavy_tails(4)
    full = solve_ward(data, range(2, 9))
    monkeypatch.setattr(solve_module, "WARD_SIZE", 1000)
    monkeypatch.setattr(solve_module, "MICRO_CLUSTERS", 500)
    short = solve_ward(data, range(2, 9))
    for k in full:
        assert (full[k].micro_clusters, short[k].micro_clusters > 450) == (0, True)
        assert short[k].partition.sizes.sum() == 3000
        assert _error(data, short[k].labels) < 1.15 * _error(data, full[k].labels)


def _error(data: PointSet, labels: np.ndarray) -> float:
    rows, labels = data.points[data.inverse], labels[data.inverse]
    groups = (rows[labels == label] for label in np.unique(labels))
    return float(sum(((group - group.mean(axis=0)) ** 2).sum() for group in groups))


@pytest.mark.parametrize("repeats", [1, 40])
def test_repeated_customers_draw_micro_clusters_to_where_they_stand(repeats):
    """The same places with more customers at some of them: those get the finer division."""
    points = np.random.default_rng(0).uniform(size=(2000, 1))
    counts = np.where(points[:, 0] < 0.5, repeats, 1)
    micro = summarise_points(PointSet.of(np.repeat(points, counts, axis=0)), 100)
    share = (micro.points < 0.5).mean()
    assert share > 0.9 if repeats > 1 else 0.3 < share < 0.7
