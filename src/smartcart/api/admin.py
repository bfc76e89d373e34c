"""Promote, roll back, erase: for keys of scope admin, on a server with a store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NotRequired

import orjson
from fastapi import APIRouter, Request
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from smartcart.api.bodies import LONGEST_ID, check_body, check_whole
from smartcart.api.docs_parts import JsonAnswer, describe_answers, describe_body
from smartcart.api.examples import ERASED, PROMOTED
from smartcart.api.problems import Problem
from smartcart.api.receive import read_body
from smartcart.api.serving import State
from smartcart.errors import ChampionMovedError, StoreBusyError, StoreError

if TYPE_CHECKING:
    from smartcart.jobs.store_promote import Promoted

__all__ = ["EraseBody", "PromoteBody", "RollbackBody", "admin_routes"]

#: White space and control characters, spelled out: what a short form means depends on who reads it.
_BLANK = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_STRICT = ConfigDict(strict=True, extra="forbid")
_Version = Annotated[
    float,
    Field(
        ge=0,
        le=1_000_000,
        multiple_of=1,
        description="The version that serves, as far as you know.",
    ),
    AfterValidator(check_whole),
]
_Reason = Annotated[
    str,
    Field(
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*$",
        description="It stands in the history; write no customer into it.",
    ),
]


@with_config(_STRICT)
class PromoteBody(TypedDict):
    """The body of ``POST /v1/promote``."""

    model: Annotated[
        str,
        Field(
            pattern="^[0-9a-f]{6,64}$",
            description="SHA-256 of a model of the store, or its first characters.",
        ),
    ]
    expected_version: _Version
    reason: NotRequired[_Reason]


@with_config(_STRICT)
class RollbackBody(TypedDict):
    """The body of ``POST /v1/rollback``."""

    expected_version: _Version
    reason: NotRequired[_Reason]


@with_config(_STRICT)
class EraseBody(TypedDict):
    """The body of ``POST /v1/erase``."""

    customer_id: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_ID, pattern=rf"^[^{_BLANK}]([^\n]*[^{_BLANK}])?$"),
    ]


_PROMOTE, _ROLLBACK = TypeAdapter(PromoteBody), TypeAdapter(RollbackBody)
_ERASE = TypeAdapter(EraseBody)


def admin_routes(state: State) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/v1", tags=["for keys of scope admin"])
    promoted = describe_answers("PromotedAnswer", PROMOTED, 403, 404, 409, body=True)

    @router.post(
        "/promote",
        summary="Let a model of the store serve",
        response_class=JsonAnswer,
        responses=promoted,
        openapi_extra=describe_body("PromoteBody"),
    )
    async def promote(request: Request) -> JsonAnswer:
        from smartcart.jobs.store_promote import promote_stored

        body = check_body(_PROMOTE, await read_body(request))
        return await _change(
            state,
            lambda: promote_stored(
                state.job.store,
                body["model"],
                round(body["expected_version"]),
                body.get("reason", ""),
            ),
        )

    @router.post(
        "/rollback",
        summary="Let the model serve that served before",
        response_class=JsonAnswer,
        responses=promoted,
        openapi_extra=describe_body("RollbackBody"),
    )
    async def rollback(request: Request) -> JsonAnswer:
        from smartcart.jobs.store_promote import roll_back

        body = check_body(_ROLLBACK, await read_body(request))
        return await _change(
            state,
            lambda: roll_back(
                state.job.store, body.get("reason", ""), round(body["expected_version"])
            ),
        )

    @router.post(
        "/erase",
        summary="Forget a customer",
        description="Takes the customer out of the store, and proves it by a search. A table "
        "given to --customers, and what was learnt from --orders, are not reached.",
        response_class=JsonAnswer,
        responses=describe_answers("ErasedAnswer", ERASED, 403, 404, 409, body=True),
        openapi_extra=describe_body("EraseBody"),
    )
    async def erase(request: Request) -> JsonAnswer:
        from smartcart.jobs.store_erase import erase_customer

        body = check_body(_ERASE, await read_body(request))
        erased = await _ask(
            state, lambda: erase_customer(state.job.store, body["customer_id"]).to_dict()
        )
        given = {"--customers": state.job.customers, "--orders": state.job.orders}
        also = [
            f"what this server read from {each}" for each, is_given in given.items() if is_given
        ]
        told = {name: erased[name] for name in ("erased", "total", "search", "not_reached")}
        told["not_reached"] = [*told["not_reached"], *also]
        return JsonAnswer(orjson.dumps(told))

    return router


async def _change(state: State, change: Callable[[], Promoted]) -> JsonAnswer:
    done: Promoted = await _ask(state, change)
    await state.refresh()
    return JsonAnswer(
        state.now.answer(
            has_changed=done.has_changed,
            before={"version": done.before.version, "model": done.before.model_hash},
            champion={"version": done.champion.version, "model": done.champion.model_hash},
        )
    )


async def _ask(state: State, work: Callable[[], Any]) -> Any:
    """Do something in the store, and say what it refuses in the words of HTTP."""
    if state.store is None:
        raise Problem(409, "The server was started without a store.", "Start it with --store.")
    try:
        return await asyncio.to_thread(work)
    except (ChampionMovedError, StoreBusyError) as error:
        raise Problem(409, error.what, error.next_step) from None
    except StoreError as error:
        raise Problem(404, "The store has no such model, or refuses.", error.next_step) from None
