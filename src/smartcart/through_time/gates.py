"""A model learnt anew against the champion: the gates it must pass to take its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.choice import mean_silhouettes, min_segment_size
from smartcart.segmentation import Segmentation
from smartcart.through_time.drift_report import DriftReport
from smartcart.through_time.identity import SegmentMatch

__all__ = ["Gate", "find_gain", "judge_refit"]

#: Below, a segment is not to be trusted, whatever the champion's is (Hennig 2007).
_TRUSTED = 0.6
#: The silhouette may be so much lower than that of the champion's segments.
_LOWER = 0.1
#: Customers placed before who must be in the table: a part of it must not shape a model.
_PRESENT = 0.5
#: Customers who must keep the id of their segment: otherwise a person decides.
_KEPT = 0.5
#: From here on two models say the same.
_SAME = 0.95
_VERDICTS = ("none", "constructive", "reproducible", "natural")


@dataclass(frozen=True)
class Gate:
    """One condition of a promotion: its name, whether it is met, and the figures in a sentence."""

    name: str
    passed: bool
    sentence: str


def judge_refit(
    old: Segmentation,
    new: Segmentation,
    match: SegmentMatch,
    then: pd.Series,
    share_present: float,
) -> tuple[Gate, ...]:
    """Judge a model learnt anew: it takes the champion's place when every gate is passed.

    - *stability*: the median ARI of its refits and the Jaccard of its weakest segment reach the
      settings ``min_ari`` and ``min_jaccard``; or both are no worse than the champion's, and the
      Jaccard is at least 0.6, below which a segment is not to be trusted (Hennig 2007).
    - *separation*: its verdict is no weaker than the champion's, so what was beyond the null
      still is; and on the customers of today its silhouette is at most 0.1 lower than that of the
      champion's segments, both in the space of the new model (Rousseeuw 1987).
    - *smallest segment*: it has at least ``min_segment`` customers.
    - *coverage*: at least half of the customers placed before are in the table, so that a part
      of a table does not become a model.
    - *agreement*: at least half of the customers whom both know stay under the id of their
      segment; where more would move, a person decides.

    Parameters
    ----------
    old, new : Segmentation
        The champion, and the model learnt anew, with its customers.
    match : SegmentMatch
        Of both.
    then : Series of str, indexed by customer id
        Id of the segment in the champion, of the customers the new model was learnt from.
    share_present : float
        Share of the customers placed before who are in the table, 0 to 1.
    """
    return (
        _stability(old, new),
        _separation(old, new, then),
        _smallest(new),
        _coverage(share_present),
        _agreement(match),
    )


def find_gain(
    old: Segmentation, new: Segmentation, match: SegmentMatch, found: DriftReport | None
) -> Gate:
    """Say whether a model learnt anew says anything that the champion does not.

    It does not when it was learnt from the same customers; or when nothing drifted, every segment
    lasts, and at least 95 % of the customers stay under their id.
    """
    if new.data_hash == old.data_hash:
        told = "It was learnt from the very customers of the champion: there is nothing new in it."
        return Gate("gain", passed=False, sentence=told)
    kept = _share_kept(match)
    all_last = len(match.pairs) == old.k == new.k
    drifted = found is not None and found.verdict in ("drift", "schema")
    if all_last and kept >= _SAME and not drifted:
        told = f"It says what the champion says: {kept:.1%} of the customers stay as they were."
        return Gate("gain", passed=False, sentence=told)
    moved = f"{1 - kept:.1%} of the customers whom both know come under another id."
    why = "It follows the drift;" if drifted else "It says something else:"
    return Gate("gain", passed=True, sentence=f"{why} {moved}")


def _stability(old: Segmentation, new: Segmentation) -> Gate:
    ari, weakest = new.figures["stability_ari_median"], _weakest(new)
    if ari is None or weakest is None:
        return Gate("stability", passed=True, sentence="One segment is always stable.")
    least_ari, least = new.settings.min_ari, new.settings.min_jaccard
    before_ari, before = old.figures["stability_ari_median"], _weakest(old)
    reached = ari >= least_ari and weakest >= least
    told = (
        f"Refits agree at a median ARI of {ari:.2f}, and the weakest segment comes back with a "
        f"Jaccard of {weakest:.2f}; {least_ari:.2f} and {least:.2f} are asked for"
    )
    if before_ari is None or before is None:
        return Gate("stability", passed=reached, sentence=f"{told}.")
    no_worse = ari >= before_ari and weakest >= max(before, _TRUSTED)
    told += f", or no less than the champion's {before_ari:.2f} and {max(before, _TRUSTED):.2f}."
    return Gate("stability", passed=reached or no_worse, sentence=told)


def _weakest(segmentation: Segmentation) -> float | None:
    known = [each.stability_jaccard for each in segmentation.segments]
    found = [each for each in known if each is not None]
    return min(found) if found else None


def _separation(old: Segmentation, new: Segmentation, then: pd.Series) -> Gate:
    before, now = old.verdict.name, new.verdict.name
    passed = _VERDICTS.index(now) >= _VERDICTS.index(before)
    told = f"The verdict is {now}; the champion's is {before}"
    by_new, by_old = _silhouettes(new, then)
    if by_old is not None and by_new is not None:
        passed = passed and by_new >= by_old - _LOWER
        told += (
            f". The silhouette is {by_new:.2f}; with the champion's segments it would be "
            f"{by_old:.2f}, and at most {_LOWER} less is allowed"
        )
    return Gate("separation", passed=passed, sentence=f"{told}.")


def _silhouettes(new: Segmentation, then: pd.Series) -> tuple[float | None, float | None]:
    """Return the mean silhouettes of the new segments and of the champion's, on the same panel."""
    training = new.training
    if training is None:
        return None, None
    panel = training.scores.panel
    points = np.ascontiguousarray(training.space.points[panel], dtype=np.float64)
    before = then.loc[training.space.coordinates.index[panel]]
    labellings = {
        0: training.clusters.labels.to_numpy(dtype=np.int64)[panel],
        1: np.asarray(pd.factorize(before.to_numpy())[0], dtype=np.int64),
    }
    found = mean_silhouettes(points, {key: _dense(each) for key, each in labellings.items()})
    return _known(found[0]), _known(found[1])


def _dense(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else figure


def _smallest(new: Segmentation) -> Gate:
    smallest = min(new.segments, key=lambda each: each.size)
    n = sum(each.size for each in new.segments)
    least = min_segment_size(n, new.settings)
    told = (
        f"The smallest segment has {smallest.size:,} customers; at least {least:,} are asked for."
    )
    return Gate("smallest segment", passed=smallest.size >= least, sentence=told)


def _coverage(share_present: float) -> Gate:
    told = (
        f"The table holds {share_present:.0%} of the customers placed before; at least "
        f"{_PRESENT:.0%} are asked for."
    )
    return Gate("coverage", passed=share_present >= _PRESENT, sentence=told)


def _agreement(match: SegmentMatch) -> Gate:
    kept = _share_kept(match)
    told = (
        f"{kept:.0%} of the customers whom both know stay under the id of their segment; at least "
        f"{_KEPT:.0%} are asked for."
    )
    return Gate("agreement", passed=kept >= _KEPT, sentence=told)


def _share_kept(match: SegmentMatch) -> float:
    overlap: pd.DataFrame = match.overlap
    kept = sum(int(overlap.loc[each, each]) for each in match.pairs)
    return kept / max(match.n_customers, 1)
