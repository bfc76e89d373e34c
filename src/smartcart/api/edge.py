"""The outermost layer: whatever happens inside, one answer, one line of log, one count."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from smartcart.api.logs import Log
from smartcart.api.metrics import Metrics
from smartcart.api.problems import Problem

__all__ = ["Edge"]

#: For machines that ask, not for pages: nothing may be framed, sniffed, kept or loaded.
_SECURE = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
)
_ELSEWHERE = "(no route)"


class Edge:
    """Sends what a `Problem` says, hides what is our own fault, logs and counts all of it."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics) -> None:
        self.app = app
        self.log = log
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, always."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, request_id, status = time.perf_counter(), secrets.token_hex(8), 0
        told = (*_SECURE, (b"x-request-id", request_id.encode()))

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *told]
            await send(message)

        fault: dict[str, Any] = {}
        try:
            await self.app(scope, receive, send_on)
        except Problem as problem:
            if not status:
                await _answer(problem, send_on)
        except Exception as error:
            fault = _locate(error)
            if not status:
                await _answer(_our_fault(request_id), send_on)
        seconds = time.perf_counter() - began
        route = getattr(scope.get("route"), "path", _ELSEWHERE)
        n_customers = scope.get("n_customers", 0)
        self.metrics.count(route, status, seconds, n_customers)
        self.log.request(
            scope["method"],
            route,
            status,
            seconds,
            n_customers,
            request_id,
            scope.get("key"),
            fault,
        )


async def _answer(problem: Problem, send: Send) -> None:
    body = problem.body
    headers = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    headers += [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _our_fault(request_id: str) -> Problem:
    return Problem(
        500, "This is our own fault.", f"Report it with the id of the request: {request_id}."
    )


def _locate(error: BaseException) -> dict[str, Any]:
    """Return the kind of an error and where it rose; its message may hold a customer."""
    place, trace = "", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if f"{os.sep}smartcart{os.sep}" in name:
            place = f"{Path(name).stem}:{trace.tb_lineno}"
        trace = trace.tb_next
    return {"error": type(error).__name__, "at": place}
