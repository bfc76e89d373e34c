"""Value and risk in ``summary.json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from smartcart.churn import GapCheck, RiskModel
from smartcart.profiles import TIER_RULE, Tier
from smartcart.segmentation import Segmentation

__all__ = ["summarize_churn", "summarize_value"]


def summarize_value(segmentation: Segmentation) -> dict[str, Any] | None:
    """Return how value is spread over customers; None where the table does not say."""
    value = segmentation.value
    if value is None:
        return None
    return {
        "measure": value.measure,
        "gini": value.gini,
        "share_top_tenth": value.share_top_tenth,
        "share_top_fifth": value.share_top_fifth,
        "tiers": [_tier(tier) for tier in value.tiers],
        "rule": TIER_RULE,
        "note": value.note,
    }


def summarize_churn(segmentation: Segmentation) -> dict[str, Any] | None:
    """Return in which voice leaving is spoken of, why, and what the index is made of."""
    churn, risk = segmentation.churn, segmentation.model.risk
    if churn is None:
        return None
    return {
        "voice": churn.voice,
        "reason": churn.reason,
        "check": churn.check and _check(churn.check),
        "index": risk and _index(risk, segmentation.model.ids),
        "note": churn.note,
    }


def _tier(tier: Tier) -> dict[str, Any]:
    data = asdict(tier)
    return {**{key: data[key] for key in data if key != "low"}, "from": tier.low}


def _check(check: GapCheck) -> dict[str, Any]:
    data = asdict(check)
    return {**{key: data[key] for key in data if key != "fifths"}, "table": data["fifths"]}


def _index(risk: RiskModel, ids: tuple[str, ...]) -> dict[str, Any]:
    pairs = zip(risk.parts, risk.weights, strict=True)
    return {
        "parts": [{"feature": name, "weight": weight} for name, weight in pairs],
        "churn_prone_from": dict(zip(ids, risk.prone_from, strict=True)),
    }
