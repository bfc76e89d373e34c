"""The rules of a segmentation as ``summary.json`` holds them."""

from __future__ import annotations

from typing import Any

from smartcart.profiles import write_rules
from smartcart.segmentation import Segmentation

__all__ = ["summarize_rules"]


def summarize_rules(segmentation: Segmentation) -> dict[str, Any] | None:
    """Return the rules as sentences with their figures; None where there is one segment.

    Returns
    -------
    dict or None
        fidelity (0 to 1, held-out), largest_share, depth, and rules with segment_id, sentence,
        customers, share_customers, precision.
    """
    tree = segmentation.rules
    if tree is None:
        return None
    names = dict(zip(segmentation.model.ids, segmentation.model.names, strict=True))
    return {
        "fidelity": tree.fidelity,
        "largest_share": tree.largest_share,
        "depth": tree.depth,
        "rules": [
            {
                "segment_id": rule.segment_id,
                "sentence": sentence,
                "customers": rule.customers,
                "share_customers": rule.customers / tree.n_customers,
                "precision": rule.precision,
            }
            for rule, sentence in zip(tree.rules, write_rules(tree, names), strict=True)
        ],
    }
