"""What a visitor answers about a table, and the reading that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from smartcart.app.upload import Upload, on_disk, read_upload
from smartcart.config import parse_config
from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema
from smartcart.jobs import run_suggest
from smartcart.jobs.objections import read_objections
from smartcart.jobs.order_customers import Reading
from smartcart.jobs.segment import segment_reading
from smartcart.jobs.stopwatch import Display
from smartcart.report import ReportFacts, collect_facts
from smartcart.segmentation import Segmentation
from smartcart.settings import Settings, make_settings
from smartcart.value import suppress_customers

__all__ = [
    "Answers",
    "Segmented",
    "example",
    "read_answered",
    "segment_answered",
    "suggest_schema",
    "with_roles",
]

_EXAMPLE = "example.csv"
_ID = Column("customer_id", "", Role.ID, Kind.ID, required=True)


@dataclass(frozen=True)
class Answers:
    """How a table is to be read where its reader may not decide alone.

    Attributes
    ----------
    settings : mapping
        Of `Settings`, those about reading: date_order, decimal, max_quarantine, snapshot.
    sheet : str or None
    schema : Schema
        What the columns mean.
    """

    settings: Mapping[str, str | float | date] = field(default_factory=dict)
    sheet: str | None = None
    schema: Schema = FOUNDING_SCHEMA

    def answered(self, setting: str, value: str | float | date | None) -> Answers:
        """Return the answers with one more; None takes one back.

        Examples
        --------
        >>> dict(Answers().answered("date_order", "dmy").settings)
        {'date_order': 'dmy'}
        """
        others = {name: each for name, each in self.settings.items() if name != setting}
        return replace(self, settings=others if value is None else {**others, setting: value})


@dataclass(frozen=True)
class Segmented:
    """Segments, with the customers they were found in and what there is to show of them."""

    reading: Reading
    segmentation: Segmentation
    facts: ReportFacts
    left_out: int


def example() -> Upload:
    """Return made-up customers as a file, so that a first look needs none."""
    from smartcart.datasets import make_customers

    text: str = make_customers().to_csv(index=False, lineterminator="\n")
    return Upload.of(_EXAMPLE, text.encode())


def read_answered(upload: Upload, answers: Answers, display: Display | None = None) -> Reading:
    """Read a table as answered; see `read_upload`."""
    settings = make_settings(dict(answers.settings))
    return read_upload(upload, settings, display, schema=answers.schema, sheet=answers.sheet)


def suggest_schema(upload: Upload, sheet: str | None = None) -> Schema:
    """Return what the columns of a table nobody has described seem to mean."""
    with on_disk(upload) as path:
        return parse_config(run_suggest(path, sheet=sheet)).schema


def with_roles(schema: Schema, identity: str, roles: Mapping[str, str]) -> Schema:
    """Return a schema with the id and the roles that a visitor chose; "" leaves a column out.

    Examples
    --------
    >>> schema = parse_config('''
    ... [columns.Member]
    ... role = "id"
    ... [columns.Fee]
    ... role = "segmentation"
    ... kind = "amount"
    ... [columns.Visits]
    ... role = "segmentation"
    ... kind = "count"
    ... ''').schema
    >>> chosen = with_roles(schema, "Member", {"Fee": "segmentation", "Visits": ""})
    >>> [(column.source, str(column.role)) for column in chosen.columns]
    [('Member', 'id'), ('Fee', 'segmentation')]
    """
    named = next((each for each in schema.columns if each.source == identity), _ID)
    first = named if named.role == Role.ID else replace(_ID, source=identity)
    others = tuple(
        each for each in schema.columns if each.source != identity and roles.get(each.source)
    )
    measures = {each.name for each in others}
    kept = {name: m if m in measures else "" for name, m in schema.measures.items()}
    return replace(schema, columns=(first, *others), **kept).assign_roles(
        {each.source: roles[each.source] for each in others}
    )


def segment_answered(
    reading: Reading, settings: Settings, store: str | None, display: Display | None = None
) -> Segmented:
    """Segment what was read; who objects to marketing, by the store, is left out before."""
    customers, left_out = suppress_customers(reading.customers, read_objections(store).ids)
    reading = replace(reading, customers=customers)
    segmentation = segment_reading(reading, settings, display)
    return Segmented(reading, segmentation, collect_facts(segmentation), left_out.customers)
