"""``smartcart erase``: one customer leaves the store, and is looked for afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartcart.cli.options import AsJson, StoreAddress

if TYPE_CHECKING:
    from rich.console import Console

    from smartcart.jobs.store_erase import Erased

__all__ = ["erase"]


def erase(
    customer: Annotated[
        str,
        typer.Argument(help="The id, exactly as in the table.", show_default=False),
    ],
    store: StoreAddress = None,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="Folder of results in which the id is looked for as well; files that hold it are "
            "named and left as they are. May be given several times.",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask; needed where there is no terminal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a customer from every table of the store, and search for what is left."""
    if not yes:
        _ask(store)
    from smartcart.cli.display import console, print_json
    from smartcart.jobs.store_erase import erase_customer

    done = erase_customer(store, customer, also or ())
    _show_erased(console(), done)
    if as_json:
        print_json(done.to_dict())


def _ask(store: str | None) -> None:
    import sys

    from smartcart.errors import SettingsError

    if not sys.stdin.isatty():
        raise SettingsError(
            "An erasure cannot be undone, and nobody can be asked here.",
            "Add --yes where that is meant. Nothing was erased.",
        )
    where = "the store in your data folder" if store is None else "this store"
    question = f"Erase this customer from {where}? It cannot be undone, and takes objections along."
    typer.confirm(question, abort=True, err=True)


def _show_erased(out: Console, done: Erased) -> None:
    from smartcart.cli.line_account import counted

    receipt = done.receipt
    out.print(f"Store {done.store}", markup=False, soft_wrap=True)
    if receipt.total:
        out.print(
            f"Erased at {receipt.erased:%Y-%m-%d %H:%M} UTC: "
            f"{counted(receipt.assignments, 'assignment')}, "
            f"{counted(receipt.suppressions, 'objection')}, and an entry in "
            f"{counted(receipt.runs, 'run')} and {counted(receipt.events, 'event')}."
        )
    else:
        out.print("The store knew no such customer.")
    _show_search(out, done.traces.values, done.traces.files)
    for file in done.files:
        out.print(f"  It stands in {file}, which was left as it is.", markup=False, soft_wrap=True)
    for file in done.unread:
        out.print(f"  {file} is packed and was not searched.", markup=False, soft_wrap=True)
    out.print("Not reached:")
    for each in done.not_reached:
        out.print(f"  - {each}", markup=False, soft_wrap=True)


def _show_search(out: Console, values: Mapping[str, int], files: Mapping[str, int]) -> None:
    from smartcart.cli.line_account import counted

    if not values:
        out.print("Search: not found in any column of any table.")
    for place, rows in values.items():
        out.print(
            f"Search: found as a word in {counted(rows, 'row')} of {place}. It may be a number "
            "that means something else, or a sentence of yours.",
            markup=False,
            soft_wrap=True,
        )
    if any(files.values()):
        listed = ", ".join(f"{n:,} times in {name}" for name, n in files.items() if n)
        out.print(
            f"Search: the bytes of the id stand {listed}; each as part of something longer, such "
            "as another id or a figure."
            if not values
            else f"Search: its bytes stand {listed}.",
            markup=False,
            soft_wrap=True,
        )
    elif files:
        out.print(f"Search: its bytes are in none of {', '.join(files)}.", markup=False)
