"""Clusters as a notebook shows them."""

from __future__ import annotations

import numpy as np

from smartcart.clusters import Clusters
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, make_table
from smartcart.report.words import count_words, percent

__all__ = ["describe_clusters"]

_METHODS = {"kmeans": "K-Means", "ward": "Ward's agglomeration"}


@describe_result.register
def describe_clusters(clusters: Clusters) -> Page:
    """Say which method found how many clusters, and how large they are."""
    labels, k = clusters.labels.to_numpy(), clusters.partition.k
    sizes = np.bincount(labels, minlength=k)
    rows = [
        [f"Cluster {i}", f"{n:,}", percent(n / max(len(labels), 1))] for i, n in enumerate(sizes)
    ]
    return Page(
        "Clusters",
        f"{_METHODS[clusters.partition.method]} put {count_words(len(labels), 'customer')} into "
        f"{count_words(k, 'cluster')}.",
        (
            make_table(("", "Customers", "Share"), rows, "clusters"),
            f"Placing each customer anew puts {percent(clusters.returned_share)} back where the "
            "method put them. A cluster is a number only; a segment also has a name and evidence.",
        ),
    )
