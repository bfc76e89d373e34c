"""No forecast learns from what was not known yet, and each one can be judged."""

from hypothesis import example, given
from hypothesis import strategies as st

from smartcart.forecast import plan_targets, plan_training

RECORD = st.tuples(st.integers(0, 500), st.integers(1, 2_000), st.integers(1, 400))


@example((0, 4, 1))  # origins of a horizon of one day lie a day apart
@given(RECORD)
def test_a_whole_horizon_follows_each_day_that_is_forecast(record):
    start, n_days, horizon = record
    targets = plan_targets(start, start + n_days, horizon)
    assert len(targets) <= 5
    assert list(targets) == sorted(set(targets), reverse=True)
    for target in targets:
        assert target + horizon <= start + n_days
        assert plan_training(start, target, horizon), "and something can be learnt before it"
    assert bool(targets) == (n_days >= 2 * horizon + max(1, round(0.4 * horizon)))


@given(RECORD)
def test_every_horizon_that_is_learnt_from_had_passed(record):
    start, n_days, horizon = record
    target = start + n_days
    learnt = plan_training(start, target, horizon)
    assert len({day for day, _ in learnt}) == len(learnt)
    for day, same_season in learnt:
        assert start < day
        assert day + horizon <= target
        years = (target - day) / 365
        assert not same_season or abs(years - round(years)) * 365 <= 0.3 * horizon + 1
