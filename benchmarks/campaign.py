"""What it costs to plan a campaign for a million customers, beyond reading them.

``python -m benchmarks.campaign FILE MODEL`` is one process: it prints seconds of reading, and of
planning with everything written.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.measure import run_once

__all__ = ["million_customers"]

ROUNDS = 5
SMARTCART = (sys.executable, "-m", "smartcart")
LEARNT_ON = 5_000


def million_customers(folder: Path, n: int = 1_000_000) -> dict[str, float]:
    """Measure planning a campaign for generated customers, in processes of its own.

    Wall seconds and seconds of computing: segments by the model, models and their test, the
    choice. Writing the folder is counted by itself.
    """
    small, source = folder / "few.csv", folder / "many.csv"
    run_once([*SMARTCART, "generate", "customers", "--n", str(LEARNT_ON), "--out", str(small)])
    run_once([*SMARTCART, "generate", "customers", "--n", str(n), "--out", str(source)])
    out = folder / "learnt"
    run_once([*SMARTCART, "segment", str(small), "--out", str(out), "--no-report"])
    command = [sys.executable, "-m", "benchmarks.campaign", str(source), str(out / "model.json")]
    runs = [json.loads(subprocess.check_output(command)) for _ in range(ROUNDS)]
    figures: dict[str, float] = {"n": n}
    for name in runs[0]:
        values = [run[name] for run in runs]
        figures[name] = statistics.median(values)
        figures[f"{name}_low"], figures[f"{name}_high"] = min(values), max(values)
    return figures


def main(source: str, model: str) -> None:
    """Do it once, and print how long each part took."""
    import tempfile

    import smartcart
    from smartcart.jobs.campaign_outputs import summarize_campaign, write_campaign
    from smartcart.segmentation import place_customers
    from smartcart.value import Offer, plan_campaign

    segmentation, offer = smartcart.load(model), Offer(3, 11)
    started = time.perf_counter()
    customers = smartcart.read_customers(source, segmentation.model.schema)
    read, computing = time.perf_counter(), time.process_time()
    plan = plan_campaign(
        customers,
        segmentation.k,
        offer,
        settings=segmentation.settings,
        labels=place_customers(segmentation.model, customers),
        holdout_share=0.1,
    )
    planned, computed = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as name:
        summary = summarize_campaign(plan, segmentation, customers, offer)
        write_campaign(plan, segmentation, customers, summary, Path(name))
    figures = {
        "read_seconds": read - started,
        "plan_seconds": planned - read,
        "plan_cpu_seconds": computed - computing,
        "write_seconds": time.perf_counter() - planned,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
