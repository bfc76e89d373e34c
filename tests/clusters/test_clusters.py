import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score

from smartcart.clusters import (
    Partition,
    PointSet,
    assign_clusters,
    fit_clusters,
    sample_positions,
    solve_kmeans,
    solve_ward,
)
from smartcart.clusters import large as large_module
from smartcart.clusters import solve as solve_module
from smartcart.settings import Settings
from smartcart.space import Space, SpaceModel

WARD = Settings(method="ward")


def space_of(points: np.ndarray) -> Space:
    names = [f"PC{i + 1}" for i in range(points.shape[1])]
    ids = pd.Index([str(i) for i in range(len(points))], name="customer_id")
    model = SpaceModel((), np.zeros(0), np.eye(points.shape[1]), np.ones(points.shape[1]))
    return Space(pd.DataFrame(points, index=ids, columns=names), model, {})


@pytest.fixture
def blobs():
    generator = np.random.default_rng(0)
    sizes, centers = (150, 60, 15), ((0, 0), (5, 0), (2, 6))
    return np.vstack(
        [generator.normal(c, 1.0, (n, 2)) for n, c in zip(sizes, centers, strict=True)]
    )


def test_k_means_is_as_good_as_scikit_learn(blobs):
    for k in (2, 3, 6):
        ours = fit_clusters(space_of(blobs), k, Settings(n_starts=50))
        oracle = KMeans(k, n_init=50, random_state=1).fit(blobs)
        assert ours.inertia <= oracle.inertia_ * (1 + 1e-6)


def test_many_customers_in_tight_clusters_far_apart_are_told_apart_in_double_precision(monkeypatch):
    """Two places 200,000 apart, three clusters of deviation 1 at each, 10 apart."""
    generator = np.random.default_rng(2)
    centers = np.array([[place + at, 0.0] for place in (0, 200_000) for at in (0, 10, 20)])
    points = np.vstack([generator.normal(center, 1.0, (700, 2)) for center in centers])
    monkeypatch.setattr(solve_module, "_SMALL", 1_000)
    monkeypatch.setattr(large_module, "_SEEDED_ON", 1_000)
    monkeypatch.setattr(large_module, "_COMPARED_ON", 2_000)
    for seed in range(5):
        found = large_module.fit_large(PointSet.of(points), 6, np.random.default_rng(seed), 10)
        assert found[np.lexsort(found.T[::-1])] == pytest.approx(centers, abs=0.2)


def test_who_stands_half_way_is_assigned_where_it_was_found(monkeypatch):
    """20 is as far from 9.5 as from 30.5, whichever of them the starts bring first."""
    monkeypatch.setattr(solve_module, "_SMALL", 10)
    monkeypatch.setattr(solve_module, "fit_large", lambda *_: np.array([[30.5], [9.5]]))
    found = fit_clusters(space_of(np.arange(42.0)[:, np.newaxis]), 2, Settings())
    assert found.returned_share == 1.0


def test_many_customers_are_clustered_as_well_by_way_of_a_sample(blobs, monkeypatch):
    generator = np.random.default_rng(1)
    points = np.repeat(blobs, 20, axis=0) + generator.normal(0, 0.5, (20 * len(blobs), 2))
    monkeypatch.setattr(solve_module, "_SMALL", 1_000)
    monkeypatch.setattr(large_module, "_SEEDED_ON", 1_000)
    monkeypatch.setattr(large_module, "_COMPARED_ON", 2_000)
    for k in (1, 2, 3, 6):
        found = fit_clusters(space_of(points), k, Settings())
        oracle = KMeans(k, n_init=10, random_state=1).fit(points)
        assert found.inertia <= oracle.inertia_ * (1 + 1e-5)
        assert found.returned_share == 1.0


@given(arrays(np.float64, (12, 2), elements=st.sampled_from([-1.0, -0.0, 0.0, 1.0])))
def test_equal_points_are_merged_in_lexicographic_order(points):
    distinct, inverse, counts = np.unique(
        points + 0.0, axis=0, return_inverse=True, return_counts=True
    )
    merged = PointSet.of(points)
    assert merged.points.tolist() == distinct.tolist()
    assert merged.counts.tolist() == counts.tolist()
    assert merged.inverse.tolist() == inverse.ravel().tolist()
    assert not np.signbit(merged.points[merged.points == 0]).any()


def test_ward_cuts_the_same_tree_as_scikit_learn(blobs):
    for k in (2, 3, 6):
        ours = fit_clusters(space_of(blobs), k, WARD)
        oracle = AgglomerativeClustering(k, linkage="ward").fit_predict(blobs)
        assert adjusted_rand_score(ours.method_labels, oracle) == 1.0


def test_repeated_customers_count_as_often_as_they_stand_there(blobs):
    """Merging equal points must not change what either method finds."""
    repeated = np.vstack([blobs, blobs[:100]])
    for method, oracle in (
        ("kmeans", KMeans(3, n_init=20, random_state=0).fit_predict(repeated)),
        ("ward", AgglomerativeClustering(3).fit_predict(repeated)),
    ):
        found = fit_clusters(space_of(repeated), 3, Settings(method=method))
        assert adjusted_rand_score(found.method_labels, oracle) == 1.0
        assert found.partition.sizes.sum() == len(repeated)


def test_assignment_gives_k_means_customers_back_exactly(blobs):
    found = fit_clusters(space_of(blobs), 4)
    assert found.returned_share == 1.0
    means = [blobs[found.labels == label].mean(axis=0) for label in range(4)]
    np.testing.assert_allclose(found.partition.centroids, means)


def test_ward_assigns_by_the_true_increase_of_the_error_sum(blobs):
    """Brute force: put the point into each cluster and measure the error sum anew."""
    found = fit_clusters(space_of(blobs), 3, WARD)
    groups = [blobs[found.method_labels == label] for label in range(3)]
    assert len({len(group) for group in groups}) == 3  # of different size, or it proves nothing

    def error(group: np.ndarray) -> float:
        return float(((group - group.mean(axis=0)) ** 2).sum())

    strangers = np.random.default_rng(5).normal((2, 2), 3, (200, 2))
    brute = [
        int(np.argmin([error(np.vstack([g, point])) - error(g) for g in groups]))
        for point in strangers
    ]
    assert found.partition.assign(strangers).tolist() == brute
    nearest = KMeans(3, init=found.partition.centroids, n_init=1, max_iter=1)
    assert len(brute) == 200
    assert (nearest.fit(blobs).predict(strangers) != brute).any()  # it is another rule


@pytest.mark.parametrize("sizes", [(1000, 40, 1), (3, 3, 3), (1, 2, 5000)])
def test_wards_cost_is_the_increase_of_the_error_sum_however_unequal_the_segments(sizes):
    """Not only who is cheapest: the cost itself, against rows measured with and without."""
    generator = np.random.default_rng(sum(sizes))
    groups = [
        generator.normal(centre, 1.0, (n, 2))
        for centre, n in zip(((0, 0), (4, 1), (1, 5)), sizes, strict=True)
    ]
    centroids = np.array([group.mean(axis=0) for group in groups])
    partition = Partition("ward", centroids, np.array(sizes))

    def error(group: np.ndarray) -> float:
        return float(((group - group.mean(axis=0)) ** 2).sum())

    strangers = generator.normal((2, 2), 3, (50, 2))
    increase = [[error(np.vstack([g, x])) - error(g) for g in groups] for x in strangers]
    np.testing.assert_allclose(partition.costs(strangers), increase, rtol=1e-6, atol=1e-7)
    assert partition.assign(strangers).tolist() == np.argmin(increase, axis=1).tolist()


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(30)), st.sampled_from(["kmeans", "ward"]))
def test_the_order_of_rows_changes_no_bit(order, method):
    points = np.random.default_rng(2).normal(size=(30, 2))
    options = Settings(method=method, n_starts=2)
    base = fit_clusters(space_of(points), 4, options).partition
    other = fit_clusters(space_of(points[list(order)]), 4, options).partition
    assert base.centroids.tobytes() == other.centroids.tobytes()
    assert base.sizes.tolist() == other.sizes.tolist()


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, (40, 2), elements=st.integers(-3, 3).map(float)), st.integers(1, 8))
def test_no_cluster_is_ever_empty_however_few_distinct_customers_there_are(points, k):
    data = PointSet.of(points)
    for solution in (solve_kmeans(data, k, 0, 2), *solve_ward(data, [k]).values()):
        assert solution.partition.k == min(k, len(data.points))
        assert (solution.partition.sizes > 0).all()
        assert solution.partition.sizes.sum() == 40


def test_confidence_is_one_at_the_centre_and_zero_half_way():
    found = fit_clusters(space_of(np.array([[0.0], [0.0], [4.0], [4.0]])), 2)
    points = pd.DataFrame({"PC1": [0.0, 1.0, 2.0, 4.0]})
    assigned = assign_clusters(points, found.partition, unusual_beyond=0.5)
    assert assigned["confidence"].tolist() == [1.0, 0.5, 0.0, 1.0]
    assert assigned["unusual"].tolist() == [False, True, True, False]
    assert (assigned["cluster"] != assigned["runner_up"]).all()


def test_one_cluster_has_no_runner_up():
    found = fit_clusters(space_of(np.array([[0.0], [2.0]])), 1)
    assigned = assign_clusters(pd.DataFrame({"PC1": [5.0]}), found.partition, 1.0)
    assert assigned[["cluster", "runner_up", "confidence"]].iloc[0].tolist() == [0, -1, 1.0]


def test_a_large_table_goes_through_micro_clusters_for_wards_tree(blobs, monkeypatch):
    monkeypatch.setattr(solve_module, "WARD_SIZE", 100)
    monkeypatch.setattr(solve_module, "MICRO_CLUSTERS", 60)
    found = fit_clusters(space_of(blobs), 3, WARD)
    assert 50 < found.micro_clusters <= 60
    assert len(found.method_labels) == len(found.labels) == len(blobs)
    monkeypatch.undo()
    whole = fit_clusters(space_of(blobs), 3, WARD)
    assert whole.micro_clusters == 0
    assert adjusted_rand_score(found.method_labels, whole.method_labels) > 0.8


def test_a_sample_depends_on_ids_alone():
    ids = pd.Index([f"c{i}" for i in range(1000)])
    chosen = set(ids[sample_positions(ids, 100)])
    shuffled = ids[np.random.default_rng(0).permutation(1000)]
    assert set(shuffled[sample_positions(shuffled, 100)]) == chosen
    sizes = [len(sample_positions(ids, size)) for size in (0, 1, 100, 999, 1000, 2000)]
    assert sizes == [0, 1, 100, 999, 1000, 1000]
