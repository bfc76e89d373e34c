"""Find the columns of a schema in a table whose names are spelled in some other way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from smartcart.customers.schema import Column, Role, Schema
from smartcart.errors import DataError, OpenQuestionError, nearest_names, quoted

__all__ = ["has_required", "known_names", "match_columns", "plain_name"]

#: Headers listed when a required column is missing and none is spelled like it.
_MOST_NAMED = 8


def plain_name(name: str) -> str:
    """Reduce a header to its letters and digits, so that spelling variants agree.

    Examples
    --------
    >>> plain_name(" Year_Birth "), plain_name("YearBirth")
    ('yearbirth', 'yearbirth')
    """
    return re.sub(r"[^\w]|_", "", name).casefold()


def known_names(schema: Schema) -> tuple[str, ...]:
    """Return every name under which a column of the schema may stand in a header."""
    return tuple(name for column in schema.columns for name in _names(column))


def match_columns(headers: Sequence[str], schema: Schema) -> dict[str, str]:
    """Return ``{our name: header}`` for every column of the schema that the table has.

    Raises
    ------
    DataError
        When two headers claim one column, or a required column other than the id is missing
        (the nearest headers are named).

    Examples
    --------
    >>> from smartcart.customers.schema import Column, Kind, Role, Schema
    >>> schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID, required=True),))
    >>> match_columns([" id ", "Notes"], schema)
    {'customer_id': ' id '}
    """
    found = {column.name: _headers_of(column, headers) for column in schema.columns}
    for name, candidates in found.items():
        if len(candidates) > 1:
            raise _ambiguous(schema[name], candidates)
    missing = [
        column
        for column in schema.columns
        if column.required and column.role != Role.ID and not found[column.name]
    ]
    if missing:
        used = {header for candidates in found.values() for header in candidates}
        raise _missing(missing, [header for header in headers if header not in used])
    return {name: candidates[0] for name, candidates in found.items() if candidates}


def has_required(headers: Sequence[str], schema: Schema) -> bool:
    """Say whether every column that a schema requires, but the id, is among the headers.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> has_required(["Invoice", "Customer ID"], FOUNDING_SCHEMA)
    False
    """
    needed = (column for column in schema.columns if column.required and column.role != Role.ID)
    return all(_headers_of(column, headers) for column in needed)


def _names(column: Column) -> tuple[str, ...]:
    return (column.source, column.name, *column.aliases)


def _headers_of(column: Column, headers: Sequence[str]) -> list[str]:
    """Return the headers that claim a column; our own name for it counts when no other does."""
    claims = _spelled(headers, (column.source, *column.aliases))
    return claims or _spelled(headers, (column.name,))


def _spelled(headers: Sequence[str], names: Sequence[str]) -> list[str]:
    accepted = {plain_name(name) for name in names}
    return [header for header in headers if plain_name(header) in accepted]


def _ambiguous(column: Column, candidates: Sequence[str]) -> DataError:
    listed = ", ".join(repr(each) for each in candidates)
    return DataError(
        f"Two columns claim to be {column.source!r}: {listed}.",
        "Keep the right one and rename or remove the other.",
    )


def _unused(free: Sequence[str]) -> str:
    """Name the headers that no column claims: what is missing may stand under one of them."""
    if not free:
        return ""
    listed = ", ".join(quoted(each) for each in free[:_MOST_NAMED])
    more = f" and {len(free) - _MOST_NAMED:,} more" if len(free) > _MOST_NAMED else ""
    return f"Columns of the table that are not used: {listed}{more}. "


def _missing(missing: Sequence[Column], free: Sequence[str]) -> DataError:
    names = ", ".join(repr(column.source) for column in missing)
    plural = "columns are" if len(missing) > 1 else "column is"
    hints = []
    for column in missing:
        near = nearest_names(column.source, free, n=2)
        if near:
            listed = " or ".join(repr(each) for each in near)
            hints.append(f"{column.source!r} may be called {listed}")
    guess = "; ".join(hints) + ". " if hints else _unused(free)
    return OpenQuestionError(
        f"{len(missing)} required {plural} missing: {names} (needed to compare customers).",
        f"{guess}Rename the columns. Or, when this is a table of another kind, run "
        "smartcart check TABLE --suggest --out-config smartcart.toml, correct what it guessed, "
        "and give it to check or segment as --config.",
        "columns",
    )
