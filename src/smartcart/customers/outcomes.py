"""Read a column of 0 and 1 as an outcome: what a campaign did, and what followed."""

from __future__ import annotations

from dataclasses import replace

from smartcart.customers.columns import plain_name
from smartcart.customers.kinds import Kind, Role
from smartcart.customers.schema import Column, Schema
from smartcart.errors import SettingsError, quoted

__all__ = ["outcome_column", "with_column"]


def outcome_column(schema: Schema, name: str) -> Column:
    """Return a column of 0 and 1 with the role ``outcome``, known to the schema or new.

    An outcome neither shapes a segment nor predicts an answer, and copies of a customer count
    as copies whatever their outcomes are. So whatever a campaign did is read as one.

    Parameters
    ----------
    schema : Schema
    name : str
        Either name of a column, in any spelling; one that the schema does not know is new.

    Raises
    ------
    SettingsError
        When the column is the id, shapes the segments, or does not hold 0 and 1.

    Examples
    --------
    >>> from smartcart.customers import FOUNDING_SCHEMA
    >>> outcome_column(FOUNDING_SCHEMA, "response").name
    'has_responded'
    >>> outcome_column(FOUNDING_SCHEMA, "Was contacted").role
    <Role.OUTCOME: 'outcome'>
    """
    wanted = plain_name(name)
    for column in schema.columns:
        if wanted in {plain_name(each) for each in (column.source, column.name, *column.aliases)}:
            _refuse_unfit(column)
            return replace(column, role=Role.OUTCOME, required=False)
    return Column(name, name, Role.OUTCOME, Kind.FLAG, unit="0 or 1", low=0, high=1)


def with_column(schema: Schema, column: Column) -> Schema:
    """Return the schema with a column, in the place of the one of the same name or at the end.

    Examples
    --------
    >>> schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID),))
    >>> schema = with_column(schema, outcome_column(schema, "Mailed"))
    >>> [column.name for column in schema.columns]
    ['customer_id', 'Mailed']
    """
    if column.name not in schema:
        return replace(schema, columns=(*schema.columns, column))
    columns = (column if each.name == column.name else each for each in schema.columns)
    return replace(schema, columns=tuple(columns))


def _refuse_unfit(column: Column) -> None:
    if column.role in (Role.ID, Role.SEGMENTATION):
        use = "tells customers apart" if column.role == Role.ID else "shapes the segments"
        raise SettingsError(
            f"Column {quoted(column.source)} {use}, so it cannot say what a campaign did.",
            "Name another column of 0 and 1, or segment the customers without this one.",
        )
    if column.kind != Kind.FLAG:
        raise SettingsError(
            f"Column {quoted(column.source)} has the kind {column.kind}; a campaign learns from "
            "columns of 0 and 1.",
            "Name another column.",
        )
