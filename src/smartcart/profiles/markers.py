"""Which figures mark a segment: where it stands apart from all customers, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from smartcart.features import Features
from smartcart.profiles.middles import Grouped, median_of
from smartcart.threads import FEW, in_threads

__all__ = ["Standing", "comparable_measures", "find_markers", "find_standing"]

#: A marker deviates by more than this part of the largest deviation in the solution, or its
#: figure by more than this part of that of all customers (Dolnicar & Leisch 2014).
_OF_LARGEST, _RELATIVE = 0.25, 0.5
#: Standard errors that chance does not reach: 40 figures of pure noise hold one in 400 tables.
_BEYOND_CHANCE = 4.0


def comparable_measures(features: Features) -> list[str]:
    """Return the measures that shaped the segments: variables, and what is computed of them.

    A name may rest on these alone. Descriptors and outcomes are not among them.
    """
    own = {variable.name for variable in features.variables} - set(features.rates)
    made = [v.share for v in features.variables]
    totals = [features.value, features.frequency, features.engagement]
    wanted = {*own, *made, *totals} - {""}
    return [name for name in features.measures if name in wanted]


@dataclass(frozen=True)
class Standing:
    """Where each segment stands among all customers, one row each, one column per measure.

    Attributes
    ----------
    positions : DataFrame
        Of its median: 0 lowest, 0.5 the middle, 1 highest.
    deviations : DataFrame
        In standard deviations: the mean of its customers on normal scores (van der Waerden
        1952), so that a few huge values or a logarithm change nothing.
    """

    positions: pd.DataFrame
    deviations: pd.DataFrame


def find_standing(
    features: Features,
    groups: pd.Categorical,
    middles: Mapping[str, NDArray[np.int64]] | None = None,
) -> Standing:
    """Return where each segment stands among all customers; NaN where nobody has a value.

    Parameters
    ----------
    groups : Categorical of shape (n_customers,)
        Segment of each customer.
    middles : mapping of str to array, optional
        `Grouped.middles` of each measure, where they are known already.

    Examples
    --------
    >>> measures = pd.DataFrame({"spend_total": [1.0, 2.0, 3.0, 4.0]})
    >>> features = Features(measures, (), measures, value="spend_total")
    >>> standing = find_standing(features, pd.Categorical(["S1", "S1", "S2", "S2"]))
    >>> standing.positions["spend_total"].tolist()
    [0.25, 0.75]
    >>> standing.deviations["spend_total"].round(3).tolist()
    [-0.734, 0.734]
    """
    ids = groups.categories
    grouped = Grouped.of(groups.codes, len(ids))

    def stand(name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        places = features.places[name]
        shares = (places.ranks - 0.5) / max(places.n_known, 1)
        middle = grouped.middles(places) if middles is None else middles[name]
        scores = pd.Series(places.spread(ndtri(shares)))
        means = scores.groupby(groups, observed=False).mean().to_numpy()
        return median_of(middle, shares), means

    # A few at a time: a large table is not ranked as a whole.
    found = dict(zip(features.places, in_threads(stand, features.places, most=FEW), strict=True))
    positions = {name: position for name, (position, _) in found.items()}
    deviations = {name: deviation for name, (_, deviation) in found.items()}
    return Standing(pd.DataFrame(positions, index=ids), pd.DataFrame(deviations, index=ids))


def find_markers(
    deviations: pd.DataFrame,
    figures: pd.DataFrame,
    everyone: pd.Series,
    sizes: NDArray[np.int64],
    comparable: list[str],
) -> pd.DataFrame:
    """Say which measures mark which segment.

    A measure is a marker when it deviates by more than a quarter of the largest deviation among
    the measures that shaped the segments, or its figure by more than 50 % of that of all
    customers (Dolnicar & Leisch 2014, who compare means of answers); and when it deviates by
    more than four standard errors, because among many figures of few customers one is always
    far out.

    Parameters
    ----------
    deviations : DataFrame of shape (n_segments, n_measures)
        See `Standing`.
    figures, everyone : DataFrame and Series
        Medians and shares in customer units, by the names of the measures.
    sizes : int array of shape (n_segments,)
    comparable : list of str
        Measures that shaped the segments.

    Returns
    -------
    DataFrame of int, as `deviations`
        1 where the segment has more, -1 where it has less, 0 where it is not marked.

    Examples
    --------
    >>> deviations = pd.DataFrame({"x": [1.0, -1.0], "y": [0.1, -0.1]}, index=["S1", "S2"])
    >>> figures = pd.DataFrame({"x": [9.0, 5.0], "y": [5.1, 4.9]}, index=["S1", "S2"])
    >>> everyone = pd.Series({"x": 7.0, "y": 5.0})
    >>> find_markers(deviations, figures, everyone, np.array([100, 100]), ["x", "y"])
        x  y
    S1  1  0
    S2 -1  0
    """
    largest = np.nanmax(deviations[comparable].abs().to_numpy(), initial=0.0)
    far = deviations.abs() > _OF_LARGEST * largest
    base = everyone.where(everyone > 0)
    relative = ((figures[deviations.columns] / base[deviations.columns]) - 1).abs() > _RELATIVE
    sure = deviations.abs().mul(np.sqrt(sizes), axis=0) > _BEYOND_CHANCE
    marked = (far | relative) & sure
    signs = np.sign(deviations.fillna(0.0)).astype("int64")
    return signs.where(marked, 0)
