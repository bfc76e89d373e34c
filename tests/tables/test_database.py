import json
import re
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

import smartcart
from smartcart.errors import DataError, MissingExtraError, SettingsError, SmartCartError
from smartcart.tables import check_database_table, read_database, write_database
from smartcart.tables.database_address import read_address
from smartcart.tables.database_sql import open_sql

ENGINES = ("postgresql", "sqlite", "duckdb")
SEGMENTS = ["customer_id", "segment_id", "segment", "confidence", "runner_up", "unusual"]


@dataclass(frozen=True)
class Place:
    """An empty database, and how its owner works in it."""

    url: str
    do: Callable[[str], list[tuple]]

    def load(self, name: str, frame: pd.DataFrame) -> None:
        columns = ", ".join(f'"{c}" {TYPES[frame[c].dtype.kind]}' for c in frame)
        self.do(f'CREATE TABLE "{name}" ({columns})')
        rows = zip(*(frame[c].astype(object).tolist() for c in frame), strict=True)
        self.do(f'INSERT INTO "{name}" VALUES {", ".join(map(written, rows))}')  # noqa: S608


TYPES = {"i": "BIGINT", "f": "DOUBLE PRECISION", "b": "BOOLEAN", "M": "DATE", "O": "TEXT"}


def written(row: tuple) -> str:
    return f"({', '.join('NULL' if pd.isna(v) else repr(v) for v in row)})"


def on_server(url: str) -> Callable[[str], list[tuple]]:
    engine = sa.create_engine(
        url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.pool.NullPool
    )

    def do(statement: str) -> list[tuple]:
        with engine.begin() as connection:
            plain = connection.execution_options(no_parameters=True)
            result = plain.exec_driver_sql(statement)
            return [tuple(row) for row in result] if result.returns_rows else []

    return do


def in_file(connect: Callable) -> Callable[[str], list[tuple]]:
    def do(statement: str) -> list[tuple]:
        connection = connect()
        try:
            rows = connection.execute(statement).fetchall()
            connection.commit()
            return rows
        finally:
            connection.close()

    return do


@pytest.fixture(params=ENGINES)
def place(request, tmp_path) -> Place:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        do = on_server(url)
        do("DROP SCHEMA public CASCADE")
        do("CREATE SCHEMA public")
        do("DROP SCHEMA IF EXISTS sales CASCADE")
        return Place(url, do)
    file = tmp_path / f"shop.{request.param}"
    driver = duckdb if request.param == "duckdb" else sqlite3
    do = in_file(lambda: driver.connect(str(file)))
    do("CREATE TABLE first (x BIGINT)")
    do("DROP TABLE first")
    return Place(f"{request.param}:///{file}", do)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return smartcart.make_customers(300, seed=2)


@pytest.fixture
def loaded(place, frame) -> Place:
    place.load("customers", frame)
    return place


def test_a_table_comes_back_as_it_went_in(loaded, frame, tmp_path):
    frame.to_csv(tmp_path / "customers.csv", index=False)
    from_file = smartcart.read_customers(tmp_path / "customers.csv")
    customers = smartcart.read_customers(loaded.url, table="customers")
    assert customers.data_hash == from_file.data_hash
    source = customers.quality.source
    assert source.format in ENGINES
    assert (source.dialect, source.records) == ({"table": "customers"}, 300)
    again = read_database(loaded.url, query="SELECT * FROM customers ORDER BY 2 DESC;")
    assert again.source.sha256 == source.sha256
    assert again.source.dialect == {"query": "given"}
    assert again.lines.tolist() == list(range(1, 301))


def test_types_are_kept(place):
    place.do("CREATE TABLE t (id TEXT, big BIGINT, price DECIMAL(10, 2), ok BOOLEAN, day DATE)")
    place.do("INSERT INTO t VALUES ('0007', 9007199254740993, 1.10, TRUE, '2014-06-29')")
    place.do("INSERT INTO t VALUES ('0008', NULL, 2.25, NULL, NULL)")
    cells = read_database(place.url, table="t").cells
    assert cells["id"].tolist() == ["0007", "0008"]
    assert cells["big"][0] == 2**53 + 1
    assert cells["price"].tolist() == [1.1, 2.25]
    assert cells["ok"][0] == 1
    assert cells["ok"].isna().tolist() == [False, True]
    assert str(cells["day"][0]).startswith("2014-06-29")
    if not place.url.startswith("sqlite"):  # it knows neither
        assert [str(cells[c].dtype)[:8] for c in ("ok", "day")] == ["boolean", "datetime"]


def test_a_large_table_arrives_whole(place):
    numbers = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 25000)"
    raw = read_database(place.url, query=f"{numbers} SELECT n, n * 0.5 AS half FROM t")  # noqa: S608
    assert sorted(raw.cells["n"]) == list(range(1, 25_001))
    assert raw.cells["half"].sum() == 25_000 * 25_001 / 4


@pytest.mark.parametrize("place", ["postgresql", "sqlite"], indirect=True)
def test_rows_are_objects_only_a_part_at_a_time(loaded, monkeypatch):
    monkeypatch.setattr("smartcart.tables.database_sql.ROWS_AT_ONCE", 120)
    with open_sql(read_address(loaded.url)) as database:
        sizes = [len(arrays[0]) for _, arrays in database.batches("SELECT * FROM customers")]
    assert sizes == [120, 120, 60]
    if loaded.url.startswith("postgresql"):  # the server keeps the rest behind a cursor
        cursors = read_database(loaded.url, query="SELECT count(*) AS n FROM pg_cursors").cells
        assert cursors["n"].tolist() == [1]


def test_names_are_quoted_never_pasted(place):
    name = 'my; DROP "x" 100%'
    quoted = name.replace('"', '""')
    place.do(f'CREATE TABLE "{quoted}" (id BIGINT)')
    place.do(f'INSERT INTO "{quoted}" VALUES (5)')  # noqa: S608
    assert read_database(place.url, table=name).cells["id"].tolist() == [5]
    for n in (3, 4):
        write_database(segments(n), place.url, f"{name} 2")
    assert len(read_database(place.url, table=f"{name} 2").cells) == 4
    raw = read_database(place.url, query="SELECT '5%:x' AS id, '100%' AS b")
    assert raw.cells.iloc[0].tolist() == ["5%:x", "100%"]


def test_a_view_and_another_schema_are_found(loaded):
    loaded.do('CREATE VIEW old AS SELECT * FROM customers WHERE "Year_Birth" < 1960')
    assert 0 < len(read_database(loaded.url, table="old").cells) < 300
    if not loaded.url.startswith("sqlite"):
        loaded.do("CREATE SCHEMA sales")
        loaded.do("CREATE TABLE sales.clients AS SELECT 7 AS id")
        assert read_database(loaded.url, table="sales.clients").cells["id"].tolist() == [7]


def test_an_unknown_table_names_the_nearest(loaded):
    with pytest.raises(SettingsError, match=r"no table 'custmers'.\n.*Did you mean 'customers'"):
        read_database(loaded.url, table="custmers")
    with pytest.raises(SettingsError, match=r"Neither --table nor --query.*\n.*'customers'"):
        read_database(loaded.url)
    with pytest.raises(SettingsError, match=r"Both --table and --query.*\n.*'customers'"):
        read_database(loaded.url, table="customers", query="SELECT 1")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM customers",
        'INSERT INTO customers ("ID") VALUES (1)',
        "SELECT 1; DROP TABLE customers",
        "/* SELECT */ DROP TABLE customers",
        "-- SELECT\nDROP TABLE customers",
        "WITH gone AS (DELETE FROM customers RETURNING *) SELECT * FROM gone",
        "WITH x AS (SELECT 1) DELETE FROM customers",
        "SELECT * INTO thief FROM customers",
        "SELECT set_config('transaction_read_only', 'off', true), nextval('s')",
        "",
    ],
)
def test_a_query_can_only_read(loaded, query):
    with pytest.raises(SettingsError, match=r"refused|begins with SELECT|one statement"):
        read_database(loaded.url, query=query)
    assert loaded.do("SELECT count(*) FROM customers") == [(300,)]


def test_a_bad_query_says_why_without_values(loaded):
    with pytest.raises(SettingsError, match=r"refused the query: .*nope") as caught:
        read_database(loaded.url, query="SELECT nope FROM customers")
    assert "SELECT" not in str(caught.value)
    if not loaded.url.startswith("sqlite"):  # it casts anything
        with pytest.raises(SettingsError, match="refused the query") as caught:
            read_database(loaded.url, query='SELECT CAST("Education" AS INTEGER) FROM customers')
        assert not re.search("Gradua|PhD|Master|Basic|2n", str(caught.value))


def test_what_is_no_table_of_customers_is_refused(loaded):
    with pytest.raises(DataError, match="has no rows"):
        read_database(loaded.url, query="SELECT * FROM customers WHERE 1 = 0")
    with pytest.raises(DataError, match="'a' stands twice"):
        read_database(loaded.url, query="SELECT 1 AS a, 2 AS a")
    loaded.do("CREATE TABLE files AS SELECT 1 AS id")
    loaded.do(f"ALTER TABLE files ADD COLUMN b {'BYTEA' if 'postgres' in loaded.url else 'BLOB'}")
    loaded.do(f"UPDATE files SET b = {'x' if 'sqlite' in loaded.url else ''}'00'")  # noqa: S608
    with pytest.raises(DataError, match="column 'b' holds"):
        read_database(loaded.url, table="files")


def test_a_cell_of_another_type_makes_text_of_a_column_of_sqlite(tmp_path):
    file = tmp_path / "loose.db"
    do = in_file(lambda: sqlite3.connect(file))
    do("CREATE TABLE t (id, x)")
    do("INSERT INTO t VALUES (1, 2), (2, 2.5), (3, NULL)")
    do("INSERT INTO t VALUES (4, 'many')")
    assert read_database(f"sqlite:///{file}", table="t").cells["x"].tolist() == [
        "2",
        "2.5",
        "",
        "many",
    ]


def segments(n: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": [f"{i:04d}" for i in range(n)],
            "segment_id": "S1",
            "segment": "High-value, 100% loyal",
            "confidence": [0.5 + i / 1000 for i in range(n)],
            "runner_up": "",
            "unusual": 0,
        }
    )


def test_segments_replace_the_rows_of_their_table(place):
    write_database(segments(30), place.url, "my segments")
    place.do('CREATE VIEW loyal AS SELECT * FROM "my segments"')
    write_database(segments(20), place.url, "my segments")
    back = read_database(place.url, table="my segments").cells
    pd.testing.assert_frame_equal(back, segments(20), check_dtype=False)
    assert place.do("SELECT count(*) FROM loyal") == [(20,)]


def test_what_is_not_known_is_null_in_a_table(place):
    empty = pd.array([None, None, None], dtype="Int64")
    frame = segments(3).assign(
        risk_index=[80.5, float("nan"), 0.0],
        is_high_value=pd.array([1, None, 0], dtype="Int64"),
        is_churn_prone=empty,
    )
    write_database(frame, place.url, "segments")
    write_database(frame, place.url, "segments")  # once made, once replaced
    last = "SELECT risk_index, is_high_value, is_churn_prone FROM segments ORDER BY confidence"
    assert place.do(last) == [(80.5, 1, None), (None, None, None), (0.0, 0, None)]


def test_a_failure_half_way_changes_nothing(place, monkeypatch):
    write_database(segments(30), place.url, "segments")
    monkeypatch.setattr("smartcart.tables.database_sql.ROWS_AT_ONCE", 5)
    broken = segments(20).astype({"confidence": object})
    # No driver puts a word into a column of numbers; SQLite does, but it knows no complex ones.
    broken.loc[17, "confidence"] = 1j if "sqlite" in place.url else "high"
    with pytest.raises(SettingsError, match=r"refused to write.*\n.*Nothing was changed"):
        write_database(broken, place.url, "segments")
    assert place.do("SELECT count(*), min(confidence) FROM segments") == [(30, 0.5)]
    if "duckdb" not in place.url:  # there a new table takes any column whole
        broken.loc[17, "confidence"] = 1j
        with pytest.raises(SettingsError, match="refused to write"):
            write_database(broken, place.url, "fresh")
        with pytest.raises(SettingsError, match="no table 'fresh'"):
            read_database(place.url, table="fresh")


def test_a_table_that_is_not_ours_is_left_alone(loaded):
    loaded.do("CREATE VIEW seen AS SELECT 1 AS id")
    for name in ("customers", "seen"):
        with pytest.raises(SettingsError, match="was not written by SmartCart"):
            write_database(segments(5), loaded.url, name)
        with pytest.raises(SettingsError, match="was not written by SmartCart"):
            check_database_table(loaded.url, name, SEGMENTS)
    check_database_table(loaded.url, "new", SEGMENTS)
    assert loaded.do("SELECT count(*) FROM customers") == [(300,)]


def test_passwords_are_never_shown(postgres_url):
    secret = "s3cret"  # noqa: S105 - the first half of the password
    wrong = postgres_url.replace("w0rd@", "w0rd-not@")
    nobody = re.sub(r"@127.0.0.1:\d+", "@127.0.0.1:1", postgres_url)
    split = postgres_url.replace("w0rd@", "w0rd@x@")
    strange = postgres_url.replace("/postgres", ":x/postgres")
    optional = f"{postgres_url}?password={secret}&nonsense=1"
    elsewhere = f"{postgres_url}_not"
    for url in (wrong, nobody, split, strange, optional, elsewhere):
        with pytest.raises(SmartCartError) as caught:
            read_database(url, table="customers")
        assert secret not in str(caught.value)
    for url, said in ((wrong, "refused the log-in"), (nobody, "cannot be opened")):
        with pytest.raises(DataError, match=rf"ann:\*\*\*@127.0.0.1.*{said}"):
            read_database(url, table="customers")


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_file_that_is_no_database_is_refused(tmp_path, kind):
    (tmp_path / "a.db").write_text("ID;Income\n" * 200)
    with pytest.raises(SmartCartError, match=r"refused|cannot be opened"):
        read_database(f"{kind}:///{tmp_path}/a.db", table="t")
    with pytest.raises(DataError, match="no database file"):
        read_database(f"{kind}:///{tmp_path}/b.db", table="t")
    assert not (tmp_path / "b.db").exists()
    for address in (f"{kind}://", f"{kind}:///:memory:", f"{kind}://shop.db"):
        with pytest.raises(SettingsError, match="names a file after three slashes"):
            read_database(address, table="t")


def test_other_addresses_and_options_are_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"'mysql' are not read.*\n.*sqlite:///"):
        read_database("mysql://ann:secret@host/shop", table="t")
    with pytest.raises(SettingsError, match="a database has no sheets"):
        smartcart.read_customers(f"sqlite:///{tmp_path}/a.db", sheet="1")
    with pytest.raises(SettingsError, match="--table and --query are for databases"):
        smartcart.read_customers(tmp_path / "a.csv", table="t")


def test_a_missing_driver_names_the_extra(monkeypatch, tmp_path):
    (tmp_path / "a.db").touch()
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    for kind in ("sqlite", "duckdb"):
        with pytest.raises(MissingExtraError, match=r"smartcart\[database\]"):
            read_database(f"{kind}:///{tmp_path}/a.db", table="t")


def test_the_commands_work_from_table_to_table(loaded, command, tmp_path):
    config, out = tmp_path / "quick.toml", tmp_path / "out"
    config.write_text("[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\n")
    source = (loaded.url, "--table", "customers")
    assert command("check", *source, "--out", tmp_path / "quality").code == 0
    suggested = command("check", *source, "--suggest")
    assert suggested.code == 0
    assert 'kind = "birth_year"' in suggested.out
    done = command(
        *("segment", *source, "--config", config, "--out", out, "--no-report"),
        *("--out-table", "segments", "--json"),
    )
    assert done.code == 0, done.err
    table = read_database(loaded.url, table="segments").cells
    written = pd.read_csv(out / "segments.csv", dtype={"customer_id": str}, na_filter=False)
    pd.testing.assert_frame_equal(table, written, check_dtype=False)
    query = ("--query", 'SELECT * FROM customers ORDER BY "ID"')
    model = out / "model.json"
    scored = command("score", model, loaded.url, *query, "--out", "table:scored")
    assert scored.code == 0, scored.err
    pd.testing.assert_frame_equal(read_database(loaded.url, table="scored").cells, table)
    kept = "".join(p.read_text() for p in [*out.glob("*.json"), *tmp_path.glob("quality/*")])
    everything = kept + done.out + done.err + scored.err
    assert "s3cret" not in everything
    assert json.loads(done.out)["source"].startswith(loaded.url.split("://")[0])


def test_the_commands_refuse_in_one_message(loaded, command, tmp_path):
    out = tmp_path / "out"
    for arguments, text in (
        (("--table", "custmers"), "Did you mean 'customers'"),
        ((), "Choose a table: 'customers'"),
        (("--query", "DROP TABLE customers"), "begins with SELECT or WITH"),
        (("--table", "customers", "--out-table", "customers"), "was not written by SmartCart"),
    ):
        answer = command("segment", loaded.url, "--out", out, *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert text in answer.err
        assert "s3cret" not in answer.err
    assert not out.exists()


def test_a_table_is_no_folder_and_a_database_no_file(loaded, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    answer = command("segment", loaded.url, "--table", "customers", "--out", "table:segments")
    assert answer.code == 2
    assert "Name the table with --out-table" in answer.err
    assert not Path("table:segments").exists()
    kind, slashes, file = loaded.url.partition(":///")
    if slashes:  # a server has no file to be given by mistake
        answer = command("check", file)
        assert answer.code == 2
        assert f"Give its address, {kind}:///FILE, and --table NAME." in answer.err


def test_a_table_for_the_segments_needs_a_database(command, tmp_path, frame):
    source = tmp_path / "customers.csv"
    frame.to_csv(source, index=False)
    answer = command("segment", source, "--out", tmp_path / "out", "--out-table", "x")
    assert answer.code == 2
    assert "the source is a file" in answer.err
    assert not Path("table:x").exists()
