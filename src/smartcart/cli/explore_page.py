"""The page that ``smartcart explore`` prints: what stands out first, then the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.cli.display import console, show_reading
from smartcart.exploration import choose_pairs, choose_responses, shorten
from smartcart.profiles import format_value, measure_label

if TYPE_CHECKING:
    from smartcart.exploration import Exploration, Grouping, Quantity, Response
    from smartcart.jobs import Explored

__all__ = ["show_exploration"]

#: So many lines of each kind; the files hold the rest.
_NOTICES, _QUANTITIES, _PAIRS, _RESPONSES, _GROUPS = 20, 16, 6, 6, 24

#: Smaller shares would be written as none.
_SMALLEST = 0.001


def show_exploration(explored: Explored) -> None:
    """Print what a marketer should know of a table before segmenting it."""
    out, found = console(), explored.exploration
    show_reading(out, explored.customers)
    _show_quality(out, explored)
    _show_notices(out, found)
    _show_quantities(out, found)
    _show_levels(out, found)
    _show_mix(out, found)
    _show_pairs(out, found)
    _show_responses(out, found)
    for title, grouping in (("When they joined", found.joining), ("By country", found.country)):
        _show_groups(out, title, grouping, found)
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
    _show_more(out, len(found.notices) - _NOTICES, "exploration.json")


def _show_quantities(out: Console, found: Exploration) -> None:
    # Shares and ratios are told by the mix; the table is for what a column says.
    rows = [row for row in found.quantities if row.column or row.name in found.families.values()]
    rows = [row for row in rows if row.customers]
    if not rows:
        return
    out.print("\n[bold]Quantities[/bold] (half of the customers lie in the middle half)")
    table = _table("", "Median", "Middle half", "Largest", "Zero", "Missing")
    for row in rows[:_QUANTITIES]:
        table.add_row(*_quantity_cells(row))
    out.print(table)
    _show_more(out, len(rows) - _QUANTITIES, "variables.csv")


def _quantity_cells(row: Quantity) -> tuple[str, ...]:
    low, high = (format_value(row.name, x) for x in (row.first_quartile, row.third_quartile))
    return (
        escape(row.label),
        format_value(row.name, row.median),
        f"{low} to {high}",
        format_value(row.name, row.maximum),
        _percent(row.share_zero) if row.share_zero else "",
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
            interval = f"{_percent(flag.rate)} ({_percent(flag.low)} to {_percent(flag.high)})"
            lines.append((flag.label, interval))
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


def _show_pairs(out: Console, found: Exploration) -> None:
    pairs = choose_pairs(found.pairs, found.families)
    if not pairs:
        return
    out.print("\n[bold]What goes together[/bold] (-1 or 0 to 1; totals with their parts left out)")
    table = _table("", "", "Strength", "Measure", left=(0, 1, 3), folds=(1,))
    for pair in pairs[:_PAIRS]:
        names = escape(measure_label(pair.one)), escape(measure_label(pair.other))
        table.add_row(*names, f"{pair.strength:.2f}", pair.measure)
    out.print(table)
    _show_more(out, len(found.pairs) - _PAIRS, "pairs.csv")


def _show_responses(out: Console, found: Exploration) -> None:
    rates = {each.outcome: each.rate for each in found.responses}
    chosen = choose_responses([r for r in found.responses if r.is_clear], found.families)
    for outcome, rate in rates.items():
        own = [each for each in chosen if each.outcome == outcome]
        said = "a description, not a cause" if own else "no variable tells apart beyond chance"
        name = escape(_capital(measure_label(outcome)))
        out.print(f"\n[bold]{name}, by variable[/bold] ({_percent(rate)} of all; {said})")
        if not own:
            continue
        table = _table("", "Lowest", "where", "Highest", "where", left=(0, 2, 4), folds=(2, 4))
        for each in own[:_RESPONSES]:
            table.add_row(*_response_cells(each))
        out.print(table)
        _show_more(out, len(own) - _RESPONSES, "response.csv")


def _response_cells(each: Response) -> tuple[str, ...]:
    counted = sorted((part for part in each.parts if part.counts), key=lambda part: part.rate)
    low, high = counted[0], counted[-1]
    worst, best = escape(shorten(low.part)), escape(shorten(high.part))
    cells = (_percent(low.rate), worst, _percent(high.rate), best)
    return escape(measure_label(each.variable)), *cells


def _show_groups(out: Console, title: str, grouping: Grouping | None, found: Exploration) -> None:
    if grouping is None:
        return
    spread = found.concentration
    value = measure_label(spread.measure) if spread else ""
    outcomes = list(dict.fromkeys(each.outcome for each in found.responses))
    note = f" ({grouping.missing:,} not known)" if grouping.missing else ""
    out.print(f"\n[bold]{title}[/bold]{note}")
    heads = [f"Median\n{escape(value)}"] if value else []
    heads += [escape(_capital(measure_label(outcome))) for outcome in outcomes]
    table = _table("", "Customers", "Share", *heads, folds=range(3, 3 + len(heads)))
    for group in grouping.groups[:_GROUPS]:
        rates = {each.outcome: _percent(each.rate) for each in group.rates}
        cells = [format_value("", group.median_value)] if value else []
        cells += [rates.get(outcome, "") for outcome in outcomes]
        share = f"{group.share_customers:.0%}"
        table.add_row(escape(shorten(group.group)), f"{group.customers:,}", share, *cells)
    out.print(table)
    _show_more(out, len(grouping.groups) - _GROUPS, "exploration.json")


def _show_next_steps(out: Console, explored: Explored) -> None:
    folder = explored.folder
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


def _show_more(out: Console, more: int, name: str) -> None:
    if more > 0:
        out.print(f"[dim]{more:,} more in {name}[/dim]")


def _table(*titles: str, left: Iterable[int] = (0,), folds: Iterable[int] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    aligned, folded = set(left), {*folds, 0}
    for place, title in enumerate(titles):
        side = "left" if place in aligned else "right"
        table.add_column(title, justify=side, no_wrap=place not in folded)  # type: ignore[arg-type]
    return table


def _percent(share: float | None) -> str:
    if share is not None and 0 < share < _SMALLEST:
        return f"<{_SMALLEST:.1%}"
    return format_value("share_", share)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
