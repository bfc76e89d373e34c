"""The page that ``smartcart explore`` prints: what stands out first, then the figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.cli.display import console, show_reading
from smartcart.cli.explore_tables import (
    make_table,
    show_groups,
    show_more,
    show_pairs,
    show_responses,
    write_percent,
)
from smartcart.exploration import shorten
from smartcart.profiles import format_value, measure_label

if TYPE_CHECKING:
    from smartcart.exploration import Exploration, Quantity
    from smartcart.jobs import Explored

__all__ = ["show_exploration"]

#: So many lines of each kind; the files hold the rest.
_NOTICES, _QUANTITIES = 20, 16


def show_exploration(explored: Explored) -> None:
    """Print what a marketer should know of a table before segmenting it."""
    out, found = console(), explored.exploration
    show_reading(out, explored.customers)
    _show_quality(out, explored)
    _show_notices(out, found)
    _show_quantities(out, found)
    _show_levels(out, found)
    _show_mix(out, found)
    show_pairs(out, found)
    show_responses(out, found)
    for title, grouping in (("When they joined", found.joining), ("By country", found.country)):
        show_groups(out, title, grouping, found)
    _show_next_steps(out, explored)


def _show_quality(out: Console, explored: Explored) -> None:
    repairs, flags = explored.summary["repairs"], explored.summary["flags_raised"]
    out.print(
        f"Quality: {repairs:,} cells repaired, {flags:,} flags raised; "
        "'smartcart check' says which."
    )
    if explored.customers.snapshot_date is None:
        out.print("The day that the table describes is not known, so there are no ages.")


def _show_notices(out: Console, found: Exploration) -> None:
    out.print("\n[bold]What stands out[/bold] (the strongest first)")
    if not found.notices:
        out.print("Nothing: no figure passes a threshold.")
        return
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for notice in found.notices[:_NOTICES]:
        grid.add_row("-", escape(notice.sentence))
    out.print(grid)
    show_more(out, len(found.notices) - _NOTICES, "exploration.json")


def _show_quantities(out: Console, found: Exploration) -> None:
    # Shares and ratios are told by the mix; the table is for what a column says.
    rows = [row for row in found.quantities if row.column or row.name in found.families.values()]
    rows = [row for row in rows if row.customers]
    if not rows:
        return
    out.print("\n[bold]Quantities[/bold] (half of the customers lie in the middle half)")
    table = make_table("", "Median", "Middle half", "Largest", "Zero", "Missing")
    for row in rows[:_QUANTITIES]:
        table.add_row(*_quantity_cells(row))
    out.print(table)
    show_more(out, len(rows) - _QUANTITIES, "variables.csv")


def _quantity_cells(row: Quantity) -> tuple[str, ...]:
    low, high = (format_value(row.name, x) for x in (row.first_quartile, row.third_quartile))
    return (
        escape(row.label),
        format_value(row.name, row.median),
        f"{low} to {high}",
        format_value(row.name, row.maximum),
        write_percent(row.share_zero) if row.share_zero else "",
        f"{row.missing:,}" if row.missing else "",
    )


def _show_levels(out: Console, found: Exploration) -> None:
    lines = []
    for row in found.categories:
        shown = ", ".join(f"{shorten(each.level)} {each.share:.0%}" for each in row.levels[:4])
        more = f", {row.n_levels - 4:,} more" if row.n_levels > 4 and shown else ""
        lines.append((row.label, f"{shown}{more}" or f"{row.n_levels:,} different texts"))
    for flag in found.flags:
        if flag.rate is not None:
            rate, low, high = map(write_percent, (flag.rate, flag.low, flag.high))
            lines.append((flag.label, f"{rate} ({low} to {high})"))
    lines += [(each.label, f"{each.first} to {each.last}") for each in found.days if each.first]
    _show_lines(out, "Texts, shares with their 95 % interval, and days", lines)


def _show_mix(out: Console, found: Exploration) -> None:
    lines = []
    spread = found.concentration
    if spread is not None and spread.share_top_fifth is not None:
        top = f"top tenth {spread.share_top_tenth:.0%}, top fifth {spread.share_top_fifth:.0%}"
        lines.append((f"{measure_label(spread.measure)}, carried by", f"{top} of customers"))
    for mix in found.mix:
        parts = ", ".join(f"{each.label} {each.share:.0%}" for each in mix.parts)
        lines.append((f"{mix.label}, made of", parts))
        lines += [(f"{mix.label}, beside", f"{b.label} {b.share:.0%}") for b in mix.beside]
    _show_lines(out, "Where it comes from (shares of sums)", lines)


def _show_next_steps(out: Console, explored: Explored) -> None:
    folder = explored.folder
    page = folder / "exploration.html"
    if page.exists():
        out.print(f"\nOpen [bold]{escape(str(page))}[/bold] to see it in figures.", soft_wrap=True)
    for what, name in (
        ("All figures", "exploration.json"),
        ("Every variable", "variables.csv"),
        ("Every pair", "pairs.csv"),
        ("Every rate", "response.csv"),
    ):
        line = f"{what}: {escape(str(folder / name))}"
        out.print(f"\n{line}" if name == "exploration.json" else line, soft_wrap=True)


def _show_lines(out: Console, title: str, lines: Sequence[tuple[str, str]]) -> None:
    if not lines:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", max_width=32)
    grid.add_column(overflow="fold")
    for name, text in lines:
        grid.add_row(escape(name), escape(text))
    out.print(f"\n[bold]{title}[/bold]")
    out.print(grid)
