"""A model of buying and leaving -> made-up histories, to see what table it would expect."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.orders.bg_nbd import BgNbd
from smartcart.orders.mbg_nbd import MbgNbd
from smartcart.orders.pareto_nbd import ParetoNbd

__all__ = ["draw_histories"]

_Floats = NDArray[np.float64]


def draw_histories(
    model: BgNbd | MbgNbd | ParetoNbd, T: ArrayLike, draws: int = 1, seed: int = 0
) -> tuple[_Floats, _Floats]:
    """Draw histories of customers who were watched for T.

    Orders of a customer who stays lie at random moments of T. In BG/NBD and MBG/NBD a customer
    leaves after an order: of m orders that would be made, the last one made is the x-th by time,
    and the x-th of m random moments follows a beta distribution. In Pareto/NBD the customer leaves
    at a moment of its own, and all orders before it are made.

    Parameters
    ----------
    model : BgNbd, MbgNbd or ParetoNbd
    T : array of shape (n_customers,)
    draws : int
        Tables to draw.
    seed : int

    Returns
    -------
    frequency, recency : arrays of shape (draws, n_customers)

    Examples
    --------
    >>> model = BgNbd(r=1.0, alpha=10.0, a=1.0, b=3.0, log_likelihood=0.0, n_customers=0)
    >>> frequency, recency = draw_histories(model, [10.0, 90.0], draws=1000)
    >>> frequency.shape, bool(recency.max() <= 90), (frequency.mean(axis=0) > [0.5, 1.5]).tolist()
    ((1000, 2), True, [True, True])
    """
    generator = np.random.default_rng(seed)
    until = np.asarray(T, dtype=np.float64)
    shape = (draws, len(until))
    rate = generator.gamma(model.r, 1 / model.alpha, shape)
    if isinstance(model, ParetoNbd):
        leaving = np.maximum(generator.gamma(model.s, 1 / model.beta, shape), 1e-300)
        watched = np.minimum(until, generator.exponential(1.0, shape) / leaving)
        would = frequency = generator.poisson(rate * watched)
    else:
        leaving = np.clip(generator.beta(model.a, model.b, shape), 1e-12, 1.0)
        last = generator.geometric(leaving) - int(isinstance(model, MbgNbd))
        watched = until
        would = generator.poisson(rate * until)
        frequency = np.minimum(would, last)
    share = generator.beta(np.maximum(frequency, 1), would - frequency + 1)
    return frequency.astype(np.float64), np.where(frequency > 0, share * watched, 0.0)
