"""What is said about one customer: the parts of an explanation."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from smartcart.segmentation.worth import Risk
from smartcart.shown import Shown

__all__ = ["Counterfactual", "Explanation", "Term", "Value"]

#: In customer units; a text for a level; None where not known.
Value = float | str | None


@dataclass(frozen=True)
class Term:
    """What one variable adds to the margin; positive speaks for the customer's own segment.

    ``value`` is in customer units, the level of a column of texts, or None where not known.
    """

    feature: str
    value: Value
    contribution: float


@dataclass(frozen=True)
class Counterfactual:
    """The smallest change of one number that moves the customer, and where to."""

    feature: str
    before: float | None
    after: float
    segment_id: str


@dataclass(frozen=True)
class Explanation(Shown):
    """Why a customer is in its segment rather than in the next.

    Attributes
    ----------
    customer_id, segment_id, segment, confidence, runner_up, unusual
        As in ``segments.csv``; ``runner_up`` is None where there is one segment.
    margin : float or None
        What it would cost more to put the customer into the runner-up, in squared scaled units;
        None with one segment.
    terms : tuple of Term
        They add up to the margin; the largest first, whatever its sign.
    counterfactual : Counterfactual or None
        None when no change of one number moves the customer.
    sentence : str
    risk : Risk or None
        The risk index with its parts; None where the model has none.
    """

    customer_id: str
    segment_id: str
    segment: str
    confidence: float
    runner_up: str | None
    unusual: bool
    margin: float | None
    terms: tuple[Term, ...]
    counterfactual: Counterfactual | None
    sentence: str
    risk: Risk | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data, as ``smartcart explain --json`` prints them."""
        change = self.counterfactual
        return {
            "customer_id": self.customer_id,
            "segment_id": self.segment_id,
            "segment": self.segment,
            "confidence": self.confidence,
            "runner_up": self.runner_up,
            "unusual": self.unusual,
            "margin": self.margin,
            "terms": [asdict(term) for term in self.terms],
            "counterfactual": change
            and {
                "feature": change.feature,
                "from": change.before,
                "to": change.after,
                "segment_id": change.segment_id,
            },
            "sentence": self.sentence,
            "risk": self.risk and self.risk.to_dict(),
        }
