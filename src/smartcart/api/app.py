"""The application: routes inside, and around them what every request passes through."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from smartcart.api.admin import admin_routes
from smartcart.api.customers import customer_routes
from smartcart.api.docs_parts import JsonAnswer
from smartcart.api.edge import Edge
from smartcart.api.gate import Crowd, Gate, Rates
from smartcart.api.health import health_routes
from smartcart.api.keys import ApiKey
from smartcart.api.logs import Log
from smartcart.api.metrics import Metrics
from smartcart.api.model import model_routes
from smartcart.api.openapi import describe_api
from smartcart.api.problems import Problem
from smartcart.api.receive import Patience
from smartcart.api.recommendations import recommendation_routes
from smartcart.api.score import answer_score, score_routes
from smartcart.api.serving import State
from smartcart.api.shortcut import Shortcut

__all__ = ["Limits", "build_app"]


@dataclass(frozen=True)
class Limits:
    """How much is answered: at once, to one key, and for how long; and how often is looked.

    Attributes
    ----------
    seconds : float
        For a request, its body included.
    at_once : int
        Requests that are worked on at a time, in one worker.
    per_second : float
        Requests of one key, in one worker; 0 sets no limit.
    poll : float
        Seconds after which the champion of the store is looked for again.
    """

    seconds: float = 10.0
    at_once: int = 256
    per_second: float = 0.0
    poll: float = 1.0


def build_app(
    state: State,
    keys: Sequence[ApiKey] | None,
    limits: Limits | None = None,
    log: Log | None = None,
) -> FastAPI:
    """Return the application; `keys` of None lets everybody in.

    The state was started before. A request passes, from outside: the edge (log, figures,
    headers, refusals), patience, the gate (keys), rates, the crowd; then it comes to its route.
    """
    limits, log, metrics = limits or Limits(), log or Log(), Metrics()

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(_watch(state, limits.poll, log, metrics))
        log.write("info", "started")
        yield
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        log.write("info", "stopped")

    app = FastAPI(
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False},  # figures and log are our own
    )
    for routes in (score_routes, customer_routes, recommendation_routes, model_routes):
        app.include_router(routes(state))
    app.include_router(admin_routes(state))
    app.include_router(health_routes(state, metrics))
    _describe(app, state)
    app.add_exception_handler(HTTPException, _refuse_route)
    app.add_exception_handler(RequestValidationError, _refuse_place)
    app.add_middleware(Shortcut, path="/v1/score", answer=partial(answer_score, state))
    app.add_middleware(Crowd, most=limits.at_once)
    app.add_middleware(Rates, per_second=limits.per_second)
    app.add_middleware(Gate, keys=keys)
    app.add_middleware(Patience, seconds=limits.seconds)
    app.add_middleware(Edge, log=log, metrics=metrics)
    return app


async def _watch(state: State, seconds: float, log: Log, metrics: Metrics) -> None:
    """Look again and again which model is the champion."""
    trouble = ""
    while True:
        state.tell(metrics)
        if state.health.trouble != trouble:
            trouble = state.health.trouble
            log.write("warning" if trouble else "info", "model", trouble=trouble)
        await asyncio.sleep(seconds)
        await state.refresh()


def _describe(app: FastAPI, state: State) -> None:
    @app.get("/openapi.json", include_in_schema=False)
    async def description() -> JsonAnswer:
        return JsonAnswer(orjson.dumps(app.openapi()))

    def openapi() -> dict[str, Any]:
        return describe_api(app, state.check)

    app.openapi = openapi  # type: ignore[method-assign]


async def _refuse_route(_: Request, error: Exception) -> JsonAnswer:
    """Answer what the router refuses: a path or a method that is not there."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
    what = {
        404: ("There is nothing at this address.", "/openapi.json lists what there is."),
        405: ("This address does not take this method.", "See the Allow header."),
    }.get(error.status_code, ("The request cannot be read.", ""))
    problem = Problem(error.status_code, *what)
    return JsonAnswer(problem.body, error.status_code, headers=dict(error.headers or {}))


async def _refuse_place(_: Request, error: Exception) -> JsonAnswer:
    """Answer a part of the address that is out of range, without repeating it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    kind, name = error.errors()[0]["loc"][:2]
    problem = Problem(
        422,
        f"The {kind} part {name!r} of the address is out of range.",
        "Correct it as /openapi.json describes it.",
        str(name),
    )
    return JsonAnswer(problem.body, 422)
