"""The address that is asked most, past the router."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from smartcart.api.docs_parts import JsonAnswer

__all__ = ["Shortcut"]


class Shortcut:
    """Answers one address itself: finding a route and its parameters costs more than placing.

    The route is there all the same, for the description and for other methods; it calls the
    same function. All that stands before the router (keys, limits, log) stands before this.
    """

    def __init__(
        self, app: ASGIApp, path: str, answer: Callable[[Request], Awaitable[JsonAnswer]]
    ) -> None:
        self.app = app
        self.path = path
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let the router do it."""
        if scope["type"] != "http" or scope["path"] != self.path or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        scope["route"] = self
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)
