"""A playbook: what to do when a figure of a segment differs from that of all customers."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FREQUENCY", "VALUE", "Play", "Playbook"]

#: Names that stand for whatever measure of value and of frequency a table has.
VALUE, FREQUENCY = "value", "frequency"


@dataclass(frozen=True)
class Play:
    """One piece of advice, and when it is given.

    Attributes
    ----------
    id : str
    goal : str
        What it is for, such as ``win-back``; a segment gets one line for each goal.
    figure : str
        A column of ``profiles.csv``, or ``value`` or ``frequency``.
    side : str
        ``above`` or ``below``: where the figure of the segment must be, against all customers.
    by : float
        By how much at least, as a share of the figure of all customers (0.2 is a fifth).
    say : str
        The advice, with ``{own}`` and ``{all}`` in the place of the two figures, and
        ``{figure}`` for the name of the figure where wanted.
    also : tuple of (figure, side)
        What must hold as well, by any difference.
    """

    id: str
    goal: str
    figure: str
    side: str
    by: float
    say: str
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Playbook:
    """Plays in the order of the file; of equally strong ones the first is said first."""

    plays: tuple[Play, ...]
