"""``POST /v1/score`` and ``POST /v1/explain``: customers that come in the body."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request

from smartcart.api.docs_parts import JsonAnswer, describe_answers, describe_body
from smartcart.api.examples import EXPLANATION, SCORE
from smartcart.api.receive import read_body
from smartcart.api.serving import State
from smartcart.jobs.serve import explain_record

__all__ = ["answer_score", "score_routes"]


async def answer_score(state: State, request: Request) -> JsonAnswer:
    """Place the customers of a body."""
    now = state.now
    batch = now.serving.read(await read_body(request))
    request.scope["n_customers"] = len(batch.ids)
    return JsonAnswer(now.answer(customers=now.serving.scorer.score_batch(batch)))


def score_routes(state: State) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1", tags=["customers in the body"])

    @router.post(
        "/score",
        summary="Place customers in segments",
        description="Answers stand in the order of the customers sent, each for itself: an id "
        "that is sent twice is answered twice.",
        response_class=JsonAnswer,
        responses=describe_answers("ScoreAnswer", SCORE, body=True),
        openapi_extra=describe_body("ScoreBody"),
    )
    async def score(request: Request) -> JsonAnswer:
        return await answer_score(state, request)

    @router.post(
        "/explain",
        summary="Say why a customer is in its segment",
        response_class=JsonAnswer,
        responses=describe_answers("ExplanationAnswer", EXPLANATION, body=True),
        openapi_extra=describe_body("ExplainBody"),
    )
    async def explain(request: Request) -> JsonAnswer:
        now = state.now
        serving = now.serving
        customer = serving.check.customer(await read_body(request))
        explained = await asyncio.to_thread(
            explain_record, serving.segmentation, serving.scorer.fields, customer
        )
        request.scope["n_customers"] = 1
        return JsonAnswer(now.answer(explanation=explained.to_dict()))

    return router
