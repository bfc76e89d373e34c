"""What became of order lines, as it is printed: in one line, and rule by rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["counted", "show_lines", "write_lines_read"]


def show_lines(out: Console, account: Mapping[str, Any]) -> None:
    """Print how many lines are used, and how many fell to each rule.

    Parameters
    ----------
    account : mapping
        As `smartcart.orders.LineAccount.to_dict` gives it.
    """
    share = account["used"] / account["lines"]
    lines = counted(account["lines"], "order line")
    out.print(f"[bold]{lines}[/bold]; each is used or put to a rule")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(f"  {account['used']:,}", f"used ({share:.0%}): a customer bought a product")
    for each in account["rules"]:
        if each["lines"]:
            table.add_row(f"  {each['lines']:,}", escape(each["meaning"]))
    out.print(table)


def write_lines_read(account: Mapping[str, Any]) -> str:
    """Return in one line how many lines were used, why most others were not, and who bought.

    Examples
    --------
    >>> rules = [{"meaning": "a price of 0", "lines": 1}]
    >>> account = {"lines": 3, "used": 2, "rules": rules, "customers": 1, "only_returned": 0}
    >>> write_lines_read({**account, "first": "2010-01-05", "last": "2010-01-25"})
    '3 order lines, 2 used, 1 not (most: a price of 0, 1); 1 customer bought from 2010-01-05 ...'
    """
    used, unused = account["used"], account["lines"] - account["used"]
    why = ""
    if unused:
        most = max(account["rules"], key=lambda each: each["lines"])
        why = f", {unused:,} not (most: {re.split('[:;]', most['meaning'])[0]}, {most['lines']:,})"
    only = account["only_returned"]
    left = f"; {only:,} more only returned, left out" if only else ""
    return (
        f"{counted(account['lines'], 'order line')}, {used:,} used{why}; "
        f"{counted(account['customers'], 'customer')} bought from {account['first']} to "
        f"{account['last']}{left}."
    )


def counted(n: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
