"""What contacting all customers would bring, for comparison."""

from __future__ import annotations

from dataclasses import dataclass

from smartcart.value.offer import Offer

__all__ = ["Everybody", "expect_everybody"]


@dataclass(frozen=True)
class Everybody:
    """Contacts that the budget allows, without choosing, and what they would bring."""

    contacts: int
    expected_responses: float
    profit: float


def expect_everybody(n_customers: int, rate: float, offer: Offer) -> Everybody:
    """Return what to expect when all customers, or as many as the budget allows, are contacted.

    Parameters
    ----------
    n_customers : int
    rate : float
        Share of answers among those judged.
    offer : Offer

    Examples
    --------
    >>> expect_everybody(100, 0.2, Offer(contact_cost=3, value=10))
    Everybody(contacts=100, expected_responses=20.0, profit=-100.0)
    """
    contacts = n_customers if offer.most_contacts is None else min(n_customers, offer.most_contacts)
    responses = contacts * rate
    return Everybody(contacts, responses, responses * offer.value - contacts * offer.contact_cost)
