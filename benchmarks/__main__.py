"""``python -m benchmarks``: print and save every figure; ``--large`` adds 10,000,000 customers."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks import panel
from benchmarks.campaign import million_customers
from benchmarks.measure import in_turn, run_once
from benchmarks.reading import founding_reading, million_rows

RESULTS = Path(__file__).parent / "results"
SMARTCART = (sys.executable, "-m", "smartcart")


def founding_table(folder: Path) -> dict[str, float]:
    """Measure the main job, cold, on 2,240 customers against the plain notebook pipeline."""
    source = folder / "customers.csv"
    run_once([*SMARTCART, "generate", "customers", "--out", str(source)])
    ours = [*SMARTCART, "segment", str(source), "--out", str(folder / "out"), "--no-report"]
    rival = [sys.executable, str(Path(__file__).parent / "notebook.py"), str(source)]
    return in_turn(ours, rival)


def generator(folder: Path, n: int, suffix: str) -> dict[str, float]:
    """Measure customers written to one file: seconds and peak memory."""
    out = folder / f"many{suffix}"
    run = run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(out)])
    size = out.stat().st_size / 1e6
    out.unlink()
    return {"n": n, "seconds": run.seconds, "megabytes": run.megabytes, "file_megabytes": size}


def main() -> None:
    n = 10_000_000 if "--large" in sys.argv else 500_000
    results: dict[str, object] = {"machine": platform.platform(), "python": sys.version.split()[0]}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results["founding_table"] = founding_table(folder)
        results["panel"] = panel.measure()
        results["reading_founding_table"] = founding_reading(folder)
        results["reading_million_rows"] = million_rows(folder)
        results["campaign_million_customers"] = million_customers(folder)
        results["generate_csv"] = generator(folder, n, ".csv")
        results["generate_parquet"] = generator(folder, n, ".parquet")
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps(results, indent=2)
    (RESULTS / "latest.json").write_text(text + "\n")
    print(text)


if __name__ == "__main__":
    main()
