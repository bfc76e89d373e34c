"""The databases that queries are written for, where they differ, and how a table is named."""

from __future__ import annotations

import re
from dataclasses import dataclass

from smartcart.errors import SettingsError, quoted
from smartcart.sql.terms import Term, as_double, equal, exp, name, text

__all__ = ["DIALECTS", "Dialect", "find_dialect", "find_table"]

_PART = re.compile(r'"(?:[^"]|"")+"|[^."]+')
_MOST_PARTS = 3


@dataclass(frozen=True)
class Dialect:
    """What has to be known of a database beyond the standard.

    Attributes
    ----------
    name : str
    computes_once : bool
        Whether a common table must be marked, or else its terms are copied into every use.
    least_skips_null : bool
        Whether LEAST leaves out what is NULL; here nothing is, so both are right.
    replaces_first : bool
        Whether REGEXP_REPLACE stops at the first match unless told to go on.
    escapes_in_names : bool
        Whether a backslash in a quoted name means something.
    """

    name: str
    computes_once: bool = False
    least_skips_null: bool = False
    replaces_first: bool = False
    escapes_in_names: bool = False

    def is_nan(self, term: Term) -> Term:
        """Say whether a double is not a number."""
        if self.name == "bigquery":
            return exp.IsNan(this=term)
        return equal(term, as_double(text("NaN")))  # equal to itself in all the others


_ALL = (
    Dialect("duckdb", least_skips_null=True, replaces_first=True),
    Dialect("postgres", computes_once=True, least_skips_null=True),
    Dialect("bigquery", escapes_in_names=True),
    Dialect("snowflake"),
    Dialect("spark", least_skips_null=True),
)

#: Names of the dialects.
DIALECTS = tuple(each.name for each in _ALL)


def find_dialect(given: str) -> Dialect:
    """Return a dialect by its name.

    Raises
    ------
    SettingsError
        When there is none of that name.
    """
    for each in _ALL:
        if each.name == given:
            return each
    raise SettingsError(
        f"There is no SQL dialect {quoted(given)}.", f"Dialects: {', '.join(DIALECTS)}."
    )


def find_table(given: str, dialect: Dialect) -> exp.Table:
    """Return a table by its name: ``table``, ``schema.table`` or ``project.dataset.table``.

    A part that holds a dot itself stands in double quotes.

    Raises
    ------
    SettingsError
        When the name has an empty part, more than three, or a letter that cannot stand in one.

    Examples
    --------
    >>> find_table('shop."my.customers"', find_dialect("postgres")).sql(dialect="postgres")
    '"shop"."my.customers"'
    """
    parts = [_unquoted(part) for part in _split(given)]
    for each in parts:
        check_name(each, dialect, "The table name")
    table, schema, catalog = [*map(name, reversed(parts)), None, None][:_MOST_PARTS]
    return exp.Table(this=table, db=schema, catalog=catalog)


def _split(given: str) -> list[str]:
    parts, at = [], 0
    while found := _PART.match(given, at):
        parts.append(found[0])
        at = found.end() + 1
        if given[found.end() : at] != ".":
            break
    if at <= len(given) or not 1 <= len(parts) <= _MOST_PARTS:
        raise SettingsError(
            f"{quoted(given)} is no name of a table.",
            "Give table, schema.table or project.dataset.table; a part that holds a dot stands in "
            "double quotes.",
        )
    return parts


def _unquoted(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


def check_name(given: str, dialect: Dialect, what: str) -> None:
    """Refuse a name that the database could not have, or would not read as one name.

    Raises
    ------
    SettingsError
        For control characters; in BigQuery also for a backtick or a backslash.
    """
    forbidden = "`\\" if dialect.escapes_in_names else ""
    if any(not letter.isprintable() or letter in forbidden for letter in given):
        raise SettingsError(
            f"{what} {quoted(given)} holds a letter that no name has in {dialect.name}.",
            "Make a view with plain names, and give its name to --table.",
        )
