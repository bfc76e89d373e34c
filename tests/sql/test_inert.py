"""Names and levels stay names and texts, whatever stands in them; what cannot is refused."""

from dataclasses import replace

import duckdb
import pandas as pd
import psycopg
import pytest
import sqlglot
from sqlglot import exp
from tests.sql.tables import in_duckdb, in_postgres, in_python, same

from smartcart.errors import ModelFileError, SettingsError
from smartcart.sql import DIALECTS, write_query

NASTY = "x\"; DROP TABLE customers; -- /* ` \u2603 ' "


@pytest.mark.parametrize("dialect", DIALECTS)
def test_whatever_stands_in_names_and_levels_a_query_is_one_select(dialect, mixed):
    table = NASTY.replace("`", "") if dialect == "bigquery" else NASTY
    quoted = table.replace('"', '""')
    query = write_query(mixed, dialect, f'shop."{quoted}"')
    (parsed,) = sqlglot.parse(query, read=dialect)
    assert isinstance(parsed, exp.Select)
    tables = {each.name for each in parsed.find_all(exp.Table)}
    steps = {each.alias for each in parsed.find_all(exp.CTE)}
    assert tables - steps == {table}
    levels = {each.name for each in parsed.find_all(exp.Literal)}
    assert {"o'hare; -- \\", "strasse", "\u00e9lite"} <= levels
    assert {each.alias_or_name for each in parsed.selects} == {
        "customer_id",
        "segment_id",
        "confidence",
    }


def test_a_database_survives_a_table_of_any_name(mixed, members, postgres_url):
    quoted = '"' + NASTY.replace('"', '""') + '"'
    query = write_query(mixed, "postgres", quoted)
    same(in_postgres(query, members, postgres_url, NASTY), in_python(mixed, members))
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TEMP TABLE customers (a int)")
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute(query)
    same(in_duckdb(write_query(mixed, "duckdb", quoted), members, NASTY), in_python(mixed, members))


def test_a_table_may_bear_the_name_of_a_step(mixed, members):
    query = write_query(mixed, "duckdb", "smartcart_cells")
    same(in_duckdb(query, members, "smartcart_cells"), in_python(mixed, members))


def test_a_view_of_the_query_is_a_view(mixed, members):
    with duckdb.connect() as connection:
        connection.register("members", members)
        connection.execute("CREATE TABLE customers AS SELECT * FROM members")
        query = write_query(mixed, "duckdb", "main.customers")
        connection.execute(f"CREATE VIEW segments AS {query}")
        assert connection.execute("SELECT count(*) FROM segments").fetchone() == (len(members),)


@pytest.mark.parametrize(
    "table", ["", ".", "a.", ".a", "a..b", "a.b.c.d", '"a', 'a"b', '""', 'a."b"c', "a\nb", "a\0b"]
)
def test_what_is_no_name_of_a_table_is_refused(table, mixed):
    with pytest.raises(SettingsError, match=r"no name of a table|letter that no name has"):
        write_query(mixed, "postgres", table)


def test_what_cannot_be_written_is_refused_with_a_next_step(mixed, segmentation):
    with pytest.raises(
        SettingsError, match=r"no SQL dialect 'oracle'\.\nNext step: Dialects: duck"
    ):
        write_query(mixed, "oracle", "customers")
    with pytest.raises(SettingsError, match="holds a letter that no name has in bigquery"):
        write_query(mixed, "bigquery", "a`b")
    model = segmentation.model
    born = model.schema.assign_roles({"Year_Birth": "segmentation"})
    with pytest.raises(ModelFileError, match="'Year_Birth', a year of birth, which is not written"):
        write_query(_with(model, born), "duckdb", "customers")


def _with(model, schema):
    scale = replace(model.space.scales[0], name="birth_year")
    space = replace(model.space, scales=(scale, *model.space.scales[1:]))
    return replace(model, schema=schema, space=space)


def test_the_command_prints_the_query_or_writes_it(command, tmp_path, segmentation, generated):
    segmentation.save(tmp_path / "model.json")
    line = ("sql", tmp_path / "model.json", "--dialect", "duckdb", "--table", "customers")
    printed = command(*line)
    assert printed.code == 0
    found = in_duckdb(printed.out, generated)
    assert list(found) == ["customer_id", "segment_id", "confidence"]
    same(found, in_python(segmentation.model, generated))
    written = command(*line, "--more", "--text", "--compared-only", "--out", tmp_path / "query.sql")
    assert (written.code, written.out) == (0, "")
    texts = pd.DataFrame(generated.astype(str))
    assert "runner_up" in in_duckdb((tmp_path / "query.sql").read_text(), texts)
