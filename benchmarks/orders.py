"""Ten million order lines in Parquet become customers: SmartCart, polars and pandas, each alone.

``python -m benchmarks.orders [CUSTOMERS]`` generates the lines, runs each in a process of its own,
in turn, and demands equal customers of all. ``python -m benchmarks.orders SOURCE WHO OUT`` is one
process. The rivals are written for this file alone: they know its columns, and that its cells need
no reading.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.measure import Run, run_once
from benchmarks.orders_rivals import RIVALS

CUSTOMERS, ROUNDS = 366_500, 3  # customers that give ten million lines
RESULTS = Path(__file__).parent / "results"
SMARTCART = (sys.executable, "-m", "smartcart")


def one(source: Path, who: str, out: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.orders", str(source), who, str(out)]


def figures(runs: list[Run], ours: list[Run]) -> dict[str, float]:
    ratios = [run.seconds / own.seconds for run, own in zip(runs, ours, strict=True)]
    return {
        "seconds": statistics.median(run.seconds for run in runs),
        "seconds_low": min(run.seconds for run in runs),
        "seconds_high": max(run.seconds for run in runs),
        "cpu_seconds": statistics.median(run.cpu_seconds for run in runs),
        "megabytes": max(run.megabytes for run in runs),
        "times_ours": statistics.median(ratios),
    }


def measure(folder: Path, n: int, rounds: int = ROUNDS) -> dict[str, object]:
    """Return seconds, seconds of computing and peak memory of each, and the load beside them."""
    source = folder / "lines.parquet"
    run_once([*SMARTCART, "generate", "orders", "--n", str(n), "--out", str(source)])
    names = ["smartcart", *RIVALS]
    runs: dict[str, list[Run]] = {name: [] for name in names}
    load = []
    for _ in range(rounds):
        for name in names:
            load.append(os.getloadavg()[0])
            runs[name].append(run_once(one(source, name, folder / f"{name}.parquet")))
    tables = [pd.read_parquet(folder / f"{name}.parquet") for name in names]
    for other in tables[1:]:
        pd.testing.assert_frame_equal(tables[0], other[list(tables[0])], rtol=1e-9, atol=1e-9)
    return {
        "lines": pq.read_metadata(source).num_rows,
        "customers": len(tables[0]),
        "cores": os.cpu_count(),
        "load_before": [round(each, 2) for each in load],
        **{name: figures(runs[name], runs["smartcart"]) for name in names},
    }


def work(source: str, who: str, out: str) -> None:
    """Do one thing, so that a process of its own can be measured."""
    if who == "smartcart":
        from smartcart.tables import read_orders

        table = read_orders(source).table.reset_index()
    else:
        table = RIVALS[who](source)
    table.to_parquet(out)


def main(*given: str) -> None:
    if len(given) == 3:
        return work(*given)
    with tempfile.TemporaryDirectory() as name:
        measured = measure(Path(name), int(given[0]) if given else CUSTOMERS)
    measured = {"machine": platform.platform(), **measured}
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(measured, indent=2)
    (RESULTS / "orders.json").write_text(text + "\n")
    print(text)
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
