"""The few expressions that queries are built of. All text becomes literals or quoted names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from smartcart.errors import MissingExtraError

try:
    from sqlglot import ErrorLevel, exp
except ImportError:
    raise MissingExtraError("Writing a model as SQL", "sql") from None

__all__ = [
    "ErrorLevel",
    "Term",
    "all_of",
    "any_of",
    "as_double",
    "as_text",
    "cases",
    "col",
    "difference",
    "equal",
    "exp",
    "greatest",
    "is_in",
    "least",
    "less",
    "missing",
    "name",
    "named",
    "not_less",
    "number",
    "plus",
    "product",
    "quotient",
    "sum_of",
    "text",
]

Term = exp.Expression


def name(given: str) -> exp.Identifier:
    """Return a quoted identifier: whatever stands in it is part of the name."""
    return exp.to_identifier(given, quoted=True)


def col(given: str, table: str | None = None) -> exp.Column:
    """Return a column by its quoted name."""
    return exp.Column(this=name(given), table=name(table) if table else None)


def named(term: Term, given: str) -> exp.Alias:
    """Return a term under a quoted name."""
    return exp.Alias(this=term, alias=name(given))


def text(value: str) -> exp.Literal:
    """Return a literal text."""
    return exp.Literal.string(value)


def number(value: float) -> exp.Cast:
    """Return a number that reads back to the same bits in every database.

    A literal such as 0.1 is a decimal in some databases, and becomes a double by a division that
    rounds. The shortest text of a double is read as that very double everywhere.
    """
    return as_double(text(repr(float(value))))


def as_double(term: Term) -> exp.Cast:
    """Cast to a number of 64 bits."""
    return exp.Cast(this=term, to=exp.DataType.build("double"))


def as_text(term: Term) -> exp.Cast:
    """Cast to text."""
    return exp.Cast(this=term, to=exp.DataType.build("text"))


def _inner(term: Term) -> Term:
    """Put what is more than one term in brackets: the order of the arithmetic is stated."""
    # Connectives are a kind of their own in some versions.
    compound = exp.Binary | exp.Between | exp.In | exp.Not | exp.And | exp.Or
    return exp.Paren(this=term) if isinstance(term, compound) else term


def plus(left: Term, right: Term) -> Term:
    """Add; a sum on the left needs no brackets, so that long sums stay flat."""
    left = left if isinstance(left, exp.Add) else _inner(left)
    return exp.Add(this=left, expression=right if isinstance(right, exp.Mul) else _inner(right))


def difference(left: Term, right: Term) -> Term:
    """Subtract."""
    return exp.Sub(this=_inner(left), expression=_inner(right))


def product(left: Term, right: Term) -> Term:
    """Multiply."""
    return exp.Mul(this=_inner(left), expression=_inner(right))


def quotient(left: Term, right: Term) -> Term:
    """Divide doubles."""
    return exp.Div(this=_inner(left), expression=_inner(right), typed=True, safe=False)


def sum_of(terms: Sequence[Term]) -> Term:
    """Add from left to right."""
    return reduce(plus, terms) if terms else number(0.0)


def equal(left: Term, right: Term) -> Term:
    """Say whether two terms are equal."""
    return exp.EQ(this=_inner(left), expression=_inner(right))


def less(left: Term, right: Term) -> Term:
    """Say whether the left term is less."""
    return exp.LT(this=_inner(left), expression=_inner(right))


def not_less(left: Term, right: Term) -> Term:
    """Say whether the left term is equal or more."""
    return exp.GTE(this=_inner(left), expression=_inner(right))


def missing(term: Term) -> Term:
    """Say whether a term is NULL."""
    return exp.Is(this=term, expression=exp.Null())


def is_in(term: Term, texts: Iterable[str]) -> Term:
    """Say whether a text is one of some."""
    return exp.In(this=term, expressions=[text(each) for each in texts])


def least(terms: Sequence[Term], *, skips_null: bool) -> Term:
    """Return the smallest of terms, none of which is NULL."""
    first, *others = terms
    if not others:
        return first
    return exp.Least(this=first, expressions=others, ignore_nulls=skips_null)


def greatest(terms: Sequence[Term], *, skips_null: bool) -> Term:
    """Return the largest of terms, none of which is NULL."""
    first, *others = terms
    return exp.Greatest(this=first, expressions=others, ignore_nulls=skips_null)


def all_of(terms: Sequence[Term]) -> Term:
    """Say whether all conditions hold."""
    first, *others = map(_inner, terms)
    return reduce(lambda left, right: exp.And(this=left, expression=right), others, first)


def any_of(terms: Sequence[Term]) -> Term:
    """Say whether one of the conditions holds."""
    first, *others = map(_inner, terms)
    return reduce(lambda left, right: exp.Or(this=left, expression=right), others, first)


def cases(branches: Iterable[tuple[Term, Term]], otherwise: Term) -> Term:
    """Return the term of the first condition that holds."""
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=otherwise) if ifs else otherwise
