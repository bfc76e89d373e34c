"""What happens to a store when processes die, race, or find no room."""

import math
import os
import resource
import signal
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from benchmarks.faults import forkserver, kill_writers, make_assigned, make_run
from benchmarks.histories import Call, check_history, record_history
from tests.conftest import missing

from smartcart.errors import StoreBusyError, StoreError
from smartcart.store import Champion, Event, Promotion, open_store
from smartcart.store.people import clear_traces

CANARY = "canary-7f3a91c5"


def test_kill_9_at_random_moments_leaves_a_whole_store(address, model):
    assert kill_writers(address, model, kills=20) >= 10


def test_eight_processes_that_promote_and_roll_back_see_one_order(
    store, address, model, other, tmp_path
):
    hashes = [store.put_model(model), store.put_model(other)]
    (tmp_path / "calls").mkdir()
    calls = record_history(address, hashes, tmp_path / "calls", n=12, kills=3)
    assert calls >= 40
    assert len(store.promotions()) >= 5


def told(*models):
    return [
        Promotion(n, key, datetime(2026, 7, 1, tzinfo=UTC), "") for n, key in enumerate(models, 1)
    ]


GOOD = [
    Call("read", 0, 1, 0, None),
    Call("done", 1, 4, 1, "a"),
    Call("read", 2, 3, 0, None),
    Call("read", 2, 3, 1, "a"),
    Call("refused", 2, 6, 1, "b"),
    Call("unknown", 3, math.inf, 2, "b"),
    Call("read", 5, 7, 2, "b"),
    Call("unknown", 6, math.inf, 9, "a"),
    Call("unknown", 8, math.inf, 1, "a"),
]


@pytest.mark.parametrize(
    ("bad", "promotions"),
    [
        ([Call("read", 8, 9, 1, "a")], told("a", "b")),  # stale
        ([Call("read", 0, 0.5, 1, "a")], told("a", "b")),  # of the future
        ([Call("read", 8, 9, 2, "a")], told("a", "b")),  # another model
        ([Call("read", 8, 9, 3, "a")], told("a", "b")),  # of nothing
        ([Call("done", 8, 9, 1, "a")], told("a", "b")),  # twice one version
        ([Call("done", 8, 9, 3, "a")], told("a", "b")),  # lost
        ([Call("refused", 0, 0.5, 1, "b")], told("a", "b")),  # too early
        ([], told("a", "b", "a")),  # asked for by nobody
        ([], told("a")),  # read, and not there
        ([], told("a", "b")[1:]),  # a gap
    ],
)
def test_what_no_order_explains_is_found(bad, promotions):
    assert check_history(GOOD, told("a", "b")) == len(GOOD)
    with pytest.raises(RuntimeError, match="Not so"):
        check_history([*GOOD, *bad], promotions)


def run_once(address, _, pipe):
    store = open_store(address)
    try:
        with store.lock():
            seen = store.find_run("d", "s")
            if seen is None:
                store.record_run(make_run("d"), assigned=make_assigned(100))
            pipe.send("seen" if seen else "ran")
    except StoreBusyError:
        pipe.send("busy")


def test_processes_that_start_together_on_a_new_store_are_one_run(address):
    answers = in_processes(12, run_once, address, None)
    assert answers.count("ran") == 1
    assert len(open_store(address).history()) == 1


def in_processes(n, work, address, given):
    """Return what each of n processes sends, all started before one is waited for."""
    context, started = forkserver(), []
    for _ in range(n):
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(address, given, theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
    answers = [pipe.recv() for _, pipe in started]
    for process, _ in started:
        process.join()
    assert [process.exitcode for process, _ in started] == [0] * n
    return answers


def hold(address, _, pipe):
    with open_store(address).lock():
        pipe.send(os.getpid())
        time.sleep(600)


def test_the_lock_is_one_and_is_freed_when_its_holder_dies(store, address):
    context = forkserver()
    ours, theirs = context.Pipe(duplex=False)
    holder = context.Process(target=hold, args=(address, None, theirs))
    holder.start()
    pid = ours.recv()
    who = f"process {pid}" if address.startswith("sqlite") else "connection [0-9]+"
    with pytest.raises(StoreBusyError, match=rf"at work on the store .* \({who}, since 20"):
        store.lock().__enter__()
    with pytest.raises(StoreBusyError):
        store.erase("7")
    os.kill(pid, signal.SIGKILL)
    holder.join()
    deadline = time.monotonic() + 20
    while True:
        try:
            with store.lock():
                break
        except StoreBusyError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    with store.lock():
        pass


def fill(address, _, pipe):
    size = Path(address.removeprefix("sqlite:///")).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, size + 300_000))
    try:
        open_store(address).record_run(make_run("d"), assigned=make_assigned(50_000))
    except StoreError as error:
        pipe.send(str(error))


def test_a_full_disk_is_said_and_the_champion_stays(sqlite_address, model):
    store = open_store(sqlite_address)
    key = store.put_model(model)
    store.promote(key, 0)
    (said,) = in_processes(1, fill, sqlite_address, None)
    assert said.startswith("The store '")
    assert "refused to keep the run: " in said
    assert "Nothing was changed." in said
    assert store.history() == ()
    assert store.champion() == Champion(1, key)
    assert store.record_run(make_run("d"), assigned=make_assigned(50_000)).run_id


def test_an_erased_customer_is_in_no_table_and_in_no_byte_of_the_files(sqlite_address, tmp_path):
    store = open_store(sqlite_address)
    keep_canary(store)
    assert holds_canary(tmp_path)
    check_receipt(store)
    assert not holds_canary(tmp_path)
    assert CANARY not in store.assignments(1)["customer_id"].tolist()
    assert len(store.assignments(1)) == 2_000
    assert store.erase(CANARY).total == 0


def test_an_erased_customer_is_in_no_file_of_the_servers_tables(postgres_url):
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("CREATE DATABASE erased")
        (folder,) = server.execute("SHOW data_directory").fetchone()
        store = open_store(postgres_url.removesuffix("postgres") + "erased")
        keep_canary(store)
        with psycopg.connect(postgres_url.removesuffix("postgres") + "erased") as own:
            own.execute("ANALYZE")
        server.execute("CHECKPOINT")
        tables = Path(folder, "base")
        if not os.access(tables, os.R_OK):
            missing("the right to search the server's files")
        assert holds_canary(tables)
        check_receipt(store)
        server.execute("CHECKPOINT")
        assert not holds_canary(tables)


def test_erasing_says_when_a_reader_keeps_the_journal(sqlite_address, tmp_path, monkeypatch):
    monkeypatch.setattr("smartcart.store.connect.WAIT_SECONDS", 0.2)
    store = open_store(sqlite_address)
    keep_canary(store)
    reader = sqlite3.connect(tmp_path / "store.db")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM smartcart_runs").fetchone()
    with pytest.raises(StoreError, match="out of every table, but another program still reads"):
        store.erase(CANARY)
    reader.close()
    assert store.erase(CANARY).total == 0
    assert not holds_canary(tmp_path)


def test_erasing_says_when_the_file_cannot_be_written_anew(sqlite_address, tmp_path, monkeypatch):
    monkeypatch.setattr("smartcart.store.connect.WAIT_SECONDS", 0.2)
    store = open_store(sqlite_address)
    keep_canary(store)
    writer = sqlite3.connect(tmp_path / "store.db", isolation_level=None)

    def too_late(connection):
        writer.execute("BEGIN IMMEDIATE")
        clear_traces(connection)

    monkeypatch.setattr("smartcart.store.people.clear_traces", too_late)
    with pytest.raises(StoreError) as caught:
        store.erase(CANARY)
    writer.close()
    assert "after the customer was taken out of them: database is locked." in caught.value.what
    assert "erase once more" in caught.value.next_step
    assert CANARY not in store.assignments(1)["customer_id"].tolist()


def keep_canary(store):
    """Leave a customer everywhere where one may stand, between 2,000 others."""
    assigned = make_assigned(2_001)
    assigned.loc[1_000, "customer_id"] = CANARY
    quality = {"flags": [{"rule": "age", "ids": ["C1", CANARY]}]}
    run = replace(make_run("d"), quality=quality)
    store.record_run(run, assigned=assigned, events=[Event("entrants", {CANARY: "S1", "C2": "S1"})])
    store.suppress([CANARY, "C5"], reason="letter")


def check_receipt(store):
    receipt = store.erase(CANARY)
    counts = (receipt.assignments, receipt.suppressions, receipt.runs, receipt.events)
    assert counts == (1, 1, 1, 1)
    assert receipt.total == 4
    assert store.history()[0].quality == {"flags": [{"rule": "age", "ids": ["C1"]}]}
    assert [each.detail for each in store.events(1)] == [{"C2": "S1"}]


def holds_canary(folder) -> bool:
    return any(CANARY.encode() in p.read_bytes() for p in Path(folder).rglob("*") if p.is_file())
