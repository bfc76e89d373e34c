"""The format of a store: made, brought up to date, or refused."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from smartcart.errors import StoreError, quoted
from smartcart.store.tables import VERSION_TABLE

__all__ = ["check_schema", "migrate", "read_schema"]

_FOLDER = Path(__file__).parent / "migrations"
#: Any number: all who migrate a store on a server take this one lock.
_MIGRATING = 7_203_664_117


def migrate(connection: sa.Connection, name: str) -> None:
    """Make the tables, or bring older ones to the format of today, within one transaction.

    Raises
    ------
    StoreError
        When the store was written by a newer version; it is left as it is.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
    context, script = _context(connection), _script()
    current = context.get_current_revision()
    _refuse_newer(script, current, name)
    if current == script.get_current_head():
        return
    steps = list(script.iterate_revisions("head", current or "base"))
    for step in reversed(steps):
        with Operations.context(context):
            step.module.upgrade()
        context.stamp(script, step.revision)


def check_schema(connection: sa.Connection, name: str) -> None:
    """Refuse a store that is not of the format of today.

    Raises
    ------
    StoreError
        When it is older, newer, or no store.
    """
    script, current = _script(), read_schema(connection)
    _refuse_newer(script, current, name)
    if current != script.get_current_head():
        raise StoreError(
            f"The store {quoted(name)} is of format {current or 'none'}; this version reads "
            f"{script.get_current_head()}.",
            "Open it once with the right to write: that brings it up to date.",
        )


def read_schema(connection: sa.Connection) -> str | None:
    """Return the format of a store, or None where there is none."""
    return _context(connection).get_current_revision()


def _refuse_newer(script: ScriptDirectory, current: str | None, name: str) -> None:
    known = {step.revision for step in script.walk_revisions()}
    if current is not None and current not in known:
        raise StoreError(
            f"The store {quoted(name)} was written by a newer version of SmartCart: it has "
            f"format {quoted(current)}, and this version knows {max(known)}.",
            "Install the newer version; the store was left as it is.",
        )


def _context(connection: sa.Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(_FOLDER))
