"""Log-likelihood of the Pareto/NBD model, with its gradient, safe for any size of its parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, expit, gammaln

from smartcart.orders.powers import integrate_powers

__all__ = ["pareto_log_likelihood", "pareto_log_odds_of_leaving"]

_Floats = NDArray[np.float64]


class _Ways(NamedTuple):
    """The two ways to have bought no more, on the log scale, with slopes by the parameters."""

    stayed: _Floats
    left: _Floats
    slopes_stayed: _Floats
    slopes_left: _Floats


def pareto_log_likelihood(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats
) -> tuple[float, _Floats]:
    """Return the log-likelihood of all customers, and its gradient.

    Schmittlein, Morrison & Colombo (1987), in the form of Fader & Hardie's note of 2005 before its
    integral over the moment of leaving is solved: that integral is taken by `integrate_powers`.

    Parameters
    ----------
    parameters : array of shape (4,)
        r, alpha, s, beta, all above 0.
    frequency, recency, T : arrays of shape (n_customers,)

    Returns
    -------
    (float, array of shape (4,))

    Examples
    --------
    >>> x, t, T = np.array([0.0]), np.array([0.0]), np.array([10.0])
    >>> value, _ = pareto_log_likelihood(np.array([1.0, 10.0, 1.0, 10.0]), x, t, T)
    >>> round(float(np.exp(value)), 3)  # stayed 1/4, left before the first order 3/8
    0.625
    """
    r, alpha, s, beta = parameters
    x = frequency
    ways = _weigh_ways(parameters, x, recency, T)
    gone = expit(ways.left - ways.stayed)
    each = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        + s * np.log(beta)
        + np.logaddexp(ways.stayed, ways.left)
    )
    slopes = (1 - gone) * ways.slopes_stayed + gone * ways.slopes_left
    slopes[0] += digamma(r + x) - digamma(r) + np.log(alpha)
    slopes[1] += r / alpha
    slopes[2] += np.log(beta)
    slopes[3] += s / beta
    return float(each.sum()), np.asarray(slopes.sum(axis=1))


def pareto_log_odds_of_leaving(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats
) -> _Floats:
    """Return the log odds that a customer has left between the last order and T.

    Examples
    --------
    >>> x, t, T = np.array([0.0, 3.0]), np.array([0.0, 10.0]), np.array([10.0, 10.0])
    >>> odds = pareto_log_odds_of_leaving(np.array([1.0, 10.0, 1.0, 10.0]), x, t, T)
    >>> np.exp(odds).round(3).tolist()  # 3/8 to 1/4; who has just ordered is still there
    [1.5, 0.0]
    """
    ways = _weigh_ways(parameters, frequency, recency, T)
    return ways.left - ways.stayed


def _weigh_ways(parameters: _Floats, x: _Floats, t: _Floats, T: _Floats) -> _Ways:
    r, alpha, s, beta = (float(each) for each in parameters)
    log, by = integrate_powers(alpha, beta, r + x, s + 1, t, T)
    one, two = np.log(alpha + T), np.log(beta + T)
    return _Ways(
        stayed=-(r + x) * one - s * two,
        left=np.log(s) + log,
        slopes_stayed=np.array([-one, -(r + x) / (alpha + T), -two, -s / (beta + T)]),
        slopes_left=np.array([by[2], by[0], 1 / s + by[3], by[1]]),
    )
