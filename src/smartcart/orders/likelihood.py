"""Log-likelihood of BG/NBD and MBG/NBD, with its gradient, safe for any size of its parts.

The two differ in one count. A customer of x repeat orders had x chances to leave in BG/NBD, after
each of them, and x + 1 in MBG/NBD, where the first order is one more: `early` is 0 or 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, expit, gammaln

__all__ = ["log_likelihood", "log_odds_of_leaving"]

_Floats = NDArray[np.float64]


def log_likelihood(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats, early: int = 0
) -> tuple[float, _Floats]:
    """Return the log-likelihood of all customers, and its gradient.

    Equation 6 of Fader, Hardie & Lee (2005), and of Batislam, Denizel & Filiztekin (2007) where
    `early` is 1, with the two ways to have bought no more (still there, or gone after the last
    order) added on the log scale.

    Parameters
    ----------
    parameters : array of shape (4,)
        r, alpha, a, b, all above 0.
    frequency, recency, T : arrays of shape (n_customers,)
    early : int
        Chances to leave before the first repeat order: 0 in BG/NBD, 1 in MBG/NBD.

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
    x, chances = frequency, frequency + early
    odds = log_odds_of_leaving(parameters, x, recency, T, early)
    gone = expit(odds)  # 1 - P(alive)
    each = (
        gammaln(r + x)
        - gammaln(r)
        + r * np.log(alpha)
        + betaln(a, b + chances)
        - betaln(a, b)
        - (r + x) * np.log(alpha + T)
        + np.logaddexp(0.0, odds)
    )
    longer = np.log(alpha + T) - np.log(alpha + recency)
    both, after = digamma(a + b), digamma(a + b + chances)
    before = np.where(chances > 0, b + chances - 1, 1.0)
    slopes = (
        digamma(r + x) - digamma(r) + np.log(alpha) - np.log(alpha + T) + gone * longer,
        r / alpha - (r + x) * ((1 - gone) / (alpha + T) + gone / (alpha + recency)),
        both - after + gone / a,
        both - after + digamma(b + chances) - digamma(b) - gone / before,
    )
    return float(each.sum()), np.array([slope.sum() for slope in slopes])


def log_odds_of_leaving(
    parameters: _Floats, frequency: _Floats, recency: _Floats, T: _Floats, early: int = 0
) -> _Floats:
    """Return the log odds that a customer has left after the last order.

    -inf for a customer without repeat orders in BG/NBD, who cannot have left in that model.

    Examples
    --------
    >>> x, t, T = np.array([0.0, 1.0]), np.array([0.0, 5.0]), np.array([5.0, 5.0])
    >>> log_odds_of_leaving(np.ones(4), x, t, T).tolist()
    [-inf, 0.0]
    >>> log_odds_of_leaving(np.ones(4), x, t, T, early=1).round(3).tolist()  # log(6), log(1/2)
    [1.792, -0.693]
    """
    r, alpha, a, b = parameters
    chances = frequency + early
    before = np.where(chances > 0, b + chances - 1, 1.0)
    longer = np.log(alpha + T) - np.log(alpha + recency)
    odds = np.log(a) - np.log(before) + (r + frequency) * longer
    return np.where(chances > 0, odds, -np.inf)
