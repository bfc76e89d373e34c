"""``smartcart orders``: order lines -> one row per customer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import AsJson, AsOf, Query, Sheet, Table, read_day

__all__ = ["orders"]


def orders(
    lines: Annotated[
        str,
        typer.Argument(
            help="Order lines, one row per product of an order: a table file, a folder of CSV or "
            "of Parquet files, or a database (with --table or --query). Folders and files of more "
            "than 200 MB may be larger than memory.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Customer table to write: .csv or .parquet. Beside it stands a settings file.",
            show_default=False,
        ),
    ],
    as_of: AsOf = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS",
            help="Forecast who will order again within so many days, and what they will bring, by "
            "what proves best on days of the past. With an earlier --as-of it is held against "
            "what happened.",
            min=1,
            show_default=False,
        ),
    ] = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    no_report: Annotated[
        bool, typer.Option("--no-report", help="Leave out the page of the forecast.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Turn order lines into a customer table, and say who will order again."""
    day = None if as_of is None else read_day(as_of, "--as-of")
    from smartcart.cli.display import print_json, show_progress
    from smartcart.cli.orders_page import show_orders
    from smartcart.jobs import OrdersJob, run_orders

    report = not no_report
    job = OrdersJob(lines, out, day, horizon, sheet, table, query, report=report)
    with show_progress() as display:
        ordered = run_orders(job, display)
    show_orders(ordered)
    if as_json:
        print_json(ordered.summary)
