"""What is put into the store comes out of it, once, in both databases."""

import gzip
import hashlib
import importlib
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from benchmarks.faults import make_assigned, make_run
from tests.store.golden import FOLDER

import smartcart.store
from smartcart.errors import (
    ChampionMovedError,
    DataError,
    MissingExtraError,
    ModelFileError,
    SettingsError,
    StoreError,
)
from smartcart.store import ASSIGNED, Champion, Event, Run, open_store
from smartcart.store.connect import make_engine, reading
from smartcart.store.tables import TABLES, VERSION_TABLE
from smartcart.tables.database_address import read_address


def test_a_model_comes_back_byte_for_byte_under_its_sha256(store, model, segmentation):
    key = store.put_model(model)
    assert key == hashlib.sha256(model).hexdigest() == store.put_model(model)
    found = store.get_model(key)
    assert found.content == model
    assert found.segmentation.segments == segmentation.segments


def test_what_is_no_intact_model_is_not_put(store, model):
    with pytest.raises(ModelFileError):
        store.put_model(model.replace(b"9", b"8", 1))
    with pytest.raises(StoreError, match=r"has no model '0000'.*\nNext step: Put the model first"):
        store.get_model("0000")


def test_a_run_comes_back_with_all_that_belongs_to_it(store, model):
    key = store.put_model(model)
    run = replace(
        make_run("d", key),
        settings={"seed": 1},
        quality={"customers": 3, "ids": ["1", "ü"]},
        figures={"silhouette": 0.1 + 0.2},
        finished=datetime.fromisoformat("2026-07-01T12:00:01.000007+02:00"),
    )
    assigned = make_assigned(3)
    assigned.loc[1, ["confidence", "is_high_value"]] = [None, pd.NA]
    events = [Event("split", {"old": "S1", "new": ["S1", "S4"]}), Event("death", {"old": "S2"})]
    kept = store.record_run(run, assigned=assigned[::-1], events=events)
    assert kept == replace(run, run_id=1)
    assert kept.finished == run.finished
    assert store.find_run("d", "s") == kept
    assert store.history() == (kept,)
    assert store.events(1) == tuple(replace(each, run_id=1) for each in events)
    expected = assigned[list(ASSIGNED)].astype({"is_high_value": "Int64"})
    found = store.assignments(1)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert found["confidence"].dtype == "float64"
    assert store.champion() == Champion(0, None)


def test_the_same_content_is_one_run_unless_it_was_refused(store):
    first = store.record_run(make_run("d"), assigned=make_assigned(2))
    again = store.record_run(make_run("d"), assigned=make_assigned(9))
    assert again == first
    assert len(store.assignments(first.run_id)) == 2
    refused = [store.record_run(make_run("x", status="refused")) for _ in range(2)]
    assert store.find_run("x", "s") is None
    assert store.record_run(make_run("x")).run_id > refused[1].run_id > refused[0].run_id


def test_a_run_that_fails_in_its_last_step_leaves_nothing(store, model):
    key = store.put_model(model)
    store.promote(key, 0)
    with pytest.raises(ChampionMovedError, match="at version 1; version 0 was expected"):
        store.record_run(make_run("d", key), assigned=make_assigned(5), expected_version=0)
    assert store.history() == ()
    with pytest.raises(StoreError, match="has no run 1"):
        store.assignments(1)
    twice = pd.concat([make_assigned(2), make_assigned(1)])
    with pytest.raises(DataError, match="1 rows repeat a customer"):
        store.record_run(make_run("d"), assigned=twice)
    with pytest.raises(DataError, match="segment is missing"):
        store.record_run(make_run("d"), assigned=twice.drop(columns="segment"))
    with pytest.raises(StoreError, match="has no model 'nobody'"):
        store.record_run(make_run("d", "nobody"))
    with pytest.raises(SettingsError, match="'done' came"):
        store.record_run(make_run("d", status="done"))
    assert store.history() == ()


def test_promote_and_roll_back(store, model, other):
    first, second = store.put_model(model), store.put_model(other)
    store.promote(first, 0, "the first")
    run = store.record_run(make_run("d", second, "promoted"), expected_version=1)
    assert store.champion() == Champion(2, second)
    assert store.promote(first, 2, "back") == Champion(3, first) == store.champion()
    with pytest.raises(ChampionMovedError):
        store.promote(second, 2)
    said = [(each.version, each.model_hash, each.reason) for each in store.promotions()]
    assert said == [(1, first, "the first"), (2, second, run.reason), (3, first, "back")]
    age = datetime.now(UTC) - store.promotions()[-1].promoted
    assert timedelta(0) <= age < timedelta(minutes=5)


def test_a_damaged_model_is_refused_and_the_last_good_one_serves(store, model, other, do):
    good, bad = store.put_model(model), store.put_model(other)
    with pytest.raises(StoreError, match="No model that was ever promoted in this store is intact"):
        store.last_good_model()
    store.promote(good, 0)
    store.promote(bad, 1)
    assert store.last_good_model().model_hash == bad
    for place in (0, len(other) // 2, len(other) - 2):
        flipped = other[:place] + bytes([other[place] ^ 1]) + other[place + 1 :]
        statement = "UPDATE smartcart_models SET content = :content WHERE model_hash = :key"
        do(statement, content=flipped, key=bad)
        with pytest.raises(StoreError, match="is damaged: its bytes do not match its SHA-256"):
            store.get_model(bad)
        with pytest.raises(StoreError, match="is damaged"):
            store.promote(bad, 2)
        assert store.last_good_model().content == model
        assert store.champion() == Champion(2, bad)
    store.put_model(other)
    assert store.last_good_model().content == other


def test_who_objects_stays_on_the_list_with_the_first_reason(store):
    assert store.suppress(["7", "12", "7"], reason="letter") == 2
    assert store.suppress(["7", "ü"], reason="call") == 1
    assert store.suppress([], reason="nobody") == 0
    assert [(each.customer_id, each.reason) for each in store.suppressed()] == [
        ("12", "letter"),
        ("7", "letter"),
        ("ü", "call"),
    ]


def test_the_format_is_that_of_the_tables_and_opening_again_changes_nothing(store, address):
    open_store(address)
    with reading(make_engine(read_address(address), read_only=False)) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, TABLES) == []


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(store, address, do):
    do("UPDATE smartcart_store_version SET version_num = '9999'")
    for read_only in (True, False):
        with pytest.raises(StoreError) as caught:
            open_store(address, read_only=read_only)
        assert (
            "was written by a newer version of SmartCart: it has format '9999'" in caught.value.what
        )
        assert caught.value.next_step == "Install the newer version; the store was left as it is."
    assert do("SELECT version_num FROM smartcart_store_version") == [("9999",)]


def test_an_open_store_that_may_only_be_read_refuses_to_change(store, address, model):
    key = store.put_model(model)
    store.promote(key, 0)
    watching = open_store(address, read_only=True)
    assert watching.last_good_model().content == model
    store.promote(key, 1)
    assert watching.champion().version == 2


def test_a_file_that_may_only_be_read_serves_and_refuses_to_change(sqlite_address, model):
    store = open_store(sqlite_address)
    store.promote(store.put_model(model), 0)
    watching = open_store(sqlite_address, read_only=True)
    assert watching.champion().version == 1
    with pytest.raises(StoreError) as caught:
        watching.suppress(["7"], reason="letter")
    assert "refused to keep the suppressions: attempt to write a readonly database." in str(
        caught.value
    )
    assert "Nothing was changed." in caught.value.next_step
    assert store.suppressed() == ()


def test_what_is_no_place_for_a_store_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"kept in SQLite or PostgreSQL; .* names DuckDB"):
        open_store("duckdb:///x.duckdb")
    with pytest.raises(StoreError, match="cannot be made: No such file or directory"):
        open_store(f"sqlite:///{tmp_path}/none/store.db")
    Path(tmp_path, "note.txt").write_text("This is a note, and no database at all. " * 30)
    with pytest.raises(StoreError, match="refused to be opened: file is not a database"):
        open_store(f"sqlite:///{tmp_path}/note.txt")
    with pytest.raises(StoreError, match="refused to be opened: unable to open database file"):
        open_store(f"sqlite:///{tmp_path}/absent.db", read_only=True)
    Path(tmp_path, "empty.db").touch()
    with pytest.raises(StoreError, match="is of format none"):
        open_store(f"sqlite:///{tmp_path}/empty.db", read_only=True)


def test_a_password_is_never_repeated():
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://ann:s3cr3t@127.0.0.1:1/shop?connect_timeout=2")
    assert "postgresql://ann:***@127.0.0.1:1/shop" in str(caught.value)
    assert "s3cr3t" not in str(caught.value)


def test_by_default_it_stands_in_the_users_data_folder_and_only_they_read_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    store = open_store()
    store.suppress(["7"], reason="letter")
    file = tmp_path / "data" / "smartcart" / "store.db"
    assert store.name == f"sqlite:///{file}"
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_without_the_extra_one_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "alembic", None)
    with pytest.raises(MissingExtraError, match=r'pip install "smartcart\[database\]"'):
        importlib.reload(smartcart.store)


@pytest.mark.parametrize("golden", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_a_store_of_every_format_opens_with_all_it_held(golden, tmp_path):
    file = tmp_path / "store.db"
    file.write_bytes(gzip.decompress(golden.read_bytes()))
    store = open_store(f"sqlite:///{file}")
    (run,) = store.history()
    assert (run.data_hash, run.status) == ("golden", "promoted")
    assert store.last_good_model().model_hash == store.champion().model_hash == run.model_hash
    kept = [f"C{i}" for i in range(20) if i != 7]
    assert store.assignments(run.run_id)["customer_id"].tolist() == sorted(kept)
    assert [each.kind for each in store.events(run.run_id)] == ["birth"]
    assert [each.customer_id for each in store.suppressed()] == ["C3"]
    assert store.promote(run.model_hash, 1).version == 2


def test_one_customer_is_looked_up_in_the_last_run_that_kept_any(store, segmentation, model):
    placed = segmentation.assignments
    now = datetime(2026, 7, 1, tzinfo=UTC)
    key = store.put_model(model)
    assert store.find_assignment("7817") is None
    for n, rows in enumerate((placed, placed.tail(5), None)):
        run = Run(now, now, "c.csv", f"d{n}", "s", "kept", model_hash=key)
        store.record_run(run, assigned=rows)
    found = store.find_assignment(placed["customer_id"].iloc[-1])
    assert (found.run_id, found.model_hash) == (2, key)
    assert found.segment_id == placed["segment_id"].iloc[-1]
    assert found.confidence == placed["confidence"].iloc[-1]
    assert store.find_assignment(placed["customer_id"].iloc[0]) is None
    assert store.find_assignment("a\x00b") is None


def test_who_of_some_customers_objects(store):
    store.suppress(["17", "4"], reason="by letter")
    many = [str(n) for n in range(2_000)]
    assert store.objecting([*many, "a\x00b"]) == {"17", "4"}
    assert store.objecting(["18"]) == frozenset()
