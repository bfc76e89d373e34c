"""What a customer brings to be placed, and how one record of it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smartcart.customers import Column, Kind, Schema, fold_level
from smartcart.space import NominalScale, OrdinalScale, Scale

__all__ = ["Batch", "RecordReader", "ScoringField", "list_fields"]

_Floats = NDArray[np.float64]

#: The range of a number whose column states none: beyond, it no longer holds cents.
_LARGEST = 1e15


@dataclass(frozen=True)
class ScoringField:
    """One value that a customer brings to be placed.

    Attributes
    ----------
    source, name : str
        Its name in the customer's own table, and ours.
    kind : Kind
    required : bool
        Whether it must be there; it may be empty. The others tell value and risk.
    low, high : float or None
        The range of a number; None for a text.
    levels : tuple of str
        Texts that say something; any other one is taken as not known.
    unit : str
    """

    source: str
    name: str
    kind: Kind
    required: bool
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    unit: str = ""


def list_fields(schema: Schema, scales: Sequence[Scale]) -> tuple[ScoringField, ...]:
    """Return the fields of a scoring schema, the id first.

    Examples
    --------
    >>> from smartcart.customers import Column, Role
    >>> schema = Schema((
    ...     Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
    ...     Column("spend", "Spent", Role.SEGMENTATION, Kind.AMOUNT, low=0, required=True),
    ... ))
    >>> [(field.source, field.low, field.high) for field in list_fields(schema, ())]
    [('ID', None, None), ('Spent', 0.0, 1000000000000000.0)]
    """
    levels = {s.name: s.levels for s in scales if isinstance(s, NominalScale | OrdinalScale)}
    columns = sorted(schema.columns, key=lambda column: column.kind != Kind.ID)
    return tuple(_field(column, levels.get(column.name, ())) for column in columns)


def _field(column: Column, levels: tuple[str, ...]) -> ScoringField:
    low, high = None, None
    if column.kind == Kind.FLAG:
        low, high = 0.0, 1.0
    elif not (column.kind.is_text or column.kind == Kind.ID):
        low = -_LARGEST if column.low is None else float(column.low)
        high = _LARGEST if column.high is None else float(column.high)
    required = column.required or column.kind == Kind.ID
    return ScoringField(
        column.source, column.name, column.kind, required, low, high, levels, column.unit
    )


class Batch(NamedTuple):
    """Customers that were read.

    Attributes
    ----------
    ids : sequence
        As they came.
    values : array of shape (n_fields, n)
        One row per field after the id: a number or the position of a level; NaN where not known.
    absent : bool array of shape (n_fields, n) or None
        Where an optional field was not brought; None where all were.
    """

    ids: Sequence[Any]
    values: _Floats
    absent: NDArray[np.bool_] | None


class RecordReader:
    """Reads records into columns of numbers: one per field after the id.

    A text becomes the position of its level, -1 where it says nothing; no value becomes NaN.
    """

    def __init__(self, schema: Schema, fields: Sequence[ScoringField]) -> None:
        self._fields = tuple(fields)
        self._texts = {
            place: _level_finder(
                field.levels, schema[field.name].recode, ordinal=field.kind == Kind.ORDINAL
            )
            for place, field in enumerate(self._fields)
            if field.kind.is_text
        }
        self._optional = [place for place, f in enumerate(self._fields) if not f.required]
        self._sources = tuple(field.source for field in self._fields)
        # With a name twice it gives a tuple always, of one field as well.
        self._take = itemgetter(*self._sources, *self._sources[:1])

    def read(
        self, records: Sequence[Mapping[str, Any]]
    ) -> tuple[_Floats, NDArray[np.bool_] | None]:
        """Return the values, shape (n_fields, n), and where an optional one was not brought.

        What was not brought is another thing than what is empty: of a sum whose part is empty
        the rest still stands, of one whose part nobody asked for nothing can be said.
        """
        absent = None
        try:
            rows = [self._take(record) for record in records]
        except KeyError:  # an optional one was not brought
            rows = [tuple(map(record.get, self._sources)) for record in records]
            absent = np.zeros((len(self._fields), len(records)), dtype=bool)
            for place in self._optional:
                source = self._sources[place]
                absent[place] = [source not in record for record in records]
        if self._texts:
            rows = [self._coded(row) for row in rows]
        values = np.array(rows, dtype=np.float64)[:, : len(self._fields)]
        return np.ascontiguousarray(values.T), absent

    def _coded(self, row: Sequence[Any]) -> tuple[Any, ...]:
        coded = list(row)
        for place, find in self._texts.items():
            coded[place] = -1 if row[place] is None else find(row[place])
        return tuple(coded)


def _level_finder(
    levels: Sequence[str], recode: Mapping[str, str], *, ordinal: bool
) -> Callable[[str], int]:
    """Return a function from a text to the position of its level, as a table is read.

    Examples
    --------
    >>> find = _level_finder(("Single", "Together"), {"Alone": "Single"}, ordinal=False)
    >>> find("Together"), find(" single"), find("ALONE"), find("other")
    (1, 0, 0, -1)
    """
    known = {fold_level(level): i for i, level in enumerate(levels)}
    known |= {fold_level(text): known.get(fold_level(to), -1) for text, to in recode.items()}

    def find(text: str) -> int:
        own = fold_level(text)
        if own in known or not ordinal:
            return known.get(own, -1)
        return known.get(own.removesuffix(".0"), -1)  # a number that a program made a decimal

    return find
