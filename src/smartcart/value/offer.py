"""What a contact costs and an answer brings, and whom it pays to contact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.errors import SettingsError

__all__ = ["Offer", "choose_contacts"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Offer:
    """A campaign in money.

    Attributes
    ----------
    contact_cost : float
        Cost of contacting one customer, above 0.
    value : float
        What one answer brings, above 0, before the cost of the contact.
    budget : float or None
        Most that all contacts may cost.

    Raises
    ------
    SettingsError
        For a cost or a value that is not above 0, or a budget below one contact.

    Examples
    --------
    >>> round(Offer(contact_cost=3, value=11).break_even, 3)
    0.273
    """

    contact_cost: float
    value: float
    budget: float | None = None

    def __post_init__(self) -> None:
        for name, amount in (("contact cost", self.contact_cost), ("value", self.value)):
            if not (np.isfinite(amount) and amount > 0):
                raise SettingsError(
                    f"The {name} is {amount:g}, but it should be an amount above 0.",
                    "Give what one contact costs and one answer brings, in the same money.",
                )
        if self.budget is not None and not self.contact_cost <= self.budget < np.inf:
            raise SettingsError(
                f"The budget is {self.budget:g}, but it should be an amount that pays for at least "
                f"one contact, which costs {self.contact_cost:g}.",
                "Give a larger budget, or leave it out.",
            )

    @property
    def break_even(self) -> float:
        """The share of answers from which on a contact pays."""
        return self.contact_cost / self.value

    @property
    def most_contacts(self) -> int | None:
        """How many contacts the budget pays for; None without a budget."""
        if self.budget is None:
            return None
        return int(np.floor(self.budget / self.contact_cost * (1 + 1e-12)))

    def profit(self, answers: ArrayLike) -> _Floats:
        """Return the profit of contacting customers who answer so often (or so probably)."""
        return np.asarray(answers, dtype=np.float64) * self.value - self.contact_cost


def choose_contacts(
    probability: _Floats, offer: Offer, ties: NDArray[np.uint64] | None = None
) -> NDArray[np.bool_]:
    """Choose the customers of positive expected profit, highest first, within the budget.

    Parameters
    ----------
    probability : array of shape (n_customers,)
        Probability of an answer; NaN is never chosen.
    ties : array of shape (n_customers,), optional
        Among equals the lower comes first; without it, the earlier.

    Examples
    --------
    >>> choose_contacts(np.array([0.2, 0.9, 0.4]), Offer(3, 11)).tolist()
    [False, True, True]
    >>> choose_contacts(np.array([0.2, 0.9, 0.4]), Offer(3, 11, budget=5)).tolist()
    [False, True, False]
    """
    profit = offer.profit(probability)
    order = np.arange(len(profit)) if ties is None else ties
    paying = np.flatnonzero(profit > 0)
    ranked = paying[np.lexsort([order[paying], -profit[paying]])]
    chosen = np.zeros(len(profit), dtype=bool)
    chosen[ranked[: offer.most_contacts]] = True
    return chosen
