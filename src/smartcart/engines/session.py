"""A session of Spark: found, started quietly, or refused in words."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from smartcart.errors import MissingExtraError, SettingsError, quoted

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

__all__ = ["Master", "find_java", "find_master", "open_session"]

#: What every session is set to, whoever started it: days are days, and a number is never cut off.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "20000",
}
#: What a session that is started here is set to besides.
_START = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "2g",
}


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


def find_java() -> str | None:
    """Return the program that runs Java, or None."""
    home = os.environ.get("JAVA_HOME")
    own = str(Path(home, "bin", "java")) if home else None
    return shutil.which(own or "java") or shutil.which("java")


@contextmanager
def open_session(master: str | None = None) -> Iterator[SparkSession]:
    """Yield a session, and stop it afterwards unless it was there before.

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
        When there is no Java to start Spark with, or nothing answers at the address.
    """
    place = find_master(master)
    with warnings.catch_warnings():
        # Said by PySpark 4 of every pandas 3; whatever else it says is heard.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        session, ours = _find_session(place)
        for name, value in _SETTINGS.items():
            session.conf.set(name, value)
        try:
            yield session
        finally:
            if ours:
                session.stop()


def _find_session(place: Master) -> tuple[SparkSession, bool]:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingExtraError("The engine Spark", "spark") from None
    there = SparkSession.getActiveSession()
    if there is not None:
        return there, False
    if not place.address.startswith("sc://") and find_java() is None:
        raise SettingsError(
            "Spark runs on Java, and no Java is found here.",
            "Install Java 17 or later, or set JAVA_HOME; or give the address of a cluster that "
            "speaks Spark Connect with --master sc://host:15002.",
        )
    with _quiet():
        try:
            return _start(place), True
        except ImportError:
            raise SettingsError(
                "Spark Connect needs parts of PySpark that are not installed.",
                'Install them with: pip install "pyspark[connect]"',
            ) from None
        except Exception:
            raise SettingsError(
                f"No session of Spark at {quoted(place.address)}: nothing answers there, or what "
                "answers is no Spark.",
                "Check --master, SPARK_REMOTE and SPARK_MASTER; --master 'local[2]' starts one "
                "here.",
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
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
