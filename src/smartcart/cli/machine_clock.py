"""The clock of this machine for a watch, which a signal ends."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

__all__ = ["MachineClock", "ending_on_signals"]

#: Seconds in which an end is noticed.
_SLICE = 0.2


class MachineClock:
    """What a watch knows of time; it waits in slices, so that a signal is noticed."""

    def __init__(self) -> None:
        self._is_ending = False

    def now(self) -> datetime:
        """Return this moment, in UTC."""
        return datetime.now(UTC)

    def second(self) -> float:
        """Return a count of seconds that is never set back."""
        return time.monotonic()

    def end(self) -> None:
        """Let the wait end, and every wait after it."""
        self._is_ending = True

    def wait(self, seconds: float) -> bool:
        """Wait; return False, and at once, when the watch is to end."""
        until = time.monotonic() + seconds
        while not self._is_ending and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _SLICE))
        return not self._is_ending


@contextmanager
def ending_on_signals() -> Iterator[MachineClock]:
    """Give a clock that SIGTERM and SIGINT end: the run at hand is finished, no other begins.

    A second signal ends at once; the store is then as it was before the run.
    """
    clock = MachineClock()
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}

    def restore() -> None:
        for each, handler in before.items():
            signal.signal(each, handler)

    def end(*_: object) -> None:
        clock.end()
        restore()

    for each in before:
        signal.signal(each, end)
    try:
        yield clock
    finally:
        restore()
