"""What a cluster settles of whole columns and whole tables, however the rows are spread over it."""

import json
import re
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from smartcart import Settings
from smartcart.customers import Column, Finding, Kind, Role, Schema, check_customers
from smartcart.customers.columns import match_columns
from smartcart.engines import Source, check_there, read_there
from smartcart.engines.carried import carried, raised_here
from smartcart.engines.cells import table_of
from smartcart.engines.customers import hash_limit
from smartcart.engines.rows import (
    ACCOUNT,
    ASIDE,
    KEPT,
    NUMBER,
    REASON,
    STAGE,
    UNREADABLE,
    VALUE,
)
from smartcart.engines.settle import Survey, decide
from smartcart.errors import DataError, OpenQuestionError, SettingsError, SmartCartError

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")


@pytest.mark.parametrize("more", [1, 20, 2_693, 2_694, 200_000])
def test_a_table_just_above_the_sample_is_asked_for_by_a_number_that_spark_holds(more):
    size = 200_000
    n = size + more
    limit = hash_limit(size, n)
    assert (limit is None) == (more <= 2_692)  # so near to the sample, all of it comes
    if limit is not None:
        assert -(2**63) <= limit < 2**63
        expected = (limit + 2**63) * n >> 64
        assert size + 6 * size**0.5 < expected <= n


SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("spend", "Spend", Role.SEGMENTATION, Kind.AMOUNT, low=0, required=True),
        Column("visits", "Visits", Role.DESCRIPTOR, Kind.NUMBER),
        Column("joined", "Joined", Role.DESCRIPTOR, Kind.DATE),
        Column("renewed", "Renewed", Role.DESCRIPTOR, Kind.DATE),
        Column("born", "Born", Role.DESCRIPTOR, Kind.BIRTH_YEAR),
        Column("level", "Level", Role.DESCRIPTOR, Kind.ORDINAL, levels=("low", "high")),
        Column("plan", "Plan", Role.DESCRIPTOR, Kind.CATEGORY, recode={"void": "none"}),
    ),
    value="spend",
    frequency="",
    engagement="",
)


def table(n: int = 12, **columns: list[object]) -> pd.DataFrame:
    """Return n customers, some columns of whom are given."""
    plain = {"ID": [str(1000 + i) for i in range(n)], "Spend": [str(i + 1) for i in range(n)]}
    return pd.DataFrame({**plain, **columns})


def added_up(cells: pa.Table, survey: Survey) -> tuple[pd.DataFrame, dict[int, int]]:
    """Do what `gather` asks of Spark: add up by key, and take the spelling of most customers."""
    counted = pa.Table.from_batches(survey.run(cells.to_batches())).to_pandas()
    texts = counted.groupby(["place", "key", "odd", "text"], as_index=False)["n"].sum()
    texts = texts.sort_values(["n", "odd", "text"], ascending=[False, True, True])
    keys = texts.groupby(["place", "key"]).agg(text=("text", "first"), n=("n", "sum"))
    return keys.reset_index(), keys.groupby("place").size().to_dict()


def as_told(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    """Return findings without the places and the counts by word that only one machine tells."""
    cut = re.compile(r": .*|; .*| \(first in .*")
    return sorted((f.rule, f.column, cut.sub("", f.meaning), f.count) for f in findings)


def on_one_machine(frame: pd.DataFrame, settings: Settings) -> tuple[object, ...]:
    """Return customers, whose cells could not be read and why, and repairs, of the check."""
    found = check_customers(frame, SCHEMA, settings.model_copy(update={"max_quarantine": 1.0}))
    aside = found.quarantine[["customer_id", "reason"]]
    customers = found.table.reset_index().sort_values("customer_id", ignore_index=True)
    return customers, sorted(map(tuple, aside.to_numpy())), as_told(found.quality.repairs)


def in_batches(frame: pd.DataFrame, size: int, settings: Settings) -> tuple[object, ...]:
    """Return the same, settled and read batch by batch, as partitions do."""
    cells = pa.Table.from_pandas(frame, preserve_index=False)
    cells = pa.Table.from_batches(cells.to_batches(max_chunksize=size))
    columns = match_columns(list(frame.columns), SCHEMA)
    present = replace(SCHEMA, columns=tuple(c for c in SCHEMA.columns if c.name in columns))
    settled = decide(*added_up(cells, Survey(columns, present)), columns, present, settings)
    schema, id_name = settled.reading.schema, SCHEMA.id_column.name
    read = pa.Table.from_batches(settled.reading.run(cells.to_batches()))
    kept = table_of(read.filter(pc.equal(read[STAGE], KEPT)), schema)
    aside = read.filter(pc.is_in(read[STAGE], pa.array([ASIDE, UNREADABLE])))
    reasons = sorted(zip(aside[id_name].to_pylist(), aside[REASON].to_pylist(), strict=True))
    accounts = read.filter(pc.equal(read[STAGE], ACCOUNT))
    repairs: Counter[str] = Counter()
    for what, n in zip(accounts[VALUE].to_pylist(), accounts[NUMBER].to_pylist(), strict=True):
        repairs[what] += n
    found = [Finding(*json.loads(what)[1:3], n, json.loads(what)[3]) for what, n in repairs.items()]
    return kept.sort_values("customer_id", ignore_index=True), reasons, as_told(found)


def days(order: str, first: str, n: int) -> list[str]:
    """Return n different moments from a day on, written in an order."""
    return [f"{day:{order} %H:%M:%S}" for day in pd.date_range(first, periods=n, freq="7h")]


READ = {
    "dates with times, proven by few rows only": table(
        3_000,
        Joined=days("%d-%m-%Y", "2012-01-01", 3_000),
        Renewed=days("%m/%d/%Y", "2013-01-01", 3_000),
    ),
    "two columns of dates in two orders": table(
        3, Joined=["04-05-2014", "21-08-2013", ""], Renewed=["04/05/2014", "08/21/2013", "na"]
    ),
    "day numbers beside dates are no dates": table(
        6, Joined=["41806", "41807", "41808", "2014-01-01", "2014-02-01", ""]
    ),
    "day numbers alone are dates": table(6, Joined=["41806", "41807", "", "41808", "", "41809"]),
    "day numbers as Parquet holds them": table(3, Joined=[41806, 41807, 41808]),
    "each column has its own decimal mark": table(
        4, Spend=["1,5", "2", "1.234", "3"], Visits=["1.5", "2", "1,234", "3"]
    ),
    "a mark proven by one row holds for all": table(
        5, Spend=["1,234", "2,345", "1,234", "1,234.50", "9"]
    ),
    "spellings become the one of most customers": table(
        8, Plan=["gold", "Gold", "GOLD", "Gold", "big  one", "big one", "VOID", "None"]
    ),
    "numbers as levels": table(4, Plan=[1, 2, None, 1]).astype({"Plan": "Int64"}),
    "too many levels leave the column out": table(150, Plan=list(range(150))),
    "errors, words for missing, unknown levels": table(
        6, Visits=["na", "?", "#N/A", "1", "2", "3"], Level=["low", "High", "mid", "mid", "", "low"]
    ),
}


@pytest.mark.parametrize("rows", READ.values(), ids=READ)
def test_customers_are_read_alike_in_one_batch_in_many_and_on_one_machine(rows):
    settings = Settings(snapshot=date(2030, 1, 1))
    customers, aside, repairs = on_one_machine(rows, settings)
    for size in (1, 2, 1_500, len(rows)):
        if len(rows) / size <= 150:
            read, also_aside, also_repairs = in_batches(rows, size, settings)
            pd.testing.assert_frame_equal(read, customers, check_dtype=False)
            assert also_aside == aside
            assert also_repairs == repairs


REFUSED = {
    "no order of dates is proven": table(9, Joined=["04-05-2014"] * 9),
    "both orders are proven": table(4, Joined=["21-05-2014", "05-21-2014", "04-05-2014", ""]),
    "no decimal mark is proven": table(4, Spend=["1,234", "2,345", "1", "2"]),
    "both decimal marks are proven": table(4, Spend=["1,5", "2.5", "1", "2"]),
    "two currencies": table(4, Spend=["€1", "1", "$2", "2"]),
    "percentages and other numbers": table(4, Visits=["1%", "2%", "3", "4"]),
    "ids that a spreadsheet damaged": table(4, ID=["1", "1.2E+10", "3", "1.3E+10"]),
}


@pytest.mark.parametrize("rows", REFUSED.values(), ids=REFUSED)
def test_a_table_is_refused_in_the_words_of_one_machine_however_it_is_cut(rows):
    with pytest.raises(DataError) as local:
        check_customers(rows, SCHEMA)
    placeless = re.sub(r" \((?:lines|records) [\d, ]+\)|, first at line \d+", "", local.value.what)
    for size in (1, 2, len(rows)):
        with pytest.raises(DataError) as there:
            in_batches(rows, size, Settings())
        assert type(there.value) is type(local.value)
        assert sorted(re.split(r": | and |\.", there.value.what)) == sorted(
            re.split(r": | and |\.", placeless)
        )
        assert there.value.next_step == local.value.next_step


def test_no_text_of_a_customer_is_among_what_is_told_of_numbers_and_dates():
    rows = table(3, Spend=["anna@example.org", "1", "2"], Joined=["Anna Smith", "", "2014-01-01"])
    present = replace(SCHEMA, columns=tuple(c for c in SCHEMA.columns if c.source in rows))
    columns = match_columns(list(rows.columns), present)
    survey = Survey(columns, present)
    told = pa.Table.from_batches(survey.run(pa.Table.from_pandas(rows).to_batches()))
    assert set(told["text"].to_pylist()) == {""}
    assert not any("nna" in key for key in told["key"].to_pylist())


@pytest.mark.parametrize(
    "refusal",
    [
        DataError("The column 'Größe' holds \"lists\".", "Leave it out."),
        SettingsError("A setting\nof two lines."),
        OpenQuestionError("Which one?", "Say it.", "decimal", (".", ",")),
    ],
)
def test_an_error_of_ours_comes_from_an_executor_in_its_own_words(refusal):
    def refuse(batches):
        yield from batches
        raise refusal

    def run():
        try:
            list(carried(refuse)([]))
        except Exception as error:
            # What Spark makes of it: a text, with much around it.
            told = "".join(traceback.format_exception(error))
            raise RuntimeError(f"Job aborted.\n{told}\n\tat org.apache.spark") from None

    with pytest.raises(SmartCartError) as here, raised_here():
        run()
    assert type(here.value) is type(refusal)
    assert vars(here.value) == vars(refusal)
    with pytest.raises(ZeroDivisionError), raised_here():
        raise ZeroDivisionError


NAMED = Schema(
    (
        Column("count", "Count", Role.ID, Kind.ID, required=True),
        Column("value", "Value", Role.SEGMENTATION, Kind.AMOUNT, low=0, required=True),
        Column("stage", "Stage", Role.DESCRIPTOR, Kind.CATEGORY),
        Column("hash", "Hash", Role.DESCRIPTOR, Kind.CATEGORY),
        Column("reason", "Reason", Role.DESCRIPTOR, Kind.DATE),
        Column("fix", "Fix", Role.DESCRIPTOR, Kind.DATE),
        Column("about", "About", Role.DESCRIPTOR, Kind.NUMBER),
    ),
    value="value",
    frequency="",
    engagement="",
)


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> Path:
    """Return a table whose columns are called as ours are, and need a look at the whole of it."""
    n = 400
    rows = np.arange(n)
    days = pd.date_range("2012-01-01", periods=n)
    frame = pd.DataFrame(
        {
            "Count": [f"c{i:04d}" for i in rows],
            "Value": [f"{i + 1},{i % 9}5" for i in rows],
            "Stage": ["Married", "MARRIED", "Single", "Single "] * (n // 4),
            "Hash": rows,  # levels that Parquet holds as numbers, too many of them
            "Reason": days.strftime("%d-%m-%Y %H:%M"),
            "Fix": days.strftime("%m/%d/%Y"),
            "About": [f"{i}.5" for i in rows],
            "Notes": [[i] for i in rows],  # nobody asked for it, and nobody reads lists
        }
    )
    frame.loc[5, "Stage"] = "Marriedd"
    frame.loc[6, "Value"] = "-1"
    frame.loc[7, "Fix"] = "41806"
    frame.loc[8, "About"] = "na"
    frame = pd.concat([frame, frame.iloc[[9]]], ignore_index=True)
    path = tmp_path_factory.mktemp("named") / "customers.parquet"
    frame.to_parquet(path)
    return path


@pytest.mark.parametrize("partitions", [1, 5])
def test_a_check_gives_what_one_machine_gives_for_any_partitions(spark, named, partitions):
    frame = pd.read_parquet(named).drop(columns="Notes")
    local = check_customers(frame, NAMED)
    source = read_there(spark, str(named), NAMED)
    spread = source.frame.repartition(partitions, "Notes")
    there = check_there(Source(spread, source.facts), NAMED, Settings())
    table = there.sample(10_000).table
    pd.testing.assert_frame_equal(table, local.table, check_dtype=False)
    told = ["customer_id", "column", "value", "reason", "fix"]
    for ours, theirs in zip(
        *(sorted(map(tuple, q[told].to_numpy())) for q in (local.quarantine, there.quarantine)),
        strict=True,
    ):
        assert ours == theirs
    ours, theirs = local.quality, there.quality
    assert (theirs.records, theirs.customers, theirs.duplicates_dropped) == (401, 398, 1)
    assert ours.customers == theirs.customers
    assert ours.snapshot_date == theirs.snapshot_date
    assert as_told(ours.repairs) == as_told(theirs.repairs)
    looked_for = {"missing_value", "category_near_miss", "too_many_levels"}
    both = [
        sorted((f.rule, f.column, f.meaning, f.count) for f in q.flags if f.rule in looked_for)
        for q in (ours, theirs)
    ]
    assert both[0] == both[1]
    assert {rule for rule, *_ in both[0]} == looked_for
    there.release()


def test_what_an_executor_refuses_is_told_in_the_words_of_one_machine(spark, named):
    asked = replace(
        NAMED, columns=(*NAMED.columns, Column("notes", "Notes", Role.DESCRIPTOR, Kind.NUMBER))
    )
    with pytest.raises(DataError, match=r"^The column 'Notes' holds 'list<.*'; read are") as error:
        check_there(read_there(spark, str(named), asked), asked, Settings())
    assert error.value.next_step == "Leave the column out, or write it as text."


def test_a_record_that_is_not_as_long_as_the_header_proves_nothing(spark, tmp_path):
    lines = ["ID,Notes,Spend,Joined", *(f"{i},-,{i},04-05-2014" for i in range(40))]
    lines[7] = "6,-,21-05-2014"  # neither its day above 12
    lines[9] = "8,-,8,05-21-2014,9"  # nor its month
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(OpenQuestionError, match="no day is above 12, and 38 dates"):
        check_there(read_there(spark, str(path), SCHEMA), SCHEMA, Settings())
    settings = Settings(date_order="dmy", max_quarantine=0.2)
    there = check_there(read_there(spark, str(path), SCHEMA), SCHEMA, settings)
    assert (there.quality.records, there.quality.customers) == (40, 38)
    told = [("", "the record has not as many cells as the header")] * 2
    assert [*map(tuple, there.quarantine[["customer_id", "reason"]].to_numpy())] == told
    there.release()
