"""A session of Spark: found, started quietly, or refused in words."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smartcart.engines.connect import check_answers, shown
from smartcart.engines.existing import find_session, refuse_other, set_for_us
from smartcart.engines.java import check_java
from smartcart.engines.reason import reason_of
from smartcart.errors import SettingsError, quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Master", "find_master", "open_session"]

#: What a session that is started here is set to besides.
_START = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "2g",
}
#: By what PySpark is told of Spark Connect. It refuses a master beside the first one, and leaves
#: the others behind.
_VARIABLES = ("SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED", "SPARK_LOCAL_REMOTE")


@dataclass(frozen=True)
class Master:
    """Where the work is done; `is_remote` where it is asked for through Spark Connect."""

    address: str
    is_remote: bool


def find_master(given: str | None) -> Master:
    """Return what was given, or ``SPARK_REMOTE``, or ``SPARK_MASTER``, or this machine.

    Examples
    --------
    >>> find_master("sc://cluster:15002").is_remote, find_master("local[2]").is_remote
    (True, False)
    """
    remote = os.environ.get("SPARK_REMOTE")
    if given is None and remote:
        return Master(remote, is_remote=True)
    address = given or os.environ.get("SPARK_MASTER") or "local[*]"
    return Master(address, address.startswith("sc://"))


@contextmanager
def open_session(master: str | None = None) -> Iterator[SparkSession]:
    """Yield a session, and stop it afterwards unless it was there before.

    A session that was there is used where `master` names no other place, and left as it was: its
    settings are put back, and whoever started it stops it, from whichever thread.

    Parameters
    ----------
    master : str, optional
        A master of Spark (``local[2]``, ``spark://host:7077``, ``yarn``) or an address of Spark
        Connect (``sc://host:15002``); see `find_master`.

    Raises
    ------
    MissingExtraError
        When PySpark is not installed.
    SettingsError
        When there is no Java to start Spark with, nothing answers at the address, or a session is
        there already at another one.
    """
    with warnings.catch_warnings():
        # Said by PySpark 4 of every pandas 3; whatever else it says is heard.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        session = find_session()
        if session is not None:
            refuse_other(session, master and find_master(master).address)
            with set_for_us(session):
                yield session
            return
        place = find_master(master)
        with _only_asked():
            session = _start_session(place)
            try:
                with set_for_us(session):
                    yield session
            finally:
                session.stop()


@contextmanager
def _only_asked() -> Iterator[None]:
    """Let PySpark know what it is told, not what its variables say; leave these as they were."""
    before = {name: os.environ.pop(name) for name in _VARIABLES if name in os.environ}
    try:
        yield
    finally:
        for name in _VARIABLES:
            os.environ.pop(name, None)
        os.environ.update(before)


def _start_session(place: Master) -> SparkSession:
    with _quiet():
        try:
            if place.address.startswith("sc://"):
                check_answers(place.address)
            else:
                check_java()
            return _start(place)
        except SettingsError:
            raise
        except ImportError:
            raise SettingsError(
                "Spark Connect needs parts of PySpark that are not installed.",
                'Install them with: pip install "pyspark[connect]"',
            ) from None
        except Exception as error:
            address = shown(place.address)
            reason = reason_of(error).replace(place.address, address)
            raise SettingsError(
                f"No session of Spark at {quoted(address)}: {reason}.",
                "Check --master, SPARK_REMOTE and SPARK_MASTER; --master 'local[2]' starts one "
                "here. With SMARTCART_DEBUG=1, what Java and Spark print is shown.",
            ) from None


def _start(place: Master) -> SparkSession:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("smartcart")
    if not place.address.startswith("sc://"):
        path = os.environ.get("PYTHONPATH")
        settings = {**_START, **({"spark.executorEnv.PYTHONPATH": path} if path else {})}
        if place.address.startswith("local"):
            settings["spark.sql.shuffle.partitions"] = "8"  # 200 are for machines that are many
        for name, value in settings.items():
            builder = builder.config(name, value)
    builder = (builder.remote if place.is_remote else builder.master)(place.address)
    session: SparkSession = builder.getOrCreate()
    session.range(1).count()  # a session is not there before it answers
    return session


@contextmanager
def _quiet() -> Iterator[None]:
    """Let what is started here inherit no stderr: Java and Spark talk on it, to nobody."""
    if os.environ.get("SMARTCART_DEBUG"):
        yield
        return
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
