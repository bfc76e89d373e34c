"""Large tables on one machine: ``python -m benchmarks.large``; ``--large`` adds 10,000,000.

``--sizes 1000,10000`` measures these alone. The small ones are run three times; the median counts.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measure import run_once

__all__ = ["SIZES", "add_options", "asked_sizes", "growth", "measure", "merge_runs"]

SMARTCART = (sys.executable, "-m", "smartcart")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LARGEST = 10_000_000
#: The slope is told from here on: below, what no table changes (starting, drawing) takes the time.
SLOPE_FROM = 100_000
RUNS = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--large", action="store_true", help=f"add {LARGEST:,} customers")
    parser.add_argument("--sizes", metavar="N,N", help="measure these; keep what was measured")


def asked_sizes(asked: argparse.Namespace) -> tuple[int, ...]:
    if asked.sizes:
        return tuple(int(size) for size in asked.sizes.split(","))
    return (*SIZES, LARGEST) if asked.large else SIZES


def measure(sizes: Sequence[int] = SIZES, kept: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """Return seconds by stage, peak memory and growth, from Parquet to segments and report.

    ``kept`` are runs of an earlier time, which stand for the sizes that are not measured.
    """
    runs = merge_runs(kept, [run_size(n) for n in sizes])
    return {"runs": runs, **growth(runs)}


def run_size(n: int) -> dict[str, Any]:
    """Measure one size, several times where it is small."""
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "customers.parquet"
        run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(source)])
        times = 1 if n >= LARGEST else RUNS
        found = [run_jobs(source, Path(name) / str(time)) for time in range(times)]
    seconds = [each["seconds"] for each in found]
    middle = next(each for each in found if each["seconds"] == statistics.median_low(seconds))
    peaks = {key: max(each[key] for each in found) for key in middle if key.endswith("megabytes")}
    spread = {"seconds_low": min(seconds), "seconds_high": max(seconds)}
    return {"n": n, **middle, **spread, **peaks, "times": times, "measured": f"{date.today()}"}


def run_jobs(source: Path, out: Path) -> dict[str, Any]:
    """Measure the main job and the scoring of one table, each in a process of its own."""
    segment = run_once([*SMARTCART, "segment", str(source), "--out", str(out)])
    summary = json.loads((out / "summary.json").read_text())
    placed = out.with_suffix(".parquet")
    score = run_once(
        [*SMARTCART, "score", str(out / "model.json"), str(source), "--out", str(placed)]
    )
    placed.unlink()
    return {
        "seconds": segment.seconds,
        "cpu_seconds": segment.cpu_seconds,
        "megabytes": segment.megabytes,
        "stages": summary["seconds"],
        "k": summary["k"],
        "score_seconds": score.seconds,
        "score_cpu_seconds": score.cpu_seconds,
        "score_megabytes": score.megabytes,
    }


def merge_runs(
    kept: Sequence[dict[str, Any]], measured: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the runs by size; what was measured now stands for what was kept."""
    by_size = {each["n"]: each for each in (*kept, *measured)}
    return [by_size[n] for n in sorted(by_size)]


def growth(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the growth exponents of time: 1 is in proportion to the customers.

    Between neighbours, and from `SLOPE_FROM` to the largest where both were measured.
    """
    told: dict[str, Any] = {"slopes": [_slope(*pair, "seconds") for pair in pairwise(runs)]}
    ends = [each for each in runs if each["n"] >= SLOPE_FROM]
    if len(ends) > 1:
        told["slope_from"] = ends[0]["n"]
        told["slope"] = _slope(ends[0], ends[-1], "seconds")
        told["cpu_slope"] = _slope(ends[0], ends[-1], "cpu_seconds")
    return told


def _slope(smaller: dict[str, Any], larger: dict[str, Any], figure: str) -> float:
    return math.log(larger[figure] / smaller[figure]) / math.log(larger["n"] / smaller["n"])


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    add_options(options)
    print(json.dumps(measure(asked_sizes(options.parse_args())), indent=2))
