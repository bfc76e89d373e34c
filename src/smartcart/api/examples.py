"""Answers as the description shows them."""

from __future__ import annotations

from typing import Any

__all__ = [
    "CUSTOMER",
    "ERASED",
    "EXPLANATION",
    "MODEL",
    "PROMOTED",
    "RECOMMENDATIONS",
    "SCORE",
    "SEGMENTS",
]

_HASH = "9f2c5a" + "0" * 58
_OTHER = "41be07" + "0" * 58
_BY: dict[str, Any] = {"model": _HASH, "version": 7}
_PLACED: dict[str, Any] = {
    "customer_id": "7817",
    "segment_id": "S2",
    "segment": "Catalogue lovers",
    "confidence": 0.41,
    "runner_up": "S1",
    "unusual": False,
    "sub_segment_id": None,
    "risk_index": 35.5,
    "is_high_value": True,
    "is_churn_prone": False,
}

SCORE = {**_BY, "customers": [_PLACED]}
CUSTOMER = {**_BY, "customer": _PLACED, "run_id": None}
EXPLANATION = {
    **_BY,
    "explanation": {
        "customer_id": "7817",
        "segment_id": "S2",
        "segment": "Catalogue lovers",
        "confidence": 0.41,
        "runner_up": "S1",
        "unusual": False,
        "margin": 1.2,
        "terms": [{"feature": "spend_wines", "value": 635.0, "contribution": 1.2}],
        "counterfactual": {
            "feature": "spend_wines",
            "from": 635.0,
            "to": 210.0,
            "segment_id": "S1",
        },
        "sentence": "Customer 7817 is in S2 (Catalogue lovers) rather than in S1.",
        "risk": None,
    },
}
RECOMMENDATIONS = {
    **_BY,
    "recommendations": [
        {
            "customer_id": "7817",
            "is_known": True,
            "is_suppressed": False,
            "products": [
                {
                    "rank": 1,
                    "product_id": "85123A",
                    "score": 0.82,
                    "method": "bm25",
                    "reason": "often bought with 22423",
                }
            ],
            "next_best": None,
        }
    ],
}
MODEL = {
    **_BY,
    "method": "kmeans",
    "k": 4,
    "snapshot_date": "2014-10-04",
    "verdict": "reproducible",
    "reason": "4 segments come back in new samples.",
    "figures": {"silhouette": 0.31},
    "fields": [
        {
            "source": "MntWines",
            "name": "spend_wines",
            "kind": "amount",
            "required": True,
            "low": 0.0,
            "high": 1e15,
            "levels": [],
            "unit": "money",
        }
    ],
    "use": "A marketing aid; not for prices, credit or eligibility.",
}
SEGMENTS = {
    **_BY,
    "segments": [{"id": "S1", "name": "Best customers", "size": 480, "share_customers": 0.21}],
}
PROMOTED = {
    **_BY,
    "has_changed": True,
    "before": {"version": 6, "model": _OTHER},
    "champion": {"version": 7, "model": _HASH},
}
ERASED = {
    "erased": "2026-07-01T09:30:00+00:00",
    "total": 3,
    "search": {"values": {}, "files": {"store.db": 0}},
    "not_reached": ["backups of the store"],
}
