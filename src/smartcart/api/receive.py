"""The body of a request: of the right kind, and never more of it than is allowed."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from smartcart.api.problems import Problem

__all__ = ["LARGEST_BODY", "Patience", "read_body"]

LARGEST_BODY = 5_000_000  # bytes
_CLOSE = {"connection": "close"}  # what is still coming is not read


async def read_body(request: Request) -> bytes:
    """Return the body of a request.

    Raises
    ------
    Problem
        415 for what is no plain JSON, 413 as soon as it is too large.
    """
    _check_kind(request)
    parts, size = [], _announced(request)
    if size <= LARGEST_BODY:
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > LARGEST_BODY:
                    break
                parts.append(part)
        except ClientDisconnect:
            raise Problem(400, "The body ended too early.", "Send it again.") from None
    if size > LARGEST_BODY:
        raise Problem(
            413,
            f"The body is larger than {LARGEST_BODY:,} bytes.",
            "Send fewer customers in one request.",
            headers=_CLOSE,
        )
    request.scope["body_is_read"] = True
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _check_kind(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(
            415, "The body must be JSON.", "Send Content-Type: application/json.", headers=_CLOSE
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(
            415,
            "A packed body is not read.",
            "Send it without Content-Encoding.",
            headers=_CLOSE,
        )


def _announced(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


class Patience:
    """Gives a request so many seconds, its body included."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or raise a `Problem`: 408 when the body did not come, 504 when we took long."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                await self.app(scope, receive, send)
        except TimeoutError:
            if scope["method"] == "POST" and not scope.get("body_is_read"):
                raise Problem(
                    408, "The body did not come in time.", "Send it at once.", headers=_CLOSE
                ) from None
            raise Problem(504, "The answer took too long.", "Ask for less at once.") from None
