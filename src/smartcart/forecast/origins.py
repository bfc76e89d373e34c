"""Which days of the past are forecast, and from which earlier days each forecast learns."""

from __future__ import annotations

__all__ = ["FEWEST_HORIZONS", "YEAR", "plan_targets", "plan_training"]

YEAR = 365
_MOST_TARGETS, _MOST_RECENT = 5, 3
#: Origins lie at least so much of a horizon apart: closer ones tell nearly the same.
_STEP = 0.3
#: So much of a horizon is known of customers before anything is learnt from them.
_HISTORY = 0.4
#: To learn from one horizon and be judged in the next.
FEWEST_HORIZONS = 2 + _HISTORY


def plan_targets(start: int, end: int, horizon: int) -> tuple[int, ...]:
    """Return the days to forecast from, the last first; none where the record is too short.

    Each leaves a whole horizon after it, and before it enough to learn from. At most five, as far
    apart as the record allows, up to a horizon.

    Parameters
    ----------
    start, end : int
        First day of the record, and the first day after it.
    horizon : int
        Days.

    Examples
    --------
    >>> plan_targets(0, 374, 100)
    (274, 240, 207, 174, 140)
    >>> plan_targets(0, 239, 100)
    ()
    """
    last = end - horizon
    room = last - (start + _history(horizon) + horizon)
    if room < 0:
        return ()
    n = min(_MOST_TARGETS, 1 + int(room / max(1.0, _STEP * horizon)))
    spacing = min(float(horizon), room / (n - 1)) if n > 1 else 0.0
    return tuple(last - round(place * spacing) for place in range(n))


def plan_training(start: int, target: int, horizon: int) -> tuple[tuple[int, bool], ...]:
    """Return the days from which a forecast of `target` learns, and which are of its season.

    Three recent days whose horizons had passed, and where the record reaches back, three around
    the same day of each of the two years before.

    Examples
    --------
    >>> plan_training(0, 274, 100)
    ((174, False), (144, False), (114, False))
    >>> plan_training(0, 500, 60)[3:]
    ((117, True), (135, True), (153, True))
    """
    step = max(1, round(_STEP * horizon))
    recent = [target - horizon - place * step for place in range(_MOST_RECENT)]
    seasonal = [target - YEAR * years + shift * step for years in (1, 2) for shift in (-1, 0, 1)]
    usable = range(start + _history(horizon), target - horizon + 1)
    found = {day: False for day in recent if day in usable}
    found |= {day: True for day in seasonal if day in usable}
    return tuple(found.items())


def _history(horizon: int) -> int:
    return max(1, round(_HISTORY * horizon))
