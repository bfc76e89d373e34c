"""Histories of buying -> BG/NBD, by maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import OptimizeResult, minimize

from smartcart.errors import DataError
from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.histories import check_histories
from smartcart.orders.likelihood import log_likelihood

__all__ = ["fit_bg_nbd"]

_Floats = NDArray[np.float64]

#: r, alpha, a, b that the search starts from, time being scaled to a mean T of 1.
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.1, 0.8, 2.5), (3.0, 1.0, 0.1, 3.0), (1.0, 0.1, 2.0, 10.0))
#: Beyond these a parameter says no more: everybody alike, or nobody ever leaves.
_BOUND = np.log(1e5)


def fit_bg_nbd(frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> BgNbd:
    """Fit a BG/NBD model by maximum likelihood (Fader, Hardie & Lee 2005).

    The logarithms of the parameters are searched by L-BFGS-B with the exact gradient, from four
    fixed starts; the best end is taken. The same customers in any order give the same model.

    Parameters
    ----------
    frequency : array of shape (n_customers,)
        Repeat orders, so one less than all orders; whole numbers of 0 or more.
    recency : array of shape (n_customers,)
        Time from the first order to the last; 0 for one order.
    T : array of shape (n_customers,)
        Time from the first order to the end of the record, in the same unit.

    Returns
    -------
    BgNbd

    Raises
    ------
    DataError
        For impossible histories (see `check_histories`), and for customers from whom nothing
        can be learnt: fewer than two, all of the same frequency, or a T of 0 for everybody.

    Examples
    --------
    >>> import numpy as np
    >>> generator = np.random.default_rng(0)
    >>> frequency = generator.poisson(generator.gamma(1.0, 2.0, 500))
    >>> recency = np.where(frequency > 0, 10 * generator.random(500) ** (1 / (1 + frequency)), 0)
    >>> model = fit_bg_nbd(frequency, recency, np.full(500, 10.0))
    >>> seldom, often = model.expected_orders([1, 9], [9.0, 9.0], [10.0, 10.0], horizon=5)
    >>> bool(seldom < often)
    True
    """
    x, t, until = check_histories(frequency, recency, T)
    _refuse_nothing_to_learn(x, until)
    order = np.lexsort((until, t, x))
    x, t, until = x[order], t[order], until[order]
    unit = float(until.mean())
    ends = [_search(np.log(start), x, t / unit, until / unit) for start in _STARTS]
    best = min(ends, key=lambda end: float(end.fun))
    r, alpha, a, b = (float(each) for each in np.exp(best.x))
    fitted = np.array([r, alpha * unit, a, b])
    return BgNbd(r, alpha * unit, a, b, log_likelihood(fitted, x, t, until)[0], len(x))


def _search(start: _Floats, x: _Floats, t: _Floats, T: _Floats) -> OptimizeResult:
    def loss(logarithms: _Floats) -> tuple[float, _Floats]:
        parameters = np.exp(logarithms)
        value, slope = log_likelihood(parameters, x, t, T)
        return -value / len(x), -slope * parameters / len(x)

    tight = {"maxiter": 1_000, "ftol": 1e-14, "gtol": 1e-9}
    bounds = [(-_BOUND, _BOUND)] * 4
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=tight)


def _refuse_nothing_to_learn(x: _Floats, T: _Floats) -> None:
    if len(x) < 2 or x.min() == x.max():
        found = f"All {len(x):,} customers have the same frequency" if len(x) else "None is given"
        raise DataError(
            f"{found}: nothing tells how customers differ.",
            "Give customers of whom some ordered more often than others.",
        )
    if not T.max() > 0:
        raise DataError(
            "T is 0 for every customer: no time has passed in which anybody could order.",
            "Give the time from the first order to the end of the record.",
        )
