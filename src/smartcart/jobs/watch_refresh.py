"""A refresh that nobody starts: what the store knows already is not done again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from smartcart.errors import SmartCartError, StoreError
from smartcart.jobs.refresh import Refreshed, RefreshJob, hash_asked, run_refresh
from smartcart.jobs.refresh_reading import hash_source
from smartcart.jobs.stopwatch import Display

if TYPE_CHECKING:
    from smartcart.store import Run, Store

__all__ = ["Attempt", "find_last_done", "refresh_arrived", "try_refresh"]


@dataclass(frozen=True)
class Attempt:
    """What became of a source that came up.

    Attributes
    ----------
    name : str
        Of the source, without its folder.
    refreshed : Refreshed or None
        None where nothing had to be done, or where options do not suit the table.
    refusal : SmartCartError or None
        Why the table was refused.
    """

    name: str
    refreshed: Refreshed | None = None
    refusal: SmartCartError | None = None


def refresh_arrived(job: RefreshJob, path: Path, display: Display | None = None) -> Attempt:
    """Refresh with a file of a watched folder, unless the store knows its content.

    Known is the content of a file, by its SHA-256, that was refreshed with before, whatever was
    asked for then: a folder keeps its old files, and they must not come again when an option is
    changed. A file that was refused is tried again where something else is asked for, or where
    another model was promoted since.

    Raises
    ------
    StoreError
        As `run_refresh`.
    """
    from smartcart.store import open_store

    arrived = replace(job, source=path)
    if _is_known(open_store(job.store), arrived):
        return Attempt(arrived.place.name)
    return try_refresh(arrived, display)


def try_refresh(job: RefreshJob, display: Display | None = None) -> Attempt:
    """Refresh; an option that does not suit this table is a refusal, and not the end of a watch.

    Raises
    ------
    StoreError
        As `run_refresh`.
    """
    name = job.place.name
    try:
        refreshed = run_refresh(job, display)
    except StoreError:
        raise
    except SmartCartError as error:
        return Attempt(name, refusal=error)
    return Attempt(name, refreshed, refreshed.refusal)


def find_last_done(job: RefreshJob) -> datetime | None:
    """Return when the last run of this source ended, by the store; refused or not."""
    from smartcart.store import open_store

    runs = open_store(job.store).history()
    return max((run.finished for run in runs if run.source == job.place.name), default=None)


def _is_known(store: Store, job: RefreshJob) -> bool:
    content = hash_source(job.place)
    if not content:
        return False
    runs = store.history()
    if any(run.quality.get("sha256") == content for run in runs if run.status != "refused"):
        return True
    same = [run for run in _since_promotion(runs) if run.data_hash == content]
    refused = [run.settings_hash for run in same if run.status == "refused"]
    return bool(refused) and hash_asked(store, job) in refused


def _since_promotion(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs after the last one that promoted a model."""
    promoted = [place for place, run in enumerate(runs) if run.status == "promoted"]
    return runs[promoted[-1] + 1 :] if promoted else runs
