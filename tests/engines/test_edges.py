"""Where Spark meets the rest of the world: paths, sessions, files that are not as expected."""

import os
import socket
import stat
import threading
from pathlib import Path

import pandas as pd
import pytest

import smartcart
from smartcart import Settings
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.engines import (
    check_there,
    open_session,
    read_there,
    refuse_taken,
    told_by_spark,
    write_there,
)
from smartcart.errors import DataError, SettingsError, SmartCartError
from smartcart.jobs import SegmentJob, SparkPlace, run_score_on_spark, run_segment_on_spark

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")

QUICK = Settings(n_boot=3, n_null=2, n_starts=3, segments=2, panel_size=500)
HERE = SparkPlace("local[2]")


@pytest.fixture(scope="module")
def table(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("edges") / "customers.csv"
    smartcart.make_customers(300, seed=3).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def finished(spark, table, tmp_path_factory):
    """Return a run whose source and whose segments are addresses."""
    out = tmp_path_factory.mktemp("finished")
    job = SegmentJob(f"file://{table}", out / "results", QUICK, report=False)
    return run_segment_on_spark(job, SparkPlace("local[2]", f"file://{out / 'placed'}"))


def test_an_address_of_files_goes_through_the_whole_job(finished, table):
    placed = finished.folder.parent / "placed"
    own = smartcart.read_customers(table)
    assert finished.segments == f"file://{placed}"
    assert sorted(pd.read_parquet(placed)["customer_id"]) == sorted(own.table.index)
    again = finished.folder.parent / "again"
    model = finished.folder / "model.json"
    scored = run_score_on_spark(model, f"file://{table}", f"file://{again}", HERE)
    assert scored["customers"] == len(own) == len(pd.read_parquet(again))


@pytest.mark.parametrize("address", ["postgresql://ann@shop/sales", "DuckDB:///shop.duckdb"])
def test_an_address_of_a_database_is_refused(address, tmp_path):
    with pytest.raises(SettingsError, match="does not know the address of a database"):
        run_segment_on_spark(SegmentJob(address, tmp_path / "results"), HERE)


@pytest.mark.parametrize("out", ["table:placed", "placed.csv", "s3a://crm/placed.XLSX"])
def test_scores_that_spark_does_not_write_are_refused(out, tmp_path):
    with pytest.raises(SettingsError, match="Spark writes a folder of Parquet files, and --out"):
        run_score_on_spark(tmp_path / "model.json", "nowhere", out, HERE)


def test_order_lines_are_refused_by_name(spark, tmp_path):
    lines = tmp_path / "lines.csv"
    smartcart.make_orders(40, seed=0).to_csv(lines, index=False)
    with pytest.raises(DataError) as said:
        run_segment_on_spark(SegmentJob(lines, tmp_path / "r", report=False), HERE)
    assert said.value.what == (
        "'lines.csv' holds order lines, and the engine Spark reads customers."
    )
    assert "smartcart orders LINES" in said.value.next_step


def test_the_command_line_tells_what_is_empty_and_where_all_is_what_was_written(
    spark, at_once, finished, table, tmp_path, monkeypatch, command
):
    monkeypatch.chdir(tmp_path)
    spent = [name for name in pd.read_csv(table, nrows=1) if name.startswith("Mnt")]
    frame = pd.read_csv(table).drop(columns="Recency")
    frame.loc[0, spent[0]] = -1
    frame.to_csv("few.csv", index=False)
    model = finished.folder / "model.json"
    at = ("--engine", "spark", "--master", "local[2]")
    told = command("score", model, "few.csv", "--out", "few", *at)
    assert "1 records were set aside.\n" in told.err
    assert "None" not in told.err
    assert "risk_index and is_churn_prone are empty: no days since the last purchase." in told.err
    told = command("segment", table, "--out", "r", "--out-segments", "placed", "--no-report", *at)
    assert f"Each customer's segment: {tmp_path / 'placed'}\n" in told.err
    assert (tmp_path / "placed").is_dir()


@pytest.mark.parametrize("place", ["customers.csv", "segments/part-0.parquet"])
@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_source_that_the_results_would_replace_is_refused(place, form, tmp_path):
    source = tmp_path / "r" / place
    source.parent.mkdir(parents=True)
    source.write_text("ID\n1\n")
    with pytest.raises(SettingsError, match="would be replaced by the results"):
        run_segment_on_spark(SegmentJob(form.format(source), tmp_path / "r", report=False), HERE)
    assert source.exists()
    with pytest.raises(SettingsError, match="both the source and the folder of the results"):
        run_segment_on_spark(SegmentJob(source.parent, source.parent, report=False), HERE)


@pytest.mark.parametrize("path", ["r/elsewhere", "file://{}/r/segments/deeper", "r", "."])
def test_segments_that_the_results_would_replace_are_refused(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = SparkPlace("local[2]", path.format(tmp_path))
    with pytest.raises(SettingsError, match="are inside one another"):
        run_segment_on_spark(SegmentJob("nowhere.csv", Path("r"), report=False), place)


def test_a_folder_of_results_on_another_file_system_is_refused():
    with pytest.raises(SettingsError, match="--out is a folder of this machine"):
        run_segment_on_spark(SegmentJob("nowhere.csv", Path("hdfs:///crm/r"), report=False), HERE)


@pytest.fixture
def at_once(monkeypatch, table):
    """Let the job take a segmentation that is there already; all else it does itself."""
    made = smartcart.segment(smartcart.read_customers(table), QUICK)
    monkeypatch.setattr("smartcart.jobs.on_spark.segment_there", lambda *_, **__: made)
    return made


def test_segments_asked_for_in_the_results_come_with_them(spark, at_once, table, tmp_path):
    out = tmp_path / "r"
    job = SegmentJob(table, out, QUICK, report=False)
    for _ in range(2):  # the second replaces the first
        finished = run_segment_on_spark(job, SparkPlace("local[2]", str(out / "segments")))
        assert finished.segments == "segments"
        assert len(pd.read_parquet(out / "segments")) == len(at_once.assignments)
    assert not (out / "segments.csv").exists()


def test_a_target_is_looked_at_before_the_source(finished, tmp_path):
    taken = tmp_path / "taken[1]"
    taken.mkdir()
    model = finished.folder / "model.json"
    with pytest.raises(SettingsError, match="something stands there already") as said:
        run_score_on_spark(model, "nowhere", str(taken), HERE)
    assert said.value.next_step.startswith("Give a path where nothing stands with --out;")
    place = SparkPlace("local[2]", str(taken))
    with pytest.raises(SettingsError, match="something stands there already"):
        run_segment_on_spark(SegmentJob("nowhere", tmp_path / "r", report=False), place)
    with pytest.raises(SettingsError, match="S3AFileSystem not found"):
        run_score_on_spark(model, "nowhere", "s3a://crm/placed", HERE)


def test_what_was_written_is_counted(spark, tmp_path):
    frame = spark.range(20)
    refuse_taken(spark, f"file://{tmp_path}/a b[1]", "--out")
    write_there(frame, f"file://{tmp_path}/a b[1]", 20, "--out", seen_here=True)
    with pytest.raises(SmartCartError) as said:
        write_there(frame, f"file://{tmp_path}/lost", 21, "--out-segments")
    assert "wrote 21 records" in said.value.what
    assert "and 20 can be read there: each machine wrote to a disk of its own" in said.value.what
    assert "share (hdfs://, s3a://, a mounted disk) with --out-segments" in said.value.next_step


def test_an_error_of_the_cluster_is_told_without_the_cells_it_repeats(spark):
    def refuse(batches):
        raise DataError("The column 'x' holds lists.", "Write it as text.")

    def stumble(batches):
        return [float("Ann Smith") for _ in batches]

    with pytest.raises(DataError) as said, told_by_spark():
        spark.range(3).mapInArrow(refuse, "id long").collect()
    assert (said.value.what, said.value.next_step) == (
        "The column 'x' holds lists.",
        "Write it as text.",
    )
    with (
        pytest.raises(SmartCartError, match="a worker stopped with ValueError") as told,
        told_by_spark(),
    ):
        spark.range(3).mapInArrow(stumble, "id long").collect()
    assert "Ann" not in str(told.value)
    with pytest.raises(SettingsError, match=r"cannot write to 'file:///proc/nowhere': .*Mkdirs"):
        write_there(spark.range(3), "file:///proc/nowhere", 3, "--out")


@pytest.fixture
def asleep(monkeypatch):
    """Let no session be there, and none be started: what would start it is told."""
    told = []

    def start(place):
        told.append((place.address, place.is_remote, os.environ.get("SPARK_REMOTE")))
        raise RuntimeError("[NO_JVM] It is asleep. SQLSTATE: 00000")

    monkeypatch.setattr("smartcart.engines.session.find_session", lambda: None)
    monkeypatch.setattr("smartcart.engines.session._start", start)
    return told


def test_a_variable_counts_only_where_no_master_is_given(asleep, monkeypatch):
    monkeypatch.setenv("SPARK_REMOTE", "local[1]")
    for master in ("local[2]", None):
        with (
            pytest.raises(SettingsError, match=r"\[NO_JVM\] It is asleep\."),
            open_session(master),
        ):
            pass
    # PySpark refuses a master beside the variable, so that it sees one of the two only.
    assert asleep == [("local[2]", False, None), ("local[1]", True, None)]
    assert os.environ["SPARK_REMOTE"] == "local[1]"


def test_a_server_that_does_not_answer_is_told_soon_and_without_its_token(asleep, monkeypatch):
    pytest.importorskip("grpc")
    monkeypatch.setattr("smartcart.engines.connect._PATIENCE", 0.5)
    with socket.socket() as other:  # it takes connections and speaks nothing
        other.bind(("127.0.0.1", 0))
        other.listen()
        address = f"sc://127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(SettingsError) as said, open_session(f"{address}/;token=secret"):
            pass
    assert said.value.what == (
        f"No session of Spark at '{address}': nothing that speaks Spark Connect answers there "
        "within 0.5 seconds."
    )
    assert "secret" not in str(said.value)
    assert asleep == []


def test_a_java_that_spark_does_not_run_on_is_told(asleep, monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="no Java is found in JAVA_HOME"), open_session("local"):
        pass
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    java.chmod(stat.S_IRWXU)
    match = r"Java 17 or later, and .* is Java 11\."
    with pytest.raises(SettingsError, match=match), open_session("local"):
        pass
    assert asleep == []


def test_a_session_that_is_there_is_used_from_any_thread_and_left_as_it_was(spark):
    zone = "spark.sql.session.timeZone"
    spark.conf.set(zone, "Asia/Tokyo")
    found = []

    def use():
        with open_session("local[2]") as session:
            found.append((session.conf.get(zone), session.range(3).count()))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert found == [("UTC", 3)]
    assert spark.conf.get(zone) == "Asia/Tokyo"
    spark.conf.set(zone, "UTC")
    assert spark.range(4).count() == 4  # nobody stopped it


@pytest.mark.parametrize("master", ["local[3]", "sc://cluster:15002/;token=secret"])
def test_a_session_that_is_there_stands_for_no_other_place(spark, master):
    with pytest.raises(SettingsError) as said, open_session(master):
        pass
    assert "there already, at 'local[2]', and --master names" in said.value.what
    assert "secret" not in str(said.value)


def test_a_file_with_its_columns_in_another_order_is_refused_not_misread(spark, tmp_path):
    frame = smartcart.make_customers(60, seed=0)
    folder = tmp_path / "crm[1]"
    folder.mkdir()
    titles = {"Income": " Income "}  # blanks around a name are no other name
    frame[:30].rename(columns=titles).to_csv(folder / "a.csv", index=False, encoding="utf-8-sig")
    frame[30:].rename(columns=titles).to_csv(folder / "b.csv", index=False)
    there = check_there(read_there(spark, str(folder), FOUNDING_SCHEMA), FOUNDING_SCHEMA, QUICK)
    there.release()
    assert len(there) == 60
    swapped = [*frame.columns[:-2], frame.columns[-1], frame.columns[-2]]
    frame[30:][swapped].rename(columns=titles).to_csv(folder / "b.csv", index=False)
    with pytest.raises(DataError) as said, told_by_spark():
        check_there(read_there(spark, str(folder), FOUNDING_SCHEMA), FOUNDING_SCHEMA, QUICK)
    assert said.value.what == (
        "The header of 'b.csv' is not that of the first file of the folder: other columns, or the "
        "same ones in another order."
    )


def test_why_nothing_can_be_read_is_told_as_spark_says_it(spark, tmp_path):
    def refused(path) -> str:
        with pytest.raises(DataError) as said:
            read_there(spark, str(path), FOUNDING_SCHEMA)
        return said.value.what

    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing of the kind PAR1")
    pd.DataFrame({"ID": [1], "id": [2]}).to_parquet(tmp_path / "twice.parquet")
    pd.DataFrame({"ID": [1], "id": [2]}).to_csv(tmp_path / "twice.csv", index=False)
    (tmp_path / "book.XLSX").write_bytes(b"PK")
    (tmp_path / "empty.csv").touch()
    assert "[FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER]" in refused(tmp_path / "broken.parquet")
    told = "[COLUMN_ALREADY_EXISTS] The column `id` already exists"
    assert told in refused(tmp_path / "twice.parquet")
    assert refused(tmp_path / "twice.csv") == "Two columns of 'twice.csv' have the name 'ID'."
    assert "'book.XLSX' is a workbook" in refused(tmp_path / "book.XLSX")
    assert refused(tmp_path / "empty.csv").endswith("what stands there is empty.")
    assert "[PATH_NOT_FOUND] Path does not exist" in refused(tmp_path / "nowhere.csv")
    assert "Class org.apache.hadoop.fs.s3a.S3AFileSystem not found" in refused("s3a://crm/table")


def test_an_error_on_the_way_leaves_nothing_kept_on_the_cluster(
    spark, table, tmp_path, monkeypatch
):
    def kept() -> int:
        return spark.sparkContext._jsc.getPersistentRDDs().size()

    def fail(*_, **__):
        raise ValueError("on the way")

    before = kept()
    monkeypatch.setattr("smartcart.engines.segment.measure_there", fail)
    with pytest.raises(ValueError, match="on the way"):
        run_segment_on_spark(SegmentJob(table, tmp_path / "r", QUICK, report=False), HERE)
    assert kept() == before
