"""Addresses of databases: which kind they name, and how they are shown without a password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from smartcart.errors import MissingExtraError, SettingsError, quoted

__all__ = [
    "Address",
    "Kind",
    "extra_missing",
    "identifier",
    "is_address",
    "names_database",
    "read_address",
]

Kind = Literal["postgresql", "sqlite", "duckdb"]

_KINDS: dict[str, Kind] = {
    "postgresql": "postgresql",
    "postgresql+psycopg": "postgresql",
    "postgres": "postgresql",
    "sqlite": "sqlite",
    "duckdb": "duckdb",
}
_FORM = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://(.*)", re.DOTALL)
_EXAMPLES = "postgresql://user@host/database, sqlite:///file.db or duckdb:///file.duckdb"


@dataclass(frozen=True)
class Address:
    """Where a database is.

    Attributes
    ----------
    kind : {'postgresql', 'sqlite', 'duckdb'}
    name : str
        The address for people and files: no password, no options.
    path : str
        The file of an SQLite or DuckDB database.
    url : sqlalchemy.URL or None
        How a server is reached. It holds the password and is never shown.
    """

    kind: Kind
    name: str
    path: str = ""
    url: Any = field(default=None, repr=False)


def is_address(source: str | os.PathLike[str]) -> bool:
    """Say whether a source is written as an address rather than as a path.

    Examples
    --------
    >>> is_address("sqlite:///shop.db"), is_address("customers.csv")
    (True, False)
    """
    return isinstance(source, str) and _FORM.fullmatch(source) is not None


def names_database(source: str | os.PathLike[str]) -> bool:
    """Say whether a source is an address of one of our databases; ``s3a://`` is none of them.

    Examples
    --------
    >>> names_database("sqlite:///shop.db"), names_database("hdfs:///crm/customers")
    (True, False)
    """
    form = _FORM.fullmatch(str(source))
    return form is not None and form.group(1).lower() in _KINDS


def read_address(text: str) -> Address:
    """Read an address.

    Raises
    ------
    SettingsError
        For another kind of address, or one that cannot be read; passwords are never repeated.
    MissingExtraError
        When the "database" extra is not installed.

    Examples
    --------
    >>> read_address("postgresql://ann:secret@shop.example/sales").name
    'postgresql://ann:***@shop.example/sales'
    >>> read_address("duckdb:///shop.duckdb").path
    'shop.duckdb'
    """
    form = _FORM.fullmatch(text)
    kind = _KINDS.get(form.group(1).lower()) if form else None
    if form is None or kind is None:
        scheme = form.group(1) if form else "no"
        raise SettingsError(
            f"Addresses of the kind {quoted(scheme)} are not read; databases are PostgreSQL, "
            "SQLite and DuckDB.",
            f"Write {_EXAMPLES}; anything else must be a file on this machine.",
        )
    return _server(text) if kind == "postgresql" else _file(kind, form.group(2))


def identifier(*names: str) -> str:
    """Quote names as the SQL standard says, and all three databases with it.

    Examples
    --------
    >>> print(identifier("sales", 'my "best" clients; DROP'))
    "sales"."my ""best"" clients; DROP"
    """
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def extra_missing() -> MissingExtraError:
    """Return the error of a machine that has no drivers."""
    return MissingExtraError("Reading databases", "database")


def _file(kind: Kind, rest: str) -> Address:
    path = rest.partition("?")[0].removeprefix("/")
    if not rest.startswith("/") or path in ("", ":memory:"):
        raise SettingsError(
            f"An address {kind}:// names a file after three slashes; this one names none.",
            f"Write {kind}:///folder/file, or {kind}:////folder/file from the root of the disk.",
        )
    return Address(kind, f"{kind}:///{path}", path)


def _server(text: str) -> Address:
    try:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError:
        raise extra_missing() from None
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise _unreadable() from None
    # A password with a bare @ or / moves into the host or the database, and would be shown.
    if "@" in f"{url.username or ''}{url.host or ''}{url.database or ''}":
        raise _unreadable()
    # Options may hold a password too, so none of them is shown.
    shown = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    return Address("postgresql", shown, url=url.set(drivername="postgresql+psycopg"))


def _unreadable() -> SettingsError:
    return SettingsError(
        "The address of the PostgreSQL server cannot be read (it is not repeated here, because "
        "it may hold a password).",
        "Write postgresql://user@host:5432/database; in a password, @ is written %40 and / %2F. "
        "Without a password, PGPASSWORD or ~/.pgpass is used.",
    )
