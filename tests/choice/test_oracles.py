"""Figures of R (tests/oracles/choice.json) and of scikit-learn for the same tables."""

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from smartcart.choice import mean_silhouettes

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
