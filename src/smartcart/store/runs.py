"""Runs and their events: kept once for the same content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from smartcart.errors import SettingsError, StoreError
from smartcart.store.models import insert
from smartcart.store.plain import from_time, to_json, to_time
from smartcart.store.records import Event, Run
from smartcart.store.tables import events, runs

__all__ = ["add_events", "add_run", "find_run", "list_events", "list_runs", "read_run"]

_TIMES = ("started", "finished")
_JSON = ("settings", "quality", "figures")
_STATUSES = ("promoted", "kept", "scored", "refused")


def add_run(connection: sa.Connection, run: Run) -> tuple[int, bool]:
    """Return the number of a run, and whether it was added; a run that is there is not."""
    if run.status not in _STATUSES:
        raise SettingsError(
            f"A run has the status {', '.join(_STATUSES)}; {run.status!r} came.",
            "Give one of these.",
        )
    statement = insert(connection, runs).values(_row(run))
    added = connection.execute(statement.on_conflict_do_nothing().returning(runs.c.run_id))
    run_id = added.scalar()
    if run_id is not None:
        return run_id, True
    seen = _same(run.data_hash, run.settings_hash)
    return connection.execute(sa.select(runs.c.run_id).where(seen)).scalar_one(), False


def find_run(connection: sa.Connection, data_hash: str, settings_hash: str) -> Run | None:
    """Return the run of this content that was not refused, or None."""
    found = connection.execute(sa.select(runs).where(_same(data_hash, settings_hash))).first()
    return None if found is None else _run(found)


def read_run(connection: sa.Connection, run_id: int) -> Run:
    """Return one run."""
    found = connection.execute(sa.select(runs).where(runs.c.run_id == run_id)).first()
    if found is None:
        raise StoreError(f"The store has no run {run_id}.", "List the runs it has.")
    return _run(found)


def list_runs(connection: sa.Connection) -> tuple[Run, ...]:
    """Return all runs, in their order."""
    return tuple(map(_run, connection.execute(sa.select(runs).order_by(runs.c.run_id))))


def add_events(connection: sa.Connection, run_id: int, happened: Iterable[Event]) -> None:
    """Add the events of a run."""
    rows = [{"run_id": run_id, "kind": e.kind, "detail": to_json(e.detail)} for e in happened]
    if rows:
        connection.execute(sa.insert(events), rows)


def list_events(connection: sa.Connection, run_id: int) -> tuple[Event, ...]:
    """Return the events of a run, in the order in which they were given."""
    of_run = sa.select(events).where(events.c.run_id == run_id).order_by(events.c.event_id)
    rows = connection.execute(of_run)
    return tuple(Event(row.kind, json.loads(row.detail), row.run_id) for row in rows)


def _same(data_hash: str, settings_hash: str) -> sa.ColumnElement[bool]:
    content = (runs.c.data_hash == data_hash) & (runs.c.settings_hash == settings_hash)
    return content & (runs.c.status != "refused")


def _row(run: Run) -> dict[str, Any]:
    plain = ("source", "data_hash", "settings_hash", "status", "reason", "verdict", "model_hash")
    return {
        **{name: getattr(run, name) for name in plain},
        **{name: from_time(getattr(run, name)) for name in _TIMES},
        **{name: to_json(getattr(run, name)) for name in _JSON},
    }


def _run(row: Any) -> Run:
    values = dict(row._mapping)
    values |= {name: to_time(values[name]) for name in _TIMES}
    values |= {name: json.loads(values[name]) for name in _JSON}
    return Run(**values)
