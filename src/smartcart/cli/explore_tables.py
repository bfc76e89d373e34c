"""The tables of the page that ``smartcart explore`` prints: pairs, rates, groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.exploration import choose_pairs, choose_responses, shorten
from smartcart.profiles import format_value, measure_label

if TYPE_CHECKING:
    from smartcart.exploration import Exploration, Grouping, Response

__all__ = [
    "make_table",
    "show_groups",
    "show_more",
    "show_pairs",
    "show_responses",
    "write_percent",
]

#: So many lines of each kind; the files hold the rest.
_PAIRS, _RESPONSES, _GROUPS = 6, 6, 24
#: Smaller shares would be written as none.
_SMALLEST = 0.001


def show_pairs(out: Console, found: Exploration) -> None:
    """Print the strongest pairs that say something new."""
    if not found.pairs:
        return
    pairs = choose_pairs([pair for pair in found.pairs if pair.is_clear], found.families)
    said = "-1 or 0 to 1; totals with their parts left out" if pairs else "nothing beyond chance"
    out.print(f"\n[bold]What goes together[/bold] ({said})")
    if not pairs:
        return
    table = make_table("", "", "Strength", "Measure", left=(0, 1, 3), folds=(1,))
    for pair in pairs[:_PAIRS]:
        names = escape(measure_label(pair.one)), escape(measure_label(pair.other))
        table.add_row(*names, f"{pair.strength:.2f}", pair.measure)
    out.print(table)
    show_more(out, len(found.pairs) - _PAIRS, "pairs.csv")


def show_responses(out: Console, found: Exploration) -> None:
    """Print for each outcome the variables that clearly tell customers apart."""
    rates = {each.outcome: each.rate for each in found.responses}
    chosen = choose_responses([r for r in found.responses if r.is_clear], found.families)
    for outcome, rate in rates.items():
        own = [each for each in chosen if each.outcome == outcome]
        said = "a description, not a cause" if own else "no variable tells apart beyond chance"
        name = escape(_capital(measure_label(outcome)))
        out.print(f"\n[bold]{name}, by variable[/bold] ({write_percent(rate)} of all; {said})")
        if not own:
            continue
        table = make_table("", "Lowest", "where", "Highest", "where", left=(0, 2, 4), folds=(2, 4))
        for each in own[:_RESPONSES]:
            table.add_row(*_response_cells(each))
        out.print(table)
        show_more(out, len(own) - _RESPONSES, "response.csv")


def _response_cells(each: Response) -> tuple[str, ...]:
    counted = sorted((part for part in each.parts if part.counts), key=lambda part: part.rate)
    low, high = counted[0], counted[-1]
    worst, best = escape(shorten(low.part)), escape(shorten(high.part))
    cells = (write_percent(low.rate), worst, write_percent(high.rate), best)
    return escape(measure_label(each.variable)), *cells


def show_groups(out: Console, title: str, grouping: Grouping | None, found: Exploration) -> None:
    """Print what customers of each period or level are worth, and how they responded."""
    if grouping is None:
        return
    spread = found.concentration
    value = measure_label(spread.measure) if spread else ""
    outcomes = list(dict.fromkeys(each.outcome for each in found.responses))
    note = f" ({grouping.missing:,} not known)" if grouping.missing else ""
    out.print(f"\n[bold]{title}[/bold]{note}")
    heads = [f"Median\n{escape(value)}"] if value else []
    heads += [escape(_capital(measure_label(outcome))) for outcome in outcomes]
    table = make_table("", "Customers", "Share", *heads, folds=range(3, 3 + len(heads)))
    for group in grouping.groups[:_GROUPS]:
        rates = {each.outcome: write_percent(each.rate) for each in group.rates}
        cells = [format_value("", group.median_value)] if value else []
        cells += [rates.get(outcome, "") for outcome in outcomes]
        share = f"{group.share_customers:.0%}"
        table.add_row(escape(shorten(group.group)), f"{group.customers:,}", share, *cells)
    out.print(table)
    show_more(out, len(grouping.groups) - _GROUPS, "exploration.json")


def show_more(out: Console, more: int, name: str) -> None:
    """Print how many lines are left out, and where they are."""
    if more > 0:
        out.print(f"[dim]{more:,} more in {name}[/dim]")


def make_table(*titles: str, left: Iterable[int] = (0,), folds: Iterable[int] = ()) -> Table:
    """Return a table whose first column folds, as do those of `folds`."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    aligned, folded = set(left), {*folds, 0}
    for place, title in enumerate(titles):
        side: Literal["left", "right"] = "left" if place in aligned else "right"
        table.add_column(title, justify=side, no_wrap=place not in folded)
    return table


def write_percent(share: float | None) -> str:
    """Return a share in percent; a small one never as none."""
    if share is not None and 0 < share < _SMALLEST:
        return f"<{_SMALLEST:.1%}"
    return format_value("share_", share)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
