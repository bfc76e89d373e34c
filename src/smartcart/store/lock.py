"""One refresh at a time: a lock that the system frees when its holder dies, however it dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from smartcart.errors import StoreBusyError, StoreError, quoted
from smartcart.store.connect import asking
from smartcart.store.plain import from_time, now
from smartcart.tables.database_address import Address

__all__ = ["hold_lock"]

#: Any number; advisory locks of PostgreSQL are numbers within one database.
_REFRESHING = 7_203_664_118
#: Far behind anything that is written: on Windows a locked byte cannot be read.
_LOCKED_BYTE = 1 << 30


@contextmanager
def hold_lock(place: Address, engine: sa.Engine) -> Iterator[None]:
    """Hold the lock of a store, or fail at once.

    SQLite: a lock of the system on the file ``<store>.lock``, which is never deleted.
    PostgreSQL: an advisory lock of a connection of its own.

    Raises
    ------
    StoreBusyError
        When another process holds it; the message says which, and since when.
    StoreError
        When the file of the lock cannot be written.
    """
    if place.kind == "postgresql":
        with _lock_server(place, engine):
            yield
        return
    file = _open(Path(f"{place.path}.lock"))
    try:
        if not _try_lock(file):
            raise _busy(place, os.read(file, 200).decode("utf-8", "replace").strip())
        _sign(file)
        yield
    finally:
        os.close(file)


def _lock_server(place: Address, engine: sa.Engine) -> sa.Connection:
    """Return an open connection that has the lock; it is freed when the connection closes."""
    with asking(place, "to be locked"):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        lock = sa.select(sa.func.pg_try_advisory_lock(_REFRESHING))
        if connection.execute(lock).scalar():
            return connection
        holder = _server_holder(connection)
        connection.close()
        raise _busy(place, holder)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"The lock {quoted(path)} cannot be written: {error.strerror or error}.",
            "Check that you may write in the folder of the store.",
        ) from None


def _try_lock(file: int) -> bool:
    """Lock an open file without waiting; the system frees it when the file is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(file: int) -> None:
    """Write who holds the lock; on a full disk it is held all the same."""
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.write(file, f"process {os.getpid()}, since {from_time(now())}\n".encode())


def _server_holder(connection: sa.Connection) -> str:
    statement = sa.text(
        "SELECT a.pid, a.backend_start FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND l.granted AND l.database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database()) "
        "AND (l.classid::bigint << 32) + l.objid::bigint = :number"
    )
    found = connection.execute(statement, {"number": _REFRESHING}).first()
    return f"connection {found[0]}, since {from_time(found[1])}" if found else ""


def _busy(place: Address, holder: str) -> StoreBusyError:
    said = f" ({holder})" if holder else ""
    return StoreBusyError(
        f"Another run is at work on the store {quoted(place.name)}{said}.",
        "Wait until it is done; the lock is freed by itself, also when that run dies.",
    )
