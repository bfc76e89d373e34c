"""``smartcart segment``: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import (
    AsJson,
    ConfigFile,
    Engine,
    Master,
    MaxQuarantine,
    Query,
    Roles,
    Sheet,
    Snapshot,
    Source,
    StoreAddress,
    Table,
    read_options,
    read_own_names,
    split_roles,
    wants_spark,
)

__all__ = ["segment"]


def segment(
    source: Source,
    out: Annotated[Path, typer.Option(help="Folder for the results.", show_default=False)],
    segments: Annotated[
        str | None,
        typer.Option(metavar="auto|N", help="Number of segments (auto).", show_default=False),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(metavar="kmeans|ward", help="Clustering (kmeans).", show_default=False),
    ] = None,
    snapshot: Snapshot = None,
    seed: Annotated[
        int | None, typer.Option(help="Start of every random draw (0).", show_default=False)
    ] = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            help="Of order lines: days to look ahead for who will order again (90); 0 leaves the "
            "forecast out.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
    playbook: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Your own playbook for the advice; 'smartcart playbook' writes one to start from.",
            show_default=False,
        ),
    ] = None,
    role: Roles = None,
    max_quarantine: MaxQuarantine = None,
    allow_sensitive: Annotated[
        bool | None,
        typer.Option(
            "--allow-sensitive",
            help="Let personal characteristics shape the segments; the report says so.",
            show_default=False,
        ),
    ] = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    out_table: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Table of the same database that also receives the rows of segments.csv (its "
            "rows are replaced, all or nothing).",
            show_default=False,
        ),
    ] = None,
    store: StoreAddress = None,
    engine: Engine = None,
    master: Master = None,
    out_segments: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Of Spark: a path that all executors can write to, for the segment of every "
            "customer (a folder of Parquet files).",
            show_default=False,
        ),
    ] = None,
    no_report: Annotated[bool, typer.Option("--no-report", help="Leave out the report.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find, name and describe the segments of a customer table, or of a shop by its order lines."""
    on_spark = wants_spark(engine, {"--master": master, "--out-segments": out_segments})
    settings, schema = read_options(
        config,
        None,
        segments=segments,
        method=method,
        snapshot=snapshot,
        seed=seed,
        horizon=horizon,
        max_quarantine=max_quarantine,
        allow_sensitive=allow_sensitive,
    )
    from smartcart.cli.display import print_json, show_progress, show_segments
    from smartcart.jobs import SegmentJob, run_segment

    job = SegmentJob(
        source,
        out,
        settings,
        schema,
        sheet,
        report=not no_report,
        table=table,
        query=query,
        out_table=out_table,
        own_names=read_own_names(config),
        playbook=playbook,
        roles=split_roles(role or ()),
        store=store,
    )
    with show_progress() as display:
        if on_spark:
            from smartcart.jobs import SparkPlace, run_segment_on_spark

            where, local = SparkPlace(master, out_segments), {"--horizon": horizon}
            finished = run_segment_on_spark(job, where, display, options=local)
        else:
            finished = run_segment(job, display)
    show_segments(finished)
    if as_json:
        print_json(finished.summary)
