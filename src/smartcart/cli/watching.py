"""What ``smartcart watch`` checks at its start, does, and tells."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smartcart.cli.display import console, show_progress
from smartcart.cli.machine_clock import ending_on_signals
from smartcart.cli.refresh_notice import Notice, give_event, give_notice
from smartcart.cli.refresh_page import show_refreshed
from smartcart.errors import SettingsError, SmartCartError, quoted
from smartcart.jobs.refresh import Refreshed, RefreshJob, check_refresh
from smartcart.jobs.schedule import Daily, read_daily
from smartcart.jobs.watch import Clock, FolderWatch, watch_daily, watch_folder
from smartcart.jobs.watch_refresh import Attempt, find_last_done, refresh_arrived, try_refresh
from smartcart.store import open_store
from smartcart.store.place import find_place
from smartcart.tables import is_address

__all__ = ["Watching", "run_watching"]


@dataclass(frozen=True)
class Watching:
    """What is watched, how, and who is told; the source of the job is the folder."""

    job: RefreshJob
    notice: Notice
    at: str | None
    zone: str | None
    settle: float
    pattern: str
    once: bool
    as_json: bool


def run_watching(watching: Watching) -> bool:
    """Watch until a signal comes, or once; return whether a table was refused in that once.

    Raises
    ------
    SmartCartError
        For options that do not go together, and when the store cannot be used.
    """
    job = watching.job
    daily = _check(watching)
    open_store(job.store)
    refused = False
    with ending_on_signals() as clock:
        attempts = _in_folder(watching, clock) if daily is None else _by_day(watching, daily, clock)
        for attempt in attempts:
            _tell(watching, attempt)
            refused = refused or attempt.refusal is not None
    return watching.once and refused


def _in_folder(watching: Watching, clock: Clock) -> Iterator[Attempt]:
    job, folder = watching.job, Path(watching.job.source)

    def refresh(path: Path) -> Attempt:
        with show_progress() as display:
            return refresh_arrived(job, path, display)

    watch = FolderWatch(
        folder, watching.settle, watching.pattern, _own_file(job, folder), watching.once
    )
    if not watching.once:
        _say(f"Watching {quoted(folder)}, in the order of names. Ctrl+C ends it.")
    return watch_folder(watch, refresh, clock, _say)


def _by_day(watching: Watching, daily: Daily, clock: Clock) -> Iterator[Attempt]:
    job = watching.job

    def refresh() -> Attempt:
        with show_progress() as display:
            return try_refresh(job, display)

    return watch_daily(daily, find_last_done(job), refresh, clock, _say, once=watching.once)


def _check(watching: Watching) -> Daily | None:
    """Refuse at the start what would fail every time."""
    job = watching.job
    watching.notice.check()
    check_refresh(job)
    if watching.at is not None:
        return read_daily(watching.at, watching.zone)
    if is_address(job.source) or not Path(job.source).is_dir():
        what = "a database" if is_address(job.source) else quoted(Path(job.source))
        raise SettingsError(
            f"Without --at a folder is watched, and {what} is none.",
            "Give the folder into which tables are put, or a time of day with --at.",
        )
    for option, value in (
        ("--zone", watching.zone),
        ("--table", job.table),
        ("--query", job.query),
    ):
        if value is not None:
            raise SettingsError(f"{option} does not go with a folder.", "Leave it out.")
    if not (math.isfinite(watching.settle) and watching.settle >= 0):
        raise SettingsError(
            f"--settle takes seconds, 0 or more, not {watching.settle:g}.", "Leave it out for 10."
        )
    _keep_apart(watching, Path(job.source).resolve())
    return None


def _keep_apart(watching: Watching, folder: Path) -> None:
    """Refuse to write into the watched folder: the watch would take it for a table."""
    out, event = watching.job.out, watching.notice.file
    if out is not None and out.resolve() == folder:
        raise SettingsError("--out is the folder that is watched.", "Give another folder.")
    if event is not None and event.resolve().parent == folder:
        raise SettingsError("--event is in the folder that is watched.", "Give another place.")


def _own_file(job: RefreshJob, folder: Path) -> Path | None:
    """Return the store as a file of the folder, if it stands there."""
    place = find_place(job.store)
    path = Path(place.path).resolve() if place.kind == "sqlite" else None
    return folder / path.name if path and path.parent == folder.resolve() else None


def _tell(watching: Watching, attempt: Attempt) -> None:
    """Say what became of a table, and give notice of it; nothing of one that was known."""
    if attempt.refreshed is not None:
        _tell_run(watching, attempt.name, attempt.refreshed)
    elif attempt.refusal is not None:
        _tell_refusal(watching, attempt.name, attempt.refusal)


def _tell_run(watching: Watching, name: str, refreshed: Refreshed) -> None:
    if watching.as_json:
        _print_line(refreshed.summary)
    if refreshed.changes.status == "already_seen":
        _say(f"{name}: nothing new, it is run {refreshed.run.run_id}.")
        return
    _say(f"\n{datetime.now():%Y-%m-%d %H:%M} {name}")
    show_refreshed(refreshed, watching.job.out)
    if refreshed.refusal is not None:
        _say(f"Error: {refreshed.refusal}")
    give_notice(watching.notice, watching.job, refreshed)


def _tell_refusal(watching: Watching, name: str, error: SmartCartError) -> None:
    """Tell of a table that an option does not suit; the store knows nothing of it."""
    told = {"source": name, "status": "refused", "reason": error.what}
    if watching.as_json:
        _print_line(told)
    _say(f"\n{datetime.now():%Y-%m-%d %H:%M} {name}\nError: {error}")
    subject = f"SmartCart: table refused ({name})"
    give_event(watching.notice, {"subject": subject, "text": f"{error}\n", **told})


def _print_line(data: object) -> None:
    """Print one line for machines, now: who reads it waits for it."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, allow_nan=False) + "\n")
    sys.stdout.flush()


def _say(sentence: str) -> None:
    console().print(sentence, markup=False)
