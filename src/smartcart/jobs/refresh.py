"""Keep a store current: read, watch for drift, place, learn anew where needed, promote or keep."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import smartcart
from smartcart.customers import Customers, Schema
from smartcart.errors import DataError, ModelFileError, SettingsError, SmartCartError
from smartcart.jobs.order_customers import Place
from smartcart.jobs.overwriting import spare_others, spare_read
from smartcart.jobs.refresh_facts import (
    list_figures,
    make_event,
    store_events,
    summarize_changes,
    tell_outcome,
    tell_standing,
)
from smartcart.jobs.refresh_outcome import Outcome, learn_first, place_only, refit
from smartcart.jobs.refresh_outputs import REFRESH_FILES, write_refresh
from smartcart.jobs.refresh_past import Past, look_back
from smartcart.jobs.refresh_reading import (
    hash_source,
    look_for_drift,
    read_table_of,
    refuse_units,
)
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import dump_model
from smartcart.settings import Settings, make_settings
from smartcart.tables import check_output_folder
from smartcart.through_time import Changes, DriftReport, why_refit

if TYPE_CHECKING:
    from smartcart.store import Run, Status, Store

__all__ = ["RefreshJob", "Refreshed", "check_refresh", "hash_asked", "run_refresh"]

_DRY = "This was a dry run: nothing was kept."


@dataclass(frozen=True)
class RefreshJob:
    """A table of today, and the store that is to be brought up to date.

    Attributes
    ----------
    source : path or address
        Customers or order lines, as `SegmentJob` takes them.
    store : str, optional
        Address of the store; the file in the user's data folder when not given.
    settings, schema, roles : optional
        Those of the run before when not given; on a first run, the defaults.
    options : mapping
        Single settings that win over `settings`.
    out : path, optional
        Folder for ``segments.csv``, ``audience.csv``, ``model.json``, ``refresh.json`` and, with
        `report`, ``changes.html`` (and ``report.html`` of a model learnt in this run).
    dry_run : bool
        Say what would happen, and leave the store as it is.
    refit : bool, optional
        True: learn a model anew. False: never, but on a first run. None: on drift or age.
    max_age : int
        Days after which a model is learnt anew without drift, by the days the tables describe.
    level : float
        Chance of a drift alarm without drift.
    accept_units : bool
        Take a table as it is in which a column seems to be in another unit.
    again : bool
        Refresh a table once more that is a run already, for the model that serves now.
    """

    source: Path | str = field(repr=False)  # an address may hold a password
    store: str | None = field(default=None, repr=False)
    settings: Settings | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    schema: Schema | None = None
    sheet: str | None = None
    table: str | None = None
    query: str | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    own_names: Mapping[str, str] = field(default_factory=dict)
    out: Path | None = None
    report: bool = True
    dry_run: bool = False
    refit: bool | None = None
    max_age: int = 180
    level: float = 0.01
    accept_units: bool = False
    again: bool = False

    @property
    def place(self) -> Place:
        """Where the table is."""
        return Place(self.source, self.sheet, self.table, self.query)


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did.

    Attributes
    ----------
    run : Run
        As the store keeps it; without a number after a dry run.
    changes : Changes
    summary : dict
        For machines.
    event : dict
        subject and text for an e-mail, and the summary.
    refusal : SmartCartError or None
        Why the table was refused; the champion of before serves on.
    """

    run: Run
    changes: Changes
    summary: dict[str, Any]
    event: dict[str, Any]
    refusal: SmartCartError | None


def run_refresh(job: RefreshJob, display: Display | None = None) -> Refreshed:
    """Bring a store up to date with the customers of today.

    In this order: the table is read and its columns compared with those of before; customers are
    tested for drift; a model is learnt anew when it has to be, matched with the champion so that
    segments keep their ids, and promoted only through every gate; all of it becomes one run of
    the store. The same content twice is one run.

    Raises
    ------
    StoreBusyError
        When another run is at work on the store.
    StoreError, SettingsError, MissingExtraError
        When the store, the output folder or an option cannot be used. A table that cannot be
        used raises nothing: the run is `refused`, and the reason is kept.
    """
    from smartcart.store import open_store

    check_refresh(job)
    watch = Stopwatch(display)
    store = open_store(job.store, read_only=job.dry_run)
    held: AbstractContextManager[None] = nullcontext() if job.dry_run else store.lock()
    with held:
        return _refresh(_start(store, job, watch))


@dataclass(frozen=True)
class _Work:
    """One refresh under the lock, and what is known at its start."""

    store: Store
    job: RefreshJob
    watch: Stopwatch
    past: Past
    started: datetime
    settings: Settings
    schema: Schema
    roles: Mapping[str, str]

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked for, as plain data: the next run takes it over."""
        job = self.job
        return {
            "settings": self.settings.model_dump(mode="json"),
            "schema": self.schema.to_dict(),
            "roles": dict(self.roles),
            "own_names": dict(job.own_names),
            "refit": job.refit,
            "max_age": job.max_age,
            "level": job.level,
            "accept_units": job.accept_units,
            "again_for": self.past.champion.version if job.again else None,
            "version": smartcart.__version__,
        }

    @property
    def settings_hash(self) -> str:
        """The second half of what a run is known by."""
        return hashlib.sha256(json.dumps(self.asked, sort_keys=True).encode()).hexdigest()


def hash_asked(store: Store, job: RefreshJob) -> str:
    """Return what is asked for, as one hash: the second half of what a run is known by."""
    return _start(store, job, Stopwatch()).settings_hash


def check_refresh(job: RefreshJob) -> None:
    """Find out before the long work what would fail after it; raises as `run_refresh`."""
    if job.max_age < 0:
        raise SettingsError(
            f"--max-age takes days, 0 or more, not {job.max_age}.", "Leave it out for 180."
        )
    if job.out is None:
        return
    check_output_folder(job.out)
    spare_read(job.out, REFRESH_FILES, job.source)
    spare_others(job.out, REFRESH_FILES, "refresh.json")
    if job.report:
        from smartcart.report import require_report_parts

        require_report_parts()


def _start(store: Store, job: RefreshJob, watch: Stopwatch) -> _Work:
    watch("past", 0, 1)
    past = look_back(store)
    settings = job.settings or past.settings
    settings = make_settings({**settings.model_dump(), **job.options})
    if job.schema is not None or job.roles:
        schema, roles = job.schema or past.schema, job.roles
    else:
        schema, roles = past.schema, past.roles
    return _Work(store, job, watch, past, datetime.now(UTC), settings, schema, roles)


def _refresh(work: _Work) -> Refreshed:
    job, past = work.job, work.past
    work.watch("read", 0, 1)
    try:
        customers = read_table_of(
            job.place, past, work.schema, work.settings, work.roles, work.watch
        )
        seen = work.store.find_run(customers.data_hash, work.settings_hash)
        if seen is not None:
            return _already_seen(work, seen)
        work.watch("drift", 0, 1)
        found = look_for_drift(past, customers, job.level)
        if found is not None and found.verdict == "schema" and not job.accept_units:
            raise refuse_units(found)
        outcome = _decide(work, customers, found)
    except (DataError, ModelFileError) as error:
        return _refused(work, error)
    return _keep(work, customers, found, outcome)


def _decide(work: _Work, customers: Customers, found: DriftReport | None) -> Outcome:
    job, past = work.job, work.past
    if past.serving is None:
        return learn_first(customers, work.settings, job.own_names, work.watch)
    day = customers.snapshot_date
    why = why_refit(found, past.learnt, day, max_age=job.max_age, asked=job.refit)
    if why:
        return refit(past, customers, found, work.settings, job.own_names, why, work.watch)
    work.watch("fit", 0, 1)
    return place_only(past, customers, found)


def _already_seen(work: _Work, seen: Run) -> Refreshed:
    when = seen.finished.astimezone().strftime("%Y-%m-%d %H:%M")
    reason = f"The same customers with the same settings are run {seen.run_id}, of {when}: "
    reason += f"{seen.status}."
    if seen.model_hash != work.past.serving_hash:
        reason += " Another model serves since; --again lets it place them."
    changes = tell_standing(work.past, "already_seen", reason, work.job.place.name)
    return _done(work, seen, changes, None)


def _refused(work: _Work, error: SmartCartError) -> Refreshed:
    changes = tell_standing(work.past, "refused", error.what, work.job.place.name)
    run = _new_run(work, "refused", error.what, hash_source(work.job.place), "")
    kept = run if work.job.dry_run else work.store.record_run(run)
    return _done(work, kept, changes, error)


def _keep(
    work: _Work, customers: Customers, found: DriftReport | None, outcome: Outcome
) -> Refreshed:
    work.watch("store", 0, 1)
    changes = tell_outcome(work.past, outcome, customers, found, work.job.place.name)
    if work.job.dry_run:
        changes = replace(changes, notes=(_DRY, *changes.notes))
    kept: list[Run] = []

    def keep() -> dict[str, Any]:
        kept.append(_record(work, customers, outcome, changes))
        return _summary(work, kept[0], changes)

    out, report = work.job.out, work.job.report
    if out is None:
        keep()
    else:
        write_refresh(out, outcome.serving, outcome.assigned, changes, keep, report=report)
    return _done(work, kept[0], changes, None)


def _record(work: _Work, customers: Customers, outcome: Outcome, changes: Changes) -> Run:
    """Keep the run with all that belongs to it, and promote its model, in one transaction."""
    past, store = work.past, work.store
    is_new = outcome.status == "promoted"
    challenger = outcome.challenger and dump_model(outcome.challenger).encode()
    new_hash = hashlib.sha256(challenger).hexdigest() if challenger else None
    run = replace(
        _new_run(work, outcome.status, outcome.reason, customers.data_hash, changes.verdict),
        model_hash=new_hash if is_new else past.serving_hash,
        quality=customers.quality.to_dict(),
        figures=list_figures(past, outcome, changes, customers, new_hash),
    )
    if work.job.dry_run:
        return run
    if challenger:
        store.put_model(challenger)
    return store.record_run(
        run,
        assigned=outcome.assigned,
        events=store_events(changes),
        expected_version=past.champion.version if is_new else None,
    )


def _new_run(work: _Work, status: Status, reason: str, data_hash: str, verdict: str) -> Run:
    from smartcart.store import Run

    return Run(
        work.started,
        datetime.now(UTC),
        work.job.place.name,
        data_hash,
        work.settings_hash,
        status,
        reason,
        verdict,
        settings=work.asked,
    )


def _summary(work: _Work, run: Run, changes: Changes) -> dict[str, Any]:
    model_hash = run.model_hash if changes.status == "promoted" else work.past.serving_hash
    summary = summarize_changes(changes, run, model_hash, work.watch.stop())
    return {**summary, "dry_run": work.job.dry_run, "store": work.store.name}


def _done(work: _Work, run: Run, changes: Changes, refusal: SmartCartError | None) -> Refreshed:
    summary = _summary(work, run, changes)
    return Refreshed(run, changes, summary, make_event(summary, changes), refusal)
