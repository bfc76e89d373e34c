"""A source of customers or of order lines -> customers; lines are summarised first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pandas as pd

from smartcart.config import parse_config
from smartcart.customers import (
    FOUNDING_SCHEMA,
    Customers,
    RawTable,
    Schema,
    SourceFacts,
    check_customers,
    has_required,
    known_names,
    plain_name,
)
from smartcart.errors import SmartCartError, quoted
from smartcart.forecast import FORECAST_COLUMNS, OrderForecast
from smartcart.jobs.order_days import check_as_of, check_last_day
from smartcart.jobs.order_forecast import columns_told, forecast_customers
from smartcart.jobs.stopwatch import Display
from smartcart.orders import CustomerOrders
from smartcart.orders.recognise import holds_order_lines
from smartcart.orders.settings_file import write_settings
from smartcart.orders.summary import CUSTOMER_COLUMNS
from smartcart.segmentation import Segmentation
from smartcart.settings import Settings
from smartcart.tables import is_address, read_customers, read_head, read_orders

__all__ = [
    "Place",
    "Reading",
    "make_customers",
    "may_hold_lines",
    "read_for_model",
    "read_place",
    "rows_are_lines",
]

_SUMMARY = ("customer_id", *CUSTOMER_COLUMNS, *FORECAST_COLUMNS)
_NO_DOUBT = ("missing_value", "zero_value", "far_out")
_DAY = "the first day that counts for no order line"


@dataclass(frozen=True)
class Place:
    """Where a table is: a file, a folder of order lines, or a database with a table or query."""

    source: Path | str = field(repr=False)  # an address may hold a password
    sheet: str | None = None
    table: str | None = None
    query: str | None = None

    @property
    def is_folder(self) -> bool:
        """A folder holds order lines, always."""
        return not is_address(self.source) and Path(self.source).is_dir()

    @property
    def name(self) -> str:
        """What to call it; an address is not repeated."""
        return self.table or "the query" if is_address(self.source) else Path(self.source).name


@dataclass(frozen=True)
class Reading:
    """Customers that were read; the others are there when they were made of order lines."""

    customers: Customers
    orders: CustomerOrders | None = None
    forecast: OrderForecast | None = None


def read_place(
    place: Place,
    schema: Schema = FOUNDING_SCHEMA,
    settings: Settings | None = None,
    *,
    as_of: date | None = None,
    roles: Mapping[str, str] | None = None,
    expected: bool = False,
    horizon: int = 0,
    display: Display | None = None,
) -> Reading:
    """Read and check customers; order lines become customers on the way.

    A folder is order lines. Anything else is when it has not the columns of the schema but those
    of order lines, and customers have several lines (see `holds_order_lines`).

    Parameters
    ----------
    schema : Schema
        What the columns mean, of the source or of what is made of the lines; for lines, the
        founding schema stands for that of `smartcart.orders.settings_file`.
    as_of : date, optional
        Only lines before it count; the day after the last line when not given.
    roles : mapping of str to str, optional
        Other roles of columns; see `Schema.assign_roles`.
    expected : bool
        The model was learnt from order lines: one line per customer will do.
    horizon : int
        For lines, days to look ahead for who will order again; 0 leaves the forecast out.
    display : callable, optional
        Told of the days of the past on which forecasts are tried.

    Raises
    ------
    DataError
        When the source cannot be read safely, lines lie in the future, or a table may be either.
    SettingsError
        When `as_of` is after tomorrow, or a role cannot be given.
    """
    if not _holds_lines(place, schema, expected=expected):
        schema = schema.assign_roles(roles or {})
        options = {"sheet": place.sheet, "table": place.table, "query": place.query}
        return Reading(read_customers(place.source, schema, settings, **options))
    today = date.today()
    check_as_of(as_of, today)
    orders = read_orders(
        place.source, as_of, sheet=place.sheet, table=place.table, query=place.query
    )
    check_last_day(orders, today)
    seed = settings.seed if settings else 0
    orders, forecast = forecast_customers(orders, horizon, seed, display)
    if schema == FOUNDING_SCHEMA:
        schema = parse_config(write_settings(columns_told(orders))).schema
    schema = schema.assign_roles(roles or {})
    customers = make_customers(orders, _facts(place, orders), schema, settings)
    return Reading(customers, orders, forecast)


def read_for_model(
    place: Place,
    segmentation: Segmentation,
    snapshot: date | None = None,
    schema: Schema | None = None,
    display: Display | None = None,
) -> Reading:
    """Read customers, or order lines, as a model needs them.

    Parameters
    ----------
    snapshot : date, optional
        The day that the customers are described on. When not given, it is the day after the last
        order line; a customer table is read as the model was learnt.
    schema : Schema, optional
        What to read; the model's scoring schema when not given.
    """
    settings, model = segmentation.settings, segmentation.model
    if snapshot is not None:
        settings = settings.model_copy(update={"snapshot": snapshot})
    schema = schema or model.scoring_schema
    return read_place(
        place,
        schema,
        settings,
        as_of=snapshot,
        expected=model.from_order_lines,
        horizon=settings.horizon,
        display=display,
    )


def make_customers(
    orders: CustomerOrders,
    facts: SourceFacts,
    schema: Schema,
    settings: Settings | None = None,
) -> Customers:
    """Check the summary of order lines as the customer table that it is.

    Returns
    -------
    Customers
        They describe the first day that does not count; their quality holds the account of the
        lines.
    """
    account = orders.account
    known = set(map(plain_name, known_names(schema)))
    table = orders.table.reset_index()
    table = table[[name for name in table if plain_name(name) in known]]
    raw = replace(RawTable.from_frame(table), source=facts)
    settings = (settings or Settings()).model_copy(update={"snapshot": account.as_of})
    customers = check_customers(raw, schema, settings)
    # What was computed is neither a placeholder nor a gap that somebody could fill.
    flags = tuple(each for each in customers.quality.flags if each.rule not in _NO_DOUBT)
    lines = account.to_dict()
    quality = replace(customers.quality, lines=lines, flags=flags, snapshot_rule=_DAY)
    return replace(customers, quality=quality)


def may_hold_lines(place: Place, schema: Schema) -> bool:
    """Say whether a source holds order lines; one that cannot be looked at does not."""
    try:
        return _holds_lines(place, schema, expected=False)
    except SmartCartError:
        return False


def rows_are_lines(rows: pd.DataFrame, name: str, schema: Schema, *, expected: bool) -> bool:
    """Say whether the first rows of a table are order lines, and no customers of a schema.

    Raises
    ------
    DataError
        As `holds_order_lines`.
    """
    if schema != FOUNDING_SCHEMA and not has_required(_SUMMARY, schema):
        return False  # customers made of lines would not have the columns that are asked for
    if has_required(list(map(str, rows.columns)), schema):
        return False
    return holds_order_lines(rows, quoted(name), expected=expected)


def _holds_lines(place: Place, schema: Schema, *, expected: bool) -> bool:
    if schema != FOUNDING_SCHEMA and not has_required(_SUMMARY, schema):
        return False  # customers made of lines would not have the columns that are asked for
    if place.is_folder:
        return True
    head = read_head(
        place.source,
        sheet=place.sheet,
        table=place.table,
        query=place.query,
        names=known_names(schema),
    )
    return head is not None and rows_are_lines(head, place.name, schema, expected=expected)


def _facts(place: Place, orders: CustomerOrders) -> SourceFacts:
    path = Path(place.source)
    digest = ""
    if not is_address(place.source) and path.is_file():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFacts(place.name, "order lines", digest, records=len(orders.table))
