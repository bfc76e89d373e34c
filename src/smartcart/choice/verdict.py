"""KScores + k -> Verdict: natural, reproducible, constructive segments, or none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartcart.choice.score import KScores
from smartcart.settings import Settings
from smartcart.shown import Shown

__all__ = ["MOST_CROWDED", "Verdict", "judge_segments"]

#: Fewer customers at the border than this, per customer around a centre, are a gap. Two equal
#: normal groups reach it at a distance of 3.4 standard deviations.
MOST_CROWDED = 0.5

_MEANING = {
    "natural": (
        "These segments are groups of their own: they come back from other customers of the same "
        "kind, and hardly anybody stands between them."
    ),
    "reproducible": (
        "These segments are a stable cut of a continuum, not islands: they come back from other "
        "customers of the same kind, but customers stand all the way from one to the next."
    ),
    "constructive": (
        "These segments are a useful division at best: {lack}. They were made, not found."
    ),
    "none": (
        "There are no segments to be found here: a table without any groups would be divided as "
        "well, and other customers of the same kind would be divided differently."
    ),
}
_CONSEQUENCE = {
    "natural": "Treat each segment as an audience of its own.",
    "reproducible": (
        "Use them to steer by; for a customer near a border (low confidence) both neighbours' "
        "offers are worth trying."
    ),
    "constructive": (
        "Use them as a practical way to sort many customers, and do not claim that these groups "
        "exist; judge them by whether an action based on them pays."
    ),
    "none": "Do not build a strategy on segments; treat customers one by one or all alike.",
}


@dataclass(frozen=True)
class Verdict(Shown):
    """What may be claimed about the segments (the terms are those of Dolnicar & Leisch 2010).

    Attributes
    ----------
    name : {'natural', 'reproducible', 'constructive', 'none'}
    meaning, reason, consequence : str
        For people: what it is, by which figures, and what follows.
    """

    name: str
    meaning: str
    reason: str
    consequence: str

    @property
    def sentence(self) -> str:
        """All of it in one paragraph."""
        return " ".join(filter(None, (self.meaning, self.reason, self.consequence)))


def judge_segments(scores: KScores, k: int, settings: Settings | None = None) -> Verdict:
    """Judge a number of clusters against what a table without structure would give.

    - *stable*: the median ARI of bootstrap refits reaches ``min_ari``, and the weakest
      cluster's Jaccard ``min_jaccard``.
    - *beyond the null*: the silhouette is above that of every structureless table, and at
      least three standard deviations above their mean.
    - *apart*: at no border stand more than half as many customers as around the centres.

    Natural segments are all three; reproducible ones stable and beyond the null;
    constructive ones only one of these two; with neither there is nothing.

    Raises
    ------
    KeyError
        When the scores hold no such k.

    Examples
    --------
    >>> from smartcart.choice import score_k
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(c, 0.3, (60, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    >>> settings = Settings(n_boot=5, n_null=5)
    >>> judge_segments(score_k(points, [1, 2, 3], settings), 3).name
    'natural'
    """
    settings = settings or Settings()
    if k == 1:
        return _undivided(asked=settings.segments == 1)
    row = scores.table.loc[k]
    stable = bool(
        row["stability_ari"] >= settings.min_ari
        and row["stability_min_jaccard"] >= settings.min_jaccard
    )
    beyond = scores.null.is_beyond("silhouette", k, float(row["silhouette"]))
    apart = bool(row["border_density"] <= MOST_CROWDED)
    name = _named(stable=stable, beyond=beyond, apart=apart)
    lack = (
        "they come back, but so would those of a table without any groups"
        if stable
        else "they are tighter than those of a table without groups, but other customers of the "
        "same kind would be divided differently"
    )
    return Verdict(name, _MEANING[name].format(lack=lack), _reason(scores, k), _CONSEQUENCE[name])


def _undivided(*, asked: bool) -> Verdict:
    """Return the verdict on one segment; nothing was looked for where it was asked for."""
    if asked:
        meaning = "All customers are one segment, as was asked for: there is nothing to judge."
        return Verdict("none", meaning, "", "Run it without a number to see what can be found.")
    return Verdict("none", "All customers are one segment.", "", _CONSEQUENCE["none"])


def _named(*, stable: bool, beyond: bool, apart: bool) -> str:
    if stable and beyond:
        return "natural" if apart else "reproducible"
    return "constructive" if stable or beyond else "none"


def _reason(scores: KScores, k: int) -> str:
    row = scores.table.loc[k]
    z = row["silhouette_z"]
    times = "" if np.isnan(z) else f", {abs(z):.0f} standard deviations {_side(z)}"
    return (
        f"Refits agree at a median ARI of {row['stability_ari']:.2f} (structureless tables: "
        f"{row['stability_null']:.2f}); the silhouette is {row['silhouette']:.2f} (structureless "
        f"tables: {row['silhouette_null']:.2f}{times}); at the most crowded border stand "
        f"{row['border_density']:.1f} times as many customers as around a centre."
    )


def _side(z: float) -> str:
    return "higher" if z >= 0 else "lower"
