"""A refresh that dies, whenever it dies, leaves the champion serving and the next run completes."""

import os
import resource
import shutil
import signal

import pytest
from benchmarks.faults import forkserver
from tests.store.test_faults import in_processes

from smartcart.errors import StoreBusyError, StoreError
from smartcart.jobs import RefreshJob, run_refresh
from smartcart.store import open_store

from .shop import SCHEMA, SETTINGS, THREE, Shop, shop

FOUR = shop(*THREE, ("lookers", 200, 4000), seed=1)


def job(path, store: str) -> RefreshJob:
    return RefreshJob(path, store, settings=SETTINGS, schema=SCHEMA, max_age=10_000)


def die_at(stage: str, path, store: str) -> None:
    def kill(now: str, done: int, total: int) -> None:
        if now == stage:
            os.kill(os.getpid(), signal.SIGKILL)

    run_refresh(job(path, store), kill)


STAGES = ("past", "read", "drift", "features", "choose", "fit", "profile", "match", "store")


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_at_any_stage_is_as_if_it_had_not_been(three, stage):
    path = three.write(FOUR)
    dying = forkserver().Process(target=die_at, args=(stage, path, three.store))
    dying.start()
    dying.join()
    assert dying.exitcode == -signal.SIGKILL
    store = open_store(three.store)
    assert (len(store.history()), store.champion().version) == (1, 1)
    store.get_model(str(store.champion().model_hash))
    if stage == "store":  # once is enough: it is the whole run
        done = run_refresh(job(path, three.store))
        assert (done.summary["status"], store.champion().version) == ("promoted", 2)
    else:
        assert three.refresh(FOUR, refit=False).summary["status"] == "scored"


def refresh_once(store, path, pipe):
    try:
        pipe.send(run_refresh(job(path, store)).summary["status"])
    except StoreBusyError as error:
        pipe.send(error.what.partition(" (")[0])


def test_processes_that_start_together_on_one_file_are_one_run(three):
    path = three.write(shop(*THREE, seed=1))
    answers = in_processes(8, refresh_once, three.store, path)
    assert answers.count("scored") == 1
    assert {each.partition(" on the store")[0] for each in answers} <= {
        "scored",
        "already_seen",
        "Another run is at work",
    }
    assert len(open_store(three.store).history()) == 2


def refresh_in_a_full_place(store, path, pipe):
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        run_refresh(job(path, store))
    except StoreError as error:
        pipe.send(str(error))


def test_a_full_disk_is_one_message_and_the_champion_serves(three):
    path = three.write(FOUR)
    (said,) = in_processes(1, refresh_in_a_full_place, three.store, path)
    assert " refused to keep the " in said
    assert "Next step: Nothing was changed." in said
    store = open_store(three.store)
    assert (len(store.history()), store.champion().version) == (1, 1)
    assert run_refresh(job(path, three.store)).summary["status"] == "promoted"


def test_a_store_that_may_only_be_read_tells_and_keeps_nothing(three, tmp_path):
    path = three.write(FOUR)
    assert three.refresh(FOUR, dry_run=True).summary["status"] == "promoted"
    folder = tmp_path / "closed"
    folder.mkdir()
    shutil.copy(three.folder / "store.db", folder / "store.db")
    (folder / "store.db.lock").mkdir()
    with pytest.raises(StoreError, match=r"The lock .* cannot be written"):
        run_refresh(job(path, f"sqlite:///{folder}/store.db"))


def test_a_damaged_champion_is_said_and_the_last_good_model_places(three):
    promoted = run_refresh(job(three.write(FOUR), three.store))
    store = open_store(three.store)
    content = bytearray(store.get_model(str(promoted.run.model_hash)).content)
    content[len(content) // 2] ^= 1
    damage(three, bytes(content), str(promoted.run.model_hash))
    done = Shop(three.folder).refresh(shop(*THREE, seed=2), refit=False)
    assert done.summary["status"] == "scored"
    assert {each.id for each in done.changes.segments} == {"S1", "S2", "S3"}
    assert done.changes.notes[0].startswith("The model '")
    assert "promoted before it, serves in its place." in done.changes.notes[1]


def damage(place: Shop, content: bytes, model_hash: str) -> None:
    import sqlite3

    with sqlite3.connect(place.folder / "store.db") as connection:
        connection.execute(
            "UPDATE smartcart_models SET content = ? WHERE model_hash = ?", (content, model_hash)
        )
    connection.close()
