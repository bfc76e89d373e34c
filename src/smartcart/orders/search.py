"""A log-likelihood with its gradient -> the parameters where it is highest, and their errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartcart.threads import one_thread

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

__all__ = ["Fitted", "LogLikelihood", "fit_parameters"]

_Floats = NDArray[np.float64]
#: Parameters -> the value and the gradient.
LogLikelihood = Callable[[_Floats], tuple[float, _Floats]]

#: Beyond these a parameter says no more: everybody alike, or nobody ever leaves.
_BOUND = np.log(1e5)
#: A step of the logarithms. Its square is what a central difference leaves out.
_STEP = 1e-4


class Fitted(NamedTuple):
    """What maximises a likelihood, as arrays of shape (n_parameters,)."""

    parameters: _Floats
    standard_errors: _Floats


def fit_parameters(
    log_likelihood: LogLikelihood, starts: Sequence[Sequence[float]], n: int
) -> Fitted:
    """Return the positive parameters where a log-likelihood of n customers is highest.

    Their logarithms are searched by L-BFGS-B with the gradient, from each start; the best end is
    taken. Standard errors come from the observed information: central differences of the gradient
    by the logarithms, turned round, and times the parameter (the delta method, which is exact at
    the maximum). A parameter at a bound of the search, 0.00001 or 100,000, has an infinite error,
    and so has each one where the information is not positive definite.

    Examples
    --------
    >>> def normal(p):  # three values with mean 2 and variance 1, of unknown mean
    ...     return -1.5 * (p[0] - 2) ** 2, -3 * (p - 2)
    >>> mean, error = fit_parameters(normal, [[1.0]], n=3)
    >>> mean.round(6).tolist(), error.round(4).tolist()  # 1 / sqrt(3)
    ([2.0], [0.5774])
    """
    import scipy.optimize  # noqa: F401 - with an algebra of its own, whose threads are held, too

    with one_thread():  # four numbers are no work to share
        ends = [_search(np.log(start), log_likelihood, n) for start in starts]
    best: _Floats = min(ends, key=lambda end: float(end.fun)).x
    parameters = np.exp(best)
    return Fitted(parameters, parameters * _errors(best, log_likelihood))


def _search(start: _Floats, log_likelihood: LogLikelihood, n: int) -> OptimizeResult:
    from scipy.optimize import minimize

    def loss(logarithms: _Floats) -> tuple[float, _Floats]:
        parameters = np.exp(logarithms)
        value, slope = log_likelihood(parameters)
        return -value / n, -slope * parameters / n

    tight = {"maxiter": 1_000, "ftol": 1e-14, "gtol": 1e-9}
    bounds = [(-_BOUND, _BOUND)] * len(start)
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=tight)


def _errors(logarithms: _Floats, log_likelihood: LogLikelihood) -> _Floats:
    """Return the standard errors of the logarithms, infinite for those not determined."""
    errors = np.full(len(logarithms), np.inf)
    free = np.flatnonzero(np.abs(logarithms) < _BOUND - _STEP)
    if len(free):
        information = -_curvature(logarithms, log_likelihood)[np.ix_(free, free)]
        values, vectors = np.linalg.eigh(information)
        if values.min() > 1e-12 * values.max():
            errors[free] = np.sqrt((vectors**2 / values).sum(axis=1))
    return errors


def _curvature(logarithms: _Floats, log_likelihood: LogLikelihood) -> _Floats:
    def slope(at: _Floats) -> _Floats:
        return log_likelihood(np.exp(at))[1] * np.exp(at)

    steps = _STEP * np.eye(len(logarithms))
    rows = [(slope(logarithms + h) - slope(logarithms - h)) / (2 * _STEP) for h in steps]
    curvature = np.array(rows)
    return (curvature + curvature.T) / 2
