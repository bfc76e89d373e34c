"""``smartcart recommend``: order lines -> products, or a customer table -> categories."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smartcart.cli.options import AsJson, AsOf, Query, Sheet, StoreAddress, Table, read_day

__all__ = ["recommend"]


def recommend(
    lines: Annotated[
        str,
        typer.Argument(
            help="Order lines, one row per product of an order: a table file, a folder of CSV or "
            "of Parquet files, or a database (with --table or --query). They must fit in memory. "
            "Or a customer table without products, with --model.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Recommendations to write: .csv or .parquet. Beside it stand the lists for new "
            "customers, by segment.",
            show_default=False,
        ),
    ],
    model: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL",
            help="A model.json of the customer table of these lines: its segments are used. "
            "Without it, fifths of the amount of the first order.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[int, typer.Option(metavar="N", help="Products for each customer.")] = 10,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Leave out what a customer bought before.")
    ] = False,
    out_of_stock: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Products that are not to be offered, one on each line.",
            show_default=False,
        ),
    ] = None,
    evaluate: Annotated[
        bool,
        typer.Option("--evaluate", help="Judge every method by what was bought after a day."),
    ] = False,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="YYYY-MM-DD",
            help="That day; the last 100 days are judged when not given.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    store: StoreAddress = None,
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    as_json: AsJson = False,
) -> None:
    """Recommend products to every customer, and say whether that beats what sells most.

    Of a customer table, the next best category and channel.
    """
    split_day = None if split is None else read_day(split, "--split")
    end = None if as_of is None else read_day(as_of, "--as-of")
    from smartcart.cli.display import print_json, show_progress
    from smartcart.cli.recommend_page import show_recommended
    from smartcart.jobs import RecommendJob, run_recommend

    job = RecommendJob(
        lines,
        out,
        model=model,
        top=top,
        new_only=new_only,
        out_of_stock=out_of_stock,
        evaluate=evaluate,
        split=split_day,
        as_of=end,
        store=store,
        sheet=sheet,
        table=table,
        query=query,
    )
    with show_progress() as display:
        done = run_recommend(job, display)
    show_recommended(done)
    if as_json:
        print_json(done.summary)
