"""``python -m benchmarks.faults``: kill -9, every byte of a model flipped, a million rows.

Options: ``--kills 1000``, ``--store ADDRESS`` (an empty database; by default a temporary file).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import signal
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pandas as pd
import sqlalchemy as sa

import smartcart
from smartcart.errors import StoreError
from smartcart.model_file import dump_model
from smartcart.store import Event, Run, Store, open_store
from smartcart.store.champion import set_champion
from smartcart.store.models import find_last_good, put_content, read_content
from smartcart.store.tables import TABLES, champion, models

__all__ = [
    "check",
    "flip_bytes",
    "forkserver",
    "kill_writers",
    "make_assigned",
    "make_run",
    "write_forever",
]

CUSTOMERS = 500


def make_run(data_hash: str, model_hash: str | None = None, status: str = "scored") -> Run:
    """Return a run of a moment."""
    moment = datetime(2026, 7, 1, 10, tzinfo=UTC)
    return Run(moment, moment, "customers.csv", data_hash, "s", status, model_hash=model_hash)


def make_assigned(n: int) -> pd.DataFrame:
    """Return assignments of n customers, as `Segmentation.assign` returns them."""
    number = np.arange(n)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("C", number.astype(str)).astype(object),
            "segment_id": np.char.add("S", (number % 5 + 1).astype(str)).astype(object),
            "segment": "Frequent shoppers of high value",
            "confidence": number % 97 / 97,
            "runner_up": "S1",
            "is_high_value": pd.array(number % 2, dtype="Int64"),
        }
    )


def write_forever(address: str, content: bytes, progress: Connection) -> None:
    """Keep runs and promote until somebody kills this process."""
    assigned = make_assigned(CUSTOMERS)
    progress.send(True)
    while True:
        store = open_store(address)
        model_hash = store.put_model(content)
        version = store.champion().version
        run = make_run(f"{os.getpid()}-{version}", model_hash, "promoted")
        event = Event("survived", {"old": "S1", "new": "S1"})
        store.record_run(run, assigned=assigned, events=[event], expected_version=version)
        progress.send(True)


def check(store: Store) -> int:
    """Prove that the store is whole; return how many runs it has."""
    serving = None
    # A server may still finish what the killed process had asked for last.
    while serving != (serving := store.champion()):
        runs, promotions = store.history(), store.promotions()
    versions = [each.version for each in promotions]
    expect(versions == list(range(1, len(runs) + 1)), "every run promoted once")
    expect(serving.version == len(runs), "the champion is the last")
    if runs:
        keys = {serving.model_hash, promotions[-1].model_hash, runs[-1].model_hash}
        expect(len(keys) == 1, "the champion is the last run's model")
        store.get_model(str(serving.model_hash))
        last = int(runs[-1].run_id or 0)
        expect(len(store.assignments(last)) == CUSTOMERS, "all customers of the last run")
        expect(len(store.events(last)) == 1, "the event of the last run")
    return len(runs)


def expect(is_so: bool, what: str) -> None:
    """End the run where something promised is not so."""
    if not is_so:
        raise RuntimeError(f"Not so: {what}.")


def kill_writers(address: str, content: bytes, kills: int, seed: int = 0) -> int:
    """Kill a writing process at random moments, prove the store after each; return the runs.

    Every second one has kept a run before: what a kill left behind keeps nobody from going on.
    """
    moments, context = random.Random(seed), forkserver()  # noqa: S311 - no secret
    runs = 0
    for i in range(kills):
        ours, theirs = context.Pipe(duplex=False)
        writer = context.Process(target=write_forever, args=(address, content, theirs))
        writer.start()
        theirs.close()
        for _ in range(1 + i % 2):
            ours.recv()
        time.sleep(moments.uniform(0, 0.4))
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        expect(writer.exitcode == -signal.SIGKILL, "the writer wrote until it was killed")
        with open_store(address).lock():
            now = check(open_store(address))
        expect(now >= runs + i % 2, "no run is lost")
        runs = now
    return runs


def forkserver() -> multiprocessing.context.ForkServerContext:
    """Return a way to start processes in which everything is loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["smartcart.store", "smartcart.segmentation", "psycopg"])
    return context


def flip_bytes(content: bytes, other: bytes, places: Iterable[int], seed: int = 0) -> int:
    """Flip a bit of a stored champion at each place, and prove that `other` serves instead.

    Returns
    -------
    int
        How many places there were.
    """
    draw = random.Random(seed)  # noqa: S311 - no secret
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    TABLES.create_all(engine)
    count = 0
    with engine.begin() as connection:
        good, bad = (put_content(connection, each) for each in (other, content))
        connection.execute(sa.insert(champion).values(one=1, version=0, model_hash=None))
        for version, key in enumerate((good, bad)):
            set_champion(connection, key, version, "")
        spoil = sa.update(models).where(models.c.model_hash == bad)
        for place in places:
            flipped = content[place] ^ (1 << draw.randrange(8))
            spoiled = content[:place] + bytes([flipped]) + content[place + 1 :]
            connection.execute(spoil.values(content=spoiled))
            expect(not _is_intact(connection, bad), f"byte {place} is found")
            count += 1
        expect(find_last_good(connection).model_hash == good, "the one before serves")
    engine.dispose()
    return count


def _is_intact(connection: sa.Connection, model_hash: str) -> bool:
    try:
        read_content(connection, model_hash)
    except StoreError as error:
        return "is damaged" not in error.what
    return True


def time_million(address: str) -> dict[str, float]:
    """Time the writing, reading and erasing of a million assignments."""
    store, assigned = open_store(address), make_assigned(1_000_000)
    times = [time.perf_counter()]
    run = store.record_run(make_run("million"), assigned=assigned)
    times.append(time.perf_counter())
    expect(len(store.assignments(run.run_id or 0)) == len(assigned), "all customers")
    times.append(time.perf_counter())
    expect(store.erase("C999999").total == 1, "one row erased")
    times.append(time.perf_counter())
    return dict(zip(("write", "read", "erase"), np.diff(times).round(2).tolist(), strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--store")
    given = options.parse_args()
    quick = {"n_boot": 3, "n_null": 2, "n_starts": 3}
    segmentation = smartcart.segment(smartcart.make_customers(300, seed=0), quick)
    content, other = (
        dump_model(segmentation.with_warnings([name])).encode() for name in ("one", "other")
    )
    told: dict[str, object] = {"bytes_flipped": flip_bytes(content, other, range(len(content)))}
    with tempfile.TemporaryDirectory() as folder:
        address = given.store or f"sqlite:///{Path(folder, 'store.db')}"
        told |= {"kills": given.kills, "runs_kept": kill_writers(address, content, given.kills)}
        told["million_seconds"] = time_million(address)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
