"""Figures of R (tests/oracles/choice.json) and of scikit-learn for the same tables."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from smartcart.choice import (
    choose_by_gap,
    choose_by_strength,
    mean_silhouettes,
    score_gap,
    score_strength,
    segment_jaccards,
)
from smartcart.choice.stability import measure_stability
from smartcart.clusters import PointSet
from smartcart.settings import Settings

ORACLES = json.loads((Path(__file__).parents[1] / "oracles" / "choice.json").read_text())


@pytest.mark.parametrize("name", ORACLES["tables"])
def test_silhouettes_are_those_of_r_and_of_scikit_learn(name):
    """R's own partitions for k = 2 to 6, all measured in one pass: exact up to rounding."""
    table = ORACLES["tables"][name]
    points = np.array(table["points"])
    partitions = {each["k"]: np.array(each["partition"]) for each in table["silhouette"]}
    ours = mean_silhouettes(points, partitions)
    assert list(ours) == [2, 3, 4, 5, 6]
    for each in table["silhouette"]:
        k = each["k"]
        assert ours[k] == pytest.approx(each["mean"], abs=1e-9)
        assert ours[k] == pytest.approx(silhouette_score(points, partitions[k]), abs=1e-9)


def allowed(mc_se: float, sd: float, n: int) -> float:
    """Return four standard errors of the difference between R's mean and one of n draws."""
    return 4 * float(np.sqrt(mc_se**2 + sd**2 / n))


@pytest.mark.parametrize("name", ORACLES["tables"])
def test_the_gap_is_that_of_cluster_clusgap(name):
    """Within four Monte-Carlo errors, on R's own inertia; the same k by the 1-SE rule."""
    table, n = ORACLES["tables"][name], 100
    oracle = table["gap"]
    inertia = dict(zip(oracle["k"], table["inertia"], strict=True))
    gaps = score_gap(np.array(table["points"]), inertia, Settings(n_null=n))
    for i, k in enumerate(oracle["k"]):
        sd = oracle["se_sim"][i] / np.sqrt(1 + 1 / oracle["n_draws"])
        room = allowed(oracle["mc_se"][i], sd, n)
        assert gaps.loc[k, "gap"] == pytest.approx(oracle["gap"][i], abs=room)
        assert gaps.loc[k, "gap_se"] == pytest.approx(oracle["se_sim"][i], rel=0.35)
    assert choose_by_gap(gaps) == oracle["chosen_k"]


@pytest.mark.parametrize("name", ORACLES["tables"])
def test_prediction_strength_is_that_of_fpc(name):
    table, n = ORACLES["tables"][name], 60
    oracle = table["prediction_strength"]
    ours = score_strength(np.array(table["points"]), oracle["k"], Settings(), n)
    for i, k in enumerate(oracle["k"]):
        # fpc takes the best of ten starts, ours of three: a hundredth for that.
        room = allowed(oracle["mc_se"][i], oracle["sd"][i], n) + 0.01
        assert ours[k] == pytest.approx(oracle["mean"][i], abs=room)
    assert choose_by_strength(ours) == oracle["chosen_k"]


@pytest.mark.parametrize("name", ORACLES["tables"])
def test_bootstrap_stability_is_that_of_the_same_definition_written_in_r(name):
    """ARI over all pairs of refits, and the mean best Jaccard of each of R's clusters."""
    table, n = ORACLES["tables"][name], 60
    points, k = np.array(table["points"]), 3
    oracle = next(each for each in table["refits"] if each["k"] == k)
    stability = measure_stability(points, PointSet.of(points), [k], Settings(n_boot=n))[k]
    base = np.array(table["clusterboot"]["partition"])
    jaccards = segment_jaccards(base, stability)
    for i, jaccard in enumerate(jaccards):
        room = allowed(oracle["jaccard_mc_se"][i], oracle["jaccard_sd"][i], n) + 0.01
        assert jaccard == pytest.approx(oracle["jaccard_mean"][i], abs=room)
    room = allowed(oracle["ari_median_mc_se"], oracle["ari_median_mc_se"] * np.sqrt(200), n)
    assert stability.ari_median == pytest.approx(oracle["ari_median"], abs=room + 0.01)
    # fpc counts only the rows of each sample, so that its figures are a little higher.
    room = allowed(0, max(table["clusterboot"]["sd"]), n) + 0.05
    assert jaccards == pytest.approx(np.array(table["clusterboot"]["mean"]), abs=room)
