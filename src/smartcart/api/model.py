"""``GET /v1/model`` and ``GET /v1/segments``: what serves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from smartcart.api.docs_parts import JsonAnswer, describe_answers
from smartcart.api.examples import MODEL, SEGMENTS
from smartcart.api.serving import State
from smartcart.segmentation import ScoringField

__all__ = ["model_routes"]


def model_routes(state: State) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1", tags=["the model"])

    @router.get(
        "/model",
        summary="The model that serves, and what it takes",
        response_class=JsonAnswer,
        responses=describe_answers("ModelAnswer", MODEL),
    )
    async def model() -> JsonAnswer:
        now = state.now
        segmentation = now.serving.segmentation
        day = segmentation.snapshot_date
        return JsonAnswer(
            now.answer(
                method=segmentation.model.partition.method,
                k=segmentation.k,
                snapshot_date=day.isoformat() if day else None,
                verdict=segmentation.verdict.name,
                reason=segmentation.choice.reason,
                figures=dict(segmentation.figures),
                fields=[_tell(each) for each in now.serving.scorer.fields],
                use="A marketing aid; not for prices, credit or eligibility.",
            )
        )

    @router.get(
        "/segments",
        summary="The segments: who they are, and what to do",
        response_class=JsonAnswer,
        responses=describe_answers("SegmentsAnswer", SEGMENTS),
    )
    async def segments() -> JsonAnswer:
        now = state.now
        return JsonAnswer(
            now.answer(segments=[asdict(each) for each in now.serving.segmentation.segments])
        )

    return router


def _tell(field: ScoringField) -> dict[str, Any]:
    return {
        "source": field.source,
        "name": field.name,
        "kind": str(field.kind),
        "required": field.required,
        "low": field.low,
        "high": field.high,
        "levels": list(field.levels),
        "unit": field.unit,
    }
