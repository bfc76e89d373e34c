"""``smartcart suppress``: customers who object to marketing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from smartcart.cli.options import AsJson, StoreAddress

__all__ = ["suppress"]


def suppress(
    customers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CUSTOMER...", help="Ids, exactly as in the table.", show_default=False
        ),
    ] = None,
    store: StoreAddress = None,
    file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ids, one on each line, with or without a header.",
            show_default=False,
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why; write no customer into it.")
    ] = "Objection to marketing.",
    lift: Annotated[
        bool, typer.Option("--lift", help="Take them from the list: they consent again.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Show who is on the list, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep customers out of every audience, fit and recommendation."""
    from smartcart.cli.display import print_json
    from smartcart.errors import SettingsError
    from smartcart.jobs.store_suppress import lift_objections, list_objections, note_objections

    if listed and (customers or file or lift):
        raise SettingsError(
            "--list shows the whole list, and takes neither customers, nor --file, nor --lift.",
            "Leave out --list, or the others.",
        )
    if listed:
        told = list_objections(store)
    elif lift:
        told = lift_objections(store, customers or (), file)
    else:
        told = note_objections(store, customers or (), file, reason)
    _show(told)
    if as_json:
        print_json(told)


def _show(told: Mapping[str, Any]) -> None:
    from smartcart.cli.display import console

    out = console()
    out.print(f"Store {told['store']}", markup=False, soft_wrap=True)
    for each in told.get("customers", ()):
        line = f"  {each['customer_id']}  since {each['since'][:10]}  {each['reason']}"
        out.print(line, markup=False, soft_wrap=True)
    if "new" in told:
        out.print(f"{told['new']:,} new on the list, {told['known']:,} were on it.")
    if "lifted" in told:
        out.print(f"{told['lifted']:,} taken from the list, {told['unknown']:,} were not on it.")
    out.print(f"Customers who are not to be contacted: {told['suppressed']:,}.")
