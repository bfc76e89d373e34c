"""The page that ``smartcart orders`` prints: what became of the lines, and the next step."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from smartcart.cli.display import console

if TYPE_CHECKING:
    from rich.console import Console

    from smartcart.jobs import Ordered
    from smartcart.orders import LineAccount

__all__ = ["show_orders"]


def show_orders(ordered: Ordered) -> None:
    """Print the account of the lines, the customers, and how to segment them."""
    out, account = console(), ordered.orders.account
    _show_lines(out, account)
    out.print(
        f"\n[bold]{_counted(account.customers, 'customer')}[/bold] bought from {account.first} to "
        f"{account.last}; time is counted up to {account.as_of}."
    )
    if account.only_returned:
        only = _counted(account.only_returned, "more customer")
        out.print(f"Of {only} only returns are known: left out.")
    file, settings = (shlex.quote(str(each)) for each in (ordered.file, ordered.settings_file))
    out.print(f"\nWrote {ordered.file} and {ordered.settings_file}. Then:", markup=False)
    command = f"  smartcart segment {file} --config {settings} --out results"
    out.print(command, markup=False, soft_wrap=True)


def _show_lines(out: Console, account: LineAccount) -> None:
    share = account.used / account.lines
    out.print(
        f"[bold]{_counted(account.lines, 'order line')}[/bold]; each is used or put to a rule"
    )
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(f"  {account.used:,}", f"used ({share:.0%}): a customer bought a product")
    for each in account.rules:
        if each.lines:
            table.add_row(f"  {each.lines:,}", escape(each.meaning))
    out.print(table)


def _counted(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
