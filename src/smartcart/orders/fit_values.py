"""Orders and their mean value -> Gamma-Gamma, by maximum likelihood."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.errors import DataError
from smartcart.orders.gamma_gamma import GammaGamma
from smartcart.orders.search import fit_parameters
from smartcart.orders.values import check_values, gamma_gamma_log_likelihood

__all__ = ["fit_gamma_gamma"]

#: p, q, gamma that the search starts from, money being scaled to a mean of 1.
_STARTS = ((1.0, 3.0, 2.0), (6.0, 4.0, 0.5), (2.0, 20.0, 10.0))


def fit_gamma_gamma(orders: ArrayLike, mean_value: ArrayLike) -> GammaGamma:
    """Fit a Gamma-Gamma model by maximum likelihood (Fader & Hardie 2013).

    Searched as in `fit_bg_nbd`, from three fixed starts. Customers without an order say nothing of
    value and are left out. The same customers in any order give the same model.

    Parameters
    ----------
    orders : array of shape (n_customers,)
        Orders of which the mean was taken, often the repeat orders; whole numbers of 0 or more.
    mean_value : array of shape (n_customers,)
        Their mean value in money, above 0; anything where `orders` is 0.

    Returns
    -------
    GammaGamma

    Raises
    ------
    DataError
        For impossible values (see `check_values`), and for customers from whom nothing can be
        learnt: fewer than two with orders, or all of the same mean value.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> orders = 1 + generator.poisson(2.0, 800)
    >>> rate = generator.gamma(4.0, 1 / 15.0, 800)
    >>> model = fit_gamma_gamma(orders, generator.gamma(6.0 * orders) / rate / orders)
    >>> low, high = model.expected_value([2, 2], [20, 40])
    >>> bool(20 < low < high < 40)
    True
    """
    x, mean = check_values(orders, mean_value)
    x, mean = x[x > 0], mean[x > 0]
    _refuse_nothing_to_learn(mean)
    order = np.lexsort((mean, x))
    x, mean = x[order], mean[order]
    unit = float(mean.mean())
    found, errors = fit_parameters(
        lambda at: gamma_gamma_log_likelihood(at, x, mean / unit), _STARTS, len(x)
    )
    scale = np.array([1.0, 1.0, unit])
    value, _ = gamma_gamma_log_likelihood(found * scale, x, mean)
    p, q, gamma = (found * scale).tolist()
    return GammaGamma(p, q, gamma, value, len(x), tuple((errors * scale).tolist()))


def _refuse_nothing_to_learn(mean: NDArray[np.float64]) -> None:
    if len(mean) < 2 or mean.min() == mean.max():
        many = f"All {len(mean):,} customers with an order have the same mean value"
        few = "One customer has an order" if len(mean) else "No customer has an order"
        raise DataError(
            f"{many if len(mean) > 1 else few}: nothing tells how values differ.",
            "Give customers whose orders differ in value.",
        )
