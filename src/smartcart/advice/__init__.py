"""Profiles + a playbook -> what to do with each segment, each line with the figure behind it.

In: `Profiles`, and a `Playbook` (the default one, or one read from a file). Out: a few lines for
each segment, the strongest first.
"""

from smartcart.advice.advise import Advice, advise_segments, write_advice
from smartcart.advice.default import DEFAULT_TEXT, default_playbook
from smartcart.advice.figures import figure_names
from smartcart.advice.parse import parse_playbook
from smartcart.advice.playbook import Play, Playbook

__all__ = [
    "DEFAULT_TEXT",
    "Advice",
    "Play",
    "Playbook",
    "advise_segments",
    "default_playbook",
    "figure_names",
    "parse_playbook",
    "write_advice",
]
