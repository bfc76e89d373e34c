"""The page that ``smartcart campaign`` prints: hard things first, then whom to contact."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.cli.display import console, show_reading
from smartcart.cli.suppressed import show_suppressed
from smartcart.value import STRATEGIES, tell_hard_things, tell_test

if TYPE_CHECKING:
    from smartcart.jobs import PlannedCampaign
    from smartcart.value import CampaignPlan

__all__ = ["show_campaign"]


def show_campaign(planned: PlannedCampaign) -> None:
    """Print what a campaign is worth, whom to contact, and how far it may be believed."""
    out, plan, offer = console(), planned.plan, planned.job.offer
    show_reading(out, planned.customers)
    show_suppressed(out, planned.summary)
    _show_sentences(out, "The hard things first", tell_hard_things(plan, offer))
    judged = len(plan.held_out.answers)
    out.print(f"\n[bold]What each choice earned[/bold] ({judged:,} customers, each unseen by it)")
    out.print(_strategy_table(plan))
    for sentence in tell_test(plan, offer):
        out.print(escape(sentence))
    out.print(f"\n[bold]Whom to contact[/bold] ({len(plan.audience):,} customers to choose from)")
    out.print(_segment_table(planned))
    _show_held_out(out, plan)
    _show_next_steps(out, planned)


def _show_sentences(out: Console, title: str, sentences: Iterable[str]) -> None:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for sentence in sentences:
        grid.add_row("-", escape(sentence))
    out.print(f"\n[bold]{title}[/bold]")
    out.print(grid)


def _strategy_table(plan: CampaignPlan) -> Table:
    table = _table("Chosen by", "Contacts", "Answers", "Profit", "95 % interval", "Behind")
    for name, row in plan.test.table.iterrows():
        won = name == plan.test.winner
        table.add_row(
            STRATEGIES[str(name)] + (" (winner)" if won else ""),
            f"{row['contacts']:,.0f}",
            f"{row['responses']:,.0f}",
            _money(row["profit"]),
            _interval(row["low"], row["high"]),
            "" if name == "planner" else _money(row["behind"]),
            style="bold" if won else "",
        )
    return table


def _segment_table(planned: PlannedCampaign) -> Table:
    plan = planned.plan
    names = {segment.id: segment.name for segment in planned.segmentation.segments}
    titles = (
        "Segment",
        "Customers",
        "Contact",
        "Answers\nexpected",
        "Profit\nexpected",
        "95 % interval",
    )
    table = _table("", *titles, folded="Segment")
    for segment, row in plan.segments.iterrows():
        low, high = row["profit_low"], row["profit_high"]
        table.add_row(str(segment), escape(names[str(segment)]), *_expected(row, low, high))
    total, forecast = plan.segments.sum(), plan.forecast
    table.add_section()
    cells = _expected(total, forecast.low, forecast.high)
    table.add_row("", "All", *cells, style="bold")
    return table


def _expected(row: pd.Series, low: float, high: float) -> tuple[str, ...]:
    return (
        f"{row['customers']:,.0f}",
        f"{row['contacts']:,.0f}",
        f"{row['expected_responses']:,.0f}",
        _money(row["expected_profit"]),
        _interval(low, high) if row["contacts"] else "",
    )


def _show_held_out(out: Console, plan: CampaignPlan) -> None:
    held_out = int(plan.audience["held_out"].sum())
    if held_out:
        out.print(
            f"{held_out:,} more are as likely to answer and stay uncontacted "
            f"({plan.holdout_share:.0%} of all, by a hash of the id): beside them the next "
            "campaign can measure what contacting changes."
        )
    elif not plan.holdout_share:
        out.print("Nobody is held out, so what contacting changes cannot be measured afterwards.")


def _show_next_steps(out: Console, planned: PlannedCampaign) -> None:
    folder = planned.job.out
    out.print(f"\nWhom to contact: {escape(str(folder / 'audience.csv'))}", soft_wrap=True)
    out.print(f"All figures: {escape(str(folder / 'campaign.json'))}", soft_wrap=True)
    if planned.plan.segments["contacts"].sum():
        _show_what_comes_after(out, planned)
    page = folder / "campaign.html"
    if page.exists():
        out.print(f"\nOpen [bold]{escape(str(page))}[/bold] to read the plan.", soft_wrap=True)


def _show_what_comes_after(out: Console, planned: PlannedCampaign) -> None:
    model = shlex.quote(str(planned.job.model))
    out.print(
        "After the campaign, measure what it changed: add a column of who answered, and one with "
        "1 for who was contacted, 0 for who was held out, nothing for all others."
    )
    line = f"  smartcart campaign {escape(model)} CUSTOMERS.csv --outcome ANSWERED --treatment SENT"
    out.print(f"{line} ...", soft_wrap=True)


def _table(*titles: str, folded: str = "") -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        left = place == 0 or title == folded
        table.add_column(title, justify="left" if left else "right", no_wrap=title != folded)
    return table


def _money(amount: float) -> str:
    return f"{amount:,.0f}".replace("-0", "0") if abs(amount) < 0.5 else f"{amount:,.0f}"


def _interval(low: float, high: float) -> str:
    return f"{_money(low)} to {_money(high)}"
