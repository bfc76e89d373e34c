"""An explanation as one sentence, in the words people use for measures."""

from __future__ import annotations

from collections.abc import Mapping

from smartcart.profiles import format_value, measure_label, write_exactly
from smartcart.segmentation.explanation import Counterfactual, Explanation, Value

__all__ = ["write_sentence", "write_value"]

_REASONS = 2


def write_sentence(explained: Explanation, names: Mapping[str, str]) -> str:
    """Return the sentence of an explanation: where the customer is, why, and what would move it.

    Parameters
    ----------
    explained : Explanation
        Whose sentence is not written yet.
    names : mapping of str to str
        Names of the segments by id.
    """
    here = f"Customer {explained.customer_id} is in {_named(explained.segment_id, names)}"
    if explained.runner_up is None:
        return f"{here}, the only segment."
    reasons = [
        f"{measure_label(term.feature)} ({write_value(term.feature, term.value)})"
        for term in explained.terms
        if term.contribution > 0
    ]
    why = f", mainly because of {' and '.join(reasons[:_REASONS])}" if reasons else ""
    unlike = " It is unlike most customers of any segment." if explained.unusual else ""
    return (
        f"{here} rather than {_named(explained.runner_up, names)}{why}; "
        f"{_moved(explained.counterfactual)}.{unlike}"
    )


def write_value(feature: str, value: Value) -> str:
    """Write a value for people; what is not known says so."""
    return "not known" if value is None else format_value(feature, value)


def _named(segment_id: str, names: Mapping[str, str]) -> str:
    return f"{segment_id} ({names[segment_id]})"


def _moved(change: Counterfactual | None) -> str:
    if change is None:
        return "no change of one figure alone would move it"
    # With every digit: one rounded the wrong way would move nobody.
    label, to = measure_label(change.feature), write_exactly(change.feature, change.after)
    if change.before is None:
        verb = "were"
    else:
        verb = "fell to" if change.after < change.before else "rose to"
    return f"it would move to {change.segment_id} if {label} {verb} {to}"
