"""The learnt state, and the placing of customers who are in its space already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.churn import RiskModel
from smartcart.clusters import Partition, assign_clusters
from smartcart.customers import Schema
from smartcart.segmentation.worth import worth_columns
from smartcart.space import SpaceModel

__all__ = [
    "SegmentModel",
    "list_assignments",
    "sub_segment_ids",
]


@dataclass(frozen=True)
class SegmentModel:
    """The learnt state, as plain numbers: all that is needed to place a customer.

    `nested` holds for each segment the partition into sub-segments, or None; `own_names` a
    person's names by id of the segment, which stand in the place of the computed ones; `risk` and
    `high_value_from` are None where the table did not hold what they need; `from_order_lines`
    says that the customers were made of order lines. `lasting_ids` are the ids of segments that
    were matched with those of an earlier model; without them the segments count from S1.
    """

    schema: Schema
    space: SpaceModel
    partition: Partition
    unusual_beyond: float
    computed_names: tuple[str, ...]
    nested: tuple[Partition | None, ...] = ()
    own_names: Mapping[str, str] = field(default_factory=dict)
    risk: RiskModel | None = None
    high_value_from: float | None = None
    from_order_lines: bool = False
    lasting_ids: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the segments, in order."""
        return self.lasting_ids or tuple(f"S{i + 1}" for i in range(self.partition.k))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the segments: a person's own, or else the computed ones."""
        named = zip(self.ids, self.computed_names, strict=True)
        return tuple(self.own_names.get(id_, computed) for id_, computed in named)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the segmentation variables."""
        return tuple(scale.name for scale in self.space.scales)

    @property
    def scoring_schema(self) -> Schema:
        """The columns a customer must bring, the id and the variables, and may bring.

        Those that only value and risk are read from are not required.
        """
        must = {self.schema.id_column.name, *self.variables}
        may = worth_columns(self) - must
        columns = (c for c in self.schema.columns if c.name in must | may)
        return replace(
            self.schema,
            columns=tuple(replace(c, required=False) if c.name in may else c for c in columns),
        )


def list_assignments(model: SegmentModel, coordinates: pd.DataFrame) -> pd.DataFrame:
    """Return the assignments of customers already in the space, without value and risk."""
    found = assign_clusters(coordinates, model.partition, model.unusual_beyond)
    ids = np.array([*model.ids, ""], dtype=object)  # position -1 is 'no runner-up'
    names = np.array(model.names, dtype=object)
    return pd.DataFrame(
        {
            "customer_id": coordinates.index.to_numpy(dtype=object),
            "segment_id": ids[found["cluster"]],
            "segment": names[found["cluster"]],
            "confidence": found["confidence"].to_numpy(),
            "runner_up": ids[found["runner_up"]],
            "unusual": found["unusual"].to_numpy(dtype=np.int64),
            "sub_segment_id": _sub_segments(model, coordinates, found["cluster"].to_numpy()),
        }
    )


def _sub_segments(
    model: SegmentModel, coordinates: pd.DataFrame, clusters: NDArray[np.int64]
) -> NDArray[np.object_]:
    """Place the customers of each segment in its parts, by Ward's rule."""
    found = np.full(len(clusters), "", dtype=object)
    points = np.ascontiguousarray(coordinates.to_numpy(dtype=np.float64))
    for segment, (segment_id, partition) in enumerate(zip(model.ids, model.nested, strict=False)):
        own = clusters == segment
        if partition is not None and own.any():
            ids = np.array(sub_segment_ids(segment_id, partition), dtype=object)
            found[own] = ids[partition.assign(points[own])]
    return found


def sub_segment_ids(segment_id: str, partition: Partition) -> list[str]:
    """Return the ids of the parts of a segment.

    Examples
    --------
    >>> sub_segment_ids("S1", Partition("ward", np.zeros((2, 1)), np.array([3, 4])))
    ['S1.1', 'S1.2']
    """
    return [f"{segment_id}.{i + 1}" for i in range(partition.k)]
