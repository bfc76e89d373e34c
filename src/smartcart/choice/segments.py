"""A matrix and k -> the stability of each cluster, for people who want only this."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from smartcart.choice.flow import origin_stability
from smartcart.choice.matrix import panel_of
from smartcart.choice.solutions import solve_base
from smartcart.choice.stability import measure_stability, segment_jaccards, stability_band
from smartcart.clusters import PointSet
from smartcart.errors import DataError
from smartcart.settings import Settings
from smartcart.space import Space
from smartcart.threads import one_thread

__all__ = ["segment_stability"]


def segment_stability(
    space: Space | pd.DataFrame | ArrayLike, k: int, settings: Settings | None = None
) -> pd.DataFrame:
    """Cluster a matrix into k and say of each cluster whether it would come back.

    Parameters
    ----------
    space : Space, DataFrame or array of shape (n, d)
        A matrix is taken as it is, without scaling.
    k : int
        Number of clusters, at least 2.
    settings : Settings
        ``method``, ``seed``, ``n_starts``, ``n_boot`` and ``panel_size``.

    Returns
    -------
    DataFrame, index ``cluster``
        ``n_customers`` (of the panel); ``jaccard``, its mean best Jaccard over bootstrap
        refits (Hennig 2007); ``band``, that in words; ``origin``, how much its members stood
        together with k - 1 clusters (Dolnicar & Leisch 2017). ``attrs`` hold the stability of
        the whole: ``ari_median`` and ``ari_q10``.

    Raises
    ------
    DataError
        When k does not lie between 2 and the number of distinct rows, or the matrix cannot be
        used.

    Examples
    --------
    >>> generator = np.random.default_rng(0)
    >>> points = np.vstack([generator.normal(c, 0.3, (60, 2)) for c in ((0, 0), (4, 0), (0, 4))])
    >>> stability = segment_stability(points, 3, Settings(n_boot=5))
    >>> stability["band"].tolist(), stability.attrs["ari_median"]
    (['highly stable', 'highly stable', 'highly stable'], 1.0)
    """
    settings = settings or Settings()
    points, _, _ = panel_of(space, settings.panel_size)
    data = PointSet.of(points)
    if not 2 <= k <= len(data.points):
        raise DataError(
            f"{k} clusters were asked for; between 2 and {len(data.points):,} (the distinct rows) "
            "can be compared.",
            "Give another k.",
        )
    with one_thread():
        base = {j: p.assign(points) for j, p in solve_base(data, [k - 1, k], settings).items()}
        stability = measure_stability(points, data, [k], settings)[k]
    jaccards = segment_jaccards(base[k], stability)
    table = pd.DataFrame(
        {
            "n_customers": np.bincount(base[k], minlength=len(jaccards)),
            "jaccard": jaccards,
            "band": [stability_band(float(each)) for each in jaccards],
            "origin": origin_stability(base[k], base[k - 1]),
        },
        index=pd.RangeIndex(len(jaccards), name="cluster"),
    )
    table.attrs = {"ari_median": stability.ari_median, "ari_q10": stability.ari_q10}
    return table
