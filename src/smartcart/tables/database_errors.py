"""What a driver says -> one message for people, without passwords and without values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smartcart.errors import DataError, SettingsError, SmartCartError, quoted
from smartcart.tables.database_address import Address

__all__ = ["is_from_driver", "reaching", "read_reason", "working"]

_DRIVERS = ("sqlalchemy", "psycopg", "sqlite3", "duckdb", "_duckdb")
#: Errors whose message quotes what stood in a cell.
_WITH_VALUES = ("DataError", "InvalidInputException")
_LOGIN = ("password", "authentication", "role", "database", "permission")


@contextmanager
def reaching(place: Address) -> Iterator[None]:
    """Turn a failure to open a database into one message."""
    try:
        yield
    except Exception as error:
        if not is_from_driver(error):
            raise
        reason = read_reason(error, place)
        refused = "FATAL:" in reason and any(word in reason for word in _LOGIN)
        said = reason.rpartition("FATAL:")[2].strip()
        raise DataError(
            f"The database {quoted(place.name)} "
            + (f"refused the log-in: {said}." if refused else f"cannot be opened: {said}."),
            "Check user, password and the name of the database."
            if refused
            else "Check the address, and that the database runs and is not in use elsewhere.",
        ) from None


@contextmanager
def working(place: Address, what: str, next_step: str) -> Iterator[None]:
    """Turn a refusal of a statement into one message: ``what`` was refused, and why."""
    try:
        yield
    except SmartCartError:
        raise
    except Exception as error:
        if not is_from_driver(error):
            raise
        raise SettingsError(
            f"The database {quoted(place.name)} refused {what}: {read_reason(error, place)}.",
            next_step,
        ) from None


def is_from_driver(error: Exception) -> bool:
    """Say whether an error is one of a database's driver."""
    return type(error).__module__.split(".")[0] in _DRIVERS


def read_reason(error: Exception, place: Address) -> str:
    """Return the first line of the driver's message, cut before a value it quotes."""
    origin = getattr(error, "orig", None) or error
    primary = getattr(getattr(origin, "diag", None), "message_primary", None)
    lines = (primary or str(origin)).strip().splitlines()
    text = lines[0] if lines else type(origin).__name__
    if any(each.__name__ in _WITH_VALUES for each in type(origin).__mro__):
        text = text[: min((text.find(q) for q in "'\"" if q in text), default=len(text))]
    text = text.partition(" with text ")[0]
    password = place.url.password if place.url is not None else None
    if password:
        text = text.replace(str(password), "***")
    return "".join(each if each.isprintable() else " " for each in text).strip().rstrip(".:")
