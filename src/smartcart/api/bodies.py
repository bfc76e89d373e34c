"""What a customer may look like in a body: strict, and read straight from the bytes.

Made from the fields of the model that serves. A body becomes plain dicts in one pass of a
compiled validator; no object is made for each customer, which is what makes batches fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, NoReturn, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from smartcart.api.problems import Problem
from smartcart.customers import Kind
from smartcart.segmentation import ScoringField

__all__ = [
    "LONGEST_ID",
    "LONGEST_TEXT",
    "MOST_CUSTOMERS",
    "WHOLE_KINDS",
    "BodyCheck",
    "check_body",
    "check_whole",
]

MOST_CUSTOMERS, LONGEST_ID, LONGEST_TEXT = 1_000, 64, 200
#: Beyond so many faults nobody lists them, and making the list would take long.
_MOST_FAULTS = 1_000
_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
WHOLE_KINDS = (Kind.COUNT, Kind.FLAG, Kind.BIRTH_YEAR)
_FIX = "Correct the body as /openapi.json describes it; nothing of it was used."
#: What a fault is called; the words of the validator would do, but not for every kind.
_WORDS = {
    "extra_forbidden": "there is a field that is not known",
    "missing": "it is missing; a value that is not known is null",
    "json_invalid": "it is not JSON",
    "finite_number": "it must be a finite number",
}


class BodyCheck:
    """Turns the bytes of a body into customers that the scorer takes."""

    def __init__(self, fields: Sequence[ScoringField]) -> None:
        self.fields = tuple(fields)
        customer = _customer_type(self.fields)
        many = Annotated[
            list[customer],  # type: ignore[valid-type]
            Field(min_length=1, max_length=MOST_CUSTOMERS, fail_fast=True),
        ]
        self._many: TypeAdapter[Any] = TypeAdapter(_body_type("ScoreBody", "customers", many))
        self._one: TypeAdapter[Any] = TypeAdapter(_body_type("ExplainBody", "customer", customer))
        self._compared = [f.source for f in self.fields if f.required and f.kind != Kind.ID]
        self._whole = [f.source for f in self.fields if f.kind in WHOLE_KINDS]

    def customers(self, body: bytes) -> list[dict[str, Any]]:
        """Return the customers of a body of ``{"customers": [...]}``."""
        found: list[dict[str, Any]] = check_body(self._many, body)["customers"]
        self._refuse_rest(found, "customers[{}]")
        return found

    def customer(self, body: bytes) -> dict[str, Any]:
        """Return the customer of a body of ``{"customer": {...}}``."""
        found: dict[str, Any] = check_body(self._one, body)["customer"]
        self._refuse_rest([found], "customer")
        return found

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of one customer."""
        whole = self._one.json_schema()
        (customer,) = whole["$defs"].values()
        nothing = {name: {"const": None} for name in self._compared}
        return {**customer, "not": {"properties": nothing, "required": list(self._compared)}}

    def _refuse_rest(self, customers: list[dict[str, Any]], place: str) -> None:
        """Refuse what the validator lets pass.

        Those are customers of whom nothing is known that customers are compared by, and numbers
        that are whole but for a billionth.
        """
        compared, whole = self._compared, self._whole
        for i, customer in enumerate(customers):
            for name in whole:
                value = customer.get(name)
                if value is not None and not value.is_integer():
                    where = f"{place.format(i)}.{name}"
                    raise Problem(422, "The body is refused: it must be whole.", _FIX, where)
            for name in compared:
                if customer[name] is not None:
                    break
            else:
                raise Problem(
                    422,
                    "No value is known by which customers are compared.",
                    "Give at least one; nothing of the body was used.",
                    place.format(i),
                )


def check_whole(value: float) -> float:
    """Return a number that is whole; the step of a validator forgives a billionth.

    Raises
    ------
    ValueError
        When it is not.
    """
    if not value.is_integer():
        raise ValueError("it must be whole")
    return value


def check_body(adapter: TypeAdapter[Any], body: bytes) -> Any:
    """Return what a body holds, or say where it is wrong, without its values."""
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        _refuse(error)


def _customer_type(fields: Sequence[ScoringField]) -> Any:
    return _typed("Customer", {field.source: _field_type(field) for field in fields})


def _body_type(name: str, key: str, hint: Any) -> Any:
    return _typed(name, {key: hint})


def _typed(name: str, hints: dict[str, Any]) -> Any:
    """Return a type that is made while the program runs, of which mypy knows nothing."""
    make: Any = TypedDict
    return with_config(_STRICT)(make(name, hints))


def _field_type(field: ScoringField) -> Any:
    if field.kind == Kind.ID:
        return Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
    told = f"{field.name}{f', {field.unit}' if field.unit else ''}"
    value: Any
    if field.kind.is_text:
        value = Annotated[str, Field(max_length=LONGEST_TEXT, description=told)]
    else:
        # 8.0 is as whole as 8: many programs write the one for the other.
        step = 1 if field.kind in WHOLE_KINDS else None
        bounds = Field(ge=field.low, le=field.high, multiple_of=step, description=told)
        value = Annotated[float, bounds]
    value = value | None
    return value if field.required else NotRequired[value]


def _refuse(error: ValidationError) -> NoReturn:
    if error.error_count() > _MOST_FAULTS:
        raise Problem(422, "The body has more than a thousand faults.", _FIX) from None
    fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
    kind, place = fault["type"], list(fault["loc"])
    if kind == "extra_forbidden":
        place.pop()  # the name of an unknown field may be anything, a customer as well
    what = _WORDS.get(kind) or fault["msg"][:1].lower() + fault["msg"][1:]
    raise Problem(422, f"The body is refused: {what}.", _FIX, _spell(place)) from None


def _spell(place: Sequence[int | str]) -> str:
    spelt = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in place)
    return spelt.removeprefix(".") or "body"
