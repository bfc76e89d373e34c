"""``smartcart sql``: a model as one query."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["sql"]


def sql(
    model: Annotated[Path, typer.Argument(help="A model.json.", show_default=False)],
    dialect: Annotated[
        str,
        typer.Option(help="duckdb, postgres, bigquery, snowflake or spark.", show_default=False),
    ],
    table: Annotated[
        str,
        typer.Option(
            help="Table or view of the customers: table, schema.table or project.dataset.table.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="File to write; printed when not given.", show_default=False
        ),
    ] = None,
    text: Annotated[
        bool,
        typer.Option("--text", help="The numbers stand in the table as text (decimal point)."),
    ] = False,
    compared_only: Annotated[
        bool,
        typer.Option(
            "--compared-only",
            help="Read only the id and the columns that customers are compared by.",
        ),
    ] = False,
    more: Annotated[
        bool, typer.Option("--more", help="Add the columns runner_up and unusual.")
    ] = False,
) -> None:
    """Write a model as one SQL query: customer_id, segment_id, confidence."""
    from smartcart.cli.display import console
    from smartcart.jobs import run_sql

    query = run_sql(model, dialect, table, out, text=text, compared_only=compared_only, more=more)
    if out is None:
        typer.echo(f"{query};")
        return
    console().print(f"Wrote {out}.", markup=False, soft_wrap=True)
