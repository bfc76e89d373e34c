"""``smartcart score``: the segments of other customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    Engine,
    Master,
    Query,
    Sheet,
    Snapshot,
    Source,
    Table,
    read_day,
    wants_spark,
)

__all__ = ["score"]


def score(
    model: Annotated[Path, typer.Argument(help="A model.json.", show_default=False)],
    source: Source,
    out: Annotated[
        str,
        typer.Option(
            metavar="FILE|table:NAME",
            help="File to write: .csv, .parquet or .xlsx; or table:NAME, a table of the database "
            "that the customers come from (its rows are replaced, all or nothing). Of Spark: a "
            "path where nothing stands, for a folder of Parquet files.",
            show_default=False,
        ),
    ],
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    snapshot: Snapshot = None,
    engine: Engine = None,
    master: Master = None,
    as_json: AsJson = False,
) -> None:
    """Place customers in the segments of a model; same columns as segments.csv."""
    from smartcart.cli.display import console, print_json, show_progress

    on_spark = wants_spark(engine, {"--master": master})
    day = None if snapshot is None else read_day(snapshot, "--snapshot")
    with show_progress() as display:
        if on_spark:
            from smartcart.jobs import SparkPlace, run_score_on_spark

            summary = run_score_on_spark(
                model,
                source,
                out,
                SparkPlace(master),
                display,
                snapshot=day,
                options={"--sheet": sheet, "--table": table, "--query": query},
            )
        else:
            from smartcart.jobs import run_score

            summary = run_score(
                model, source, out, sheet, display, table=table, query=query, snapshot=day
            )
    screen = console()
    screen.print(f"Placed {summary['customers']:,} customers; wrote {out}.", markup=False)
    for each in summary["segments"]:
        line = f"  {each['id']}  {each['name']}: {each['size']:,} ({each['share_customers']:.0%})"
        screen.print(line, markup=False)
    for note in summary["notes"]:
        screen.print(note, markup=False)
    if summary["quarantined"]:
        see = f"; see {summary['quarantine']}" if summary["quarantine"] else ""
        screen.print(f"{summary['quarantined']:,} records were set aside{see}.", markup=False)
    if as_json:
        print_json(summary)
