"""How a campaign was tested, in a few sentences each."""

from __future__ import annotations

from smartcart.report.campaign.facts import CampaignFacts
from smartcart.report.campaign.words import price
from smartcart.report.words import count_words, percent

__all__ = ["view_method"]


def view_method(facts: CampaignFacts) -> list[tuple[str, str]]:
    """Return heading and text of each part of the method that was used."""
    offer = facts.offer
    parts = [
        ("Learnt from", _learnt_from(facts)),
        (
            "Never judged on what was learnt",
            f"Customers are dealt into {facts.n_folds} folds, copies always together. Segments, "
            "cells, models and the calibration of their probabilities are learnt from the other "
            "folds, and every figure of the test is about customers that nothing was learnt from.",
        ),
        (
            "Compared",
            "The planner takes a logistic model, boosted trees or the mean of both, whichever does "
            "best in folds within the others, and turns scores into probabilities (Platt 1999). "
            "Beside it stand both models alone, cells of recency, frequency and spend (RFM), "
            "segment by recency, whole segments, a random choice and everybody.",
        ),
        (
            "Whom it pays to contact",
            "Every way of choosing contacts the customers whom it expects to pay: an answer must "
            f"be likelier than cost over value, {percent(offer.break_even)}"
            + (
                f"; the budget of {price(offer.budget)} ends the list at "
                f"{count_words(offer.most_contacts or 0, 'contact')}."
                if offer.budget is not None
                else "."
            ),
        ),
        (
            "Intervals",
            "95 %. Of what was earned and of gains: a thousand bootstrap samples of the customers, "
            "copies drawn together. Of what is expected: the chance of single answers and the "
            "doubt about the calibration. Of shares: Wilson 1927.",
        ),
        (
            "Fairness",
            "The share contacted in each group of 30 customers or more; the lowest over the "
            "highest is marked below four fifths (EEOC 1978). It is a reason to look, no verdict.",
        ),
        ("Left out", _left_out(facts)),
    ]
    return [(heading, text) for heading, text in parts if text]


def _learnt_from(facts: CampaignFacts) -> str:
    known = f"{facts.n_judged:,} of {count_words(facts.n_customers, 'customer')}"
    everyone = facts.n_judged == facts.n_customers
    who = f"all {count_words(facts.n_customers, 'customer')}" if everyone else known
    return (
        f"The column {facts.outcome} of {who}. Personal characteristics predict no answer without "
        "consent."
    )


def _left_out(facts: CampaignFacts) -> str:
    suppressed = facts.suppressed
    if not suppressed.customers and not suppressed.unknown:
        return ""
    verb = "was" if suppressed.customers == 1 else "were"
    return (
        f"{count_words(suppressed.customers, 'customer')} {verb} suppressed: in no file and no "
        f"figure. {count_words(suppressed.unknown, 'id')} of the list nobody has."
    )
