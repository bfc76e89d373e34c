"""Parts of the description of routes that several of them share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi.responses import JSONResponse

__all__ = ["JsonAnswer", "describe_answers", "describe_body"]

_WORDS = {
    400: "The request cannot be read.",
    401: "The key is missing or not known.",
    403: "The key does not open this.",
    404: "There is no such thing.",
    408: "The body did not come in time.",
    409: "It cannot be done as things are.",
    413: "The body is too large.",
    415: "The body is not plain JSON.",
    422: "The body is refused.",
    429: "Too many requests with this key.",
    503: "No model serves, or the server is busy.",
    504: "The answer took too long.",
}
_ALWAYS = (401, 429, 503, 504)
_WITH_BODY = (400, 408, 413, 415, 422)


class JsonAnswer(JSONResponse):
    """An answer whose JSON is ready."""

    def render(self, content: bytes) -> bytes:
        """Return it as it is."""
        return content


def describe_answers(
    name: str, example: Mapping[str, Any], *more: int, body: bool = False
) -> dict[int | str, dict[str, Any]]:
    """Return the answers of a route: the schema of what it gives, and its refusals."""
    refusals = sorted({*_ALWAYS, *more, *(_WITH_BODY if body else ())})
    told: dict[int | str, dict[str, Any]] = {200: _content("Done.", name, example)}
    return told | {status: _content(_WORDS[status], "Refusal") for status in refusals}


def describe_body(name: str) -> dict[str, Any]:
    """Return what a route says of its body."""
    content = {"application/json": {"schema": _ref(name)}}
    return {"requestBody": {"required": True, "content": content}}


def _content(words: str, name: str, example: Mapping[str, Any] | None = None) -> dict[str, Any]:
    told: dict[str, Any] = {"schema": _ref(name)}
    if example is not None:
        told["example"] = example
    return {"description": words, "content": {"application/json": told}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
