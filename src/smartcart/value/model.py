"""One calibrated model of response, its family chosen inside the customers it learns from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from smartcart.value.families import FAMILIES, PARTS, Design, Score, blend_scores, fit_part
from smartcart.value.folds import deal_folds

__all__ = ["Calibration", "ResponseModel", "calibrate", "fit_response"]

_Floats = NDArray[np.float64]

#: Inner folds; of many customers, half teach nearly what three quarters do, at half the cost.
_INNER_FOLDS, _FEW_FOLDS, _MANY = 4, 2, 5_000
_MOST_STEPS = 50


@dataclass(frozen=True)
class Calibration:
    """Log-odds to probability: ``1 / (1 + exp(-(intercept + slope * score)))``.

    ``covariance`` is that of intercept and slope, shape (2, 2).
    """

    intercept: float
    slope: float
    covariance: _Floats

    def probability(self, scores: _Floats) -> _Floats:
        """Return the probability of an answer."""
        return np.asarray(expit(self.intercept + self.slope * scores), dtype=np.float64)

    def sum_error(self, scores: _Floats) -> float:
        """Return the standard error of the sum of probabilities (delta method)."""
        p = self.probability(scores)
        gradient = np.array([np.sum(p * (1 - p)), np.sum(p * (1 - p) * scores)])
        return float(np.sqrt(max(gradient @ self.covariance @ gradient, 0.0)))


@dataclass(frozen=True)
class ResponseModel:
    """A fitted model of response.

    Attributes
    ----------
    family : str
        The family with the lowest held-out log-loss: logistic, boosting or blend.
    losses : mapping of str to float
        Held-out log-loss per customer of each family, calibrated.
    calibrations : mapping of str to Calibration
        One per family.
    parts : mapping of str to callable
        The fitted parts.
    """

    family: str
    losses: Mapping[str, float]
    calibrations: Mapping[str, Calibration]
    parts: Mapping[str, Score]

    def score(self, design: Design) -> dict[str, _Floats]:
        """Return the log-odds of each family before calibration, shape (n_customers,)."""
        scores = {part: score(design) for part, score in self.parts.items()}
        return {f: blend_scores([scores[part] for part in FAMILIES[f]]) for f in self.losses}

    def family_score(self, design: Design) -> _Floats:
        """Return the log-odds of the family chosen, before calibration, shape (n_customers,)."""
        return blend_scores([self.parts[part](design) for part in FAMILIES[self.family]])


def fit_response(
    design: Design,
    answers: _Floats,
    groups: NDArray[np.uint64],
    held_out: Mapping[str, _Floats] | None = None,
) -> ResponseModel:
    """Choose a family by cross-validation, calibrate it, and fit it on all customers given.

    Inner folds keep repeated rows together. The family with the lowest held-out log-loss wins;
    its held-out log-odds are turned into probabilities by a logistic curve (Platt 1999). Whoever
    is judged later must not be among these customers.

    Parameters
    ----------
    design : Design of n_customers rows
    answers : array of 0 and 1 of shape (n_customers,)
    groups : array of shape (n_customers,)
        Fingerprints, as `fingerprint_customers` returns them.
    held_out : mapping of str to array of shape (n_customers,), optional
        Log-odds of each part from models that never saw the customer, where they are known.
    """
    held_out = held_out or _score_held_out(design, answers, groups)
    blends = {f: blend_scores([held_out[p] for p in own]) for f, own in FAMILIES.items()}
    curves = {family: calibrate(scores, answers) for family, scores in blends.items()}
    losses = {f: _log_loss(curves[f].probability(blends[f]), answers) for f in FAMILIES}
    best = min(losses, key=lambda family: losses[family])
    fitted = {part: fit_part(part, design, answers) for part in PARTS}
    return ResponseModel(best, losses, curves, fitted)


def _score_held_out(
    design: Design, answers: _Floats, groups: NDArray[np.uint64]
) -> dict[str, _Floats]:
    # Another salt than the outer folds, which already share what they have of the first.
    n_folds = _INNER_FOLDS if len(answers) < _MANY else _FEW_FOLDS
    folds = deal_folds(groups, answers, n_folds, salt=1)
    scores = {part: np.empty(len(answers)) for part in PARTS}
    for fold in range(n_folds):
        held = folds == fold
        for part in PARTS:
            score = fit_part(part, design.rows(~held), answers[~held])
            scores[part][held] = score(design.rows(held))
    return scores


def calibrate(scores: _Floats, answers: _Floats) -> Calibration:
    """Fit the logistic curve from held-out log-odds to answers, by Newton's method.

    Targets are drawn in by one customer, as Platt (1999) does, so that the curve exists where
    the scores divide the answers perfectly. A curve that would fall is made flat: scores that
    rank the wrong way round say nothing.

    Examples
    --------
    >>> curve = calibrate(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.0, 1.0]))
    >>> bool(curve.slope > 0), float(curve.probability(np.array([0.0]))[0])
    (True, 0.5)
    """
    positive = answers.sum()
    high, low = (positive + 1) / (positive + 2), 1 / (len(answers) - positive + 2)
    targets = np.where(answers > 0, high, low)
    rising = _fit_curve(np.column_stack([np.ones_like(scores), scores]), targets)
    if rising[0][1] >= 0:
        return Calibration(float(rising[0][0]), float(rising[0][1]), rising[1])
    flat, covariance = _fit_curve(np.ones((len(scores), 1)), targets)
    return Calibration(float(flat[0]), 0.0, np.diag([covariance[0, 0], 0.0]))


def _fit_curve(columns: _Floats, targets: _Floats) -> tuple[_Floats, _Floats]:
    """Return the coefficients and their covariance."""
    ridge = 1e-6 * np.eye(columns.shape[1])  # a constant score leaves the slope undefined
    beta = np.zeros(columns.shape[1])
    beta[0] = np.log(targets.mean() / (1 - targets.mean()))
    for _ in range(_MOST_STEPS):
        p = expit(columns @ beta)
        curvature = (columns * (p * (1 - p))[:, None]).T @ columns + ridge
        step = np.linalg.solve(curvature, columns.T @ (targets - p) - ridge @ beta)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.asarray(np.linalg.inv(curvature), dtype=np.float64)


def _log_loss(p: _Floats, answers: _Floats) -> float:
    kept = np.clip(np.where(answers > 0, p, 1 - p), 1e-12, 1.0)
    return float(-np.mean(np.log(kept)))
