"""The kinds of customers of a shop over a year: those of the founding table, and a new one."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from smartcart.datasets.founding import AMOUNTS, Group, founding

__all__ = ["HABITS", "aim_habits", "draw_scores", "kinds", "place_scores"]

#: What a customer does, and may do otherwise next month.
HABITS = (
    *AMOUNTS,
    "NumDealsPurchases",
    "NumWebPurchases",
    "NumCatalogPurchases",
    "NumStorePurchases",
    "NumWebVisitsMonth",
)
#: Groups of the founding table that stand well apart: much, some and little value.
_FOUNDING = (0, 3, 5)
#: The new kind, from one number to below another: young families who order by catalogue, hardly
#: ever without a deal, and seldom look at the web pages.
_NEW_KIND = {
    "Year_Birth": (1985, 2002),
    "Income": (24_000, 48_000),
    "MntWines": (0, 25),
    "MntFruits": (30, 110),
    "MntMeatProducts": (20, 90),
    "MntFishProducts": (20, 90),
    "MntSweetProducts": (40, 130),
    "MntGoldProds": (5, 60),
    "Education": (1, 4),
    "Marital_Status": (1, 3),
    "Kidhome": (1, 3),
    "Teenhome": (0, 1),
    "NumDealsPurchases": (4, 8),
    "NumWebPurchases": (0, 2),
    "NumCatalogPurchases": (4, 7),
    "NumStorePurchases": (0, 3),
    "NumWebVisitsMonth": (0, 3),
}
_TOGETHER = 0.3  # correlation of any two columns of the new kind

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


@cache
def kinds() -> tuple[Group, ...]:
    """Return the kinds: three of the founding table, by value, and the new one."""
    known = [founding().groups[number] for number in _FOUNDING]
    ends = np.array([0.0, 1.0])
    curves = {
        name: (ends, np.array(_NEW_KIND[name], dtype=np.float64)) if name in _NEW_KIND else curve
        for name, curve in known[-1].curves.items()
    }
    alike = np.full((len(curves), len(curves)), _TOGETHER) + (1 - _TOGETHER) * np.eye(len(curves))
    return (*known, Group(0, curves, np.linalg.cholesky(alike).astype(np.float64)))


def draw_scores(kind: _Ints, rng: np.random.Generator) -> _Floats:
    """Draw normal scores of shape (n_drawn, n_customers), correlated as in each one's kind."""
    scores = rng.standard_normal((len(kinds()[0].curves), len(kind)))
    for number, group in enumerate(kinds()):
        scores[:, kind == number] = group.mixer @ scores[:, kind == number]
    return scores


def place_scores(kind: _Ints, scores: _Floats) -> dict[str, _Floats]:
    """Return what the scores stand for in each one's kind, by column; not rounded."""
    levels, found = ndtr(scores), {}
    for row, name in enumerate(kinds()[0].curves):
        values = np.empty(len(kind))
        for number, group in enumerate(kinds()):
            own = kind == number
            values[own] = np.interp(levels[row, own], *group.curves[name])
        found[name] = values
    return found


def aim_habits(kind: _Ints, scores: _Floats) -> _Floats:
    """Return the habits that customers tend to, of shape (n_habits, n_customers)."""
    placed = place_scores(kind, scores)
    return np.array([placed[name] for name in HABITS])
