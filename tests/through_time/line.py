"""Models on a line: every customer is a number, every segment a centroid."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from smartcart.clusters import Partition
from smartcart.customers import Column, Customers, Kind, Role, Schema, check_customers
from smartcart.segmentation import SegmentModel
from smartcart.space import NumericScale, SpaceModel

SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("place", "Place", Role.SEGMENTATION, Kind.NUMBER, required=True),
    ),
    value="place",
    frequency="",
    engagement="",
)


def model_at(*centroids: float) -> SegmentModel:
    """Return a model whose first segment is at the first place, and so on."""
    scale = NumericScale("place", "identity", 0.0, -1e9, 1e9, 0.0, 1.0)
    space = SpaceModel((scale,), np.zeros(1), np.ones((1, 1)), np.ones(1))
    places = np.array(centroids, dtype=float)[:, np.newaxis]
    partition = Partition("kmeans", places, np.full(len(places), 10))
    names = tuple(f"At {each:g}" for each in centroids)
    return SegmentModel(SCHEMA, space, partition, 1e9, names, high_value_from=1.0)


def people(counts: Mapping[float, int], start: int = 1) -> Customers:
    """Return so many customers at each place, numbered from `start`."""
    return crowd([place for place, n in counts.items() for _ in range(n)], start)


def crowd(places: Sequence[float], start: int = 1) -> Customers:
    ids = [str(start + i) for i in range(len(places))]
    return check_customers(pd.DataFrame({"ID": ids, "Place": list(places)}), SCHEMA)
