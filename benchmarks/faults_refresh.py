"""``python -m benchmarks.faults_refresh``: kill -9 in the middle of refreshes, and many at once.

A child refreshes a table that makes a model be learnt anew and is killed at a random moment of
its run; after each kill the store is proved whole, and every time the next run has to complete.
Then many processes start together on one file, and exactly one may run. Options: ``--kills
1000``, ``--together 50``, ``--rounds 20``, ``--store ADDRESS`` (an empty database; by default a
temporary file).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.faults import expect, forkserver
from smartcart.customers import Column, Kind, Role, Schema
from smartcart.errors import StoreBusyError
from smartcart.jobs import RefreshJob, run_refresh
from smartcart.settings import Settings
from smartcart.store import Store, open_store

_SCHEMA = Schema(
    (
        Column("customer_id", "Client", Role.ID, Kind.ID, required=True),
        Column("turnover", "Turnover", Role.SEGMENTATION, Kind.NUMBER, required=True),
        Column("orders", "Orders", Role.SEGMENTATION, Kind.NUMBER, required=True),
    ),
    value="turnover",
    frequency="orders",
    engagement="orders",
)
_SETTINGS = Settings(segments=3, k_max=4, n_boot=2, n_null=2, n_starts=2, min_segment=5)
_MIDDLES = ((100, 10), (500, 60), (900, 20), (300, 90))


def write_table(number: int, folder: Path) -> Path:
    """Write customers who are unlike those of the number before: other groups, other people."""
    draw = np.random.default_rng(number)
    groups = [_MIDDLES[(number + i) % 4] for i in range(3)]
    cells = np.concatenate([draw.normal(middle, (20, 2), (60, 2)) for middle in groups])
    table = pd.DataFrame(cells.clip(min=0), columns=["Turnover", "Orders"])
    path = folder / f"{number}.csv"
    table.assign(Client=[str(1000 + i) for i in range(len(table))]).to_csv(path, index=False)
    return path


def refresh(path: Path, address: str) -> str:
    """Refresh one table, in a child or here."""
    job = RefreshJob(path, address, settings=_SETTINGS, schema=_SCHEMA, refit=True)
    return str(run_refresh(job).summary["status"])


def refresh_once(path: Path, address: str, pipe: Any) -> None:
    """Refresh in a child and say how it went."""
    pipe.send(True)
    try:
        pipe.send(refresh(path, address))
    except StoreBusyError:
        pipe.send("busy")


def prove(store: Store) -> int:
    """Prove that the store is whole: the champion is intact, each promotion has its run."""
    runs, promotions, champion = store.history(), store.promotions(), store.champion()
    expect([each.version for each in promotions] == list(range(1, len(promotions) + 1)), "order")
    expect(champion.version == len(promotions), "the champion is the last promotion")
    promoted = [run for run in runs if run.status == "promoted"]
    expect([run.model_hash for run in promoted] == [each.model_hash for each in promotions], "runs")
    if champion.model_hash is not None:
        store.get_model(champion.model_hash)
    for run in runs[-1:]:
        expect(len(store.assignments(run.run_id or 0)) == 180, "every customer of the last run")
    return len(runs)


def kill_refreshes(address: str, kills: int, folder: Path) -> dict[str, Any]:
    """Kill a refresh at a random moment, prove the store, and let the next run complete."""
    moments, context = random.Random(0), forkserver()  # noqa: S311 - no secret
    refresh(write_table(0, folder), address)
    started = time.perf_counter()
    refresh(write_table(1, folder), address)
    usual, died, statuses = time.perf_counter() - started, 0, dict[str, int]()
    for i in range(kills):
        path = write_table(2 + i, folder)
        ours, theirs = context.Pipe(duplex=False)
        child = context.Process(target=refresh_once, args=(path, address, theirs))
        child.start()
        theirs.close()
        ours.recv()
        time.sleep(moments.uniform(0, 1.3 * usual))
        with suppress(ProcessLookupError):  # it may have come to its end before
            os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        died += child.exitcode == -signal.SIGKILL
        with open_store(address).lock():
            prove(open_store(address))
        status = refresh(path, address)
        statuses[status] = statuses.get(status, 0) + 1
        prove(open_store(address))
    return {"kills": kills, "died_at_work": died, "next_run": statuses, "usual_seconds": usual}


def start_together(address: str, n: int, rounds: int, folder: Path) -> dict[str, Any]:
    """Start many processes on one file at once, again and again; one of them runs."""
    context, answers = forkserver(), dict[str, int]()
    for i in range(rounds):
        path, runs = write_table(100_000 + i, folder), len(open_store(address).history())
        pipes = [context.Pipe(duplex=False) for _ in range(n)]
        children = [
            context.Process(target=refresh_once, args=(path, address, theirs))
            for _, theirs in pipes
        ]
        for child in children:
            child.start()
        for ours, _ in pipes:
            ours.recv()
            answer = str(ours.recv())
            answers[answer] = answers.get(answer, 0) + 1
        for child in children:
            child.join()
        expect(len(open_store(address).history()) == runs + 1, "one run")
    return {"processes": n, "rounds": rounds, "answers": answers}


def main() -> None:
    """Do both and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--together", type=int, default=50)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--store")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        address = given.store or f"sqlite:///{folder / 'store.db'}"
        found = {
            "killed": kill_refreshes(address, given.kills, folder),
            "together": start_together(address, given.together, given.rounds, folder),
        }
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
