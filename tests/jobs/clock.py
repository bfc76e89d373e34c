"""A clock for tests: it moves only while somebody waits, and things happen on the way."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

__all__ = ["START", "FakeClock"]

START = datetime(2026, 7, 1, 12, tzinfo=UTC)


class FakeClock:
    """It ends at a moment, jumps when it comes to one, and acts at seconds since its start."""

    def __init__(
        self,
        now: datetime = START,
        end: datetime = START + timedelta(hours=1),
        jumps: Mapping[datetime, timedelta] | None = None,
        acts: Mapping[float, Callable[[], object]] | None = None,
    ) -> None:
        self.moment, self.end, self.passed = now, end, 0.0
        self.jumps, self.acts = dict(jumps or {}), dict(acts or {})

    def now(self) -> datetime:
        return self.moment

    def second(self) -> float:
        return self.passed

    def wait(self, seconds: float) -> bool:
        self.moment += timedelta(seconds=seconds)
        self.passed += seconds
        for at in [at for at in self.jumps if at <= self.moment]:
            self.moment += self.jumps.pop(at)
        for at in sorted(at for at in self.acts if at <= self.passed):
            self.acts.pop(at)()
        return self.moment < self.end
