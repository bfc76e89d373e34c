"""All that `python -m benchmarks` measures, by name: each figure beside a rival in the same run."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import large, lloyd, panel, scan, scoring, silhouette, startup, ward
from benchmarks.campaign import million_customers
from benchmarks.measure import in_turn, run_once
from benchmarks.reading import founding_reading, million_rows

__all__ = ["SECTIONS"]

SMARTCART = (sys.executable, "-m", "smartcart")


def founding_table(folder: Path) -> dict[str, Any]:
    """Measure the main job, cold, on 2,240 customers against the plain notebook pipeline."""
    source = folder / "customers.csv"
    run_once([*SMARTCART, "generate", "customers", "--out", str(source)])
    ours = [*SMARTCART, "segment", str(source), "--out", str(folder / "out"), "--no-report"]
    rival = [sys.executable, str(Path(__file__).parent / "notebook.py"), str(source)]
    return {"2,240 customers, cold process": in_turn(ours, rival)}


def reading(folder: Path) -> dict[str, Any]:
    """Measure reading, against `pandas.read_csv`."""
    return {
        "2,240 customers": founding_reading(folder),
        "1,000,000 customers": million_rows(folder),
    }


def generate(folder: Path) -> dict[str, Any]:
    """Measure half a million customers written to one file: seconds and peak memory."""
    return {name: _generate(folder / f"many.{name}") for name in ("csv", "parquet")}


def _generate(out: Path, n: int = 500_000) -> dict[str, float]:
    run = run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(out)])
    size = out.stat().st_size / 1e6
    out.unlink()
    return {"n": n, "seconds": run.seconds, "megabytes": run.megabytes, "file_megabytes": size}


def _inside(work: Callable[[Path], Any]) -> Callable[[], Any]:
    def measured() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            return work(Path(folder))

    return measured


SECTIONS: dict[str, Callable[[], Any]] = {
    "founding": _inside(founding_table),
    "panel": lambda: {"the panel, 50 bootstraps": panel.measure()},
    "scan": scan.measure,
    "lloyd": lloyd.measure,
    "silhouette": silhouette.measure,
    "ward": ward.measure,
    "large": lambda: large.measure(large="--large" in sys.argv),
    "scoring": scoring.measure,
    "startup": startup.measure,
    "reading": _inside(reading),
    "campaign": _inside(lambda folder: {"1,000,000 customers": million_customers(folder)}),
    "generate": _inside(generate),
}
