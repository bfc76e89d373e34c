"""A session of Spark that is there already: used where it may be, and left as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from smartcart.engines.connect import shown
from smartcart.errors import MissingExtraError, SettingsError, quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["find_session", "refuse_other", "set_for_us"]

#: What every session is set to, whoever started it: days are days, and a number is never cut off.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
}


def find_session() -> SparkSession | None:
    """Return the session of this process, whichever thread it was started from, or None.

    Raises
    ------
    MissingExtraError
        When PySpark is not installed.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("The engine Spark", "spark") from None
    try:
        return SparkSession.active()
    except PySparkException:
        return None


def refuse_other(session: SparkSession, asked: str | None) -> None:
    """Refuse a session that works in another place than the one that is asked for.

    Raises
    ------
    SettingsError
    """
    if asked is None:
        return
    own = _address_of(session)
    if own not in (asked, _with_port(asked)):
        raise SettingsError(
            f"A session of Spark is there already, at {quoted(own)}, and --master names "
            f"{quoted(shown(asked))}.",
            "Stop that session first, or leave --master out to work in it.",
        )


@contextmanager
def set_for_us(session: SparkSession) -> Iterator[None]:
    """Set what we need for the length of a block; afterwards everything is as it was."""
    before = {name: session.conf.get(name, None) for name in _SETTINGS}
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    try:
        yield
    finally:
        for name, earlier in before.items():
            if earlier is None:
                session.conf.unset(name)
            else:
                session.conf.set(name, earlier)


def _address_of(session: SparkSession) -> str:
    if "connect" in type(session).__module__:
        builder: Any = session.client._builder
        return f"sc://{builder.endpoint}"
    return str(session.sparkContext.master)


def _with_port(address: str) -> str | None:
    if not address.startswith("sc://"):
        return None
    from pyspark.sql.connect.client import DefaultChannelBuilder

    return f"sc://{DefaultChannelBuilder(address).endpoint}"
