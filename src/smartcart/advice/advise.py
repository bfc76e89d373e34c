"""Profiles + Playbook -> the advice for each segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smartcart.advice.figures import Figure, read_figure
from smartcart.advice.playbook import Play, Playbook
from smartcart.features import Features
from smartcart.profiles import Profiles, format_value, measure_label

__all__ = ["NOTHING", "ONLY", "Advice", "advise_segments", "write_advice"]

_MOST = 5
NOTHING = "Nothing sets this segment apart: treat it as everyone."
ONLY = "Otherwise treat it as everyone: nothing else in the playbook sets it apart."


@dataclass(frozen=True)
class Advice:
    """One line of advice with the figure behind it; figures are those of ``profiles.csv``."""

    play: str
    goal: str
    figure: str
    own: float
    everyone: float
    strength: float
    sentence: str


def advise_segments(
    profiles: Profiles, features: Features, playbook: Playbook
) -> tuple[tuple[Advice, ...], ...]:
    """Return what to do with each segment, the largest difference first.

    A play speaks when its figure differs from that of all customers on its side, by at least
    its share, and by more than three standard errors of a random group of the same size. The
    strength is the difference as a share of the larger figure. Of each goal the strongest play
    is kept, and at most five goals; ties go to the first in the playbook.

    Returns
    -------
    tuple, one per segment in the order of the profiles
        Empty where nothing sets a segment apart.

    Examples
    --------
    >>> import pandas as pd
    >>> from smartcart.advice import default_playbook
    >>> from smartcart.profiles import describe_segments
    >>> measures = pd.DataFrame({"recency_days": [60.0] * 30 + [10.0] * 60})
    >>> features = Features(measures, (), measures)
    >>> profiles = describe_segments(pd.Series([0] * 30 + [1] * 60), features)
    >>> advice = advise_segments(profiles, features, default_playbook())
    >>> [(line.goal, line.own, line.everyone) for line in advice[0]]
    [('win back', 60.0, 10.0)]
    """
    return tuple(
        _strongest(_fired(str(segment), profiles, features, playbook))
        for segment in profiles.table.index
    )


def write_advice(lines: Iterable[Advice]) -> tuple[str, ...]:
    """Return the advice for a segment as people read it: never empty.

    Examples
    --------
    >>> write_advice([])
    ('Nothing sets this segment apart: treat it as everyone.',)
    """
    sentences = [line.sentence for line in lines]
    return tuple(sentences + [ONLY] * (len(sentences) == 1)) or (NOTHING,)


def _fired(
    segment: str, profiles: Profiles, features: Features, playbook: Playbook
) -> Iterator[Advice]:
    for play in playbook.plays:
        figure = read_figure(play.figure, segment, profiles, features)
        if figure is None or figure.is_chance or not figure.differs(play.side, play.by):
            continue
        others = [
            (read_figure(name, segment, profiles, features), side) for name, side in play.also
        ]
        if all(other is not None and other.differs(side) for other, side in others):
            yield _advice(play, figure)


def _advice(play: Play, figure: Figure) -> Advice:
    said = play.say.format(
        own=format_value(figure.name, figure.own),
        all=format_value(figure.name, figure.everyone),
        figure=measure_label(figure.name),
    )
    return Advice(
        play.id,
        play.goal,
        figure.name,
        figure.own,
        figure.everyone,
        figure.strength,
        f"{play.goal[:1].upper()}{play.goal[1:]}: {said}",
    )


def _strongest(fired: Iterable[Advice]) -> tuple[Advice, ...]:
    by_goal: dict[str, Advice] = {}
    for advice in sorted(fired, key=lambda each: -each.strength):
        by_goal.setdefault(advice.goal.casefold(), advice)
    return tuple(by_goal.values())[:_MOST]
