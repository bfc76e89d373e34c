"""The log: one line of JSON for each event, and nothing of any customer in it."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, TextIO

import orjson

from smartcart.api.keys import ApiKey

__all__ = ["Log", "hear_server"]


class Log:
    """Writes lines of JSON. When that fails, answers go on: a full disk stops nobody."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def write(self, level: str, event: str, **facts: Any) -> None:
        """Write an event."""
        now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()) + "Z"
        line = orjson.dumps({"time": now, "level": level, "event": event, **facts})
        try:
            self._stream.write(line.decode() + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            pass

    def request(
        self,
        method: str,
        route: str,
        status: int,
        seconds: float,
        n_customers: int,
        request_id: str,
        key: ApiKey | None,
        fault: Mapping[str, Any],
    ) -> None:
        """Write what a request came to: its route as a template, never its path or query."""
        level = "error" if status >= 500 and fault else "info"
        facts = {
            "method": method if method in _METHODS else "(other)",
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 2),
            "n_customers": n_customers,
            "request": request_id,
            "key": key.name if key else None,
        }
        self.write(level, "request", **facts, **fault)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Heard(logging.Handler):
    """Puts what the web server says into the log: the sentence alone, without any traceback."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; its arguments are left out, for they may hold what a client sent."""
        self._log.write(record.levelname.lower(), "server", message=str(record.msg)[:200])


def hear_server(log: Log) -> None:
    """Let the web server and asyncio speak through the log."""
    for name in ("uvicorn", "uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = ([_Heard(log)], False)
        logger.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").handlers = []
    logging.getLogger("uvicorn.error").propagate = True
