"""Orders to expect as a sum of probabilities, for parameters that a power series cannot bear."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaln

__all__ = ["add_up_orders"]

_Floats = NDArray[np.float64]
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(32)
#: Terms added one by one; an integral follows.
_SINGLE = 60
#: exp(-46) is 1e-20: nothing is left to add.
_FALL = 46.0


def add_up_orders(shape: _Floats, ahead: _Floats, a: float, b: _Floats) -> _Floats:
    """Return the orders to expect of customers who are there: P(1 or more) + P(2 or more) + ...

    The k-th order comes if a customer who never leaves would make it (a negative binomial tail),
    and if the customer did not leave after the k - 1 before (a ratio of beta functions). All
    terms are positive. From the 60th on they are added by Euler and Maclaurin's formula, its
    integral taken by Gauss and Legendre's rule below, at and above the expected number. The
    relative error is below 1e-6.

    Parameters
    ----------
    shape : array of shape (rows,)
        Of the gamma distribution of rates, above 0.
    ahead : array of shape (rows,)
        The horizon over the scale of that distribution, alpha + T.
    a : float
    b : array of shape (rows,)
        Of the beta distribution of the probability to leave, a and b above 0.

    Examples
    --------
    >>> one = np.ones(1)
    >>> add_up_orders(50.0 * one, 0.2 * one, a=1e-9, b=one).round(6).tolist()  # nobody leaves
    [10.0]
    """
    share = (ahead / (1 + ahead))[:, None]
    whole = betaln(a, b)[:, None]

    def terms(k: _Floats) -> _Floats:
        stay = np.exp(betaln(a, b[:, None] + k - 1) - whole)
        return np.asarray(stay * betainc(k, shape[:, None], share))

    first = terms(np.arange(1.0, _SINGLE + 2.0)[None, :])
    slope = (first[:, -1] - first[:, -3]) / 2
    rest = _integrate(terms, _ends(shape, ahead, a, b))
    return np.asarray(first[:, :-2].sum(axis=1) + first[:, -2] / 2 - slope / 12 + rest)


def _ends(shape: _Floats, ahead: _Floats, a: float, b: _Floats) -> list[_Floats]:
    """Return where the pieces of the integral end: around the expected number, and at the last."""
    mean = shape * ahead
    spread = np.sqrt(mean * (1 + ahead))
    last = (a + b) * np.expm1(min(_FALL / a, 600.0))
    tail = mean + 12 * spread + 60 * (1 + ahead)
    ends = [np.full_like(mean, _SINGLE), mean - 12 * spread, mean, mean + 4 * spread, tail]
    return [np.clip(end, _SINGLE, np.maximum(last, _SINGLE)) for end in ends]


def _integrate(terms: Callable[[_Floats], _Floats], ends: list[_Floats]) -> _Floats:
    total = np.zeros_like(ends[0])
    for low, high in pairwise(ends):
        width = np.log(high / low)
        k = low[:, None] * np.exp(width[:, None] * (_POINTS + 1) / 2)
        total += width / 2 * (terms(k) * k * _WEIGHTS).sum(axis=1)
    return total
