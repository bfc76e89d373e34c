"""The page that ``smartcart recommend`` prints: what was written, and how good it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from smartcart.cli.display import console
from smartcart.cli.next_best_page import show_next_best
from smartcart.cli.suppressed import show_suppressed

if TYPE_CHECKING:
    from rich.console import Console

    from smartcart.jobs import NextBestOffers, Recommended
    from smartcart.recommend import RecommenderEvaluation, TaskResult

__all__ = ["show_recommended"]

_TITLES = {"new": "Products new to the customer", "all": "All products, bought before or not"}


def show_recommended(done: Recommended | NextBestOffers) -> None:
    """Print what was recommended and left out, and the judgement where one was asked for."""
    from smartcart.jobs import NextBestOffers

    out, told = console(), done.summary
    show_suppressed(out, told)
    if isinstance(done, NextBestOffers):
        show_next_best(out, done)
        return
    if done.evaluation is not None:
        _show_evaluation(out, done.evaluation)
    out.print(
        f"[bold]{told['recommendations']:,} recommendations[/bold] for {told['customers']:,} "
        f"customers, of {told['products_recommended']:,} different products out of "
        f"{told['products']:,}."
    )
    if told["customers_with_fewer"]:
        n = told["customers_with_fewer"]
        out.print(f"For {n:,} customers fewer than {told['top']} products were left.")
    stock = told["out_of_stock"]
    if stock["listed"]:
        known = stock["listed"] - stock["unknown"]
        out.print(
            f"Out of stock: {known:,} products left out; {stock['unknown']:,} of the list are "
            "unknown."
        )
    if not told["origins"]:
        out.print("The lines are too few for a backtest: the methods have their usual weights.")
    out.print(f"Wrote {done.file}, and for new customers {done.newcomers_file}.", markup=False)


def _show_evaluation(out: Console, evaluation: RecommenderEvaluation) -> None:
    out.print(
        f"Fitted before {evaluation.split}, judged from that day up to {evaluation.end}: ten "
        f"products of {evaluation.products:,} for each customer."
    )
    for task, result in evaluation.tasks.items():
        out.print(f"\n[bold]{_TITLES[task]}[/bold] ({result.customers:,} customers)")
        out.print(_table(result))
        out.print(result.sentence, markup=False, soft_wrap=True)
    if len(evaluation.newcomers):
        out.print("\n[bold]New customers, by segment[/bold]")
    for known, row in evaluation.newcomers.iterrows():
        out.print(
            f"  of whom the {known} is known ({row['customers']:,.0f}): nDCG "
            f"{row['segment_popularity']:.3f}, popularity {row['popularity']:.3f}; difference "
            f"{row['low']:+.3f} to {row['high']:+.3f}",
            markup=False,
            soft_wrap=True,
        )
    out.print()


def _table(result: TaskResult) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("  Method", no_wrap=True)
    for title in ("Hit rate", "nDCG", "MAP", "Coverage", "nDCG less popularity"):
        table.add_column(title, justify="right", no_wrap=True)
    for name, row in result.methods.iterrows():
        between = "" if name == "popularity" else f"{row['low']:+.3f} to {row['high']:+.3f}"
        cells = (f"{row['hit_rate']:.3f}", f"{row['ndcg']:.3f}", f"{row['map']:.3f}")
        table.add_row(f"  {name}", *cells, f"{row['coverage']:.1%}", between)
    return table
