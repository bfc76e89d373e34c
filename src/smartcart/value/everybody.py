"""What contacting all customers would bring, for comparison."""

from __future__ import annotations

from dataclasses import dataclass

from smartcart.profiles import Rate
from smartcart.value.offer import Offer

__all__ = ["Everybody", "expect_everybody"]


@dataclass(frozen=True)
class Everybody:
    """Contacts that the budget allows, without choosing, and the profit with its interval."""

    contacts: int
    expected_responses: float
    profit: float
    low: float
    high: float


def expect_everybody(n_customers: int, rate: Rate, offer: Offer) -> Everybody:
    """Return what to expect when all customers, or as many as the budget allows, are contacted.

    Parameters
    ----------
    n_customers : int
    rate : Rate
        Share of answers among those judged; the profit's interval is that of the rate.
    offer : Offer

    Examples
    --------
    >>> expect_everybody(100, Rate(0.2, 0.1, 0.3), Offer(contact_cost=3, value=10))
    Everybody(contacts=100, expected_responses=20.0, profit=-100.0, low=-200.0, high=0.0)
    """
    contacts = n_customers if offer.most_contacts is None else min(n_customers, offer.most_contacts)
    profit, low, high = (
        contacts * share * offer.value - contacts * offer.contact_cost
        for share in (rate.rate, rate.low, rate.high)
    )
    return Everybody(contacts, contacts * rate.rate, profit, low, high)
