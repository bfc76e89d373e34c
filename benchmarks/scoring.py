"""``python -m benchmarks.scoring``: one customer, a batch and a table, against scikit-learn.

The rival is what a notebook would deploy: a pipeline of log(1 + x), z-scores, PCA and K-Means,
fitted on the same customers and asked for labels alone, with the values in an array already. Ours
is asked for the same (``labels``), and for more: from a record of raw values to everything that
``segments.csv`` holds (``records``). Taken in turn; the median and the spread of the ratio are
printed.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import smartcart
from smartcart.segmentation import Segmentation

_ROUNDS = 9
_BATCHES = (1, 100, 1_000)


def measure() -> dict[str, Any]:
    """Return every figure."""
    frame = smartcart.make_customers(2240, seed=0)
    customers = smartcart.check_customers(frame)
    segmentation = smartcart.segment(customers, {"n_boot": 2, "n_null": 2, "segments": 4})
    table = customers.table
    found = {f"labels of {n:,}": compare_labels(segmentation, table, n) for n in _BATCHES}
    found |= {f"records of {n:,}": _compare_records(segmentation, table, n) for n in _BATCHES}
    found["1,000,000 customers"] = _measure_table(segmentation, table)
    return found


def compare_labels(segmentation: Segmentation, table: pd.DataFrame, n: int) -> dict[str, Any]:
    """Ask both for the labels of customers that stand in an array."""
    scorer = segmentation.scorer()
    names = list(segmentation.model.variables)
    rival = make_pipeline_of(segmentation, table[names])
    every = [field.name for field in scorer.fields[1:]]
    values = table.reindex(columns=every).head(n).to_numpy(dtype=np.float64)
    compared = table[names].head(n).to_numpy(dtype=np.float64)
    return _in_turn(lambda: scorer.label(values), lambda: rival(compared), n)


def _compare_records(segmentation: Segmentation, table: pd.DataFrame, n: int) -> dict[str, Any]:
    scorer = segmentation.scorer()
    names = list(segmentation.model.variables)
    rival = make_pipeline_of(segmentation, table[names])
    values = table[names].head(n).to_numpy(dtype=np.float64)
    columns = {field.name: field.source for field in scorer.fields if field.name in table}
    rows = table[list(columns)].head(n).rename(columns=columns)
    rows[scorer.fields[0].source] = rows.index
    records = rows.to_dict("records")
    return _in_turn(lambda: scorer.score(records), lambda: rival(values), n)


def _in_turn(ours_do: Callable[[], Any], rival_does: Callable[[], Any], n: int) -> dict[str, Any]:
    times = max(10, 2_000 // n)
    ours_do(), rival_does()  # what only a first call does is no figure of either
    pairs = [(_seconds(ours_do, times), _seconds(rival_does, times)) for _ in range(_ROUNDS)]
    ours, theirs = np.array(pairs).T
    ratios = ours / theirs
    return {
        "ours_microseconds": round(float(np.median(ours)) * 1e6, 1),
        "rival_microseconds": round(float(np.median(theirs)) * 1e6, 1),
        "times_faster": round(float(1 / np.median(ratios)), 1),
        "ratio": float(np.median(ratios)),
        "ratio_low": float(ratios.min()),
        "ratio_high": float(ratios.max()),
        "customers_per_second": round(n / float(np.median(ours))),
    }


def make_pipeline_of(segmentation: Segmentation, table: pd.DataFrame) -> Callable[[Any], Any]:
    model = segmentation.model
    pipeline = make_pipeline(
        FunctionTransformer(np.log1p),
        StandardScaler(),
        PCA(model.space.n_components),
        KMeans(model.partition.k, n_init=3, random_state=0),
    )
    return pipeline.fit(table.to_numpy(dtype=np.float64)).predict  # type: ignore[no-any-return]


def _measure_table(segmentation: Segmentation, table: pd.DataFrame) -> dict[str, Any]:
    """Place a million customers from memory, and from a Parquet file, whole answers both."""
    scorer = segmentation.scorer()
    names = [field.name for field in scorer.fields[1:] if field.name in table]
    many = pd.concat([table[names]] * (1_000_000 // len(table) + 1)).head(1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.parquet"
        many.to_parquet(path)
        from_memory = [_seconds(lambda: scorer.place(many), 1) for _ in range(_ROUNDS)]
        from_file = [
            _seconds(lambda: scorer.place(pd.read_parquet(path, columns=names)), 1)
            for _ in range(_ROUNDS)
        ]
    return {
        "customers_per_second": round(len(many) / float(np.median(from_memory))),
        "customers_per_second_from_parquet": round(len(many) / float(np.median(from_file))),
    }


def _seconds(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
