"""The three models of buying and leaving side by side, and customers who shop as they say."""

import numpy as np
from hypothesis import strategies as st

from smartcart.orders import BgNbd, MbgNbd, ParetoNbd, fit_bg_nbd, fit_mbg_nbd, fit_pareto_nbd
from smartcart.orders.likelihood import log_likelihood
from smartcart.orders.pareto_likelihood import pareto_log_likelihood

FITS = {BgNbd: fit_bg_nbd, MbgNbd: fit_mbg_nbd, ParetoNbd: fit_pareto_nbd}
sizes = st.floats(0.05, 20)
four = st.tuples(sizes, sizes, sizes, sizes)
any_model = st.builds(
    lambda kind, each: kind(*each, 0.0, 0), st.sampled_from([BgNbd, MbgNbd, ParetoNbd]), four
)


def likelihood_of(kind):
    """Return the log-likelihood of one kind of model, a function of parameters and histories."""
    if kind is ParetoNbd:
        return pareto_log_likelihood
    return lambda *each: log_likelihood(*each, early=int(kind is MbgNbd))


def parameters(model) -> np.ndarray:
    return np.array([getattr(model, name) for name in list(model.__dataclass_fields__)[:4]])


def shop(model, n: int, until: float, horizon: float, seed: int) -> np.ndarray:
    """Let customers order one after the other; return frequency, recency and later orders."""
    generator = np.random.default_rng(seed)
    rows = np.zeros((n, 3))
    for row in rows:
        rate, end, p = generator.gamma(model.r, 1 / model.alpha), until + horizon, 0.0
        if isinstance(model, ParetoNbd):
            end = min(end, generator.exponential(1 / generator.gamma(model.s, 1 / model.beta)))
        else:
            p = generator.beta(model.a, model.b)
        now = generator.exponential(1 / rate)
        if isinstance(model, MbgNbd) and generator.random() < p:
            continue
        while now < end:
            if now <= until:
                row[:2] = row[0] + 1, now
            else:
                row[2] += 1
            if generator.random() < p:
                break
            now += generator.exponential(1 / rate)
    return rows
