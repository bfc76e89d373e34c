"""Seconds by stage, taken where the work is called, never inside it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

__all__ = ["Stopwatch"]

Display = Callable[[str, int, int], None]


class Stopwatch:
    """A progress listener: it times the stages and passes the news on.

    Examples
    --------
    >>> watch = Stopwatch()
    >>> watch("read", 0, 1)
    >>> watch("fit", 0, 1)
    >>> list(watch.stop())
    ['read', 'fit']
    """

    def __init__(self, display: Display | None = None) -> None:
        self._display = display
        self._seconds: dict[str, float] = {}
        self._stage = ""
        self._since = perf_counter()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Hear that the work is in `stage`, `done` of `total` steps."""
        if stage != self._stage:
            self._close()
            self._stage = stage
        if self._display is not None:
            self._display(stage, done, total)

    def stop(self) -> dict[str, float]:
        """Return ``{stage: seconds}`` of all stages so far."""
        self._close()
        return {stage: round(seconds, 3) for stage, seconds in self._seconds.items()}

    def _close(self) -> None:
        now = perf_counter()
        if self._stage:
            self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._since
        self._since = now
