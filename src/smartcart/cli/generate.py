"""``smartcart generate``: realistic data of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["generate"]

generate = typer.Typer(help="Generate realistic data of any size.", no_args_is_help=True)


@generate.callback()
def _group() -> None:
    """Generate realistic data of any size."""


@generate.command("customers")
def customers(
    out: Annotated[
        Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.", show_default=False)
    ],
    n: Annotated[int, typer.Option(help="Customers to generate.")] = 2240,
    seed: Annotated[int, typer.Option(help="Start of every random draw.")] = 0,
    country: Annotated[bool, typer.Option("--country", help="Add a Country column.")] = False,
) -> None:
    """Generate customers that look like the founding table; the same seed, the same bytes."""
    from smartcart.cli.display import console, show_progress
    from smartcart.datasets import write_customers

    with show_progress() as display:
        listen = None if display is None else lambda done, total: display("generate", done, total)
        write_customers(out, n, seed, country=country, progress=listen)
    console().print(f"Wrote {n:,} customers to {out}.", markup=False)


@generate.command("orders")
def orders(
    out: Annotated[Path, typer.Option(help="File to write: .csv or .parquet.", show_default=False)],
    n: Annotated[int, typer.Option(help="Customers whose orders are generated.")] = 2000,
    seed: Annotated[int, typer.Option(help="Start of every random draw.")] = 0,
    season: Annotated[
        float, typer.Option(help="How far the rate of orders swings over the year, 0 to below 1.")
    ] = 0.0,
) -> None:
    """Generate the order lines of a shop over two years; the same seed, the same bytes."""
    from smartcart.cli.display import console, show_progress
    from smartcart.datasets import write_orders

    with show_progress() as display:
        listen = None if display is None else lambda done, total: display("generate", done, total)
        n_lines = write_orders(out, n, seed, season, progress=listen)
    console().print(f"Wrote {n_lines:,} order lines of {n:,} customers to {out}.", markup=False)


@generate.command("months")
def months(
    out: Annotated[
        Path,
        typer.Option(help="Folder to write into; it is made if it is missing.", show_default=False),
    ],
    n: Annotated[int, typer.Option(help="Customers in January.")] = 2000,
    seed: Annotated[int, typer.Option(help="Start of every random draw.")] = 0,
) -> None:
    """Generate a year of one shop, a customer table a month; two of its files cannot be used."""
    from smartcart.cli.display import console, show_progress
    from smartcart.datasets import write_months

    with show_progress() as display:
        listen = None if display is None else lambda done, total: display("generate", done, total)
        files = write_months(out, n, seed, progress=listen)
    console().print(f"Wrote {files[0].name} to {files[-1].name} to {out}.", markup=False)
