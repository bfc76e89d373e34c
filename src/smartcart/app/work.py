"""Work that takes longer than a moment: in a thread of its own, watched, and cancelled at once."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from threading import BoundedSemaphore, Event, Thread
from time import monotonic
from typing import Any

from smartcart.errors import SmartCartError
from smartcart.jobs.stopwatch import Display

__all__ = ["PATIENCE", "Work"]

#: Seconds without anybody watching after which work ends by itself: the browser was closed.
PATIENCE = 180.0
#: So much work at a time for all visitors together; more would only make each slower.
_ROOM = BoundedSemaphore(max(1, os.cpu_count() or 1))
_LOG = logging.getLogger(__name__)


class _Cancelled(BaseException):
    """Raised inside the work where it tells its progress; no handler of errors may swallow it."""


class Work:
    """One piece of work of one session.

    Parameters
    ----------
    title : str
        What is being done, for people.
    job : callable
        Called as ``job(display)`` in a thread of its own; `display` hears ``(stage, done, total)``
        and ends the work once it was cancelled. It must not touch the page.
    then : callable
        Called with what `job` returned, where the page is drawn.
    failed : callable, optional
        Called with the error instead, where somebody can say more about it than its message.

    Examples
    --------
    >>> got = []
    >>> work = Work("Adding", lambda display: 1 + 1, got.append)
    >>> work.start()
    >>> work.wait()
    >>> work.settle(), got
    (None, [2])
    """

    def __init__(
        self,
        title: str,
        job: Callable[[Display], Any],
        then: Callable[[Any], None],
        failed: Callable[[SmartCartError], None] | None = None,
    ) -> None:
        self.title, self.stage, self.done, self.total = title, "wait", 0, 1
        self._job, self._then, self._failed = job, then, failed
        self._result: Any = None
        self._error: SmartCartError | None = None
        self._stop, self._ended = Event(), Event()
        self._seen = self._begun = monotonic()
        self._thread = Thread(target=self._run, name="smartcart-work", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def watch(self) -> None:
        """Say that somebody still waits for the result."""
        self._seen = monotonic()

    def cancel(self) -> None:
        """End the work the next time it tells its progress; nobody gets its result."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it has ended."""
        self._ended.wait(seconds)

    @property
    def is_running(self) -> bool:
        """Whether there is something left to wait for."""
        return not self._ended.is_set() and not self._stop.is_set()

    @property
    def seconds(self) -> int:
        """Seconds since it was asked for."""
        return int(monotonic() - self._begun)

    def settle(self) -> SmartCartError | None:
        """Hand the result over, once; return the error that nobody has taken care of."""
        if self._stop.is_set():
            return None
        if self._error is None:
            self._then(self._result)
        elif self._failed is not None:
            self._failed(self._error)
        else:
            return self._error
        return None

    def _run(self) -> None:
        try:
            with _ROOM:
                self._result = self._job(self._hear)
        except _Cancelled:
            self._stop.set()
        except SmartCartError as error:
            self._error = error
        except Exception as error:
            # The kind alone: the text of an unexpected error may hold a cell of somebody's table.
            _LOG.exception("Unexpected error of %s", type(error).__name__, exc_info=False)
            self._error = _our_fault(error)
        finally:
            self._ended.set()

    def _hear(self, stage: str, done: int, total: int) -> None:
        if self._stop.is_set() or monotonic() - self._seen > PATIENCE:
            raise _Cancelled
        self.stage, self.done, self.total = stage, done, total


def _our_fault(error: Exception) -> SmartCartError:
    return SmartCartError(
        f"This is our own fault: an unexpected {type(error).__name__} stopped the work.",
        "Try it on the command line with SMARTCART_DEBUG=1 and report what it prints.",
    )
