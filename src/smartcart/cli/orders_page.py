"""The page that ``smartcart orders`` prints: what became of the lines, and the next step."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from smartcart.cli.display import console
from smartcart.cli.line_account import counted, show_lines

if TYPE_CHECKING:
    from smartcart.jobs import Ordered

__all__ = ["show_orders"]


def show_orders(ordered: Ordered) -> None:
    """Print the account of the lines, the customers, and how to segment them."""
    out, account = console(), ordered.orders.account
    show_lines(out, account.to_dict())
    out.print(
        f"\n[bold]{counted(account.customers, 'customer')}[/bold] bought from {account.first} to "
        f"{account.last}; time is counted up to {account.as_of}."
    )
    if account.only_returned:
        only = counted(account.only_returned, "more customer")
        out.print(f"Of {only} only returns are known: left out.")
    for note in ordered.summary["notes"]:
        out.print(f"[yellow]Note:[/yellow] {note}")
    file, settings = (shlex.quote(str(each)) for each in (ordered.file, ordered.settings_file))
    out.print(f"\nWrote {ordered.file} and {ordered.settings_file}. Then:", markup=False)
    command = f"  smartcart segment {file} --config {settings} --out results"
    out.print(command, markup=False, soft_wrap=True)
