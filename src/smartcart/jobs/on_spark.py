"""The main job and scoring, for customers who stay on a cluster of Spark."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartcart.engines import (
    SAMPLE,
    CustomersThere,
    check_there,
    find_target,
    has_scheme,
    keep_there,
    open_session,
    read_there,
    refuse_method,
    refuse_taken,
    score_there,
    segment_there,
    told_by_spark,
    write_there,
)
from smartcart.jobs.objections import read_objections
from smartcart.jobs.outputs import OWNED, write_segmentation
from smartcart.jobs.playbook import read_playbook
from smartcart.jobs.rename import keep_own_names
from smartcart.jobs.segment import Finished, SegmentJob
from smartcart.jobs.spark_checks import (
    OUT_SEGMENTS,
    check_score_out,
    check_segment_out,
    find_elsewhere,
    refuse_lines,
    refuse_unknown,
)
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation, SegmentModel, list_unknown
from smartcart.tables import output_folder, write_csv, write_json
from smartcart.value import Suppressed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_MAY_BE_EMPTY = ("risk_index", "is_high_value")
#: Customers by whom it is told why a column is empty.
_FEW = 10_000

__all__ = ["SparkPlace", "run_score_on_spark", "run_segment_on_spark"]


@dataclass(frozen=True)
class SparkPlace:
    """Where the work is done, and where the cluster writes the segment of every customer.

    Attributes
    ----------
    master : str or None
        See `smartcart.engines.find_master`.
    out_segments : str or None
        A path where nothing stands and that all executors can write to, for a folder of Parquet
        files; outside of the results. When not given, it is the folder ``segments`` in the folder
        of the results, which then must be one that the executors share.
    sample : int
        Customers who come to this machine; see `smartcart.engines.segment_there`.
    """

    master: str | None = None
    out_segments: str | None = None
    sample: int = SAMPLE


def run_segment_on_spark(
    job: SegmentJob,
    place: SparkPlace,
    display: Display | None = None,
    *,
    options: Mapping[str, object] | None = None,
) -> Finished:
    """Read, segment and write on a cluster what `run_segment` does on this machine.

    Up to `place.sample` customers, ``segments.csv`` is written as there; beyond, and where
    `place.out_segments` is given, the cluster writes Parquet files. `options` are those that only
    one machine knows: given, they are refused.

    Raises
    ------
    SettingsError
        Before any work, when the results would replace the source, or the segments cannot be
        written where they are to go.
    SmartCartError
        When Spark fails, or the segments cannot be read back after they were written.
    """
    sheets = {"--sheet": job.sheet, "--table": job.table, "--query": job.query}
    refuse_unknown(job.source, {**sheets, "--out-table": job.out_table, **(options or {})})
    refuse_method(job.settings)
    watch = Stopwatch(display)
    check_segment_out(job)
    elsewhere = find_elsewhere(job.out, place.out_segments)
    objections = read_objections(job.store)
    schema = job.schema.assign_roles(job.roles)
    playbook = read_playbook(job.playbook, schema) if job.playbook else None
    watch("read", 0, 1)
    with told_by_spark(), open_session(place.master) as session, ExitStack() as held:
        if elsewhere is not None:
            refuse_taken(session, find_target(elsewhere), OUT_SEGMENTS)
        source = read_there(session, str(job.source), schema)
        refuse_lines(source, schema)
        there = check_there(source, schema, job.settings)
        held.callback(there.release)
        there, left_out = there.without(objections.ids)
        segmentation = segment_there(
            there,
            job.settings,
            watch,
            playbook=playbook,
            own_names=job.own_names,
            sample=place.sample,
        )
        segmentation = keep_own_names(job.out, segmentation, _customers(segmentation))
        with output_folder(job.out, OWNED) as folder:
            summary = write_segmentation(
                segmentation, folder, watch, report=job.report, segments=False
            )
            written = _write_segments(there, segmentation, folder, place, elsewhere)
            summary |= objections.account(Suppressed(left_out, len(objections.ids) - left_out))
            write_json(summary, folder / "summary.json")
    customers = _customers(segmentation)
    return Finished(segmentation, customers, summary, job.out, segments=written)


def run_score_on_spark(
    model: Path,
    source: str,
    out: str,
    place: SparkPlace,
    display: Display | None = None,
    *,
    snapshot: date | None = None,
    options: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Place customers on a cluster; the cluster writes a folder of Parquet files.

    `options` are those that only one machine knows: given, they are refused.

    Returns
    -------
    dict
        As `run_score`; ``quarantine`` is None, for what was set aside stays where it is.

    Raises
    ------
    SettingsError
        Before any work, when `out` is no path where the cluster can write a new folder.
    SmartCartError
        When Spark fails, or the segments cannot be read back after they were written.
    """
    refuse_unknown(source, options or {})
    check_score_out(out)
    segmentation = load_model(model)
    settings, learnt = segmentation.settings, segmentation.model
    if snapshot is not None:
        settings = settings.model_copy(update={"snapshot": snapshot})
    if display is not None:
        display("read", 0, 1)
    with told_by_spark(), open_session(place.master) as session, ExitStack() as held:
        refuse_taken(session, find_target(out), "--out")
        schema = learnt.scoring_schema
        read = read_there(session, source, schema)
        refuse_lines(read, schema, expected=learnt.from_order_lines)
        there = check_there(read, schema, settings)
        held.callback(there.release)
        if display is not None:
            display("fit", 0, 1)
        with keep_there(score_there(there, learnt)) as scored:
            counts, empty = _count_placed(scored)
            notes = _tell_empty(there, learnt, empty)
            write_there(
                scored, find_target(out), len(there), "--out", seen_here=not has_scheme(out)
            )
    n = len(there)
    return {
        "records": there.quality.records,
        "customers": n,
        "quarantined": there.quality.quarantined,
        "quarantine": None,
        "segments": [
            {
                "id": segment.id,
                "name": segment.name,
                "size": counts.get(segment.id, 0),
                "share_customers": counts.get(segment.id, 0) / n,
            }
            for segment in segmentation.segments
        ],
        "notes": notes,
    }


def _count_placed(scored: DataFrame) -> tuple[dict[str, int], set[str]]:
    """Count the customers of each segment; name the columns that are empty for all of them."""
    from pyspark.sql import functions as F  # noqa: N812 - its name in every text on Spark

    counts = [F.count(F.lit(1)), *(F.count(name) for name in _MAY_BE_EMPTY)]
    rows = scored.groupBy("segment_id").agg(*counts).collect()
    known = [sum(row[2 + i] for row in rows) for i in range(len(_MAY_BE_EMPTY))]
    empty = {name for name, n in zip(_MAY_BE_EMPTY, known, strict=True) if not n}
    return {row[0]: row[1] for row in rows}, empty


def _tell_empty(there: CustomersThere, model: SegmentModel, empty: set[str]) -> list[str]:
    """Say what keeps columns empty, as `list_unknown` does of customers who are here."""
    if not empty:
        return []
    some = there.sample(_FEW).table
    return [note for note in list_unknown(model, some) if note.split()[0] in empty]


def _customers(segmentation: Segmentation) -> Any:
    assert segmentation.training is not None  # noqa: S101 - it was learnt a moment ago
    return segmentation.training.customers


def _write_segments(
    there: CustomersThere,
    segmentation: Segmentation,
    folder: Path,
    place: SparkPlace,
    elsewhere: str | None,
) -> str:
    """Write the segment of every customer; return where, in the folder or elsewhere."""
    if place.out_segments is None and len(there) <= len(_customers(segmentation)):
        write_csv(segmentation.assignments, folder / "segments.csv")
        return "segments.csv"
    own = f"file://{(folder / 'segments').absolute()}"  # not in the file system of the cluster
    target = own if elsewhere is None else find_target(elsewhere)
    with keep_there(score_there(there, segmentation.model)) as placed:
        placed.count()  # what fails here fails in placing customers, not in writing them
        seen_here = elsewhere is None or not has_scheme(elsewhere)
        write_there(placed, target, len(there), OUT_SEGMENTS, seen_here=seen_here)
    if elsewhere is None:
        return "segments"
    return elsewhere if has_scheme(elsewhere) else str(Path(elsewhere).absolute())
