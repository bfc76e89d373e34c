"""What a server reads and learns before it answers: never in a request."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from smartcart.customers import Column, Customers, Quality, SourceFacts, fold_level
from smartcart.customers.ledger import QUARANTINE_COLUMNS
from smartcart.data_folder import own_store
from smartcart.errors import DataError, SettingsError
from smartcart.model_file import load_model
from smartcart.segmentation import Explanation, ScoringField, Segmentation

if TYPE_CHECKING:
    from smartcart.recommend import NextBest, Recommender

# What learns is imported where it learns: a server of a model file alone starts without it.

__all__ = [
    "People",
    "ServeJob",
    "explain_record",
    "find_objecting",
    "learn_people",
    "learn_recommender",
]

_FLAGS = ("unusual", "is_high_value", "is_churn_prone")


@dataclass(frozen=True)
class ServeJob:
    """What is to be served: a model file, or the champion of a store.

    `customers` is a table whose customers are looked up by id, `orders` order lines from which
    products are recommended. Addresses may hold passwords.
    """

    model: Path | None = None
    store: str | None = field(default=None, repr=False)
    customers: str | None = field(default=None, repr=False)
    orders: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (self.model is None) == (self.store is None):
            raise SettingsError(
                "A server takes either a model file or a store.",
                "Give --model model.json, or --store sqlite:///store.db.",
            )

    def read_model(self) -> tuple[str, Segmentation]:
        """Return the SHA-256 of the model file, and the model."""
        path = self.model or Path()
        segmentation = load_model(path)
        return hashlib.sha256(path.read_bytes()).hexdigest(), segmentation


@dataclass(frozen=True, eq=False)
class People:
    """The customers of a table, placed by one model."""

    customers: Customers
    assigned: pd.DataFrame
    next_best: NextBest | None

    def find(self, customer_id: str) -> dict[str, Any] | None:
        """Return the answer that `Scorer.score` gives for a customer, or None."""
        row = _row(self._places, self.assigned, customer_id)
        return row and {
            name: bool(cell) if name in _FLAGS and cell is not None else cell
            for name, cell in row.items()
        }

    def offer(self, customer_id: str) -> dict[str, Any] | None:
        """Return the next best category and channel of a customer; None where there are none."""
        if self.next_best is None:
            return None
        return _row(self._offered, self.next_best.offers, customer_id)

    @cached_property
    def _places(self) -> pd.Index:
        return pd.Index(self.assigned["customer_id"])

    @cached_property
    def _offered(self) -> pd.Index:
        return pd.Index(() if self.next_best is None else self.next_best.offers["customer_id"])


def learn_people(job: ServeJob, segmentation: Segmentation) -> People | None:
    """Read the customers of a job and place them; who objects is not learnt from.

    Raises
    ------
    SmartCartError
        When the table cannot be read, or does not fit the model.
    """
    if job.customers is None:
        return None
    from smartcart.jobs.next_best import place_by_model, read_parts
    from smartcart.jobs.objections import read_objections
    from smartcart.jobs.order_customers import Place
    from smartcart.recommend import find_next_best
    from smartcart.value import suppress_customers

    customers = read_parts(Place(job.customers), segmentation, None)
    kept, _ = suppress_customers(customers, read_objections(job.store).ids)
    try:
        offers = find_next_best(kept, place_by_model(segmentation))
    except DataError:  # neither categories nor channels: customers can be looked up all the same
        offers = None
    people = People(customers, segmentation.assign(customers), offers)
    people.find("")  # what is looked up by is made now, not by the first request
    people.offer("")
    return people


def learn_recommender(job: ServeJob) -> Recommender | None:
    """Learn from the order lines of a job; lines of who objects are left out.

    Raises
    ------
    SmartCartError
        When the lines cannot be read, or are too few.
    """
    if job.orders is None:
        return None
    from smartcart.jobs.objections import leave_out_lines, read_objections
    from smartcart.recommend import fit_recommender
    from smartcart.tables import read_order_lines

    lines, _ = leave_out_lines(read_order_lines(job.orders), read_objections(job.store).ids)
    return fit_recommender(lines)


def _row(ids: pd.Index, table: pd.DataFrame, customer_id: str) -> dict[str, Any] | None:
    (place,) = ids.get_indexer([customer_id])
    if place < 0:
        return None
    cells: Mapping[str, Any] = table.iloc[place].to_dict()
    return {name: _plain(cell) for name, cell in cells.items()}


def _plain(cell: Any) -> Any:
    if isinstance(cell, str):
        return cell or None
    if pd.isna(cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell


def find_objecting(ids: Sequence[str]) -> frozenset[str]:
    """Return who of some customers objects by the store of the user, where there is one."""
    if not own_store().is_file():
        return frozenset()
    from smartcart.jobs.objections import read_objections

    return read_objections(None).ids & frozenset(ids)


def explain_record(
    segmentation: Segmentation, fields: Sequence[ScoringField], record: Mapping[str, Any]
) -> Explanation:
    """Say why a customer that comes as a checked record is in its segment.

    `record` is as `Scorer.score` takes it; nothing is repaired, and nothing refused.
    """
    schema = segmentation.model.scoring_schema
    id_field, *rest = fields
    own = record[id_field.source]
    ids = pd.Index([own.strip()], name="customer_id", dtype="str")  # as tables are read
    cells = {
        each.name: pd.Series(
            [_level(schema[each.name], each.levels, record[each.source])]
            if each.kind.is_text
            else [np.nan if record[each.source] is None else record[each.source]],
            index=ids,
            dtype="str" if each.kind.is_text else "float64",
        )
        for each in rest
        if each.source in record
    }
    source = SourceFacts("a record", "record", "", records=1)
    quality = Quality(source, 1, 0, 0, (), (), None, "")
    nobody = pd.DataFrame(columns=list(QUARANTINE_COLUMNS))
    customers = Customers(pd.DataFrame(cells, index=ids), quality, nobody, schema, None)
    return replace(segmentation.explain(customers, ids[0]), customer_id=own)


def _level(column: Column, levels: Sequence[str], text: str | None) -> str | None:
    """Return the level that a text means, as the scorer reads it; None where it says nothing."""
    if text is None:
        return None
    known = {fold_level(level): level for level in levels}
    known |= {fold_level(said): meant for said, meant in column.recode.items()}
    return known.get(fold_level(text))
