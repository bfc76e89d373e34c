"""Segments learnt from some customers, without any outcome, and every customer placed in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from smartcart.clusters import assign_clusters, fit_clusters
from smartcart.customers import Role
from smartcart.errors import SettingsError
from smartcart.features import Features
from smartcart.profiles import order_by_value
from smartcart.settings import Settings
from smartcart.space import fit_space

__all__ = ["LearnLabels", "learn_segments"]

#: Told whom to learn from, places every customer: 0 is the segment of the highest value.
LearnLabels = Callable[[NDArray[np.bool_]], NDArray[np.int64]]


def learn_segments(features: Features, k: int, settings: Settings) -> LearnLabels:
    """Return a function that learns `k` segments from some customers and places all.

    Parameters
    ----------
    features : Features
        Of all customers. No outcome may be among the variables.
    k : int
        Number of segments.

    Raises
    ------
    SettingsError
        When an outcome shapes the segments: its rate by segment would be put there, not found.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.features import build_features
    >>> customers = smartcart.check_customers(smartcart.make_customers(200, seed=0))
    >>> learn = learn_segments(build_features(customers), 3, Settings(n_starts=2))
    >>> sorted(set(learn(np.arange(200) < 150).tolist()))
    [0, 1, 2]
    """
    outcomes = [column.source for column in features.variables if column.rate]
    outcomes += [c.source for c in features.variables if c.role == Role.OUTCOME]
    if outcomes:
        raise SettingsError(
            f"{outcomes[0]} is an outcome and shapes the segments, so its rate by segment would "
            "be put there, not found.",
            "Give it the role 'outcome' again.",
        )

    # Learnt several times over, and judged as a whole: a fifth of the starts will do.
    fewer = settings.model_copy(update={"n_starts": max(1, settings.n_starts // 5)})

    def learn(train: NDArray[np.bool_]) -> NDArray[np.int64]:
        some = replace(features, table=features.table[train], measures=features.measures[train])
        space = fit_space(some, settings)
        clusters = fit_clusters(space, k, fewer)
        clusters = clusters.ordered(order_by_value(clusters.labels, some))
        placed = assign_clusters(space.model.transform(features.table), clusters.partition, np.inf)
        return np.asarray(placed["cluster"].to_numpy(), dtype=np.int64)

    return learn
