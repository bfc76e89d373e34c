"""Raw table -> Customers: every record is used, set aside with a reason, or counted."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from smartcart.customers.columns import match_columns
from smartcart.customers.contract import (
    check_ages,
    check_agreement,
    check_dates,
    check_far_out,
    check_known,
    check_ranges,
    infer_snapshot,
)
from smartcart.customers.convention import Convention
from smartcart.customers.duplicates import drop_repeated_ids, flag_repeats
from smartcart.customers.founding import FOUNDING_SCHEMA
from smartcart.customers.ids import look_personal, made_up_ids, read_ids
from smartcart.customers.ledger import Ledger
from smartcart.customers.notices import check_columns
from smartcart.customers.quality import Quality
from smartcart.customers.raw import RawTable, SourceFacts
from smartcart.customers.reading import read_columns
from smartcart.customers.result import Customers, sort_by_id
from smartcart.customers.schema import Column, Schema
from smartcart.errors import DataError, OpenQuestionError
from smartcart.settings import Settings

__all__ = ["Customers", "check_customers"]


def check_customers(
    raw: RawTable | pd.DataFrame,
    schema: Schema = FOUNDING_SCHEMA,
    settings: Settings | None = None,
) -> Customers:
    """Check a raw table against a schema.

    Parameters
    ----------
    raw : RawTable or DataFrame
        Cells as they stood in the source; column names may be spelled in any known way.
    schema : Schema
        What the columns mean. Columns it does not know are ignored and named.
    settings : Settings, optional
        ``snapshot``, ``date_order``, ``decimal`` and ``max_quarantine`` are used.

    Returns
    -------
    Customers
        Sorted by id (shorter ids first, so that numbers stand in their order).

    Raises
    ------
    DataError
        When what came is no table, a required column is missing or claimed twice, no customer is
        left, dates or numbers can be read in two ways, a spreadsheet damaged the ids, or more than
        ``max_quarantine`` of the records had to be set aside.

    Examples
    --------
    >>> from smartcart.customers import Kind, Role
    >>> schema = Schema((
    ...     Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
    ...     Column("spend_total", "Spend", Role.SEGMENTATION, Kind.AMOUNT, low=0),
    ... ))
    >>> frame = pd.DataFrame({"ID": ["10", "9", "9"], "Spend": ["5", "7.5", "7.5"]})
    >>> customers = check_customers(frame, schema)
    >>> customers.table["spend_total"].to_dict(), customers.quality.duplicates_dropped
    ({'9': 7.5, '10': 5.0}, 1)
    """
    settings = settings or Settings()
    raw = _raw_table(raw)
    columns = match_columns(list(raw.cells.columns), schema)
    id_name = schema.id_column.name
    # Only these: a column that is ignored may bear one of our own names.
    cells = raw.cells[list(columns.values())].set_axis(list(columns), axis=1)
    kept_columns = (c for c in schema.columns if c.name in columns or c.name == id_name)
    present = replace(schema, columns=tuple(kept_columns))
    ledger = _open_ledger(cells, present.id_column, raw)
    system = raw.source.dialect.get("date_system", "1900")
    convention = Convention(str(settings.date_order), str(settings.decimal), system)
    conventions = {column.name: convention for column in present.columns}
    read = read_columns(raw, cells, columns, present, ledger, conventions)
    table, present, described, outcomes = read.table, read.schema, read.described, read.outcomes
    dropped = drop_repeated_ids(table, present, ledger)
    check_ranges(table, cells, present, ledger)
    headers, source, rejected = tuple(raw.cells.columns), raw.source, raw.rejected
    # Nothing below looks at a cell: a million rows of text need not wait for the end, nor a
    # second name keep the columns from being let go of while they are sorted.
    del cells, raw, read
    check_known(table, present, ledger)
    check_dates(table, present, ledger)
    snapshot, rule = infer_snapshot(table, present, ledger, settings.snapshot)
    table = check_ages(table, present, ledger, snapshot)
    check_far_out(table, present, ledger)
    check_agreement(table, present, ledger, snapshot)
    check_columns(table, present, ledger)
    flag_repeats(described, outcomes, present, ledger)
    ledger.set_aside_records(rejected)
    quarantine = ledger.quarantine()
    _refuse_too_many(quarantine, source, settings)
    quality = Quality(
        source,
        customers=int(ledger.kept.sum()),
        quarantined=len(quarantine),
        duplicates_dropped=dropped,
        repairs=tuple(ledger.repairs),
        flags=ledger.flags(),
        snapshot_date=snapshot,
        snapshot_rule=rule,
        columns=columns,
        ignored_columns=tuple(h for h in headers if h not in set(columns.values())),
    )
    table = sort_by_id(table, present, ledger.kept)
    return Customers(table, quality, quarantine, present, snapshot)


def _raw_table(raw: object) -> RawTable:
    if isinstance(raw, RawTable):
        return raw
    if isinstance(raw, pd.DataFrame):
        return RawTable.from_frame(raw)
    came = f"{type(raw).__module__}.{type(raw).__qualname__}".removeprefix("builtins.")
    raise DataError(
        f"A table of customers is a pandas DataFrame, or what was read from a file; {came} came.",
        "Read a file with smartcart.read_customers(PATH), and give a table of another library "
        "with its to_pandas().",
    )


def _open_ledger(cells: pd.DataFrame, column: Column, raw: RawTable) -> Ledger:
    """Start the account with the ids of the records, made up where the table has none."""
    if column.name not in cells:
        ledger = Ledger(made_up_ids(len(cells)), raw.lines)
        meaning = (
            "rows numbered, because the table has no column of ids: such ids do not last, they "
            "change with the order of the rows"
        )
        ledger.flag("ids_made_up", column.source, ledger.kept, meaning, show=False)
        return ledger
    ledger = Ledger(read_ids(cells[column.name], column.source, raw.lines), raw.lines)
    no_id = (ledger.ids == "").to_numpy()
    ledger.set_aside(no_id, column.source, None, "no id", "give every customer an id")
    personal = look_personal(ledger.ids)
    ledger.hide(personal)
    meaning = "an e-mail address or a phone number used as id (replace it by a number)"
    ledger.flag("ids_look_personal", column.source, personal, meaning, show=False)
    return ledger


def _refuse_too_many(quarantine: pd.DataFrame, source: SourceFacts, settings: Settings) -> None:
    records = source.records - source.non_data
    if len(quarantine) == records:
        raise _refusal("No customer is left: every record had to be set aside.", quarantine)
    if len(quarantine) > settings.max_quarantine * records:
        raise _refusal(
            f"{len(quarantine):,} of {records:,} records would be set aside, more than the "
            f"allowed {settings.max_quarantine:.0%}.",
            quarantine,
            " To go on without them, raise --max-quarantine.",
            asks="max_quarantine",
        )


def _refusal(what: str, quarantine: pd.DataFrame, more: str = "", asks: str = "") -> DataError:
    if quarantine.empty:
        return DataError("The table has no customers.", "Check that the right file was given.")
    first = quarantine.iloc[0]
    reasons = quarantine["reason"].value_counts()
    listed = "; ".join(f"{reason} ({count:,})" for reason, count in reasons.head(3).items())
    told = (
        f"{what} Most often: {listed}. First at line {first['line']}.",
        f"{first['fix'].capitalize()}.{more}",
    )
    return OpenQuestionError(*told, asks) if asks else DataError(*told)
