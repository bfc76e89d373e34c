"""``GET /v1/customers/{id}`` and its explanation: customers the server knows."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Path, Request

from smartcart.api.bodies import LONGEST_ID
from smartcart.api.docs_parts import JsonAnswer, describe_answers
from smartcart.api.examples import CUSTOMER, EXPLANATION
from smartcart.api.problems import Problem
from smartcart.api.serving import Snapshot, State
from smartcart.errors import DataError

if TYPE_CHECKING:
    from smartcart.store import Assignment

__all__ = ["CustomerId", "customer_routes", "refuse_customer"]

CustomerId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=LONGEST_ID,
        description="As in the table; one with a slash cannot be asked for by address.",
    ),
]


def customer_routes(state: State) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1/customers", tags=["customers the server knows"])

    @router.get(
        "/{customer_id}",
        summary="The segment of a customer",
        description="From the table given to --customers, placed by the model that serves; "
        "without one, from the last run of the store that kept its customers, by the model "
        "of that run. What is not kept is null.",
        response_class=JsonAnswer,
        responses=describe_answers("CustomerAnswer", CUSTOMER, 404, 409, 422),
    )
    async def customer(request: Request, customer_id: CustomerId) -> JsonAnswer:
        now = state.now
        request.scope["n_customers"] = 1
        people = now.serving.people
        if people is not None:
            row = people.find(customer_id)
            if row is None:
                raise refuse_customer()
            return JsonAnswer(now.answer(customer=row, run_id=None))
        found = await asyncio.to_thread(_look_up, state, customer_id)
        if found is None:
            raise refuse_customer()
        return JsonAnswer(_stored(now, found))

    @router.get(
        "/{customer_id}/explanation",
        summary="Why a customer is in its segment",
        response_class=JsonAnswer,
        responses=describe_answers("ExplanationAnswer", EXPLANATION, 404, 409, 422),
    )
    async def explanation(request: Request, customer_id: CustomerId) -> JsonAnswer:
        now = state.now
        request.scope["n_customers"] = 1
        people = now.serving.people
        if people is None:
            raise Problem(
                409,
                "The server keeps no values of customers, and an explanation needs them.",
                "Send them to POST /v1/explain, or start the server with --customers.",
            )
        if people.find(customer_id) is None:
            raise refuse_customer()
        try:
            explained = await asyncio.to_thread(
                now.serving.segmentation.explain, people.customers, customer_id
            )
        except DataError:
            raise refuse_customer() from None
        return JsonAnswer(now.answer(explanation=explained.to_dict()))

    return router


def refuse_customer() -> Problem:
    """Return the refusal of an id that is not known; it does not repeat the id."""
    return Problem(
        404, "There is no customer of this id.", "Ask by the id that stands in the table."
    )


def _look_up(state: State, customer_id: str) -> Assignment | None:
    if state.store is None:
        raise Problem(
            409,
            "The server knows no customers: it was started with a model file alone.",
            "Send them to POST /v1/score, or start the server with --customers or --store.",
        )
    return state.store.find_assignment(customer_id)


def _stored(now: Snapshot, found: Assignment) -> bytes:
    kept: dict[str, Any] = {
        "customer_id": found.customer_id,
        "segment_id": found.segment_id,
        "segment": found.segment,
        "confidence": found.confidence,
        **dict.fromkeys(("runner_up", "unusual", "sub_segment_id", "risk_index")),
        "is_high_value": found.is_high_value,
        "is_churn_prone": None,
    }
    return now.answer_of(found.model_hash, customer=kept, run_id=found.run_id)
