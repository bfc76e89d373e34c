"""Judge what a reader made of a file whose content is known, giving it the benefit of form.

A reader of tables knows nothing of customers. So every cell is right as the truth says it, or as
it stands in the file where only a rule for customers could object (a child of five, an income of
-1); numbers are compared as numbers, in whatever type; dates may stay text; a category must only
not be lost; columns may come in any order, under any spelling of their names, and with others.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tests.corpus.table import Case, Row, clean_rows

from smartcart.customers import FOUNDING_SCHEMA, Kind
from smartcart.customers.columns import plain_name

Verdict = Literal["right", "text", "wrong"]


@dataclass(frozen=True)
class Answer:
    """A table as a reader gives it: names, and rows of Python values (None where missing)."""

    names: Sequence[str]
    rows: Sequence[Sequence[Any]]


def judge(case: Case, answer: Answer) -> Verdict:
    """Say whether a table is right, has numbers left as text, or is wrong."""
    if case.expect == "refuse" and case.written is None:
        return "wrong"
    rows = case.customers if case.written is None else case.written
    if len(rows) != len(answer.rows):
        return "wrong"
    truth = rows if case.expect == "refuse" or case.written is None else case.truth or clean_rows()
    places: dict[str, int] = {}
    for place, name in enumerate(answer.names):
        places.setdefault(plain_name(name), place)
    verdicts = set()
    for column in FOUNDING_SCHEMA.columns:
        if column.source not in rows[0]:
            continue
        names = (column.source, column.name, *column.aliases)
        place = next((places[plain_name(n)] for n in names if plain_name(n) in places), None)
        if place is None:
            return "wrong"
        for number, (row, given) in enumerate(zip(rows, answer.rows, strict=True)):
            texts = _texts(column.source, row, *truth[number : number + 1])
            verdicts.add(_cell(given[place], texts, column.kind))
        if column.kind == Kind.DATE and isinstance(answer.rows[0][place], dt.date):
            verdicts.add("right" if _proven(row[column.source] for row in rows) else "wrong")
    return next((each for each in ("wrong", "text") if each in verdicts), "right")


def _texts(name: str, *rows: Row) -> list[str]:
    return [row[name].strip() for row in rows if name in row]


def _cell(value: Any, texts: list[str], kind: Kind) -> Verdict:
    if value is None or (isinstance(value, float) and math.isnan(value)) or value == "":
        return "right" if "" in texts or "nan" in texts else "wrong"
    if kind == Kind.ID:
        whole = isinstance(value, float) and value.is_integer()
        return "right" if str(int(value) if whole else value).strip() in texts else "wrong"
    if kind == Kind.CATEGORY:
        return "right"
    if kind == Kind.DATE:
        return _date(value, texts)
    number = _number(value)
    if number is not None and any(_near(number, _number(text)) for text in texts):
        return "right"
    return "text" if isinstance(value, str | dt.date) and str(value).strip() in texts else "wrong"


def _date(value: Any, texts: list[str]) -> Verdict:
    if isinstance(value, dt.date):
        days = {_day(text) for text in texts}
        return "right" if value.isoformat()[:10] in days else "wrong"
    return "right" if str(value).strip() in texts else "wrong"


def _proven(texts: Iterable[str]) -> bool:
    """Say whether a column of dates proves the order of day and month."""
    parts = [re.split(r"\D", text)[:3] for text in texts]
    return any(len(first) == 4 or max(int(first), int(second)) > 12 for first, second, _ in parts)


def _day(text: str) -> str:
    parts = re.split(r"\D", text)[:3]
    return "-".join(parts if len(parts[0]) == 4 else reversed(parts))


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _near(left: float, right: float | None) -> bool:
    return right is not None and (left == right or math.isclose(left, right, rel_tol=1e-12))
