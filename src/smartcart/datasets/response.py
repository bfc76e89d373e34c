"""Who answers the last offer: a logistic figure on what is known of a customer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from smartcart.datasets.founding import AMOUNTS, AT, LEVELS

__all__ = ["TERMS", "draw_responses", "response_terms"]

TERMS = (
    "constant",
    "recency_100_days",
    "recency_100_days_squared",
    "enrolled_years",
    "spend_1000",
    "gold_100",
    "web_purchases",
    "catalog_purchases",
    "store_purchases",
    "web_visits",
    "teens",
    "kids",
    "lives_with_partner",
    "phd",
)
PARTNERED = [LEVELS["Marital_Status"].index(each) for each in ("Together", "Married")]
PHD = LEVELS["Education"].index("PhD")


def response_terms(values: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the terms of the figure, of shape (n_terms, n_customers), in the order of `TERMS`."""
    recency = values[AT["Recency"]] / 100
    return np.array(
        [
            np.ones(values.shape[1]),
            recency,
            recency**2,
            values[AT["Dt_Customer"]] / 365,
            values[[AT[name] for name in AMOUNTS]].sum(axis=0) / 1000,
            values[AT["MntGoldProds"]] / 100,
            values[AT["NumWebPurchases"]],
            values[AT["NumCatalogPurchases"]],
            values[AT["NumStorePurchases"]],
            values[AT["NumWebVisitsMonth"]],
            values[AT["Teenhome"]],
            values[AT["Kidhome"]],
            np.isin(values[AT["Marital_Status"]], PARTNERED),
            values[AT["Education"]] == PHD,
        ]
    )


def draw_responses(
    values: NDArray[np.int64],
    weights: Mapping[str, float],
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Draw 0 or 1 for each customer.

    Chances are added up along the recency, and a response falls where the sum passes the next
    whole number: the fall of the response over the recency then hardly depends on luck.
    """
    logits = np.array([weights[term] for term in TERMS]) @ response_terms(values)
    order = np.lexsort((rng.random(len(logits)), values[AT["Recency"]]))
    passed = np.floor(np.cumsum(1 / (1 + np.exp(-logits[order]))) + rng.random())
    responses = np.empty(len(logits), dtype=np.int64)
    responses[order] = np.diff(passed, prepend=0.0)
    return responses
