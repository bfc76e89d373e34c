"""The typer application: its commands, each from its own file."""

from __future__ import annotations

from typing import Annotated

import typer

from smartcart.cli.campaign import campaign
from smartcart.cli.check import check
from smartcart.cli.demo import demo
from smartcart.cli.doctor import doctor
from smartcart.cli.erase import erase
from smartcart.cli.explain import explain
from smartcart.cli.explore import explore
from smartcart.cli.generate import generate
from smartcart.cli.handover import handover
from smartcart.cli.history import history
from smartcart.cli.migrations import migrations
from smartcart.cli.orders import orders
from smartcart.cli.playbook import playbook
from smartcart.cli.promote import promote
from smartcart.cli.recommend import recommend
from smartcart.cli.refresh import refresh
from smartcart.cli.rename import rename
from smartcart.cli.rollback import rollback
from smartcart.cli.score import score
from smartcart.cli.segment import segment
from smartcart.cli.serve import serve
from smartcart.cli.sql import sql
from smartcart.cli.suppress import suppress
from smartcart.cli.watch import watch
from smartcart.cli.web import web

__all__ = ["app"]

_THROUGH_TIME, _PRIVACY = "Through time", "Privacy"

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
app.command()(sql)
app.command()(playbook)
app.command()(rename)
app.command()(campaign)
app.command()(check)
app.command()(explore)
app.command()(orders)
app.command()(recommend)
app.command()(handover)
app.command(rich_help_panel=_THROUGH_TIME)(refresh)
app.command(rich_help_panel=_THROUGH_TIME)(watch)
app.command(rich_help_panel=_THROUGH_TIME)(history)
app.command(rich_help_panel=_THROUGH_TIME)(migrations)
app.command(rich_help_panel=_THROUGH_TIME)(promote)
app.command(rich_help_panel=_THROUGH_TIME)(rollback)
app.command(rich_help_panel=_PRIVACY)(suppress)
app.command(rich_help_panel=_PRIVACY)(erase)
app.command()(serve)
app.command("app")(web)
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
