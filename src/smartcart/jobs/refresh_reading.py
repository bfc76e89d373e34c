"""The table of a refresh: read, and looked at for columns that are not what they were."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from smartcart.customers import Customers, Schema, known_names
from smartcart.errors import DataError, SmartCartError
from smartcart.jobs.order_customers import Place, may_hold_lines, read_place
from smartcart.jobs.refresh_past import Past
from smartcart.jobs.stopwatch import Display
from smartcart.settings import Settings
from smartcart.tables import is_address, read_source
from smartcart.through_time import (
    DriftReport,
    SchemaChange,
    drift,
    find_schema_changes,
)
from smartcart.value import suppress_customers

__all__ = ["hash_source", "look_for_drift", "read_table_of", "refuse_units"]


def read_table_of(
    place: Place,
    past: Past,
    schema: Schema,
    settings: Settings,
    roles: Mapping[str, str],
    display: Display,
) -> Customers:
    """Read the customers of a refresh; those who object are left out.

    Raises
    ------
    SmartCartError
        When they cannot be read, or a column is gone that segments are made by; the message
        names the column that seems to have been renamed.
    """
    serving = past.serving
    try:
        reading = read_place(
            place,
            schema,
            settings,
            as_of=settings.snapshot,
            roles=roles,
            expected=serving is not None and serving.model.from_order_lines,
            horizon=settings.horizon,
            display=display,
        )
    except SmartCartError as error:
        raise _with_columns(error, _changed_columns(place, past, schema)) from None
    customers = reading.customers
    if serving is not None:
        _need_variables(place, past, schema, customers)
    return suppress_customers(customers, past.suppressed)[0]


def look_for_drift(past: Past, customers: Customers, level: float) -> DriftReport | None:
    """Compare the customers with those the serving model was learnt from.

    Returns
    -------
    DriftReport or None
        None where nothing is known of them.
    """
    if past.serving is None or past.reference is None:
        return None
    return drift(past.reference, customers, past.serving, level=level)


def refuse_units(found: DriftReport) -> DataError:
    """Return the refusal of a table with a column in another unit."""
    watched = [each.sentence for each in found.schema]
    return DataError(
        " ".join(watched),
        "Correct the column at its source. If the table is right as it is, give --accept-units: "
        "then a model is learnt anew.",
    )


def hash_source(place: Place) -> str:
    """Return the SHA-256 of a file that could not be read as customers; empty for a database."""
    if is_address(place.source) or not Path(place.source).is_file():
        return ""
    try:
        with Path(place.source).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _need_variables(place: Place, past: Past, schema: Schema, customers: Customers) -> None:
    assert past.serving is not None  # noqa: S101 - the caller has looked
    missing = [each for each in past.serving.model.variables if each not in customers.table]
    if not missing:
        return
    changes = _changed_columns(place, past, schema)
    error = DataError(
        f"The model that serves compares customers by {', '.join(missing)}, which the table does "
        "not have.",
        "Bring the column back, or refresh another store with this table.",
    )
    raise _with_columns(error, changes)


def _changed_columns(place: Place, past: Past, schema: Schema) -> Sequence[SchemaChange]:
    """Return what became of the columns, where the cells can be read and customers are known."""
    reference = past.reference
    if reference is None or place.is_folder or may_hold_lines(place, schema):
        return ()
    try:
        raw = read_source(
            place.source,
            sheet=place.sheet,
            table=place.table,
            query=place.query,
            names=known_names(schema),
        )
    except SmartCartError:
        return ()
    return find_schema_changes(reference, raw.cells)


def _with_columns(error: SmartCartError, changes: Sequence[SchemaChange]) -> SmartCartError:
    """Say of a refusal which columns are not what they were."""
    renamed = [each for each in changes if each.kind == "renamed"]
    if not renamed:
        return error
    pairs = ", ".join(f"{each.found!r} to {each.source!r}" for each in renamed)
    return DataError(
        f"{' '.join(each.sentence for each in renamed)} {error.what}",
        f"Name the column as before ({pairs}), or add the new name as an alias in the settings "
        "file.",
    )
