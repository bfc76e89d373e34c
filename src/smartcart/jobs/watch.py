"""Refresh by itself: for every new file of a folder, or once a day.

The loops are told the time and how to refresh, so that a test runs a year of them in a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from smartcart.errors import ChampionMovedError, SettingsError, StoreBusyError, quoted
from smartcart.jobs.arrivals import Arrivals, Stamp, list_files
from smartcart.jobs.schedule import Daily, start_plan

__all__ = ["Clock", "FolderWatch", "watch_daily", "watch_folder"]

#: Seconds between two tries of a store that another run is at work on.
BUSY_PAUSE = 5.0
#: Seconds between two looks at the clock: a machine that slept must notice it.
CLOCK_PAUSE = 20.0
#: Seconds between two looks at a folder, at most.
FOLDER_PAUSE = 10.0

_Result = TypeVar("_Result")


class Clock(Protocol):
    """What a watch knows of time, and whether it is to end."""

    def now(self) -> datetime:
        """Return this moment, in UTC."""

    def second(self) -> float:
        """Return a count of seconds that is never set back."""

    def wait(self, seconds: float) -> bool:
        """Wait; return False, and at once, when the watch is to end."""


@dataclass(frozen=True)
class FolderWatch:
    """Which files of a folder are refreshed with, and from when on they are complete.

    Attributes
    ----------
    folder : Path
    settle : float
        Seconds for which the size and the time of a file must not have changed.
    pattern : str
        What the names of files are like, as a shell writes it.
    without : Path or None
        The file of the store: neither it nor its journals are tables.
    once : bool
        Deal with what is there, and end.
    """

    folder: Path
    settle: float = 10.0
    pattern: str = "*"
    without: Path | None = None
    once: bool = False

    @property
    def pause(self) -> float:
        """Seconds between two looks."""
        return self.settle if self.once else min(FOLDER_PAUSE, max(0.2, self.settle / 2))


def watch_folder(
    watch: FolderWatch,
    refresh: Callable[[Path], _Result],
    clock: Clock,
    say: Callable[[str], None],
) -> Iterator[_Result]:
    """Refresh with every new or changed file of a folder, in the order of their names.

    The folder is looked at again and again: other than notices of the system, that works where
    another machine writes. What was dealt with is remembered while the watch runs; after a
    restart every file is given to `refresh` again, which knows what it has seen.

    Parameters
    ----------
    watch : FolderWatch
    refresh : callable
        Takes the path of a file. A table that is refused is a result, not an exception.
    clock : Clock
    say : callable
        Takes a sentence for people.

    Yields
    ------
    What `refresh` returns. It ends when the clock says so, between two runs, or when nothing is
    left to do and it was to be done once.

    Raises
    ------
    SettingsError
        When the folder cannot be listed at the start; later it is waited for.
    SmartCartError
        What `refresh` raises, but for a busy store: that is waited for, or left for the next time
        where it was to be done once.
    """
    tell, may_end = _Teller(say), False
    known = Arrivals().look(_list_at_start(watch), clock.second())
    while True:
        name = known.turn(clock.second(), watch.settle)
        if name is not None:
            path = watch.folder / name
            done = _refresh_patiently(partial(refresh, path), clock, tell, once=watch.once)
            if not done:
                return
            known = known.finish(name)
            tell.forget()
            yield done[0]
        elif _is_over(watch, known, tell, may_end=may_end) or not clock.wait(watch.pause):
            return
        known, may_end = _look(watch, known, clock, tell), True


def watch_daily(
    daily: Daily,
    last_done: datetime | None,
    refresh: Callable[[], _Result],
    clock: Clock,
    say: Callable[[str], None],
    *,
    once: bool = False,
) -> Iterator[_Result]:
    """Refresh once a day, and once after any time in which that was missed.

    Parameters
    ----------
    daily : Daily
    last_done : datetime or None
        When the last run ended, by the store; None where there was none, and one is due at once.
    refresh, clock, say
        As `watch_folder` takes them; `refresh` takes nothing.
    once : bool
        Run if it is due, and end.

    Yields
    ------
    What `refresh` returns.

    Raises
    ------
    SmartCartError
        As `watch_folder`.
    """
    tell, plan = _Teller(say), start_plan(daily, last_done, clock.now())
    while True:
        if plan.is_due:
            done = _refresh_patiently(refresh, clock, tell, once=once)
            if not done:
                return
            tell.forget()
            yield done[0]
            plan = start_plan(daily, clock.now(), clock.now())
        if not once:
            next_time = plan.due.astimezone(daily.zone).isoformat(" ", timespec="minutes")
            tell(f"The next run is due at {next_time}.")
        if once or not clock.wait(CLOCK_PAUSE):
            return
        plan = plan.look(clock.now())


class _Teller:
    """Say each sentence once, until a run ends."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._told: set[str] = set()

    def __call__(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._say(sentence)

    def forget(self) -> None:
        self._told.clear()


def _refresh_patiently(
    refresh: Callable[[], _Result], clock: Clock, tell: _Teller, *, once: bool
) -> tuple[_Result, ...]:
    """Refresh as soon as no other run is at work; empty when the watch is to end before."""
    pause = 0.0
    while clock.wait(pause):
        try:
            return (refresh(),)
        except (StoreBusyError, ChampionMovedError) as error:
            if once:
                tell(f"{error.what} This is left for the next time.")
                return ()
            tell(f"{error.what} It is tried again.")
            pause = BUSY_PAUSE
    return ()


def _list_at_start(watch: FolderWatch) -> dict[str, Stamp]:
    try:
        return list_files(watch.folder, watch.pattern, watch.without)
    except OSError as error:
        raise SettingsError(
            f"The folder {quoted(watch.folder)} cannot be watched: {error.strerror or error}.",
            "Give a folder that is there, and that you may read.",
        ) from None


def _look(watch: FolderWatch, known: Arrivals, clock: Clock, tell: _Teller) -> Arrivals:
    """Look at the folder; while it cannot be reached, nothing is known to have changed."""
    try:
        files = list_files(watch.folder, watch.pattern, watch.without)
    except OSError as error:
        tell(
            f"The folder {quoted(watch.folder)} cannot be reached: {error.strerror or error}. "
            "It is tried again."
        )
        return known
    return known.look(files, clock.second())


def _is_over(watch: FolderWatch, known: Arrivals, tell: _Teller, *, may_end: bool) -> bool:
    """Say what is waited for, and whether nothing more is to be done this time."""
    first = next(iter(known.waiting()), None)
    if watch.once:
        if first and may_end:
            tell(f"{quoted(first)} is not complete yet; it is left for the next time.")
        return may_end or not first
    if first in known.changing:
        tell(f"{quoted(first)} is still being written; it is waited for.")
    return False
