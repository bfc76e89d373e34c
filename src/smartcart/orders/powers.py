"""The one integral of the Pareto/NBD model, on the log scale and with its derivatives."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Powers", "integrate_powers"]

_Floats = NDArray[np.float64]
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)
#: Where the integrand has fallen to exp(-46), 1e-20 of its start, nothing is left to add.
_FALL = 46.0
#: Rows taken at once; their intermediate arrays stay in a processor's cache.
_BLOCK = 512
#: The longest piece of y for one rule.
_PIECE = 12.0


class Powers(NamedTuple):
    """The logarithm of the integral, and its slopes by alpha, beta, m and n, shape (4, rows)."""

    log: _Floats
    slopes: _Floats


def integrate_powers(
    alpha: float, beta: float, m: _Floats, n: float, lower: _Floats, upper: _Floats
) -> Powers:
    """Integrate (alpha + u)^-m (beta + u)^-n over u from lower to upper.

    Gauss and Legendre's rule of 32 points in y, where u = lower + c (exp(y) - 1) and c is the
    length on which the integrand falls at first. In y it is smooth on the scale of 1 for any
    powers, and all its values are positive: nothing cancels, unlike in the difference of two
    hypergeometric functions (Fader & Hardie 2005). Where y reaches
    beyond 12, which is e^12 times that length, the rule is taken piece by piece. The relative
    error is below 1e-10; tests hold it there.

    Parameters
    ----------
    alpha, beta : float
        Above 0.
    m : array of shape (rows,)
        Above 0, as is n.
    lower, upper : arrays of shape (rows,)
        0 <= lower <= upper. Where they are equal, the logarithm is -inf and the slopes are 0.

    Examples
    --------
    >>> area = integrate_powers(1.0, 1.0, np.array([1.0]), 1.0, np.array([0.0]), np.array([9.0]))
    >>> np.exp(area.log).round(12).tolist()  # 1 - 1/10
    [0.9]
    """
    blocks = [slice(at, at + _BLOCK) for at in range(0, max(len(m), 1), _BLOCK)]
    parts = [_integrate(alpha, beta, m[rows], n, lower[rows], upper[rows]) for rows in blocks]
    logs, slopes = zip(*parts, strict=True)
    return Powers(np.concatenate(logs), np.concatenate(slopes, axis=1))


def _integrate(
    alpha: float, beta: float, m: _Floats, n: float, lower: _Floats, upper: _Floats
) -> Powers:
    one, two = alpha + lower, beta + lower
    scale = np.minimum(np.minimum(one, two), 1 / (m / one + n / two))
    reach = np.minimum(one * _grown(_FALL / m), two * _grown(_FALL / n))
    width = np.log1p(np.minimum(upper - lower, reach) / scale)
    points, weights = _rule(int(np.ceil(width.max(initial=1.0) / _PIECE)))
    y = width[:, None] * points
    ahead = scale[:, None] * np.expm1(y)
    log_one, log_two = np.log1p(ahead / one[:, None]), np.log1p(ahead / two[:, None])
    heights = np.exp(y - m[:, None] * log_one - n * log_two) * weights
    total = heights.sum(axis=1)
    share = heights / total[:, None]
    with np.errstate(divide="ignore"):  # no width: log(0) is meant
        log_width = np.log(width)
    log = log_width + np.log(scale * total) - m * np.log(one) - n * np.log(two)
    slopes = np.array(
        [
            -m * (share / (one[:, None] + ahead)).sum(axis=1),
            -n * (share / (two[:, None] + ahead)).sum(axis=1),
            -np.log(one) - (share * log_one).sum(axis=1),
            -np.log(two) - (share * log_two).sum(axis=1),
        ]
    )
    return Powers(log, np.where(width > 0, slopes, 0.0))


def _rule(pieces: int) -> tuple[_Floats, _Floats]:
    """Return points and weights on 0 to 1, cut into equal pieces."""
    points = (np.arange(pieces)[:, None] + (_POINTS + 1) / 2) / pieces
    return points.ravel(), np.tile(_WEIGHTS / (2 * pieces), pieces)


def _grown(exponent: _Floats | float) -> _Floats:
    return np.asarray(np.expm1(np.minimum(exponent, 600.0)))
