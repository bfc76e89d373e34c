"""The voice of a forecast in words: what may be read off the customer table, and what may not."""

from __future__ import annotations

from smartcart.report.forecast.facts import ForecastFacts
from smartcart.report.words import joined

__all__ = ["NAMES", "tell_lead", "tell_may", "tell_may_not"]

#: The voices, from the one that says most.
NAMES = ("probability", "ranking", "silent")


def tell_lead(facts: ForecastFacts) -> str:
    """Return in a sentence what the customer table says of coming back."""
    within = f"within {facts.horizon:,} days"
    if facts.voice.name == "silent":
        return f"{facts.file} cannot say who will order again {within}."
    if facts.voice.name == "ranking":
        return f"{facts.file} says who is likelier to order again {within}, but not how likely."
    money = "how much money to expect" if facts.voice.money else "not how much money"
    return (
        f"{facts.file} says how likely each customer is to order again {within}, how many orders "
        f"to expect, and {money}."
    )


def tell_may(facts: ForecastFacts) -> list[str]:
    """Return what may be read off the customer table."""
    said = []
    if facts.voice.name == "probability":
        said += [
            "p_order as a probability: of 100 customers at 0.30, about 30 order.",
            "Sums over any group of customers: expected_orders are the orders to plan for"
            + (", expected_value the money." if facts.voice.money else "."),
        ]
    if facts.voice.name != "silent":
        said += [
            "return_rank as a ranking: take the customers from the top, as many as you can serve.",
            "relative_value as a ranking of who will bring most; 1 is the mean customer.",
        ]
    if "overdue" in facts.filled:
        said.append("overdue as how unusual a customer's silence is for its own rhythm.")
    return said


def tell_may_not(facts: ForecastFacts) -> list[str]:
    """Return what must not be read off it, or into it."""
    said = []
    empty = [name for name in _NUMBERS if name not in facts.filled]
    if len(empty) > 1:
        said.append(f"{joined(empty)} are empty: nothing true could be written there.")
    elif empty:
        said.append(f"{empty[0]} is empty: the money expected was off by more than a fifth.")
    if facts.voice.name != "silent":
        said.append("return_rank 0.80 as a chance of 80 %: it says that 80 % rank lower.")
    if facts.voice.name == "ranking":
        said.append("How many customers will order, or a budget: only a ranking is known.")
    if facts.voice.name == "probability":
        said.append("One customer's future: at 0.90, one in ten does not order.")
    if "overdue" in facts.filled:
        said.append("overdue as a chance that the customer has left.")
    said.append(
        "Another day or another horizon than these: order lines of today make it anew."
        if facts.voice.name != "silent"
        else "A customer's risk or worth: for that, more order lines are needed."
    )
    return said


_NUMBERS = ("p_order", "expected_orders", "expected_value", "return_rank", "relative_value")
