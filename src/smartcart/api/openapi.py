"""The description of the API, with the customers that the model of the day takes."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from smartcart import __version__
from smartcart.api.admin import EraseBody, PromoteBody, RollbackBody
from smartcart.api.bodies import MOST_CUSTOMERS, BodyCheck
from smartcart.api.recommendations import RecommendBody

__all__ = ["describe_api"]

_HASH = {"type": ["string", "null"], "pattern": "^[0-9a-f]{64}$"}
_VERSION = {"type": ["integer", "null"], "minimum": 0}
_SAYS = "Segments of customers, by the model that serves. Every answer names that model."


def describe_api(app: FastAPI, check: BodyCheck | None) -> dict[str, Any]:
    """Return the description; `check` is that of the model that serves, if any does."""
    told = get_openapi(title="SmartCart", version=__version__, description=_SAYS, routes=app.routes)
    parts = told.setdefault("components", {})
    parts["schemas"] = {**_answers(), **_bodies(check)}
    parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    told["security"] = [{"key": []}]
    return told


def _bodies(check: BodyCheck | None) -> dict[str, Any]:
    customer: dict[str, Any] = {"type": "object"} if check is None else check.schema()
    many = {
        "type": "array",
        "minItems": 1,
        "maxItems": MOST_CUSTOMERS,
        "items": {"$ref": "#/components/schemas/Customer"},
    }
    plain = (RecommendBody, PromoteBody, RollbackBody, EraseBody)
    return {
        "Customer": customer,
        "ScoreBody": _body(customers=many),
        "ExplainBody": _body(customer={"$ref": "#/components/schemas/Customer"}),
        **{each.__name__: TypeAdapter(each).json_schema() for each in plain},
    }


def _body(**properties: Any) -> dict[str, Any]:
    return {**_object(**properties), "additionalProperties": False}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _kind(*names: str) -> dict[str, Any]:
    return {"type": list(names) if len(names) > 1 else names[0]}


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _by_model(**properties: Any) -> dict[str, Any]:
    return _object(model=_HASH, version=_VERSION, **properties)


def _answers() -> dict[str, Any]:
    text, maybe_text = _kind("string"), _kind("string", "null")
    placed = _object(
        customer_id=text,
        segment_id=text,
        segment=text,
        confidence={"type": ["number", "null"], "minimum": 0, "maximum": 1},
        runner_up=maybe_text,
        unusual=_kind("boolean", "null"),
        sub_segment_id=maybe_text,
        risk_index=_kind("number", "null"),
        is_high_value=_kind("boolean", "null"),
        is_churn_prone=_kind("boolean", "null"),
    )
    which = _object(version=_VERSION, model=_HASH)
    offers = _object(
        customer_id=text,
        is_known=_kind("boolean"),
        is_suppressed=_kind("boolean"),
        products=_many(_object(rank=_kind("integer"), product_id=text, reason=text)),
        next_best=_kind("object", "null"),
    )
    error = _object(what=text, where=maybe_text, next_step=text)
    return {
        "Refusal": _object(error=error),
        "Health": _object(status={"const": "alive"}),
        "Readiness": _object(status={"enum": ["ready", "degraded"]}, reason=text),
        "ScoreAnswer": _by_model(customers=_many(placed)),
        "CustomerAnswer": _by_model(customer=placed, run_id=_kind("integer", "null")),
        "ExplanationAnswer": _by_model(
            explanation=_object(customer_id=text, segment_id=text, sentence=text)
        ),
        "RecommendationsAnswer": _by_model(recommendations=_many(offers)),
        "ModelAnswer": _by_model(k=_kind("integer"), method=text, fields=_many(_kind("object"))),
        "SegmentsAnswer": _by_model(segments=_many(_object(id=text, name=text))),
        "PromotedAnswer": _by_model(has_changed=_kind("boolean"), before=which, champion=which),
        "ErasedAnswer": _object(
            erased=text,
            total=_kind("integer"),
            search=_kind("object"),
            not_reached=_many(text),
        ),
    }
