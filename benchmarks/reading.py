"""What it costs to read, repair and check a table, against ``pandas.read_csv`` in the same run.

``python -m benchmarks.reading FILE ours|beyond|imports|pandas|pandas_imports|frame`` is one process
of the comparison.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measure import in_turn, run_once

__all__ = ["founding_reading", "million_rows"]

ROUNDS = 5
SMARTCART = (sys.executable, "-m", "smartcart")


def founding_reading(folder: Path) -> dict[str, float]:
    """Measure reading and checking 2,240 customers, beyond the imports that it needs.

    Both are seconds of computing, which others on the machine disturb least, of processes that do
    nothing else. The first one, which may find files that are not in memory, does not count.
    """
    source = _customers(folder, 2240)
    told = [subprocess.check_output(_one(source, "beyond"), text=True) for _ in range(10)][1:]
    imports, beyond = zip(*(map(float, each.split()) for each in told), strict=True)
    return {
        "n": 2240,
        "beyond_imports_seconds": statistics.median(beyond),
        "beyond_imports_seconds_low": min(beyond),
        "beyond_imports_seconds_high": max(beyond),
        "imports_seconds": statistics.median(imports),
    }


def million_rows(folder: Path, n: int = 1_000_000) -> dict[str, float]:
    """Measure read, repaired and checked against parsed only, whole processes in turn.

    Memory is the peak of each process beyond its imports, as a multiple of the frame that
    ``pandas.read_csv`` makes of the file (its deep size, text included).
    """
    source = _customers(folder, n)
    imports = run_once(_one(source, "imports")).megabytes
    rival_imports = run_once(_one(source, "pandas_imports")).megabytes
    figures = in_turn(_one(source, "ours"), _one(source, "pandas"), ROUNDS)
    frame = float(subprocess.check_output(_one(source, "frame"))) / 2**20
    source.unlink()
    return {
        "n": n,
        **figures,
        "frame_megabytes": frame,
        "imports_megabytes": imports,
        "rival_imports_megabytes": rival_imports,
        "ours_frames": (figures["ours_megabytes"] - imports) / frame,
        "ours_frames_with_imports": figures["ours_megabytes"] / frame,
        "rival_frames": (figures["rival_megabytes"] - rival_imports) / frame,
    }


def _customers(folder: Path, n: int) -> Path:
    source = folder / f"customers_{n}.csv"
    run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(source)])
    return source


def _one(source: Path, what: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.reading", str(source), what]


def main(source: str, what: str) -> None:
    """Do one thing, so that a process of its own can be measured."""
    import pandas as pd

    if what == "pandas":
        pd.read_csv(source)
        return
    if what == "pandas_imports":
        return
    if what == "frame":
        print(pd.read_csv(source).memory_usage(deep=True).sum())
        return
    import smartcart

    if what != "ours":
        import pyarrow.csv  # noqa: F401 - what reading imports, and nothing else of it

        import smartcart.tables
    imported = time.process_time()
    if what != "imports":
        smartcart.read_customers(source)
    if what == "beyond":
        print(imported, time.process_time() - imported)


if __name__ == "__main__":
    main(*sys.argv[1:])
