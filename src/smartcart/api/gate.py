"""Who may pass: everything is closed, but for what stands here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from smartcart.api.keys import ApiKey, find_key
from smartcart.api.keys import Scope as KeyScope
from smartcart.api.problems import Problem

__all__ = ["PUBLIC", "READING", "Crowd", "Gate", "Rates"]

#: Open to anybody. All else asks for a key, whatever it is.
PUBLIC = ("/healthz", "/readyz")
#: What a key of scope read opens, beside every GET; all else asks for one of scope admin.
READING = ("/v1/score", "/v1/explain", "/v1/recommendations")
_BEARER = {"www-authenticate": "Bearer"}
#: Who serves without keys (--insecure-local).
_ANYBODY = ApiKey("anybody", KeyScope.ADMIN, "")


class Gate:
    """Lets a request pass that brings a key of the scope it needs; without keys, every request."""

    def __init__(self, app: ASGIApp, keys: Sequence[ApiKey] | None) -> None:
        self.app = app
        self.keys = None if keys is None else tuple(keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or raise a `Problem`."""
        if scope["type"] == "http" and scope["path"] not in PUBLIC:
            scope["key"] = self._admit(scope)
        await self.app(scope, receive, send)

    def _admit(self, scope: Scope) -> ApiKey:
        if self.keys is None:
            return _ANYBODY
        key = find_key(self.keys, _given(scope))
        if key is None:
            raise Problem(
                401,
                "The key is missing or not known.",
                "Send a key of this server as: Authorization: Bearer KEY.",
                headers=_BEARER,
            )
        is_reading = scope["method"] in ("GET", "HEAD") or scope["path"] in READING
        if not is_reading and key.scope != KeyScope.ADMIN:
            raise Problem(
                403, "This needs a key of scope admin.", "Ask whoever runs the server for one."
            )
        return key


def _given(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    if len(given) != 1:
        return ""
    scheme, _, key = given[0].decode("latin-1").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


class Rates:
    """Lets each key make so many requests a second, with a reserve of ten seconds' worth."""

    def __init__(
        self, app: ASGIApp, per_second: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self.per_second = per_second
        self.most = max(1.0, per_second * 10)
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or raise a `Problem`."""
        key = scope.get("key")
        if key is not None and self.per_second:
            self._take(key.name)
        await self.app(scope, receive, send)

    def _take(self, name: str) -> None:
        now = self._clock()
        left, before = self._left.get(name, (self.most, now))
        left = min(self.most, left + (now - before) * self.per_second)
        if left < 1:
            self._left[name] = (left, now)
            wait = max(1, round((1 - left) / self.per_second + 0.5))
            raise Problem(
                429,
                "This key makes more requests than it may.",
                "Wait, then go on; send many customers in one request.",
                headers={"retry-after": str(wait)},
            )
        self._left[name] = (left - 1, now)


class Crowd:
    """Refuses a request when so many are answered at once; health can be asked all the same."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or raise a `Problem`."""
        if scope.get("key") is None:
            await self.app(scope, receive, send)
            return
        if self._inside >= self.most:
            raise Problem(
                503,
                "The server is busy.",
                "Try again in a second.",
                headers={"retry-after": "1"},
            )
        self._inside += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._inside -= 1
