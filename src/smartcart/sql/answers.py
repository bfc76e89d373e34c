"""The last steps: from costs to the segment and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

from smartcart.segmentation import SegmentModel
from smartcart.sql.terms import (
    Term,
    all_of,
    cases,
    col,
    difference,
    equal,
    exp,
    least,
    less,
    number,
    plus,
    product,
    quotient,
    text,
)

__all__ = ["write_answers"]

_MOST = 1.7976931348623157e308

#: What the columns of a step are made of, by name.
Columns = dict[str, Term]


def write_answers(model: SegmentModel, *, more: bool, skips_null: bool) -> list[Columns]:
    """Return the steps: the least cost, the first cluster of it, the next cost, the answer."""
    k = model.partition.k
    costs = [f"d{i + 1}" for i in range(k)]
    kept = {each: col(each) for each in ["id", *costs]}
    found = {"best": col("best"), "position": col("position")}
    others = [
        cases([(_is(i, "position"), number(_MOST))], col(cost)) for i, cost in enumerate(costs)
    ]
    return [
        {**kept, "best": least([col(each) for each in costs], skips_null=skips_null)},
        {**kept, "best": col("best"), "position": _first(costs, "best")},
        {**kept, **found, "next": least(others, skips_null=skips_null)},
        _answer(model, costs, more=more),
    ]


def _first(costs: Sequence[str], wanted: str) -> Term:
    """Return the position of the first cost that is as wanted."""
    found = [(equal(col(each), col(wanted)), _whole(i)) for i, each in enumerate(costs)]
    return cases(found[:-1], _whole(len(costs) - 1))


def _answer(model: SegmentModel, costs: Sequence[str], *, more: bool) -> Columns:
    ids = model.ids
    segment = _named_ids([_is(i, "position") for i in range(len(ids))], ids)
    answer = {"customer_id": col("id"), "segment_id": segment, "confidence": _confidence(len(ids))}
    if not more:
        return answer
    second = [
        all_of(
            [
                equal(col(cost), col("next")),
                exp.NEQ(this=col("position"), expression=_whole(i)),
            ]
        )
        for i, cost in enumerate(costs)
    ]
    runner_up = _named_ids(second, ids) if len(ids) > 1 else exp.cast(exp.Null(), "text")
    far = less(number(model.unusual_beyond), exp.Sqrt(this=col("best")))
    unusual = cases([(far, _whole(1))], _whole(0))
    return {**answer, "runner_up": runner_up, "unusual": unusual}


def _named_ids(conditions: Sequence[Term], ids: Sequence[str]) -> Term:
    branches = [(condition, text(id_)) for condition, id_ in zip(conditions, ids, strict=True)]
    return cases(branches[:-1], text(ids[-1]))


def _confidence(k: int) -> Term:
    """Return 1 - 2 d1 / (d1 + d2); 0 where both are 0, 1 where there is one segment."""
    if k == 1:
        return number(1.0)
    first, second = exp.Sqrt(this=col("best")), exp.Sqrt(this=col("next"))
    zero = number(0.0)
    both = all_of([equal(col("best"), zero), equal(col("next"), zero)])
    shadow = quotient(product(number(2.0), first), plus(first, second))
    return cases([(both, zero)], difference(number(1.0), shadow))


def _is(i: int, column: str) -> Term:
    return equal(col(column), _whole(i))


def _whole(i: int) -> Term:
    return exp.Literal.number(i)
