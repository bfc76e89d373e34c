"""A cluster of Spark against one machine, on the same customers: the same answer, and the time.

``python -m benchmarks.spark [ROWS] [MASTER]`` prints how far apart the results are, and seconds by
stage of both. Spark on one machine is slower than no Spark: the ratio says what its frame costs.
``python -m benchmarks.spark costs`` prints what one core takes for one customer, for sizing.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import smartcart
from smartcart.choice import adjusted_rand
from smartcart.customers.columns import match_columns
from smartcart.customers.convention import Convention
from smartcart.engines.exact import grid_of
from smartcart.engines.lloyd import _step
from smartcart.engines.matrix import Layout
from smartcart.engines.profiles import _label
from smartcart.engines.ranks import _count_digits
from smartcart.engines.rows import ACCOUNT, NUMBER, STAGE, Finishing, Reading
from smartcart.engines.score import _Placing
from smartcart.engines.space import _place, bound_points
from smartcart.engines.tally import unpack_blocks
from smartcart.jobs import SegmentJob, SparkPlace, run_segment, run_segment_on_spark
from smartcart.model_file import load_model


def measure(n: int = 1_000_000, master: str = "local[2]") -> dict[str, Any]:
    """Segment n customers with both engines; return how they differ and what they took."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "customers.parquet"
        smartcart.make_customers(n, seed=0).to_parquet(source, row_group_size=50_000)
        seconds = {}
        for name in ("local", "spark"):
            started = time.perf_counter()
            job = SegmentJob(source, folder / name, report=False)
            if name == "local":
                run_segment(job)
            else:
                run_segment_on_spark(job, SparkPlace(master))
            seconds[name] = time.perf_counter() - started
        found = {
            "local_seconds": seconds["local"],
            "spark_seconds": seconds["spark"],
            "times_as_long": seconds["spark"] / seconds["local"],
            **compare(folder / "local", folder / "spark"),
            "stages": {name: _stages(folder / name) for name in seconds},
        }
        return {f"{n:,} customers, {master}": found}


def costs(n: int = 200_000) -> dict[str, Any]:
    """Return what one core takes for one customer in each step, in microseconds.

    Run without Spark, so that nothing but our own work is measured, and in time of the core, so
    that whatever else runs on the machine hardly counts.
    """
    frame = smartcart.make_customers(n, seed=0)
    segmentation = smartcart.segment(frame, {"n_boot": 2, "n_null": 2})
    model, training = segmentation.model, segmentation.training
    assert training is not None  # noqa: S101 - it was learnt a moment ago
    schema, features = training.customers.schema, training.features
    columns = match_columns(list(frame.columns), schema)
    convention = Convention(date_order="dmy", decimal=".")
    conventions = {column.name: convention for column in schema.columns}
    batches = pa.Table.from_pandas(frame, preserve_index=False).to_batches(max_chunksize=20_000)
    took: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        started = time.process_time()
        found = work()
        took[name] = (time.process_time() - started) / n * 1e6
        return found

    fields = [c.name for c in schema.columns]
    read = timed("read", lambda: list(Reading(columns, schema, conventions).run(batches)))
    judge = Finishing(schema, segmentation.snapshot_date, 40_000.0)
    kept = [each for each in read if _are_records(each)]
    judged = timed("judge", lambda: [each for each in judge.run(kept) if _are_records(each)])
    customers = [each.select([*fields, NUMBER]) for each in judged]
    layout = Layout(
        schema, segmentation.snapshot_date, features.variables, tuple(features.measures), {}
    )
    blocks = timed("features", lambda: list(layout.pack(customers)))
    asked = [(i, -1, 0) for i in range(len(layout.variables))]
    timed("look_variables", lambda: _count_digits(asked, 0, None, unpack_blocks(blocks)))
    points = timed("place", lambda: list(_place(layout, model.space, blocks)))
    grid = grid_of(bound_points(model.space))
    step = partial(_step, model.partition.centroids, grid)
    timed("lloyd_iteration", lambda: step(unpack_blocks(points)))
    label = partial(_label, layout, model.space, model.partition.centroids)
    labelled = timed("label", lambda: list(label(blocks)))
    k, m = model.partition.k, len(layout.measures)
    asked = [(i, group, 0) for i in range(m) for group in range(-1, k)]
    timed("look_measures", lambda: _count_digits(asked, 0, m, unpack_blocks(labelled)))
    timed("score", lambda: list(_Placing(model, schema).run(customers)))
    sizes = {"variables": len(layout.variables), "measures": m, "k": k}
    return {"rows": n, **sizes, "microseconds": took}


def _are_records(batch: pa.RecordBatch) -> bool:
    return batch.num_rows > 0 and bool(batch.column(STAGE)[0].as_py() != ACCOUNT)


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
        "centroids_apart_over_scale": apart / scale,
        "ari": adjusted_rand(*codes),
        "moved_customers": int((codes[0] != codes[1]).sum()),
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
    if asked == ["costs"]:
        print(json.dumps(costs(), indent=2))
        sys.exit()
    print(json.dumps(measure(*(int(each) for each in asked[:1]), *asked[1:2]), indent=2))
