"""``python -m benchmarks.scoring``: one customer, a batch and a table, against scikit-learn.

The rival is what a notebook would deploy: a pipeline of log(1 + x), z-scores, PCA and K-Means,
fitted on the same customers and asked for labels alone, with the values in an array already. Ours
starts from a record of raw values and answers with everything that ``segments.csv`` holds. Taken
in turn; the median and the spread of the ratio are printed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

import smartcart
from smartcart.segmentation import Segmentation

_ROUNDS = 15
_BATCHES = (1, 100, 1_000)


def main() -> None:
    """Measure and print."""
    frame = smartcart.make_customers(2240, seed=0)
    customers = smartcart.check_customers(frame)
    segmentation = smartcart.segment(customers, {"n_boot": 2, "n_null": 2, "segments": 4})
    found = {f"{n} records": _compare(segmentation, customers.table, n) for n in _BATCHES}
    found["a table of a million"] = _measure_table(segmentation, customers.table)
    print(json.dumps(found, indent=2))


def _compare(segmentation: Segmentation, table: pd.DataFrame, n: int) -> dict[str, Any]:
    scorer = segmentation.scorer()
    names = list(segmentation.model.variables)
    rival = _pipeline(segmentation, table[names])
    values = table[names].head(n).to_numpy(dtype=np.float64)
    columns = {field.name: field.source for field in scorer.fields if field.name in table}
    rows = table[list(columns)].head(n).rename(columns=columns)
    rows[scorer.fields[0].source] = rows.index
    records = rows.to_dict("records")
    times = max(1, 2_000 // n)
    pairs = [
        (_seconds(lambda: scorer.score(records), times), _seconds(lambda: rival(values), times))
        for _ in range(_ROUNDS)
    ]
    ours, theirs = np.array(pairs).T
    ratios = theirs / ours
    return {
        "ours_microseconds": round(float(np.median(ours)) * 1e6, 1),
        "pipeline_microseconds": round(float(np.median(theirs)) * 1e6, 1),
        "times_faster": round(float(np.median(ratios)), 1),
        "times_faster_range": [round(float(each), 1) for each in (ratios.min(), ratios.max())],
        "customers_per_second": round(n / float(np.median(ours))),
    }


def _pipeline(segmentation: Segmentation, table: pd.DataFrame) -> Callable[[Any], Any]:
    model = segmentation.model
    pipeline = make_pipeline(
        FunctionTransformer(np.log1p),
        StandardScaler(),
        PCA(model.space.n_components),
        KMeans(model.partition.k, n_init=3, random_state=0),
    )
    return pipeline.fit(table.to_numpy(dtype=np.float64)).predict  # type: ignore[no-any-return]


def _measure_table(segmentation: Segmentation, table: pd.DataFrame) -> dict[str, Any]:
    many = pd.concat([table] * (1_000_000 // len(table) + 1)).head(1_000_000)
    scorer = segmentation.scorer()
    seconds = [_seconds(lambda: scorer.assign(many), 1) for _ in range(3)]
    return {"customers_per_second": round(len(many) / float(np.median(seconds)))}


def _seconds(work: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


if __name__ == "__main__":
    main()
