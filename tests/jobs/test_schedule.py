"""Once a day: a year on a clock of our own, with both nights on which the clock is changed."""

import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from tests.jobs.clock import FakeClock

from smartcart.errors import SettingsError
from smartcart.jobs.schedule import Daily, next_due, read_daily, start_plan
from smartcart.jobs.watch import watch_daily

BERLIN = read_daily("02:30", "Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
YEAR = [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]


@pytest.fixture(autouse=True)
def ten_minutes(monkeypatch):
    """Look at the clock every ten minutes: a year has half a million of its own pauses."""
    monkeypatch.setattr("smartcart.jobs.watch.CLOCK_PAUSE", 600.0)


def midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def run_on(clock: FakeClock, last_done: datetime | None, daily: Daily = BERLIN) -> list[datetime]:
    """Return the moments at which a watch runs on a clock."""
    return list(watch_daily(daily, last_done, clock.now, clock, print))


@pytest.fixture(params=["a named zone", "the zone of this machine"])
def daily(request, monkeypatch) -> Daily:
    if request.param == "a named zone":
        yield BERLIN
        return
    if not hasattr(time, "tzset"):
        pytest.skip("this system does not let a process change its zone")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield read_daily("02:30")
    monkeypatch.undo()
    time.tzset()


def test_a_year_has_one_run_a_day_also_when_the_clock_is_changed(daily):
    ran = run_on(FakeClock(midnight(YEAR[0]), midnight(YEAR[-1])), midnight(YEAR[0]), daily)
    there = [moment.astimezone(BERLIN.zone) for moment in ran]
    assert [moment.date() for moment in there] == YEAR[:-1]
    said = {moment.date(): f"{moment:%H:%M %Z}" for moment in there}
    assert said.pop(SPRING) == "03:30 CEST"  # 02:30 is skipped
    assert said.pop(AUTUMN) == "02:30 CEST"  # and comes again an hour later, as CET
    assert {each[:5] for each in said.values()} == {"02:30"}


def test_however_long_it_was_off_there_is_exactly_one_catch_up():
    random = np.random.default_rng(0)
    for night in (SPRING, AUTUMN, date(2026, 7, 1)):
        for _ in range(100):
            off = midnight(night) + timedelta(minutes=10 * int(random.integers(-300, 300)))
            on = off + timedelta(minutes=int(random.choice((10, 50, 500, 5_000, 50_000))))
            moments, end = [BERLIN.moment(day) for day in YEAR], on + timedelta(days=3)
            last = max(moment for moment in moments if moment <= off)
            catch_up = [on] if any(last < moment <= on for moment in moments) else []
            later = [moment for moment in moments if on < moment < end]
            assert run_on(FakeClock(on, end), last) == catch_up + later


def test_a_restart_at_any_moment_loses_no_run_and_repeats_none():
    random, last, ran = np.random.default_rng(1), midnight(YEAR[0]), []
    now, end = last, midnight(YEAR[-1])
    while now < end:
        clock = FakeClock(now, min(end, now + timedelta(minutes=int(random.integers(1, 4_000)))))
        ran += run_on(clock, last)  # of the last one, the store knows
        last, now = max([last, *ran]), clock.moment
    assert [moment.astimezone(BERLIN.zone).date() for moment in ran] == YEAR[:-1]


@pytest.mark.parametrize("night", [SPRING, AUTUMN, date(2026, 7, 1)])
@pytest.mark.parametrize("hours", [-24, 24])
def test_a_clock_that_is_wrong_by_a_day_for_a_while_runs_each_time_it_shows(night, hours):
    begin, wrong = midnight(night) - timedelta(days=2), timedelta(hours=hours)
    end = begin + timedelta(days=8)
    moments = [BERLIN.moment(day) for day in YEAR]
    for minutes in range(0, 48 * 60, 30):
        jump = midnight(night) + timedelta(minutes=minutes)
        right = max(jump, jump + wrong) + timedelta(hours=6)
        expected, last = [], begin
        for start, stop in ((begin, jump), (jump + wrong, right), (right - wrong, end)):
            catch_up = [start] if any(last < moment <= start for moment in moments) else []
            expected += catch_up + [moment for moment in moments if start < moment < stop]
            last = max([begin, *expected[-1:]])
        clock = FakeClock(begin, end, {jump: wrong, right: -wrong})
        assert run_on(clock, begin) == expected


def test_a_clock_that_is_corrected_by_minutes_repeats_nothing():
    begin, noon = midnight(date(2026, 7, 1)), midnight(date(2026, 7, 2))
    jump = BERLIN.moment(noon.date()) + timedelta(minutes=10)
    clock = FakeClock(begin, begin + timedelta(days=2), {jump: timedelta(minutes=-50)})
    assert len(run_on(clock, begin)) == 2


def test_where_nothing_was_done_it_is_due_at_once_and_a_time_ahead_counts_as_now():
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert next_due(BERLIN, None, now) == now
    ahead = now + timedelta(days=30)
    assert next_due(BERLIN, ahead, now) == next_due(BERLIN, now, now)
    assert not start_plan(BERLIN, ahead, now).is_due


def test_a_day_that_a_zone_skipped_is_run_once():
    apia = read_daily("12:00", "Pacific/Apia")  # which went without 30 December 2011
    begin = datetime(2011, 12, 28, tzinfo=UTC)
    ran = run_on(FakeClock(begin, begin + timedelta(days=5)), begin, apia)
    assert [moment.astimezone(apia.zone).day for moment in ran] == [28, 29, 31, 1, 2]


@pytest.mark.parametrize("at", ["2:3", "24:00", "noon", "", "02:30:00", "²:30"])
def test_what_is_no_time_of_day_is_refused(at):
    with pytest.raises(SettingsError, match=r"--at takes a time of day such as 02:30") as refused:
        read_daily(at)
    assert refused.value.next_step == "Write it as HH:MM."


@pytest.mark.parametrize("zone", ["Europe/Berln", "", "..", "Europe", "../etc/passwd", "a\0b", "/"])
def test_a_zone_that_is_not_known_is_refused(zone):
    with pytest.raises(SettingsError, match=r"The time zone .* is not known on this machine\."):
        read_daily("02:30", zone)
