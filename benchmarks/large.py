"""Large tables on one machine: ``python -m benchmarks.large``; ``--large`` adds 10,000,000."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.measure import run_once

SMARTCART = (sys.executable, "-m", "smartcart")
SIZES = (100_000, 1_000_000)
LARGEST = 10_000_000


def run_size(folder: Path, n: int) -> dict[str, Any]:
    """Measure the main job and the scoring of n customers, each in a process of its own."""
    source, out = folder / f"{n}.parquet", folder / f"{n}"
    run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(source)])
    segment = run_once([*SMARTCART, "segment", str(source), "--out", str(out)])
    summary = json.loads((out / "summary.json").read_text())
    placed = folder / f"{n}.scored.parquet"
    score = run_once(
        [*SMARTCART, "score", str(out / "model.json"), str(source), "--out", str(placed)]
    )
    for path in (source, placed):
        path.unlink()
    return {
        "n": n,
        "seconds": segment.seconds,
        "cpu_seconds": segment.cpu_seconds,
        "megabytes": segment.megabytes,
        "stages": summary["seconds"],
        "k": summary["k"],
        "score_seconds": score.seconds,
        "score_cpu_seconds": score.cpu_seconds,
        "score_megabytes": score.megabytes,
    }


def slopes(runs: list[dict[str, Any]], figure: str = "seconds") -> list[float]:
    """Return the growth exponent between neighbouring sizes: 1 is in proportion."""
    return [
        math.log(larger[figure] / smaller[figure]) / math.log(larger["n"] / smaller["n"])
        for smaller, larger in pairwise(runs)
    ]


def measure(large: bool = False) -> dict[str, Any]:
    """Return seconds by stage, peak memory and growth, from Parquet to segments and report."""
    sizes = (*SIZES, LARGEST) if large else SIZES
    with tempfile.TemporaryDirectory() as name:
        runs = [run_size(Path(name), n) for n in sizes]
    return {
        "runs": runs,
        "slopes": slopes(runs),
        "slope": math.log(runs[-1]["seconds"] / runs[0]["seconds"])
        / math.log(runs[-1]["n"] / runs[0]["n"]),
        "cpu_slope": math.log(runs[-1]["cpu_seconds"] / runs[0]["cpu_seconds"])
        / math.log(runs[-1]["n"] / runs[0]["n"]),
    }


if __name__ == "__main__":
    print(json.dumps(measure(large="--large" in sys.argv), indent=2))
