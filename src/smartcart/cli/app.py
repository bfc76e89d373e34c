"""The typer application: its commands, each from its own file."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcart.cli.campaign import campaign
from smartcart.cli.check import check
from smartcart.cli.demo import demo
from smartcart.cli.doctor import doctor
from smartcart.cli.explain import explain
from smartcart.cli.explore import explore
from smartcart.cli.generate import generate
from smartcart.cli.handover import handover
from smartcart.cli.orders import orders
from smartcart.cli.playbook import playbook
from smartcart.cli.recommend import recommend
from smartcart.cli.refresh import refresh
from smartcart.cli.rename import rename
from smartcart.cli.score import score
from smartcart.cli.segment import segment
from smartcart.cli.watch import watch

__all__ = ["app"]

app = typer.Typer(
    name="smartcart",
    help="Customer segments that are real, named, explained and reproducible.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(demo)
app.command()(segment)
app.command()(score)
app.command()(explain)
app.command()(playbook)
app.command()(rename)
app.command()(campaign)
app.command()(check)
app.command()(explore)
app.command()(orders)
app.command()(recommend)
app.command()(handover)
app.command()(refresh)
app.command()(watch)
app.command()(doctor)
app.add_typer(generate, name="generate")


def _print_version(wanted: bool) -> None:
    if wanted:
        from smartcart import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_print_version),
    ] = False,
) -> None:
    """Hold the options that stand before a command."""
