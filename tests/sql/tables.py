"""Tables as hostile as they come, and databases that answer a query over them."""

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
import psycopg
from psycopg import sql as pg

import smartcart
from smartcart.customers import RawTable, check_customers
from smartcart.errors import DataError
from smartcart.segmentation import SegmentModel, assign_segments
from smartcart.settings import Settings
from smartcart.sql.logarithm import Logarithm
from smartcart.sql.terms import col, exp, name, named

ANSWER = ["segment_id", "confidence", "runner_up", "unusual"]

#: What stands in the cells of numbers: values, gaps, and what is neither.
NUMBERS = (
    *("", " ", "NA", "n/a", "Null", "-", "--", "?", "<NA>", "#N/A", "#REF!", "####", "nan", "abc"),
    *(
        "-1",
        "-0.0",
        "-0",
        "0",
        "00",
        "1e3",
        "1E2",
        "1e-3",
        "5.",
        ".5",
        "+7",
        " 7\t",
        "\u00a08\u2003",
    ),
    *(
        "1,234",
        "12,345.5",
        "1 234",
        "1'234",
        "1\u00a0234",
        "1,23",
        "\u22125",
        "+ 3",
        "(5)",
        "1_000",
    ),
    *("1e15", "1e16", "1e99", "1e999", "1e-99", "1e-400", "9" * 40, "0." + "0" * 60 + "1"),
    *("9999999", "10000000", "10000001", "10000", "10001", "0.5", "12.5", "1.234", "7.0", "7.00"),
    *("0x10", "inf", "-Infinity", "\uff17", "1e", "e5", ".", "1.2.3", "'; DROP TABLE t; --", "\\"),
)
IDS = (
    *("", "NA", "nan", "#N/A", "##", "0007", " 77 ", "7.0", "9223372036854775807", "\u00a0x"),
    *("18446744073709551616", "o'brien", 'quo"te', "; DROP TABLE customers; --", "/* x */", "\\"),
    *("\u00fcn\u00ef\u2603", "a@b.example", "-5", "%s", "$1", "{id}", "?", "::text"),
)


#: Numbers whose logarithms are compared with those of the machine.
PROBED = [-0.5, -0.25, -0.0, 0.25, 0.5, 1e-9, 2.0**-29, 37.25, *map(float, range(20_000))]


def hostile(n: int, seed: int) -> pd.DataFrame:
    """Return customers as text: one cell in fifty exchanged, ids that repeat or are none."""
    rng = np.random.default_rng(seed)
    frame = smartcart.make_customers(n, seed=seed)
    frame = frame.astype(object).where(frame.notna(), "").astype(str)
    for column in frame.columns[frame.columns.str.startswith(("Mnt", "Num", "Recency"))]:
        rows = rng.random(n) < 0.02
        frame.loc[rows, column] = rng.choice(np.array(NUMBERS, dtype=object), rows.sum())
    rows = rng.choice(n, 3 * len(IDS), replace=False)
    frame.loc[rows, "ID"] = rng.choice(np.array(IDS, dtype=object), len(rows))
    nothing = rng.choice(n, 5, replace=False)
    frame.loc[nothing, frame.columns.str.startswith(("Mnt", "Num"))] = ""
    again = frame.sample(n // 50, random_state=seed)
    other = frame.sample(n // 50, random_state=seed + 1).assign(MntWines="3")
    return pd.concat([frame, again, other, again.head(9)], ignore_index=True)


def typed(texts: pd.DataFrame) -> pd.DataFrame:
    """Return the same customers with numbers as numbers; what is none is missing."""
    numbers = [c for c in texts if c.startswith(("Mnt", "Num", "Recency"))]
    read = {c: pd.to_numeric(texts[c], errors="coerce").astype("float64") for c in numbers}
    return texts.assign(**read)


def in_python(model: SegmentModel, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what Python says of a table that is read with a decimal point, whatever it loses."""
    settings = Settings(decimal=".", max_quarantine=1.0)
    raw = RawTable.from_frame(frame)
    try:
        found = assign_segments(model, check_customers(raw, model.scoring_schema, settings))
    except DataError:  # no customer is left
        return sorted_answers(pd.DataFrame(columns=["customer_id", *ANSWER]))
    return as_answers(found)


def as_answers(found: pd.DataFrame) -> pd.DataFrame:
    """Return what the query says of customers whom Python has placed."""
    runner_up = found["runner_up"].astype(object)
    answers = found.assign(runner_up=runner_up.where(runner_up != "", None))
    return sorted_answers(answers[["customer_id", *ANSWER]])


def in_duckdb(query: str, frame: pd.DataFrame, name: str = "customers") -> pd.DataFrame:
    with duckdb.connect() as connection:
        connection.register(name, frame)
        connection.execute("SET threads = 1")
        return sorted_answers(connection.execute(query).df())


def in_postgres(query: str, frame: pd.DataFrame, url: str, name: str = "customers") -> pd.DataFrame:
    """Answer a query over a table of the columns of a frame, and leave no trace."""
    kinds = [_kind(frame[column]) for column in frame]
    with psycopg.connect(url) as connection:
        columns = [
            pg.SQL("{} {}").format(pg.Identifier(column), pg.SQL(kind))
            for column, kind in zip(frame, kinds, strict=True)
        ]
        table = pg.Identifier(name)
        connection.execute(pg.SQL("CREATE TABLE {} ({})").format(table, pg.SQL(",").join(columns)))
        with connection.cursor().copy(pg.SQL("COPY {} FROM STDIN").format(table)) as copy:
            for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
                copy.write_row(row)
        cursor = connection.execute(query)
        names: Sequence[str] = [each.name for each in cursor.description or ()]
        found = pd.DataFrame(cursor.fetchall(), columns=names)
        connection.rollback()
    return sorted_answers(found)


def _kind(column: pd.Series) -> str:
    if pd.api.types.is_integer_dtype(column.dtype):
        return "bigint"
    return "double precision" if pd.api.types.is_float_dtype(column.dtype) else "text"


def sorted_answers(found: pd.DataFrame) -> pd.DataFrame:
    """Return answers in one order and in one type, so that frames are equal bit for bit."""
    found = found.sort_values("customer_id").reset_index(drop=True)
    texts = [name for name in ("customer_id", "segment_id", "runner_up") if name in found]
    as_text = {name: found[name].astype(object).where(found[name].notna(), None) for name in texts}
    numbers = {"confidence": "float64", "unusual": "int64"}
    kinds = {name: kind for name, kind in numbers.items() if name in found}
    return found.assign(**as_text).astype(kinds)


def logarithms(values: np.ndarray, *, whole: bool, low: float = 0.0) -> np.ndarray:
    """Return log(1 + x) of each value, as a query computes it."""
    log = Logarithm("x", "1", low, 1e15, whole)
    reduced = [named(term, given) for given, term in log.reduced().items()]
    first = exp.select("i", "x", *reduced).from_("numbers")
    second = exp.select("*", *(named(t, n) for n, t in log.series().items())).from_(name("first"))
    last = exp.select(log.result()).from_(name("second")).order_by(col("i"))
    query = last.with_(name("first"), as_=first).with_(name("second"), as_=second)
    with duckdb.connect() as connection:
        connection.register("numbers", pd.DataFrame({"i": np.arange(len(values)), "x": values}))
        return np.array(connection.execute(query.sql("duckdb")).fetchall(), dtype=float)[:, 0]


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare which customers there are and their segments; and every other bit."""
    pd.testing.assert_frame_equal(found, expected[list(found)], check_exact=True)
