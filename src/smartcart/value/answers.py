"""Who answered an earlier campaign, and who was contacted in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from smartcart.customers import Customers, Kind, Role
from smartcart.errors import DataError, SettingsError, quoted

__all__ = ["find_outcome", "find_treatment"]

_LEAST_PER_ARM = 50
#: Customers of each answer that each arm needs, so that models can be learnt without a fifth.
_LEAST_PER_KIND = 10
_MOST_NAMED = 8


def find_outcome(customers: Customers, name: str = "has_responded") -> pd.Series:
    """Return the 0/1 outcome of each customer, float64; not known is NaN.

    Raises
    ------
    DataError
        When the table has no such outcome.
    SettingsError
        When the column is there but is no outcome of 0 and 1, or it shapes the segments.
    """
    return _find(
        customers,
        name,
        "from which a campaign learns who answers",
        "Add it (1 for customers who answered, 0 for the others), or name another with --outcome",
    )


def find_treatment(customers: Customers, name: str, answers: pd.Series) -> pd.Series:
    """Return who was contacted in the earlier campaign, float64; not known is NaN.

    Parameters
    ----------
    customers : Customers
    name : str
        An outcome column: 1 for customers who were contacted, 0 for those left alone.
    answers : Series
        As `find_outcome` returns them.

    Raises
    ------
    DataError
        When the table has no such column, or fewer than 50 customers with a known answer were
        contacted, or left alone, or fewer than 10 of either answered or did not.
    """
    treated = _find(
        customers,
        name,
        "which says who was contacted",
        "Add it (1 for customers who were contacted, 0 for those left alone), or name another",
    )
    known = answers.notna() & treated.notna()
    if treated[known].nunique() < 2:
        same = f"is {treated[known].iloc[0]:.0f}" if known.any() else "is not known"
        raise DataError(
            f"Column {quoted(name)} {same} for every customer with an answer: what contacting "
            "changes can only be measured beside customers who were left alone.",
            "Leave out --treatment; the customers held out now will make it possible next time.",
        )
    for arm, what in ((1, "contacted"), (0, "left alone")):
        own = answers[known & (treated == arm)]
        fewer = int(min(own.sum(), len(own) - own.sum()))
        if len(own) < _LEAST_PER_ARM or fewer < _LEAST_PER_KIND:
            raise DataError(
                f"{len(own):,} customers were {what}, and {int(own.sum()):,} of them answered: "
                f"too few to measure what contacting changes ({_LEAST_PER_ARM} are needed, and "
                f"{_LEAST_PER_KIND} of either answer).",
                "Leave out --treatment, or wait for a larger campaign.",
            )
    return treated


def _find(customers: Customers, name: str, what: str, remedy: str) -> pd.Series:
    schema = customers.schema
    column = next((c for c in schema.columns if name in (c.name, c.source)), None)
    if column is None or column.name not in customers.table:
        raise DataError(
            f"The table has no column {quoted(name)}, {what}.",
            f"{remedy}. {_columns_there(customers)}",
        )
    if column.role != Role.OUTCOME or column.kind != Kind.FLAG:
        raise SettingsError(
            f"Column {column.source!r} has the role {column.role} and the kind {column.kind}; a "
            "campaign learns from an outcome of 0 and 1.",
            "Name another column, or give this one the role 'outcome' and the kind 'flag'.",
        )
    return customers.table[column.name].astype(np.float64)


def _columns_there(customers: Customers) -> str:
    """Name the columns that may be meant."""
    flags = [column.source for column in customers.schema.columns if column.kind == Kind.FLAG]
    text = f"Columns of 0 and 1 there: {', '.join(flags) or 'none'}."
    unused = customers.quality.ignored_columns
    if not unused:
        return text
    named = ", ".join(quoted(each) for each in unused[:_MOST_NAMED])
    more = len(unused) - _MOST_NAMED
    return f"{text} Not used so far: {named}{f' and {more} more' if more > 0 else ''}."
