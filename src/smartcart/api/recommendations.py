"""What to offer to customers: products, or the next best category and channel."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, NotRequired

from fastapi import APIRouter, Query, Request
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from smartcart.api.bodies import LONGEST_ID, MOST_CUSTOMERS, check_body, check_whole
from smartcart.api.customers import CustomerId, refuse_customer
from smartcart.api.docs_parts import JsonAnswer, describe_answers, describe_body
from smartcart.api.examples import RECOMMENDATIONS
from smartcart.api.problems import Problem
from smartcart.api.receive import read_body
from smartcart.api.serving import Snapshot, State

__all__ = ["MOST_PRODUCTS", "RecommendBody", "recommendation_routes"]

MOST_PRODUCTS = 100
_Top = Annotated[
    float,
    Field(ge=1, le=MOST_PRODUCTS, multiple_of=1, description="Products for each customer."),
    AfterValidator(check_whole),
]
_Id = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]


@with_config(ConfigDict(strict=True, extra="forbid"))
class RecommendBody(TypedDict):
    """The body of ``POST /v1/recommendations``."""

    customers: Annotated[list[_Id], Field(min_length=1, max_length=MOST_CUSTOMERS, fail_fast=True)]
    top: NotRequired[_Top]


_BODY = TypeAdapter(RecommendBody)


def recommendation_routes(state: State) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1", tags=["recommendations"])
    answers = describe_answers("RecommendationsAnswer", RECOMMENDATIONS, 404, 409, 422)

    @router.get(
        "/customers/{customer_id}/recommendations",
        summary="What to offer to a customer",
        response_class=JsonAnswer,
        responses=answers,
    )
    async def one(
        request: Request,
        customer_id: CustomerId,
        top: Annotated[int, Query(ge=1, le=MOST_PRODUCTS)] = 10,
    ) -> JsonAnswer:
        now = state.now
        request.scope["n_customers"] = 1
        (found,) = await asyncio.to_thread(_recommend, state, now, [customer_id], top)
        if not found["is_known"]:
            raise refuse_customer()
        return JsonAnswer(now.answer(recommendations=[found]))

    @router.post(
        "/recommendations",
        summary="What to offer to customers",
        description="In the order of the ids. Who is not known has is_known false and no offers; "
        "who objects to marketing is told by is_suppressed, and is offered nothing.",
        response_class=JsonAnswer,
        responses=describe_answers("RecommendationsAnswer", RECOMMENDATIONS, 409, body=True),
        openapi_extra=describe_body("RecommendBody"),
    )
    async def many(request: Request) -> JsonAnswer:
        now = state.now
        body = check_body(_BODY, await read_body(request))
        ids, top = body["customers"], round(body.get("top", 10))
        request.scope["n_customers"] = len(ids)
        found = await asyncio.to_thread(_recommend, state, now, ids, top)
        return JsonAnswer(now.answer(recommendations=found))

    return router


def _recommend(state: State, now: Snapshot, ids: Sequence[str], top: int) -> list[dict[str, Any]]:
    if state.recommender is None and (
        now.serving.people is None or now.serving.people.next_best is None
    ):
        raise Problem(
            409,
            "The server has learnt nothing to recommend.",
            "Start it with --orders for products, or with --customers for categories and channels.",
        )
    objecting = state.objecting(ids)
    products = _products(state, [each for each in ids if each not in objecting], top)
    return [_say(now, each, each in objecting, products) for each in ids]


def _products(state: State, ids: Sequence[str], top: int) -> dict[str, list[dict[str, Any]]]:
    """Return products by customer; who never bought has no entry."""
    if state.recommender is None:
        return {}
    known = state.recommender.fitted.purchases.customers
    bought = [each for each in dict.fromkeys(ids) if each in known]
    if not bought:
        return {}
    found: dict[str, list[dict[str, Any]]] = {each: [] for each in bought}
    for row in state.recommender.recommend(bought, top).to_dict("records"):
        found[row.pop("customer_id")].append(row)
    return found


def _say(
    now: Snapshot,
    customer_id: str,
    is_suppressed: bool,
    products: dict[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    people = now.serving.people
    offer = None if people is None or is_suppressed else people.offer(customer_id)
    if offer is not None:
        offer.pop("customer_id")
    is_known = (
        is_suppressed
        or customer_id in products
        or (people is not None and people.find(customer_id) is not None)
    )
    return {
        "customer_id": customer_id,
        "is_known": is_known,
        "is_suppressed": is_suppressed,
        "products": products.get(customer_id, []),
        "next_best": offer,
    }
