"""Histories of buying -> a model of buying and leaving, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.errors import DataError
from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.histories import check_histories
from smartcart.orders.likelihood import log_likelihood
from smartcart.orders.mbg_nbd import MbgNbd
from smartcart.orders.pareto_likelihood import pareto_log_likelihood
from smartcart.orders.pareto_nbd import ParetoNbd
from smartcart.orders.search import fit_parameters

__all__ = ["fit_bg_nbd", "fit_mbg_nbd", "fit_pareto_nbd"]

_Floats = NDArray[np.float64]

#: Parameters that a search starts from, time being scaled to a mean T of 1.
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 0.1, 0.8, 2.5), (3.0, 1.0, 0.1, 3.0), (1.0, 0.1, 2.0, 10.0))
_PARETO_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.5, 0.3, 0.6, 0.4), (3.0, 1.0, 0.3, 3.0))
#: Which parameters are times: alpha, and in Pareto/NBD beta.
_TIMES, _PARETO_TIMES = (0, 1, 0, 0), (0, 1, 0, 1)


def fit_bg_nbd(frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> BgNbd:
    """Fit a BG/NBD model by maximum likelihood (Fader, Hardie & Lee 2005).

    The logarithms of the parameters are searched by L-BFGS-B with the exact gradient, from four
    fixed starts; the best end is taken. Standard errors come from the observed information, the
    curvature of the log-likelihood at its maximum. The same customers in any order give the same
    model.

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
    found = _fit(log_likelihood, _STARTS, _TIMES, frequency, recency, T)
    r, alpha, a, b = found.parameters
    return BgNbd(r, alpha, a, b, found.value, found.n, found.errors)


def fit_mbg_nbd(frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> MbgNbd:
    """Fit an MBG/NBD model by maximum likelihood (Batislam, Denizel & Filiztekin 2007).

    Searched as in `fit_bg_nbd`, and with standard errors of the same kind.

    Parameters
    ----------
    frequency, recency, T : arrays of shape (n_customers,)
        As in `fit_bg_nbd`.

    Returns
    -------
    MbgNbd

    Raises
    ------
    DataError
        As in `fit_bg_nbd`.

    Examples
    --------
    >>> truth = MbgNbd(r=1.0, alpha=8.0, a=1.0, b=3.0, log_likelihood=0.0, n_customers=0)
    >>> from smartcart.orders import draw_histories
    >>> frequency, recency = draw_histories(truth, np.full(500, 30.0))
    >>> model = fit_mbg_nbd(frequency[0], recency[0], np.full(500, 30.0))
    >>> len(model.standard_errors), model.n_customers
    (4, 500)
    """

    def with_early(at: _Floats, x: _Floats, t: _Floats, until: _Floats) -> tuple[float, _Floats]:
        return log_likelihood(at, x, t, until, early=1)

    found = _fit(with_early, _STARTS, _TIMES, frequency, recency, T)
    r, alpha, a, b = found.parameters
    return MbgNbd(r, alpha, a, b, found.value, found.n, found.errors)


def fit_pareto_nbd(frequency: ArrayLike, recency: ArrayLike, T: ArrayLike) -> ParetoNbd:
    """Fit a Pareto/NBD model by maximum likelihood (Schmittlein, Morrison & Colombo 1987).

    Searched as in `fit_bg_nbd`, from three fixed starts, and with standard errors of the same kind.

    Parameters
    ----------
    frequency, recency, T : arrays of shape (n_customers,)
        As in `fit_bg_nbd`.

    Returns
    -------
    ParetoNbd

    Raises
    ------
    DataError
        As in `fit_bg_nbd`.

    Examples
    --------
    >>> truth = ParetoNbd(1.0, 8.0, 1.0, 20.0, log_likelihood=0.0, n_customers=0)
    >>> from smartcart.orders import draw_histories
    >>> frequency, recency = draw_histories(truth, np.full(300, 30.0))
    >>> model = fit_pareto_nbd(frequency[0], recency[0], np.full(300, 30.0))
    >>> len(model.standard_errors), model.n_customers
    (4, 300)
    """
    found = _fit(pareto_log_likelihood, _PARETO_STARTS, _PARETO_TIMES, frequency, recency, T)
    r, alpha, s, beta = found.parameters
    return ParetoNbd(r, alpha, s, beta, found.value, found.n, found.errors)


class _Found(NamedTuple):
    parameters: list[float]
    value: float
    n: int
    errors: tuple[float, ...]


def _fit(
    likelihood: Callable[..., tuple[float, _Floats]],
    starts: Sequence[Sequence[float]],
    times: Sequence[int],
    *histories: ArrayLike,
) -> _Found:
    x, t, until = check_histories(*histories)
    _refuse_nothing_to_learn(x, until)
    order = np.lexsort((until, t, x))
    x, t, until = x[order], t[order], until[order]
    unit = float(until.mean())
    found, errors = fit_parameters(
        lambda at: likelihood(at, x, t / unit, until / unit), starts, len(x)
    )
    scale = np.where(times, unit, 1.0)
    fitted = found * scale
    value, _ = likelihood(fitted, x, t, until)
    return _Found(fitted.tolist(), value, len(x), tuple((errors * scale).tolist()))


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
