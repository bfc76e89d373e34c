"""The commands over the store: what ran, which model serves, and who is forgotten."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks.faults import make_assigned, make_run
from tests.refresh.shop import THREE, Shop, shop
from tests.test_docs import ROOT

from smartcart.jobs.store_promote import served_before
from smartcart.model_file import dump_model
from smartcart.store import Event, Store, open_store
from smartcart.store.search import word_pattern

CANARY = "canary-7f3a91c5"
MIGRATION = {
    "behaviour": {"before": ["S1", "S2"], "after": ["S1", "S2"], "counts": [[80, 20], [0, 0]]},
    "model": {"before": ["S1", "S2"], "after": ["S1", "S3"], "counts": [[80, 0], [5, 15]]},
    "entrants": {"S1": 3, "S3": 0},
    "leavers": {"S2": 7},
    "high_value": "S1",
    "left_high_value": {"S2": 20},
    "sentences": ["100 customers are in both tables."],
}
FIGURES = {
    "snapshot_date": "2026-07-01",
    "n_customers": 2_001,
    "n_suppressed": 2,
    "segments": {"S1": "Gold", "S2": "Sleepers"},
    "used_ids": ["S1", "S2"],
}


@pytest.fixture(scope="session")
def models(segmentation) -> list[bytes]:
    """Return three models that differ."""
    others = [segmentation.with_warnings([f"Model {n}."]) for n in range(3)]
    return [dump_model(each).encode() for each in others]


@pytest.fixture
def store(sqlite_address) -> Store:
    return open_store(sqlite_address)


@pytest.fixture
def keys(store, models) -> list[str]:
    return [store.put_model(each) for each in models]


@pytest.fixture
def run(command, store, sqlite_address) -> Callable:
    def call(name: str, *arguments: object):
        return command(name, *arguments, "--store", sqlite_address)

    return call


def refreshed(store: Store, model_hash: str, number: int, status: str = "promoted", **figures):
    figures = {**FIGURES, "migration": None, **figures}
    run = replace(
        make_run(f"d{number}", model_hash, status), figures=figures, reason=f"Why {number}."
    )
    version = store.champion().version if status == "promoted" else None
    return store.record_run(run, assigned=make_assigned(20), expected_version=version)


def test_the_history_lists_runs_with_the_versions_they_promoted(run, store, keys):
    assert "no run yet" in run("history").err
    refreshed(store, keys[0], 1)
    refreshed(store, keys[0], 2, "scored")
    store.promote(keys[1], 1, "by hand")
    refreshed(store, keys[0], 3)
    store.record_run(replace(make_run("x", status="refused"), reason="Two currencies [bold]."))
    answer = run("history", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert [each["version"] for each in told["runs"]] == [1, None, 3, None]
    assert [each["customers"] for each in told["runs"]] == [2_001, 2_001, 2_001, None]
    assert told["champion"] == {
        "version": 3,
        "model_hash": keys[0],
        "since": told["promotions"][2]["promoted"],
        "is_intact": True,
        "trouble": "",
    }
    assert store.name in answer.err
    assert "Two currencies [bold]." in answer.err
    assert "Version 3 serves since 20" in answer.err
    listed = run("history", "--promotions")
    assert "by hand" in listed.err
    assert "Two currencies" not in listed.err


def test_a_model_is_promoted_by_run_by_hash_or_as_a_file(run, store, keys, models, tmp_path):
    refreshed(store, keys[0], 1, "scored")
    file = tmp_path / "model.json"
    file.write_bytes(models[2])
    for version, (what, key) in enumerate(
        [("1", keys[0]), (keys[1][:9].upper(), keys[1]), (file, keys[2])], 1
    ):
        answer = run("promote", what, "--reason", "Try it.", "--json")
        assert answer.code == 0, answer.err
        assert json.loads(answer.out)["champion"] == {"version": version, "model_hash": key}
        assert store.champion().model_hash == key
    assert [each.reason for each in store.promotions()] == ["Try it."] * 3
    assert "By hand: run 1." in run("promote", "1").err
    assert f"By hand: {keys[1][:12]}." in run("promote", keys[1]).err
    assert "By hand: model.json." in run("promote", file).err
    answer = run("promote", file)
    assert "serves already, as version 6. Nothing was changed." in answer.err
    assert len(store.promotions()) == 6
    for what, said in (
        ("7", "The store has no run 7."),
        (keys[0][:5], f"The store has no run {keys[0][:5]}."),
        ("7777777", "no model whose SHA-256 begins with '7777777'"),
        (tmp_path / "none.json", "There is no model file 'none.json'"),
    ):
        refused = run("promote", what)
        assert refused.code == 2
        assert said in refused.err
    store.record_run(make_run("x", status="refused"))
    assert "Run 2 has no model: it ended as refused." in run("promote", "2").err
    assert store.champion().version == 6


def test_a_rollback_goes_further_back_each_time_and_never_forth(run, store, keys):
    for version, key in enumerate(keys):
        store.promote(key, version)
    for back, key in ((3, keys[1]), (2, keys[0])):
        answer = run("rollback", "--reason", "It was worse.")
        assert answer.code == 0, answer.err
        assert store.champion().model_hash == key
        assert store.promotions()[-1].reason.endswith(f"the model of {back - 1}. It was worse.")
    refused = run("rollback")
    assert refused.code == 2
    assert "No intact model served before version 5." in refused.err
    assert store.champion().version == 5


def test_a_rollback_passes_over_a_damaged_model(run, store, keys, tmp_path):
    for version, key in enumerate(keys):
        store.promote(key, version)
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute(
            "UPDATE smartcart_models SET content = x'7b' WHERE model_hash = ?", keys[1:2]
        )
    database.close()
    assert run("rollback").code == 0
    assert store.champion().model_hash == keys[0]


def test_after_a_rollback_a_new_model_stands_on_the_one_gone_back_to(store, keys):
    for version, place in enumerate((0, 1, 2, 1, 0, 2)):
        store.promote(keys[place], version)
    assert [each.model_hash for each in served_before(store.promotions())] == keys[:1]


def test_migrations_show_both_reasons_apart(run, store, keys):
    assert "No run of the store compared its customers" in run("migrations").err
    refreshed(store, keys[0], 1)
    refreshed(store, keys[0], 2, "scored", migration=MIGRATION)
    refreshed(store, keys[0], 3, "scored")
    answer = run("migrations", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert told["run_id"] == 2
    assert {name: told[name] for name in MIGRATION} == MIGRATION
    described = (ROOT / "docs" / "reference" / "files.md").read_text()
    assert [key for key in told if f"`{key}`" not in described] == []
    page = " ".join(answer.err.split())
    in_order = (
        "run 2 100 customers are in both tables. What customers did",
        "S1 Gold 80 (80%) 20 (20%) S2 Sleepers - - What the model did",
        "S1 Gold 80 (100%) - S2 Sleepers 5 (25%) 15 (75%)",
        "New customers, by segment: S1 Gold: 3",
        "Gone, by the segment they were in: S2 Sleepers: 7",
        "Left S1, the segment of the highest value, for: S2 Sleepers: 20",
    )
    places = [page.find(text) for text in in_order]
    assert min(places) >= 0, in_order[places.index(-1)]
    assert places == sorted(places)
    assert "Run 3 did not compare" in run("migrations", "--run", 3).err
    assert "The store has no run 9." in run("migrations", "--run", 9).err


def test_objections_are_noted_listed_and_lifted(run, store, tmp_path):
    stop = tmp_path / "stop.csv"
    stop.write_text("Customer ID,since\n7,May\n'=1+1,June\n")
    answer = run("suppress", " 7 ", "12", "--file", stop, "--reason", "Letter.", "--json")
    assert answer.code == 0, answer.err
    assert json.loads(answer.out) == {"new": 3, "known": 0, "store": store.name, "suppressed": 3}
    assert "1 new on the list, 1 were on it." in run("suppress", "7", "8").err
    listed = run("suppress", "--list", "--json")
    rows = [(e["customer_id"], e["reason"]) for e in json.loads(listed.out)["customers"]]
    assert rows == [
        ("12", "Letter."),
        ("7", "Letter."),
        ("8", "Objection to marketing."),
        ("=1+1", "Letter."),
    ]
    assert "12  since 20" in listed.err
    assert "1 taken from the list, 1 were not on it." in run("suppress", "7", "70", "--lift").err
    assert [each.customer_id for each in store.suppressed()] == ["12", "8", "=1+1"]
    assert "No customer is named." in run("suppress", "  ").err
    assert "--list shows the whole list" in run("suppress", "7", "--list").err


@pytest.mark.parametrize(
    "line",
    [
        "history",
        "migrations",
        "rollback",
        "promote 1",
        "suppress --list",
        "suppress 1 --lift",
        "erase 1 --yes",
    ],
)
def test_a_store_that_is_not_there_is_not_made(command, tmp_path, line):
    answer = command(*line.split(), "--store", f"sqlite:///{tmp_path}/store.db")
    assert answer.code == 2
    assert "There is no store 'sqlite:///" in answer.err
    assert list(tmp_path.iterdir()) == []


def test_doctor_tells_of_the_store_and_makes_none(command, run, store, keys, tmp_path):
    told = json.loads(command("doctor", "--json").out)["store"]
    assert told["format"] is None
    assert not Path(told["store"].removeprefix("sqlite:///")).parent.exists()
    assert "No store yet at sqlite:///" in command("doctor").err
    refreshed(store, keys[0], 1)
    store.suppress(["7"], reason="letter")
    answer = run("doctor", "--json")
    told = json.loads(answer.out)["store"]
    assert (told["format"], told["runs"], told["suppressed"]) == ("0001", 1, 1)
    assert told["champion"]["is_intact"] is True
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("UPDATE smartcart_models SET content = x'7b'")
    database.close()
    answer = run("doctor")
    assert answer.code == 0
    assert "is damaged: its bytes do not match its SHA-256." in answer.err
    (tmp_path / "store.db").write_text("This is a note, and no database at all. " * 30)
    assert "refused to be opened: file is not a database" in run("doctor").err


def keep_canary(store: Store, model: bytes) -> None:
    """Leave a customer wherever one may stand, as refreshes do."""
    key = store.put_model(model)
    assigned = make_assigned(2_001)
    assigned.loc[1_000, "customer_id"] = CANARY
    for number, status in enumerate(("promoted", "scored", "kept")):
        run = replace(
            make_run(f"d{number}", key, status),
            quality={"flags": [{"rule": "age", "ids": ["C1", CANARY]}]},
            figures={**FIGURES, "entrants": {CANARY: "S1"}},
        )
        event = Event("entrants", {CANARY: "S1"})
        version = 0 if status == "promoted" else None
        store.record_run(run, assigned=assigned, events=[event], expected_version=version)
    store.suppress([CANARY, "C5"], reason="letter")


def test_an_erased_customer_is_in_no_table_and_no_file_and_results_are_named(
    command,
    address,
    models,
    tmp_path,
    do,
):
    store = open_store(address)
    keep_canary(store, models[0])
    found = store.search(CANARY)
    assert found.values == {
        "smartcart_assignments.customer_id": 3,
        "smartcart_events.detail": 3,
        "smartcart_runs.figures": 3,
        "smartcart_runs.quality": 3,
        "smartcart_suppressions.customer_id": 1,
    }
    results = tmp_path / "results"
    (results / "deep").mkdir(parents=True)
    (results / "deep" / "segments.csv").write_text(f"customer_id,segment_id\n{CANARY},S1\n")
    (results / "other.csv").write_text(f"customer_id\n{CANARY}0\n")
    (results / "packed.parquet").write_bytes(b"PAR1...")
    given = ("erase", CANARY, "--store", address, "--also", results)
    refused = command(*given)
    assert refused.code == 2
    assert "Add --yes where that is meant. Nothing was erased." in refused.err
    assert "--also takes a folder" in command(*given, "--also", tmp_path / "none", "--yes").err
    assert store.search(CANARY) == found
    answer = command(*given, "--yes", "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    counts = [told[name] for name in ("assignments", "suppressions", "runs", "events", "total")]
    assert counts == [3, 1, 3, 3, 10]
    assert told["search"]["values"] == {}
    assert set(told["search"]["files"].values()) <= {0}
    assert told["also"] == {
        "files": [str(results / "deep" / "segments.csv")],
        "unread": [str(results / "packed.parquet")],
    }
    assert CANARY not in answer.out + answer.err
    assert "Search: not found in any column of any table." in answer.err
    assert "backups of the store" in answer.err
    if address.startswith("sqlite"):
        assert "Search: its bytes are in none of store.db, " in answer.err
        files = [
            path for path in tmp_path.glob("store.db*") if CANARY.encode() in path.read_bytes()
        ]
        assert files == []
    else:
        assert "pg_wal" in answer.err
        assert not holds_text(do, CANARY)
    assert "The store knew no such customer." in command(*given, "--yes").err


def test_after_two_refreshes_an_erased_customer_is_in_no_file_and_no_table(
    command, address, tmp_path, do
):
    """The whole way: a customer moves, is in every list of both runs, objects and is erased."""
    months = Shop(tmp_path)
    months.store = address
    first = shop(*THREE)
    first.loc[5, "Client"] = CANARY
    second = first.copy()
    second.loc[5, ["Turnover", "Orders", "Visits"]] = [300.0, 80.0, 20.0]
    before, after = tmp_path / "before", tmp_path / "after"
    assert months.refresh(first, out=before, report=False).summary["status"] == "promoted"
    done = months.refresh(second, out=after, report=False, refit=True)
    assert done.changes.migration.n_moved == 1
    (tmp_path / "table.csv").unlink()
    store = open_store(address)
    store.suppress([CANARY], reason="letter")
    assert store.search(CANARY).values["smartcart_assignments.customer_id"] == 2
    answer = command("erase", CANARY, "--yes", "--json", "--store", address, "--also", tmp_path)
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    results = [before / "segments.csv", after / "audience.csv", after / "segments.csv"]
    assert told["also"]["files"] == sorted(map(str, results))
    assert told["search"]["values"] == {}
    for path in results:
        path.unlink()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"model.json", "refresh.json"} <= {path.name for path in files}
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    if address.startswith("postgresql"):
        assert not holds_text(do, CANARY)


def holds_text(do: Callable[..., list], text: str) -> bool:
    """Say whether any column of any of our tables of a server holds a text."""
    columns = do(
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_name LIKE 'smartcart_%'"
    )
    assert len(columns) > 25
    cells = [
        cell
        for table, column, kind in columns
        for (cell,) in do(
            f"SELECT encode({column}, 'escape') FROM {table}"  # noqa: S608
            if kind == "bytea"
            else f"SELECT {column}::text FROM {table}"  # noqa: S608
        )
    ]
    return any(text in (cell or "") for cell in cells)


def test_a_person_is_asked_and_may_say_no(run, store, models, monkeypatch):
    keep_canary(store, models[0])
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    def say_no(question, **options):
        asked.append(question)
        raise SystemExit(1)

    monkeypatch.setattr("typer.confirm", say_no)
    assert run("erase", CANARY).code == 1
    assert "It cannot be undone, and takes objections along." in asked[0]
    assert not store.search(CANARY).is_clean


def test_a_word_in_a_sentence_and_a_longer_id_are_told_apart(run, store, models):
    assigned = make_assigned(3)
    assigned.loc[0, "customer_id"] = "31477"
    store.record_run(
        replace(make_run("d"), reason="1477 asked.", figures={"n": 1477}), assigned=assigned
    )
    answer = run("erase", "1477", "--yes", "--json")
    told = json.loads(answer.out)
    assert told["total"] == 0
    assert told["search"]["values"] == {"smartcart_runs.reason": 1}
    assert "found as a word in 1 row of smartcart_runs.reason" in answer.err
    assert told["search"]["files"]["store.db"] >= 2
    answer = run("erase", "147", "--yes")
    assert re.search(r"the bytes of the id stand \d+ times in store.db; each as part", answer.err)


def test_a_customer_whose_id_is_that_of_a_segment_takes_no_segment_along(store, models):
    assigned = make_assigned(3)
    assigned.loc[0, "customer_id"] = "S1"
    quality = {"flags": [{"ids": ["S1", "C1"]}]}
    run = replace(make_run("d"), figures=FIGURES, quality=quality)
    kept = store.record_run(run, assigned=assigned, events=[Event("survive", {"old": ["S1"]})])
    receipt = store.erase("S1")
    assert (receipt.assignments, receipt.runs, receipt.events) == (1, 1, 0)
    (after,) = store.history()
    assert after == replace(kept, quality={"flags": [{"ids": ["C1"]}]})
    assert store.events(1)[0].detail == {"old": ["S1"]}


@pytest.mark.parametrize("customer", ['say "7"', "=1+1", "a<b", "né 5", "A-1"])
def test_an_id_is_found_however_a_file_writes_it(customer):
    import csv
    import html
    import io

    out = io.StringIO()
    csv.writer(out).writerow(["x", customer, "y"])
    for written in (out.getvalue(), json.dumps({"ids": [customer]}), html.escape(customer)):
        assert word_pattern(customer).search(written)
    assert not word_pattern(customer).search(f"9{customer}9" if customer[0] != "=" else "1+1")
