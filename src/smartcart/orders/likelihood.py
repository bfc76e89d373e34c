"""Log-likelihood of the BG/NBD model, with its gradient, safe for any size of its parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, expit, gammaln

__all__ = ["log_likelihood", "log_odds_of_leaving"]

_Floats = NDArray[np.float64]


def log_likelihood(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats
) -> tuple[float, _Floats]:
    """Return the log-likelihood of all customers, and its gradient.

    Equation 6 of Fader, Hardie & Lee (2005), with the two ways to have bought no more (still
    there, or gone after the last order) added on the log scale.

    Parameters
    ----------
    parameters : array of shape (4,)
        r, alpha, a, b, all above 0.
    frequency, recency, T : arrays of shape (n_customers,)

    Returns
    -------
    (float, array of shape (4,))

    Examples
    --------
    >>> x, t, T = np.array([0.0]), np.array([0.0]), np.array([10.0])
    >>> value, _ = log_likelihood(np.array([1.0, 10.0, 1.0, 1.0]), x, t, T)
    >>> round(float(np.exp(value)), 3)  # nobody buys within 10 days: alpha / (alpha + T)
    0.5
    """
    r, alpha, a, b = parameters
    x, bought = frequency, frequency > 0
    odds = log_odds_of_leaving(parameters, x, recency, T)
    gone = np.where(bought, expit(odds), 0.0)  # 1 - P(alive)
    each = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        + betaln(a, b + x)
        - betaln(a, b)
        - (r + x) * np.log(alpha + T)
        + np.where(bought, np.logaddexp(0.0, odds), 0.0)
    )
    longer = np.log(alpha + T) - np.log(alpha + recency)
    both, after = digamma(a + b), digamma(a + b + x)
    before = np.where(bought, b + x - 1, 1.0)
    slopes = (
        digamma(r + x) - digamma(r) + np.log(alpha) - np.log(alpha + T) + gone * longer,
        r / alpha - (r + x) * ((1 - gone) / (alpha + T) + gone / (alpha + recency)),
        both - after + gone / a,
        both - after + digamma(b + x) - digamma(b) - gone / before,
    )
    return float(each.sum()), np.array([slope.sum() for slope in slopes])


def log_odds_of_leaving(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats
) -> _Floats:
    """Return the log odds that a customer has left after the last order.

    -inf for a customer without repeat orders, who cannot have left in this model.

    Examples
    --------
    >>> x, t, T = np.array([0.0, 1.0]), np.array([0.0, 5.0]), np.array([5.0, 5.0])
    >>> log_odds_of_leaving(np.ones(4), x, t, T).tolist()
    [-inf, 0.0]
    """
    r, alpha, a, b = parameters
    bought = frequency > 0
    before = np.where(bought, b + frequency - 1, 1.0)
    longer = np.log(alpha + T) - np.log(alpha + recency)
    odds = np.log(a) - np.log(before) + (r + frequency) * longer
    return np.where(bought, odds, -np.inf)
