"""What goes wrong in a request, as one shape for every status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

__all__ = ["Problem", "say_problem"]


class Problem(Exception):  # noqa: N818 - most of them are the client's
    """A request that is refused; the answer says what, where, and the next step.

    No sentence may hold what the client sent: values of customers stay out of answers and logs.
    """

    def __init__(
        self,
        status: int,
        what: str,
        next_step: str = "",
        where: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, what)
        self.status = status
        self.what = what
        self.next_step = next_step
        self.where = where
        self.headers = dict(headers or {})

    @property
    def body(self) -> bytes:
        """The answer as JSON."""
        return orjson.dumps(say_problem(self.what, self.next_step, self.where))


def say_problem(what: str, next_step: str = "", where: str | None = None) -> dict[str, Any]:
    """Return the one shape of every refusal.

    Examples
    --------
    >>> say_problem("The key is not known.", "Ask for a key.")
    {'error': {'what': 'The key is not known.', 'where': None, 'next_step': 'Ask for a key.'}}
    """
    return {"error": {"what": what, "where": where, "next_step": next_step}}
