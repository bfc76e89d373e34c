"""Whether the server lives, can answer, and how it fares."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Response

from smartcart.api.docs_parts import JsonAnswer, describe_answers
from smartcart.api.metrics import Metrics
from smartcart.api.serving import State

__all__ = ["health_routes"]

_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def health_routes(state: State, metrics: Metrics) -> APIRouter:
    """Return the routes. The first two are open to anybody, and say nothing of the model."""
    router = APIRouter(tags=["health"])
    open_to_all: dict[str, Any] = {"security": []}

    @router.get(
        "/healthz",
        summary="The process lives",
        response_class=JsonAnswer,
        responses=_open("Health", {"status": "alive"}),
        openapi_extra=open_to_all,
    )
    async def healthz() -> JsonAnswer:
        return JsonAnswer(b'{"status":"alive"}')

    @router.get(
        "/readyz",
        summary="Whether it can answer",
        description="degraded: an older model serves, because the champion cannot, or the store "
        "does not answer. 503 while no model serves.",
        response_class=JsonAnswer,
        responses=_open("Readiness", {"status": "ready", "reason": ""}, 503),
        openapi_extra=open_to_all,
    )
    async def readyz() -> JsonAnswer:
        _ = state.now  # refuses while there is none
        trouble = state.health.trouble
        told = {"status": "degraded" if trouble else "ready", "reason": trouble}
        return JsonAnswer(orjson.dumps(told))

    @router.get(
        "/metrics",
        summary="Figures for Prometheus",
        responses={
            **describe_answers("Health", {}),
            200: {"description": "Figures.", "content": {_TEXT: {"schema": {"type": "string"}}}},
        },
        response_class=Response,
    )
    async def figures() -> Response:
        state.tell(metrics)
        return Response(metrics.page(), media_type=_TEXT)

    return router


def _open(name: str, example: dict[str, str], *more: int) -> dict[int | str, dict[str, Any]]:
    told = describe_answers(name, example, *more)
    return {status: told[status] for status in (200, *more, 504)}
