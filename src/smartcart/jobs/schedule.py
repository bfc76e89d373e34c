"""Once a day at a time of the clock: when the next run is due. Moments in, moments out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from smartcart.errors import SettingsError, quoted

__all__ = ["Daily", "Plan", "next_due", "read_daily", "start_plan"]

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)
#: A clock that is set back by less is corrected; by more, it was wrong.
_CORRECTION = timedelta(hours=1)


@dataclass(frozen=True)
class Daily:
    """A time of day in a zone; None is the zone of this machine."""

    at: time
    zone: tzinfo | None = None

    def moment(self, day: date) -> datetime:
        """Return when the time comes on a day, in UTC.

        In spring a time that the clock skips comes an hour later; in autumn a time that the
        clock shows twice comes the first time only (``fold=0`` of PEP 495).

        Examples
        --------
        >>> daily = read_daily("02:30", "Europe/Berlin")
        >>> print(daily.moment(date(2026, 3, 29)), daily.moment(date(2026, 10, 25)))
        2026-03-29 01:30:00+00:00 2026-10-25 00:30:00+00:00
        """
        shown = datetime.combine(day, self.at)
        if self.zone is not None:
            return shown.replace(tzinfo=self.zone).astimezone(UTC)
        # Not shown.astimezone(): a time that is skipped comes out an hour early there.
        return datetime.fromtimestamp(shown.timestamp(), UTC)

    def first_after(self, moment: datetime) -> datetime:
        """Return the first time after a moment, in UTC.

        Examples
        --------
        >>> daily = read_daily("02:30", "Europe/Berlin")
        >>> print(daily.first_after(datetime(2026, 7, 1, 0, 30, tzinfo=UTC)))
        2026-07-02 00:30:00+00:00
        """
        day = moment.astimezone(self.zone).date() - _DAY
        while self.moment(day) <= moment:
            day += _DAY
        return self.moment(day)


def read_daily(at: str, zone: str | None = None) -> Daily:
    """Read a time such as 02:30 and the name of a zone.

    Raises
    ------
    SettingsError
        For what is no time of day, or a zone that this machine does not know.
    """
    found = _TIME.fullmatch(at.strip())
    if found is None:
        raise SettingsError(
            f"--at takes a time of day such as 02:30, not {quoted(at)}.", "Write it as HH:MM."
        )
    return Daily(time(int(found[1]), int(found[2])), None if zone is None else _read_zone(zone))


def _read_zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    # Names with dots, and those of folders of the database, are other errors than unknown ones.
    except (KeyError, ValueError, OSError):
        raise SettingsError(
            f"The time zone {quoted(name)} is not known on this machine.",
            "Write it as Europe/Berlin. Where no zone is known, run: pip install tzdata",
        ) from None


def next_due(daily: Daily, last_done: datetime | None, now: datetime) -> datetime:
    """Return when the next run is due; a moment that is past means now.

    However many days were missed, they are one run: it is due once, and afterwards `last_done`
    is later than all of them. Where nothing was ever done, it is due now. A `last_done` more
    than an hour ahead of `now` was written under a wrong clock, and counts as now.

    Examples
    --------
    >>> daily = read_daily("02:30", "UTC")
    >>> holiday = datetime(2026, 7, 1, 2, 31, tzinfo=UTC), datetime(2026, 7, 20, 9, tzinfo=UTC)
    >>> print(next_due(daily, *holiday))
    2026-07-02 02:30:00+00:00
    """
    if last_done is None:
        return now
    return daily.first_after(last_done if last_done <= now + _CORRECTION else now)


@dataclass(frozen=True)
class Plan:
    """When the next run is due, as decided at a moment; `seen` is the last look at the clock."""

    daily: Daily
    last_done: datetime | None
    due: datetime
    seen: datetime

    def look(self, now: datetime) -> Plan:
        """Look at the clock again, and decide anew if it was set back by more than an hour."""
        if now >= self.seen - _CORRECTION:
            return replace(self, seen=now)
        before = None if self.last_done is None else min(self.last_done, now)
        return start_plan(self.daily, before, now)

    @property
    def is_due(self) -> bool:
        """Whether to run now."""
        return self.due <= self.seen


def start_plan(daily: Daily, last_done: datetime | None, now: datetime) -> Plan:
    """Return the plan after a run, or at the start."""
    return Plan(daily, last_done, next_due(daily, last_done, now), now)
