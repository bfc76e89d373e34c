"""Ward's tree against brute force, scipy and R; what a cut and a drawing promise."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.cluster.hierarchy import cut_tree, dendrogram, linkage
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from smartcart.clusters import PointSet, WardTree, fit_tree
from smartcart.clusters import ward as ward_module
from smartcart.clusters.nearest import Weighted, find_cheapest
from smartcart.errors import DataError, SettingsError

R_ORACLE = Path(__file__).parents[1] / "oracles" / "ward.json"


def weighted(points: np.ndarray, counts: np.ndarray) -> PointSet:
    """Return the point set of rows that stand there as often as counted."""
    return PointSet.of(np.repeat(np.asarray(points, dtype=float), counts, axis=0))


def groups_of(labels: np.ndarray) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist())}


def error_sum(data: PointSet, group: frozenset[int]) -> float:
    """Measure a group anew from its repeated rows."""
    chosen = sorted(group)
    rows = np.repeat(data.points[chosen], data.counts[chosen], axis=0)
    return float(((rows - rows.mean(axis=0)) ** 2).sum())


def gains(data: PointSet, groups: set[frozenset[int]]) -> list[tuple[float, frozenset, frozenset]]:
    """Return what the error sum gains by each union, the least first."""
    errors = {group: error_sum(data, group) for group in groups}
    unions = [
        (error_sum(data, one | other) - errors[one] - errors[other], one, other)
        for one, other in combinations(sorted(groups, key=sorted), 2)
    ]
    return sorted(unions, key=lambda union: union[0])


def crowds(top: int) -> st.SearchStrategy[PointSet]:
    """Return 2 to 12 points on a grid of whole numbers, 1 to 9 customers at each."""
    return st.tuples(st.integers(2, 12), st.integers(1, 3)).flatmap(
        lambda shape: st.builds(
            weighted,
            arrays(np.int64, shape, elements=st.integers(-top, top), unique=False),
            arrays(np.int64, shape[0], elements=st.integers(1, 9)),
        )
    )


@settings(max_examples=60, deadline=None)
@given(crowds(10_000))
def test_the_tree_is_that_of_brute_force_at_every_k(data):
    """Join, again and again, the two groups whose union adds least to the error sum."""
    tree = fit_tree(data)
    n = tree.n_leaves
    groups = {frozenset([i]) for i in range(n)}
    scale = max(error_sum(data, frozenset(range(n))), 1.0)
    for i in range(n - 1):
        ranked = gains(data, groups)
        assume(len(ranked) == 1 or ranked[1][0] - ranked[0][0] > 1e-9 * scale)  # no tie
        gain, one, other = ranked[0]
        groups = groups - {one, other} | {one | other}
        assert groups_of(tree.cut(n - 1 - i)) == groups
        assert tree.heights[i] == pytest.approx(np.sqrt(2 * gain), rel=1e-6, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(crowds(2))
def test_with_any_number_of_ties_each_merge_is_one_of_the_cheapest(data):
    tree = fit_tree(data)
    n = tree.n_leaves
    for k in range(n, 1, -1):
        before, after = groups_of(tree.cut(k)), groups_of(tree.cut(k - 1))
        (joined,) = after - before
        one, other = before - after
        assert joined == one | other
        ranked = gains(data, before)
        gain = next(g for g, *pair in ranked if set(pair) == {one, other})
        assert gain == pytest.approx(ranked[0][0], abs=1e-8)
        assert tree.heights[n - k] == pytest.approx(np.sqrt(2 * gain), abs=1e-6)


@pytest.mark.parametrize("n_components", [1, 2, 5, 12])
def test_heights_and_cuts_are_those_of_scipy(n_components):
    points = np.random.default_rng(n_components).normal(size=(300, n_components))
    tree = fit_tree(data := PointSet.of(points))
    oracle = linkage(data.points, "ward")
    np.testing.assert_allclose(tree.heights, oracle[:, 2], rtol=1e-9)
    cuts = cut_tree(oracle)
    for k in range(1, 301, 7):
        assert adjusted_rand_score(tree.cut(k), cuts[:, 300 - k]) == 1.0


def test_a_weight_is_as_many_rows():
    generator = np.random.default_rng(3)
    points, counts = generator.normal(size=(150, 4)), generator.geometric(0.2, 150)
    tree = fit_tree(data := weighted(points, counts))
    rows = linkage(np.repeat(data.points, data.counts, axis=0), "ward")
    assert counts.max() > 10
    assert len(rows) > 3 * len(tree.heights)
    np.testing.assert_allclose(tree.heights, rows[-149:, 2], rtol=1e-9)
    np.testing.assert_allclose(rows[:-149, 2], 0, atol=1e-12)
    first_row = np.cumsum(data.counts) - data.counts
    for k, cut in zip(range(1, 11), cut_tree(rows, range(1, 11)).T, strict=True):
        assert adjusted_rand_score(tree.cut(k), cut[first_row]) == 1.0


def test_r_builds_the_same_tree():
    oracle = json.loads(R_ORACLE.read_text(encoding="utf-8"))
    points, counts = np.array(oracle["points"]), np.array(oracle["weights"])
    tree = fit_tree(data := weighted(points, counts))
    np.testing.assert_allclose(tree.heights, oracle["heights"], rtol=1e-12)
    first_row = np.cumsum(counts) - counts
    for k, cut in zip(range(2, 9), oracle["cuts_2_to_8"], strict=True):
        assert adjusted_rand_score(tree.cut(k)[data.inverse[first_row]], cut) == 1.0


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(60)), st.sampled_from([1, 2, 4]))
def test_neither_the_order_of_rows_nor_threads_change_a_bit(order, threads):
    """On a grid, where nearly everything is a tie."""
    points = np.random.default_rng(1).integers(0, 5, (60, 3)).astype(float)
    base = fit_tree(PointSet.of(points))
    with threadpool_limits(threads):
        other = fit_tree(PointSet.of(points[list(order)]))
    assert base.merges.tobytes() == other.merges.tobytes()
    assert base.heights.tobytes() == other.heights.tobytes()
    assert base.sizes.tobytes() == other.sizes.tobytes()


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([0.0, 1.0, 1e6, 1e12]),
    st.sampled_from([1e-9, 1e-4, 1.0]),
    st.booleans(),
)
def test_the_cheapest_partner_is_exact_where_single_precision_is_blind(seed, offset, step, far):
    """Near ties by the hundred: a fine grid far from zero, perhaps with one far outlier."""
    generator = np.random.default_rng(seed)
    points = offset + step * generator.integers(0, 12, (80, 2)) * (1 + 1e-12)
    points[0] += 1e7 * far
    inverse = 1.0 / generator.integers(1, 4, 80)
    costs = (
        (points[:, None, 0] - points[:, 0]) ** 2 + (points[:, None, 1] - points[:, 1]) ** 2
    ) / (inverse[:, None] + inverse)
    everyone = Weighted(points, inverse)
    assert find_cheapest(everyone, everyone).tolist() == costs.argmin(axis=1).tolist()
    np.fill_diagonal(costs, np.inf)
    expected = [
        min(np.flatnonzero(row == row.min()), key=lambda j, i=i: i ^ j)
        for i, row in enumerate(costs)
    ]
    assert find_cheapest(everyone, everyone, own=np.arange(80)).tolist() == expected


@pytest.mark.parametrize(
    "points",
    [np.arange(3000.0)[:, None], np.eye(150), np.indices((40, 40)).reshape(2, -1).T * 1.0],
    ids=["a line", "a simplex", "a grid"],
)
def test_ties_everywhere_do_not_make_the_tree_grow_pair_by_pair(points, monkeypatch):
    rounds = []
    monkeypatch.setattr(
        ward_module,
        "find_cheapest",
        lambda *args, **options: rounds.append(1) or find_cheapest(*args, **options),
    )
    fit_tree(PointSet.of(points))
    assert len(rounds) < 60


@pytest.fixture(scope="module")
def tree() -> WardTree:
    generator = np.random.default_rng(9)
    return fit_tree(weighted(generator.normal(size=(80, 3)), generator.integers(1, 6, 80)))


def test_cuts_are_nested_numbered_by_first_leaf_and_never_fall(tree):
    assert (np.diff(tree.heights) >= 0).all()
    assert tree.cut(80).tolist() == list(range(80))
    for k in range(1, 80):
        coarse, fine = tree.cut(k), tree.cut(k + 1)
        assert len(set(zip(coarse.tolist(), fine.tolist(), strict=True))) == k + 1
        assert list(dict.fromkeys(coarse.tolist())) == list(range(k))


def test_a_cut_by_height_makes_the_merges_up_to_it(tree):
    for i in (0, 40, 78):
        assert tree.cut_height(tree.heights[i]).tolist() == tree.cut(79 - i).tolist()
    assert tree.cut_height(-1.0).tolist() == list(range(80))


def test_a_node_knows_its_leaves_and_its_customers(tree):
    for k in (1, 2, 7, 80):
        labels = tree.cut(k)
        for label, node in enumerate(tree.nodes_at(k)):
            leaves = tree.leaves_of(int(node))
            assert leaves.tolist() == np.flatnonzero(labels == label).tolist()
            assert tree.sizes[node] == tree.sizes[leaves].sum()


def test_the_top_of_a_tree_is_a_tree_of_branches(tree):
    upper = tree.top(12)
    assert upper.n_leaves == 12
    assert upper.heights.tolist() == tree.heights[-11:].tolist()
    assert upper.sizes[-1] == tree.sizes[-1]
    assert upper.sizes[:12].tolist() == tree.sizes[tree.nodes_at(12)].tolist()
    for k in range(1, 13):
        assert upper.cut(k)[tree.cut(12)].tolist() == tree.cut(k).tolist()


def test_the_drawing_is_that_of_scipy(tree):
    upper = tree.top(20)
    n_leaves = [len(upper.leaves_of(node)) for node in range(20, 39)]
    rows = np.column_stack([upper.merges, upper.heights, n_leaves])
    oracle = dendrogram(rows, no_plot=True)
    across, up = upper.brackets()
    ours = np.column_stack([10 * across + 5, up])
    theirs = np.column_stack([oracle["icoord"], oracle["dcoord"]])
    np.testing.assert_allclose(ours[np.lexsort(ours.T)], theirs[np.lexsort(theirs.T)])
    assert upper.leaf_order().tolist() == oracle["leaves"]


def test_few_points_make_small_trees():
    lonely = fit_tree(PointSet.of(np.array([[3.0], [3.0]])))
    assert (lonely.cut(1).tolist(), lonely.sizes.tolist()) == ([0], [2])
    assert [len(each) for each in lonely.brackets()] == [0, 0]
    pair = fit_tree(PointSet.of(np.array([[0.0], [3.0]])))
    assert (pair.heights.tolist(), pair.cut(2).tolist()) == ([3.0], [0, 1])


@pytest.mark.parametrize("power", [-900, 900])
def test_a_very_large_or_small_unit_changes_the_heights_by_just_that(power):
    points = np.random.default_rng(4).normal(size=(50, 2))
    plain, scaled = fit_tree(PointSet.of(points)), fit_tree(PointSet.of(np.ldexp(points, power)))
    assert scaled.merges.tolist() == plain.merges.tolist()
    assert scaled.heights.tolist() == np.ldexp(plain.heights, power).tolist()


def test_what_is_no_cut_no_node_or_no_place_is_refused(tree):
    for k in (0, 81):
        with pytest.raises(SettingsError, match=f"k must be from 1 to 80.*; {k} was given"):
            tree.cut(k)
    with pytest.raises(SettingsError, match="node must be from 0 to 158"):
        tree.leaves_of(159)
    with pytest.raises(DataError, match=r"row 1, column 0 of the points is nan \(2 such cells\)"):
        PointSet.of(np.array([[0.0, 1.0], [np.nan, np.inf]]))
