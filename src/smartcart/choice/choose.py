"""KScores -> KChoice: a proposal by the elbow, a demand for stability, a reason in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice.score import KScores
from smartcart.settings import Settings
from smartcart.shown import Shown

__all__ = ["KChoice", "choose_k", "min_segment_size"]

#: A smaller segment is a handful of outliers more often than a kind of customer.
_LEAST, _LEAST_SHARE = 30, 0.01
_VOTERS = {
    "silhouette": "the silhouette would take",
    "gap": "the gap statistic",
    "prediction_strength": "prediction strength",
}


@dataclass(frozen=True)
class KChoice(Shown):
    """The number of clusters, why, and what to be careful about."""

    k: int
    reason: str
    warnings: tuple[str, ...] = ()


def choose_k(scores: KScores, settings: Settings | None = None) -> KChoice:
    """Choose the number of clusters.

    The elbow proposes. The proposal is kept when bootstrap refits agree (median ARI of at
    least ``min_ari``) and each segment comes back (weakest Jaccard of at least
    ``min_jaccard``; 0.75 is Hennig's bound of a stable cluster). Otherwise the stable number
    nearest to the elbow is taken, the smaller one in a tie; if none is stable, the number
    that agrees best, with a warning. A number given by a person is taken, and said to be so.
    A solution with a cluster below ``min_segment`` customers is not proposed while there is
    another: a handful of customers apart from all others are outliers, not a segment.

    Examples
    --------
    >>> import numpy as np
    >>> table = pd.DataFrame(
    ...     {"inertia": [9.0, 3.0, 2.0], "silhouette": [np.nan, 0.6, 0.4],
    ...      "stability_ari": [np.nan, 0.97, 0.6], "stability_min_jaccard": [np.nan, 0.95, 0.5]},
    ...     index=pd.Index([1, 2, 3], name="k"))
    >>> choice = choose_k(KScores(table, {}, 2, np.arange(100), 100))
    >>> choice.k, choice.warnings
    (2, ())
    """
    settings = settings or Settings()
    table = scores.table.loc[scores.table.index > 1]
    if settings.segments != "auto":
        return _given(settings.segments, scores, settings)
    if table.empty:
        return KChoice(1, "There are too few customers for more than one segment.")
    stable = table.index[_is_stable(table, settings)]
    large = table.index[_is_stable(table, settings) & _is_large(table, scores, settings)]
    stable = large if len(large) else stable
    if scores.elbow in stable:
        return KChoice(scores.elbow, _kept_reason(scores, settings))
    if len(stable):
        k = int(min(stable, key=lambda k: (abs(k - scores.elbow), k)))
        return KChoice(k, _moved_reason(k, scores, settings))
    return _least_unstable(table, scores, settings)


def _is_stable(table: pd.DataFrame, settings: Settings) -> pd.Series:
    return (table["stability_ari"] >= settings.min_ari) & (
        table["stability_min_jaccard"] >= settings.min_jaccard
    )


def _is_large(table: pd.DataFrame, scores: KScores, settings: Settings) -> NDArray[np.bool_]:
    """Say which solutions have no cluster that is too small for a segment."""
    least = min_segment_size(scores.n_customers, settings)
    share = len(scores.panel) / scores.n_customers  # sizes are those of the panel
    large = [
        k not in scores.labels or np.bincount(scores.labels[k]).min() >= least * share
        for k in table.index
    ]
    return np.array(large, dtype=bool)


def min_segment_size(n_customers: int, settings: Settings) -> int:
    """Return how many customers a segment should have: 1 % of them, at least 30.

    Examples
    --------
    >>> min_segment_size(2240, Settings()), min_segment_size(100_000, Settings())
    (30, 1000)
    """
    if settings.min_segment != "auto":
        return settings.min_segment
    return max(_LEAST, int(np.ceil(_LEAST_SHARE * n_customers)))


def _given(k: int, scores: KScores, settings: Settings) -> KChoice:
    reason = (
        f"{_segments(k)} {'was' if k == 1 else 'were'} asked for; the elbow of the inertia curve "
        f"is at {scores.elbow}."
    )
    if k == 1 or k not in scores.table.index:
        return KChoice(k, reason)
    row = scores.table.loc[[k]]
    reason += f" {_figures(k, scores, settings)}"
    if bool(_is_stable(row, settings).iloc[0]):
        return KChoice(k, reason)
    figures = _lower_first(_figures(k, scores, settings))
    warning = f"{_segments(k)}, as asked for, are not stable: {figures}"
    return KChoice(k, reason, (warning,))


def _kept_reason(scores: KScores, settings: Settings) -> str:
    k = scores.elbow
    return (
        f"The elbow of the inertia curve is at {k}, and {_segments(k).lower()} come back: "
        f"{_lower_first(_figures(k, scores, settings))} At least {settings.min_ari:.2f} and "
        f"{settings.min_jaccard:.2f} were asked for. {_silhouette(k, scores)}{_others(scores)}"
    )


def _moved_reason(k: int, scores: KScores, settings: Settings) -> str:
    elbow = scores.elbow
    why = (
        f"one segment would be no segmentation; {_lower_first(_segments(k))} is the nearest number "
        if elbow == 1
        else "that solution does not come back, or has too small a segment "
        f"({_lower_first(_figures(elbow, scores, settings)[:-1])}); "
        f"{k} is the nearest number "
    )
    return (
        f"The elbow of the inertia curve is at {elbow}, but {why}that does: "
        f"{_lower_first(_figures(k, scores, settings))} {_silhouette(k, scores)}{_others(scores)}"
    )


def _least_unstable(table: pd.DataFrame, scores: KScores, settings: Settings) -> KChoice:
    k = int(table["stability_ari"].idxmax())
    return KChoice(
        k,
        f"No number of segments{_up_to(table)} is stable. {k} agrees best with "
        f"its own refits: {_lower_first(_figures(k, scores, settings))} {_silhouette(k, scores)}"
        f"{_others(scores)}",
        (
            f"No number of segments is stable (asked: ARI {settings.min_ari:.2f}, weakest Jaccard "
            f"{settings.min_jaccard:.2f}): other customers of the same kind would be divided "
            "differently.",
        ),
    )


def _figures(k: int, scores: KScores, settings: Settings) -> str:
    row = scores.table.loc[k]
    ari = _written(float(row["stability_ari"]), settings.min_ari)
    jaccard = _written(float(row["stability_min_jaccard"]), settings.min_jaccard)
    return (
        f"Refits on bootstrap samples agree at a median ARI of {ari}, and "
        f"the weakest segment returns with a Jaccard of {jaccard}."
    )


def _up_to(table: pd.DataFrame) -> str:
    most = int(table.index.max())
    return f" from 2 to {most}" if most > 2 else " tried (only 2)"


def _written(value: float, bound: float) -> str:
    """Write a figure; one below its bound never looks as if it reached it."""
    rounded = f"{value:.2f}"
    return rounded if value >= bound or float(rounded) < bound else f"just below {bound:.2f}"


def _silhouette(k: int, scores: KScores) -> str:
    silhouettes = scores.table["silhouette"].dropna()
    best = int(silhouettes.idxmax())
    own = f"The silhouette is {silhouettes.loc[k]:.2f}"
    if best == k:
        return f"{own}, the highest of all numbers tried."
    return f"{own}; it is highest for {best} ({silhouettes.loc[best]:.2f})."


def _others(scores: KScores) -> str:
    """Say what each figure would take on its own; the reader sees that they differ."""
    votes = scores.votes
    if not _VOTERS.keys() <= votes.keys():
        return ""
    silhouette, gap, strength = (f"{words} {votes[name]}" for name, words in _VOTERS.items())
    return f" Left alone, {silhouette}, {gap} and {strength}."


def _segments(k: int) -> str:
    return f"{k} segments" if k > 1 else "1 segment"


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
