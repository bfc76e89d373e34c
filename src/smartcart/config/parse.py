"""smartcart.toml -> settings and schema: how any firm's table is mapped to roles."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from smartcart.config.entries import refuse_misshapen, refuse_unknown
from smartcart.config.own_names import check_own_names
from smartcart.customers import FORECAST_MEASURES, FOUNDING_SCHEMA, Column, Kind, Role, Schema
from smartcart.errors import SettingsError, nearest_names

__all__ = ["Config", "column_name", "parse_config"]

_TABLES = ("settings", "roles", "columns", "measures", "names")
_COLUMN_KEYS = tuple(each.name for each in fields(Column) if each.name != "source")
_MEASURES = ("value", "frequency", "engagement", *FORECAST_MEASURES)
#: Kinds whose values are numbers that a customer can be judged by.
_MEASURED = (Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.FLAG)


@dataclass(frozen=True)
class Config:
    """What a settings file says.

    Attributes
    ----------
    settings : mapping
        Values for `smartcart.Settings`, not yet checked against it.
    schema : Schema
        The founding schema, or the one the file maps.
    own_names : mapping of str to str
        A person's own names of segments, by id.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    schema: Schema = FOUNDING_SCHEMA
    own_names: Mapping[str, str] = field(default_factory=dict)


def parse_config(text: str) -> Config:
    """Read a settings file.

    ``[settings]`` holds settings, ``[roles]`` changes roles of founding columns. A table of
    ``[columns."Name in the file"]`` blocks replaces the founding schema by the firm's own;
    ``[measures]`` then names the measures for value, frequency and engagement, and those of a
    forecast: future_value, return_rank and overdue. ``[names]`` gives segments names of one's own.

    Raises
    ------
    SettingsError
        For text that is no TOML (with the line), and for names or values that are unknown.

    Examples
    --------
    >>> config = parse_config('''
    ... [settings]
    ... segments = 4
    ... [columns."Client no"]
    ... role = "id"
    ... [columns.Revenue]
    ... name = "spend_total"
    ... role = "segmentation"
    ... kind = "amount"
    ... ''')
    >>> config.settings, [column.name for column in config.schema.columns]
    ({'segments': 4}, ['client_no', 'spend_total'])
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The settings file is not valid TOML: {error}.", "Correct that line."
        ) from None
    refuse_unknown(content, _TABLES, "The settings file has a table")
    parts = {name: _table(content, name) for name in _TABLES}
    schema = _own_schema(parts["columns"]) if "columns" in content else FOUNDING_SCHEMA
    schema = _with_measures(schema, parts["measures"])
    schema = schema.assign_roles(_roles(parts["roles"]))
    return Config(parts["settings"], schema, check_own_names(parts["names"]))


def _table(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, Mapping):
        raise SettingsError(
            f"{name!r} in the settings file is {table!r}; it needs a table of its own.",
            f"Write [{name}] on a line, and its entries below it.",
        )
    return table


def _roles(roles: Mapping[str, Any]) -> Mapping[str, str]:
    for column, role in roles.items():
        _one_of(role, Role, f"role of column {column!r}")
    return roles


def _own_schema(blocks: Mapping[str, Any]) -> Schema:
    columns = tuple(_column(source, data) for source, data in blocks.items())
    ids = [column.source for column in columns if column.role == Role.ID]
    if len(ids) != 1:
        listed = f": {', '.join(ids)}" if ids else ""
        raise SettingsError(
            f"The settings file maps {len(ids)} columns to the role 'id'{listed}; one is needed.",
            'Give exactly one column role = "id".',
        )
    _refuse_repeated_names(columns)
    return Schema(columns)


def _with_measures(schema: Schema, measures: Mapping[str, Any]) -> Schema:
    """Return the schema with the measures that speak for a customer; a name must lead somewhere."""
    refuse_unknown(measures, _MEASURES, "[measures] has an entry")
    known = _measure_names(schema)
    for entry, name in measures.items():
        if name not in ("", *known):  # an empty text says that the table has none
            near = nearest_names(str(name), known, n=1)
            guess = f"Did you mean {near[0]!r}? " if near else ""
            listed = (
                f"Measures: {', '.join(known)}." if known else "No column holds amounts or counts."
            )
            raise SettingsError(
                f"[measures] {entry} is {name!r}, which is no measure of this table.",
                f"{guess}{listed}",
            )
    return replace(schema, **measures)


def _measure_names(schema: Schema) -> list[str]:
    own = [column.name for column in schema.columns if column.kind in _MEASURED]
    made = [name for column in schema.columns for name in (column.adds_to, column.share) if name]
    return list(dict.fromkeys(own + made))


def _column(source: str, data: Mapping[str, Any]) -> Column:
    if not isinstance(data, Mapping):
        raise SettingsError(
            f"[columns] maps {source!r} to {data!r}; it needs a table of its own.",
            f'Write [columns."{source}"] with role and kind below it.',
        )
    refuse_unknown(data, _COLUMN_KEYS, f"Column {source!r} has an entry")
    refuse_misshapen(source, data)
    role = Role(_one_of(data.get("role"), Role, f"role of column {source!r}"))
    default = Kind.ID if role == Role.ID else None
    kind = Kind(_one_of(data.get("kind", default), Kind, f"kind of column {source!r}"))
    values = {
        "name": column_name(source),
        "required": role in (Role.ID, Role.SEGMENTATION),
        "low": 0.0 if kind in (Kind.AMOUNT, Kind.COUNT) else None,
        **data,
        "role": role,
        "kind": kind,
        "personal": data.get("personal", False) or role == Role.SENSITIVE,
        "aliases": _texts(data, "aliases", source),
        "levels": _texts(data, "levels", source),
        "recode": _recoding(data, source),
    }
    return Column(source=source, **values)


def _texts(data: Mapping[str, Any], key: str, source: str) -> tuple[str, ...]:
    given = data.get(key, [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise SettingsError(
            f"The {key} of column {source!r} must be a list of texts, and are {given!r}.",
            f'Write {key} = ["one", "another"].',
        )
    return tuple(given)


def _recoding(data: Mapping[str, Any], source: str) -> Mapping[str, str]:
    given = data.get("recode", {})
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise SettingsError(
            f"The recode of column {source!r} must map texts to texts, and is {given!r}.",
            'Write recode = { "seen" = "read as" }.',
        )
    return given


def column_name(source: str) -> str:
    """Return our name for a column that is given none.

    Examples
    --------
    >>> column_name("Client no."), column_name("%")
    ('client_no', '%')
    """
    return re.sub(r"\W+", "_", source).strip("_").casefold() or source


def _one_of(value: Any, allowed: type[Role] | type[Kind], what: str) -> str:
    choices = [str(each) for each in allowed]
    if value not in choices:
        given = "is missing" if value is None else f"cannot be {value!r}"
        raise SettingsError(f"The {what} {given}.", f"Choose one of: {', '.join(choices)}.")
    return str(value)


def _refuse_repeated_names(columns: tuple[Column, ...]) -> None:
    seen: dict[str, str] = {}
    for column in columns:
        if column.name in seen:
            raise SettingsError(
                f"Columns {seen[column.name]!r} and {column.source!r} would both be called "
                f"{column.name!r}.",
                "Give one of them another name = ...",
            )
        seen[column.name] = column.source
