"""The figures of the panel, one by one, against what can be counted or known."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from smartcart.choice import (
    choose_by_gap,
    choose_k,
    flow_between,
    mean_silhouettes,
    origin_stability,
    prediction_strength,
    score_gap,
    score_k,
    segment_stability,
    split_clusters,
)
from smartcart.choice.silhouette import mean_interval
from smartcart.errors import DataError
from smartcart.settings import Settings
from smartcart.space import Space
from smartcart.testing import plant_cloud, plant_groups

QUICK = Settings(n_boot=6, n_null=6, k_max=5)


def test_every_figure_finds_three_planted_groups():
    scores = score_k(plant_groups(0, apart=7)[0], settings=QUICK)
    assert scores.votes == {"elbow": 3, "silhouette": 3, "gap": 3, "prediction_strength": 3}
    reason = choose_k(scores, QUICK).reason
    assert "the silhouette would take 3, the gap statistic 3 and prediction strength 3" in reason


def test_the_gap_statistic_may_say_that_there_is_one_group():
    scores = score_k(plant_cloud(0), settings=QUICK)
    assert scores.votes["gap"] == 1


def test_the_gap_of_a_uniform_box_is_nothing():
    box = np.random.default_rng(0).uniform(size=(400, 2)) * [9, 1]  # axes along the sides
    inertia = {1: float(((box - box.mean(axis=0)) ** 2).sum())}
    gap = score_gap(box, inertia, Settings(n_null=50)).loc[1]
    assert abs(gap["gap"]) < 3 * gap["gap_se"] + 0.02


def test_the_first_k_within_one_standard_error_is_taken():
    gaps = pd.DataFrame({"gap": [0.2, 0.5, 0.55, 0.4], "gap_se": 0.1}, index=[1, 2, 3, 4])
    assert choose_by_gap(gaps) == 2
    assert choose_by_gap(gaps.assign(gap_se=0.01)) == 3
    assert choose_by_gap(gaps.iloc[:2].assign(gap_se=0.0)) == 2


def test_prediction_strength_counted_by_hand():
    # {0,1,2,3}: the other half keeps 3 of its 4 together, 3 pairs of 6; {4,5} stays whole.
    assert prediction_strength(np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 2, 2])) == 0.5
    assert prediction_strength(np.array([0, 1]), np.array([0, 0])) == 1.0  # no pair to break


def test_members_that_come_from_everywhere_say_so():
    before = np.array([0, 0, 1, 1, 2, 2])
    labels = np.array([0, 1, 0, 1, 0, 1])
    assert origin_stability(labels, before) == pytest.approx([0.0, 0.0])
    halves = np.array([0, 0, 0, 0, 1, 1])
    assert origin_stability(halves, before) == pytest.approx([1 - np.log(2) / np.log(3), 1.0])


def test_the_flow_counts_every_customer_once_at_each_step():
    labels = {k: np.arange(60) % k for k in (1, 2, 3)}
    flow = flow_between(labels)
    assert flow.groupby("k")["n_customers"].sum().to_dict() == {1: 60, 2: 60}
    assert flow[flow["k"] == 2]["n_customers"].tolist() == [10] * 6


def test_each_cluster_is_judged_on_its_own():
    """One group stands alone; the other cloud is cut in two, somewhere."""
    points = np.vstack(
        [plant_cloud(0, n=100, n_columns=2) + 30, plant_cloud(1, n=200, n_columns=2)]
    )
    table = segment_stability(points, 3, Settings(n_boot=20))
    alone = table["n_customers"].eq(100)
    assert table.loc[alone, "band"].tolist() == ["highly stable"]
    assert table.loc[~alone, "jaccard"].max() < 0.9
    assert 0 < table.attrs["ari_q10"] <= table.attrs["ari_median"] < 1


def test_overlapping_groups_are_found_as_well_as_they_can_be():
    """The Bayes rule, which knows the centres, is the bound."""
    points, truth = plant_groups(seed=1, apart=3.5, n_each=200)
    centers = 3.5 / np.sqrt(2) * np.eye(3)
    bayes = ((points[:, np.newaxis] - centers) ** 2).sum(axis=2).argmin(axis=1)
    scores = score_k(points, settings=QUICK)
    k = choose_k(scores, QUICK).k
    assert k == 3
    possible = adjusted_rand_score(truth, bayes)
    assert adjusted_rand_score(truth, scores.labels[k]) >= possible - 0.05


def space_of(points: np.ndarray) -> Space:
    ids = pd.Index([f"c{i:04d}" for i in range(len(points))])
    return Space(pd.DataFrame(points, index=ids), None, {})


def test_parts_of_a_segment_are_shown_only_where_they_are_real():
    """Two far groups; the first has two parts, the second is one cloud."""
    parts = plant_groups(seed=0, apart=6, n_groups=2)[0]
    points = np.vstack([parts, plant_cloud(seed=1, correlation=0.7, n=200) + 60])
    first, second = split_clusters(space_of(points), np.repeat([0, 1], 200), QUICK)
    assert first.partition.sizes.tolist() == pytest.approx([100, 100], abs=3)
    assert first.silhouette_z > 3
    assert min(first.jaccards) > 0.9
    assert second is None


def test_one_more_draw_changes_none_before_it():
    points = plant_cloud(0)
    few, more = (
        score_k(points, [1, 2], QUICK.model_copy(update={"n_null": n})).null.silhouette[2]
        for n in (4, 6)
    )
    assert few.tolist() == more[:4].tolist()


def test_the_interval_of_a_sampled_silhouette_covers_the_whole_nineteen_times_in_twenty():
    covered = []
    for seed in range(60):
        points, truth = plant_groups(seed, apart=3, n_each=300)
        whole = mean_silhouettes(points, {3: truth})[3]
        sample = np.random.default_rng(seed).permutation(900)[:300]
        low, high = mean_interval(points[sample], truth[sample], 900)
        covered.append(low < whole < high)
    assert np.mean(covered) >= 0.88  # 0.95 less two and a half standard errors of 60 trials


def test_a_sampled_panel_says_how_sure_its_silhouette_is():
    points = plant_groups(0, apart=3)[0]
    whole = score_k(points, [3], Settings(n_boot=2, n_null=2)).table.loc[3]
    assert whole["silhouette_low"] == whole["silhouette"] == whole["silhouette_high"]
    part = score_k(points, [3], Settings(n_boot=2, n_null=2, panel_size=150)).table.loc[3]
    assert part["silhouette_low"] < part["silhouette"] < part["silhouette_high"]


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([[1.0, 2.0]], "The matrix has 1 row"),
        ([[1.0], [np.nan]], "a missing value in row 1, column 0"),
        ([[np.inf], [1.0]], "an infinite or huge value in row 0, column 0"),
        ([[1e308], [1.0]], "an infinite or huge value in row 0, column 0"),
        ([["a"], ["b"]], "no number"),
        ([1.0, 2.0], r"has the shape \(2,\)"),
    ],
)
def test_a_matrix_that_cannot_be_compared_is_refused(matrix, message):
    for use in (score_k, lambda each: segment_stability(each, 2)):
        with pytest.raises(DataError, match=message) as refusal:
            use(matrix)
        assert refusal.value.next_step


def test_more_clusters_than_distinct_rows_are_not_tried():
    points = np.repeat([[0.0], [1.0], [5.0]], 20, axis=0)
    scores = score_k(points, settings=QUICK)
    assert scores.table.index.tolist() == [1, 2, 3]
    with pytest.raises(DataError, match=r"between 2 and 3 \(the distinct rows\)"):
        segment_stability(points, 4)


def test_a_table_of_one_value_has_one_cluster():
    scores = score_k(np.ones((50, 2)), settings=QUICK)
    assert scores.table.index.tolist() == [1]
    assert choose_k(scores, QUICK).k == 1
