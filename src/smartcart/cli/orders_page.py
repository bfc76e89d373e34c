"""The page that ``smartcart orders`` prints: what became of the lines, and the next step."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from smartcart.cli.display import console
from smartcart.cli.forecast_page import show_forecast
from smartcart.cli.line_account import counted, show_lines

if TYPE_CHECKING:
    from rich.console import Console

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
    if ordered.forecast is not None:
        show_forecast(out, ordered.forecast)
    file, settings = (shlex.quote(str(each)) for each in (ordered.file, ordered.settings_file))
    _show_files(out, ordered)
    command = f"  smartcart segment {file} --config {settings} --out results"
    out.print(command, markup=False, soft_wrap=True)


def _show_files(out: Console, ordered: Ordered) -> None:
    written = [ordered.file, *ordered.files]
    if not ordered.settings_kept:
        written.insert(1, ordered.settings_file)
    *others, last = map(str, written)
    listed = f"{', '.join(others)} and {last}" if others else last
    out.print(f"\nWrote {listed}.", markup=False, soft_wrap=True)
    if ordered.settings_kept:
        kept = f"{ordered.settings_file} was there, and is as it was: delete it to have it anew."
        out.print(kept, markup=False, soft_wrap=True)
    out.print("Then:")
