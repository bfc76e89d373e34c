"""All that `python -m benchmarks` measures, by name: each figure beside a rival in the same run."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import founding, large, lloyd, panel, scan, scoring, silhouette, startup, ward
from benchmarks.campaign import million_customers
from benchmarks.measure import run_once
from benchmarks.reading import founding_reading, million_rows
from benchmarks.results_files import read_kept

__all__ = ["SECTIONS", "WHEN_NAMED", "add_options"]

SMARTCART = (sys.executable, "-m", "smartcart")


def add_options(parser: ArgumentParser) -> None:
    """Add what single sections are asked for."""
    parser.add_argument(
        "--pycaret", metavar="PYTHON", help="a second rival of the section founding"
    )
    large.add_options(parser)


def reading(folder: Path) -> dict[str, Any]:
    """Measure reading, against `pandas.read_csv`."""
    return {
        "2,240 customers": founding_reading(folder),
        "1,000,000 customers": million_rows(folder),
    }


def generate(folder: Path) -> dict[str, Any]:
    """Measure half a million customers written to one file: seconds and peak memory."""
    return {label: _generate(folder / f"many.{label.lower()}") for label in ("CSV", "Parquet")}


def _generate(out: Path, n: int = 500_000) -> dict[str, float]:
    run = run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(out)])
    size = out.stat().st_size / 1e6
    out.unlink()
    return {"n": n, "seconds": run.seconds, "megabytes": run.megabytes, "file_megabytes": size}


def _large(asked: Namespace) -> dict[str, Any]:
    """Measure the sizes asked for; others of this machine are kept where sizes are named."""
    before = read_kept("large") if asked.sizes else None
    return large.measure(large.asked_sizes(asked), before["runs"] if before else ())


def _spark(_: Namespace) -> dict[str, Any]:
    from benchmarks import spark  # here, because nothing else needs the engine

    return spark.measure()


def _inside(work: Callable[[Path], Any]) -> Callable[[Namespace], Any]:
    def measured(_: Namespace) -> Any:
        with tempfile.TemporaryDirectory() as folder:
            return work(Path(folder))

    return measured


SECTIONS: dict[str, Callable[[Namespace], Any]] = {
    "founding": lambda asked: founding.measure(pycaret=asked.pycaret),
    "panel": lambda _: {"the panel, 50 bootstraps": panel.measure()},
    "scan": lambda _: scan.measure(),
    "lloyd": lambda _: lloyd.measure(),
    "silhouette": lambda _: silhouette.measure(),
    "ward": lambda _: ward.measure(),
    "large": _large,
    "scoring": lambda _: scoring.measure(),
    "startup": lambda _: startup.measure(),
    "reading": _inside(reading),
    "campaign": _inside(lambda folder: {"1,000,000 customers": million_customers(folder)}),
    "generate": _inside(generate),
    "spark": _spark,
}
#: Long: measured only when asked for by name.
WHEN_NAMED = ("spark",)
