"""A cluster of Spark against one machine, on the same customers: the same answer, and the time.

``python -m benchmarks.spark [ROWS] [MASTER]`` prints how far apart the results are, and seconds by
stage of both. Spark on one machine is slower than no Spark: the ratio says what its frame costs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

import smartcart
from smartcart.choice import adjusted_rand
from smartcart.jobs import SegmentJob, SparkPlace, run_segment, run_segment_on_spark
from smartcart.model_file import load_model


def measure(n: int = 1_000_000, master: str = "local[2]") -> dict[str, Any]:
    """Segment n customers with both engines; return how they differ and what they took."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "customers.parquet"
        smartcart.make_customers(n, seed=0).to_parquet(source)
        seconds = {}
        for name in ("local", "spark"):
            started = time.perf_counter()
            job = SegmentJob(source, folder / name, report=False)
            if name == "local":
                run_segment(job)
            else:
                run_segment_on_spark(job, SparkPlace(master))
            seconds[name] = time.perf_counter() - started
        return {
            "rows": n,
            "master": master,
            **{f"{name}_seconds": each for name, each in seconds.items()},
            "ratio": seconds["spark"] / seconds["local"],
            "stages": {name: _stages(folder / name) for name in seconds},
            **compare(folder / "local", folder / "spark"),
        }


def compare(local: Path, spark: Path) -> dict[str, Any]:
    """Return how far apart the results of two folders are."""
    ours, theirs = load_model(local / "model.json"), load_model(spark / "model.json")
    left, right = ours.model.partition, theirs.model.partition
    same_k = left.k == right.k
    apart = float(np.abs(left.centroids - right.centroids).max()) if same_k else float("nan")
    scale = float(np.abs(left.centroids).max())
    labels = _labels(local).join(_labels(spark), lsuffix="_local", rsuffix="_spark", how="outer")
    codes = [pd.factorize(labels[name], sort=True)[0] for name in labels]
    return {
        "same_k": same_k,
        "same_names": ours.model.names == theirs.model.names,
        "same_verdict": ours.verdict == theirs.verdict,
        "centroids_apart": apart / scale,
        "ari": adjusted_rand(*codes),
        "moved": int((codes[0] != codes[1]).sum()),
    }


def _stages(folder: Path) -> dict[str, float]:
    return dict(json.loads((folder / "summary.json").read_text())["seconds"])


def _labels(folder: Path) -> pd.DataFrame:
    columns = ["customer_id", "segment_id"]
    if (folder / "segments").is_dir():
        found = pq.read_table(folder / "segments", columns=columns).to_pandas()
    else:
        found = pd.read_csv(folder / "segments.csv", usecols=columns, dtype=str)
    return found.set_index("customer_id")


if __name__ == "__main__":
    asked = sys.argv[1:]
    print(json.dumps(measure(*(int(each) for each in asked[:1]), *asked[1:2]), indent=2))
