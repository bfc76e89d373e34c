"""The main job and scoring, for customers who stay on a cluster of Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartcart.engines import (
    SAMPLE,
    CustomersThere,
    check_there,
    open_session,
    read_there,
    refuse_method,
    score_there,
    segment_there,
)
from smartcart.errors import SettingsError, quoted
from smartcart.jobs.objections import read_objections
from smartcart.jobs.outputs import OWNED, write_segmentation
from smartcart.jobs.playbook import read_playbook
from smartcart.jobs.rename import keep_own_names
from smartcart.jobs.segment import Finished, SegmentJob, prepare_output
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.model_file import load_model
from smartcart.segmentation import Segmentation
from smartcart.tables import names_database, output_folder, write_csv, write_json
from smartcart.value import Suppressed

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["SparkPlace", "run_score_on_spark", "run_segment_on_spark"]


@dataclass(frozen=True)
class SparkPlace:
    """Where the work is done, and where the cluster writes the segment of every customer.

    Attributes
    ----------
    master : str or None
        See `smartcart.engines.find_master`.
    out_segments : str or None
        A path that all executors can write to, for a folder of Parquet files. When not given, it
        is the folder ``segments`` in the folder of the results, which then must be one that the
        executors share.
    sample : int
        Customers who come to this machine; see `smartcart.engines.segment_there`.
    """

    master: str | None = None
    out_segments: str | None = None
    sample: int = SAMPLE


def run_segment_on_spark(
    job: SegmentJob, place: SparkPlace, display: Display | None = None
) -> Finished:
    """Read, segment and write on a cluster what `run_segment` does on this machine.

    Up to `place.sample` customers, ``segments.csv`` is written as there; beyond, and where
    `place.out_segments` is given, the cluster writes Parquet files.
    """
    sheets = {"--sheet": job.sheet, "--table": job.table, "--query": job.query}
    _refuse_unknown(job.source, {**sheets, "--out-table": job.out_table})
    refuse_method(job.settings)
    watch = Stopwatch(display)
    prepare_output(job.out, report=job.report)
    objections = read_objections(job.store)
    schema = job.schema.assign_roles(job.roles)
    playbook = read_playbook(job.playbook, schema) if job.playbook else None
    watch("read", 0, 1)
    with open_session(place.master) as session:
        there = check_there(read_there(session, str(job.source), schema), schema, job.settings)
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
            written = _write_segments(there, segmentation, folder, place)
            summary |= objections.account(Suppressed(left_out, len(objections.ids) - left_out))
            write_json(summary, folder / "summary.json")
        there.release()
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
    options: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    """Place customers on a cluster; the cluster writes a folder of Parquet files.

    `options` are those that only one machine knows: given, they are refused.

    Returns
    -------
    dict
        As `run_score`; ``quarantine`` is None, for what was set aside stays where it is.
    """
    _refuse_unknown(source, options or {})
    segmentation = load_model(model)
    settings, learnt = segmentation.settings, segmentation.model
    if snapshot is not None:
        settings = settings.model_copy(update={"snapshot": snapshot})
    if display is not None:
        display("read", 0, 1)
    with open_session(place.master) as session:
        schema = learnt.scoring_schema
        there = check_there(read_there(session, source, schema), schema, settings)
        if display is not None:
            display("fit", 0, 1)
        scored = score_there(there, learnt).persist()
        counts = {row[0]: row[1] for row in scored.groupBy("segment_id").count().collect()}
        _write_parquet(scored, out)
        scored.unpersist()
        there.release()
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
        "notes": [],
    }


def _customers(segmentation: Segmentation) -> Any:
    assert segmentation.training is not None  # noqa: S101 - it was learnt a moment ago
    return segmentation.training.customers


def _write_segments(
    there: CustomersThere, segmentation: Segmentation, folder: Path, place: SparkPlace
) -> str:
    """Write the segment of every customer; return where, in the folder or elsewhere."""
    if place.out_segments is not None:
        _write_parquet(score_there(there, segmentation.model), place.out_segments)
        return place.out_segments
    if len(there) <= len(_customers(segmentation)):
        write_csv(segmentation.assignments, folder / "segments.csv")
        return "segments.csv"
    _write_parquet(score_there(there, segmentation.model), f"file://{folder / 'segments'}")
    return "segments"


def _write_parquet(frame: DataFrame, path: str) -> None:
    path = path if "://" in path else str(Path(path).absolute())
    try:
        frame.write.mode("error").parquet(path)  # never over what stands there
    except Exception as error:
        raise SettingsError(
            f"The cluster cannot write to {quoted(path)}, or something stands there already.",
            "Give a path where nothing stands and that all executors can write to, such as one "
            "of a shared file system.",
        ) from error


def _refuse_unknown(source: Path | str, options: Mapping[str, str | None]) -> None:
    """Refuse what only one machine does."""
    asked = [option for option, value in options.items() if value is not None]
    if names_database(source):
        asked = ["the address of a database"]
    if asked:
        raise SettingsError(
            f"The engine Spark reads files of Parquet or CSV; it does not know {asked[0]}.",
            "Leave it out, or leave --engine out.",
        )
