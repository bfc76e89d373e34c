"""What a job on Spark refuses: before any work, or as soon as the columns are known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smartcart.customers import Schema, has_required
from smartcart.engines import Source, has_scheme, here
from smartcart.errors import DataError, SettingsError, quoted
from smartcart.jobs.order_customers import rows_are_lines
from smartcart.jobs.outputs import OWNED
from smartcart.jobs.overwriting import spare_read
from smartcart.jobs.segment import SegmentJob, prepare_output
from smartcart.tables import names_database

__all__ = [
    "OUT_SEGMENTS",
    "check_score_out",
    "check_segment_out",
    "find_elsewhere",
    "refuse_lines",
    "refuse_unknown",
]

OUT_SEGMENTS = "--out-segments"

#: Rows by which order lines are told.
_ROWS = 2_000
_MAKE_CUSTOMERS = (
    "Make customers of the order lines first, with smartcart orders LINES --out customers.parquet "
    "(and --horizon DAYS), and give these; or leave --engine out."
)


def refuse_unknown(source: Path | str, options: Mapping[str, object]) -> None:
    """Refuse what only one machine does.

    Raises
    ------
    SettingsError
    """
    asked = [option for option, value in options.items() if value is not None]
    if names_database(source):
        asked = ["the address of a database"]
    if asked:
        raise SettingsError(
            f"The engine Spark reads files of Parquet or CSV; it does not know {asked[0]}.",
            _MAKE_CUSTOMERS if asked[0] == "--horizon" else "Leave it out, or leave --engine out.",
        )


def refuse_lines(source: Source, schema: Schema, *, expected: bool = False) -> None:
    """Refuse order lines, as soon as their columns are known.

    Raises
    ------
    DataError
    """
    if has_required(source.frame.columns, schema):
        return
    rows = source.frame.limit(_ROWS).toArrow().to_pandas()
    if rows_are_lines(rows, source.facts.name, schema, expected=expected):
        raise DataError(
            f"{quoted(source.facts.name)} holds order lines, and the engine Spark reads customers.",
            _MAKE_CUSTOMERS,
        )


def check_segment_out(job: SegmentJob) -> None:
    """Refuse, before the work, results that cannot be written or that replace the source.

    Raises
    ------
    SettingsError
    """
    if has_scheme(str(job.out)):
        raise SettingsError(
            f"--out is a folder of this machine, and {quoted(str(job.out))} names a file system.",
            f"Give a folder to --out, and the path on the cluster to {OUT_SEGMENTS}.",
        )
    source = here(str(job.source))
    spare_read(job.out, OWNED, source)
    if source is not None and source.is_dir() and source.resolve() == job.out.resolve():
        raise SettingsError(
            f"{quoted(source)} is both the source and the folder of the results.",
            "Give another folder to --out: Spark reads every file of the source.",
        )
    prepare_output(job.out, report=job.report)


def check_score_out(out: str) -> None:
    """Refuse, before the work, what is no folder of Parquet files.

    Raises
    ------
    SettingsError
    """
    form = out.rpartition(".")[2].lower()
    asked = "a table of a database" if out.startswith("table:") else None
    if form in ("csv", "xlsx"):
        asked = f"a file .{form}"
    if asked:
        raise SettingsError(
            f"Spark writes a folder of Parquet files, and --out {quoted(out)} asks for {asked}.",
            "Give a path for the folder, such as placed or hdfs:///crm/placed, or leave --engine "
            "out.",
        )


def find_elsewhere(out: Path, given: str | None) -> str | None:
    """Return where the segments go outside of the results, None where they stay inside.

    Raises
    ------
    SettingsError
        When they would be replaced with the results.
    """
    target = None if given is None else here(given)
    if target is None:
        return given
    target, results = target.resolve(), out.resolve()
    if target == results / "segments":
        return None
    if results in (target, *target.parents) or target in results.parents:
        raise SettingsError(
            f"{OUT_SEGMENTS} {quoted(target)} and --out {quoted(results)} are inside one another: "
            "the results replace their folder as a whole.",
            f"Give a path outside of the results, or leave {OUT_SEGMENTS} out.",
        )
    return given
