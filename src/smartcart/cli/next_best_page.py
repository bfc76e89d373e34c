"""The page that ``smartcart recommend`` prints of a customer table."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from smartcart.jobs import NextBestOffers

__all__ = ["show_next_best"]

_TITLES = {"categories": "Next best category", "channels": "Channel to offer it through"}


def show_next_best(out: Console, done: NextBestOffers) -> None:
    """Print how many customers are offered what, and whose shares speak for it."""
    told = done.summary
    out.print(f"[bold]An offer for {told['customers']:,} customers[/bold]")
    for name, title in _TITLES.items():
        if told[name]:
            counts = sorted(told[name].items(), key=lambda each: (-each[1], each[0]))
            listed = ", ".join(f"{label} {n:,}" for label, n in counts)
            out.print(f"  {title}: {listed}", markup=False, soft_wrap=True)
    for test in done.found.tests.values():
        out.print(f"  {test.sentence}", markup=False, soft_wrap=True)
    out.print(
        "  Whether an offer changes what is bought, only customers left without one can tell.",
        soft_wrap=True,
    )
    if told["quarantined"]:
        out.print(
            f"{told['quarantined']:,} records were set aside; see {told['quarantine']}.",
            markup=False,
        )
    out.print(f"Wrote {done.file}.", markup=False)
