"""Families of response models: logistic, boosting, and both blended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from smartcart.kernels import log1p
from smartcart.value.trees import MOST_LEAVES, flatten_trees, sum_trees

__all__ = ["FAMILIES", "PARTS", "Design", "Score", "blend_scores", "fit_part"]

_Floats = NDArray[np.float64]

#: Rows of a design -> log-odds of an answer.
Score = Callable[["Design"], _Floats]

PARTS = ("logistic", "boosting")

#: A family is the mean of the log-odds of its parts.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "logistic": ("logistic",),
    "boosting": ("boosting",),
    "blend": ("logistic", "boosting"),
}


@dataclass(frozen=True)
class Design:
    """What models see: predictors, then one 0/1 column per segment.

    Attributes
    ----------
    values : float array of shape (n_customers, n_columns)
        NaN where not known.
    logged : bool array of shape (n_columns,)
        Columns a linear model takes the logarithm of.
    """

    values: _Floats
    logged: NDArray[np.bool_]

    def rows(self, which: NDArray[np.bool_]) -> Design:
        """Return some of the rows."""
        return Design(self.values[which], self.logged)

    @property
    def linear(self) -> _Floats:
        """The values as a linear model sees them."""
        values = self.values.copy()
        values[:, self.logged] = log1p(np.maximum(values[:, self.logged], 0.0))
        return values


def fit_part(part: str, design: Design, answers: _Floats) -> Score:
    """Fit one part on customers whose answers are known.

    Logistic regression is ridge-penalised (C = 0.1 on z-scores; missing values count as
    average); boosting is gradient boosting of small trees with missing values as they are.
    """
    return _fit_logistic(design, answers) if part == "logistic" else _fit_boosting(design, answers)


def blend_scores(scores: Sequence[_Floats]) -> _Floats:
    """Return the mean log-odds."""
    return np.asarray(np.mean(scores, axis=0), dtype=np.float64)


def _fit_logistic(design: Design, answers: _Floats) -> Score:
    values = design.linear
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    center = np.where(known, values, 0.0).sum(axis=0) / count
    spread = np.sqrt(np.where(known, (values - center) ** 2, 0.0).sum(axis=0) / count)
    spread[spread == 0] = 1.0

    def scaled(some: Design) -> _Floats:
        return np.asarray(np.nan_to_num((some.linear - center) / spread, nan=0.0), np.float64)

    model = LogisticRegression(C=0.1, max_iter=2_000).fit(scaled(design), answers)
    return lambda some: np.asarray(model.decision_function(scaled(some)), dtype=np.float64)


def _fit_boosting(design: Design, answers: _Floats) -> Score:
    model = HistGradientBoostingClassifier(
        learning_rate=0.1,  # half the trees at twice the rate earn as much, in half the time
        max_iter=75,
        max_leaf_nodes=MOST_LEAVES,
        min_samples_leaf=20,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    ).fit(design.values, answers)
    baseline, trees = flatten_trees(model)
    return lambda some: sum_trees(baseline, trees, some.values)
