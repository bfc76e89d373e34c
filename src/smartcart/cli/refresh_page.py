"""What ``smartcart refresh`` says at its end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from smartcart.cli.display import console

if TYPE_CHECKING:
    from smartcart.jobs import Refreshed
    from smartcart.through_time import Changes, SegmentNow

__all__ = ["show_refreshed"]

_HEADS = {
    "promoted": "A new model serves (version {version}).",
    "kept": "The champion stays (version {version}); a model was learnt and not promoted.",
    "scored": "The champion serves on (version {version}).",
    "already_seen": "Nothing new; the champion serves on (version {version}).",
    "refused": "The table was refused.",
}


def show_refreshed(refreshed: Refreshed, out: Path | None) -> None:
    """Print what happened, why, and where everybody is."""
    changes, screen = refreshed.changes, console()
    head = _HEADS[changes.status].format(version=changes.version)
    if refreshed.summary["dry_run"]:
        head = f"It would end so: {head}"
    screen.print(head, markup=False, style="bold")
    if changes.status == "refused":
        serving = (
            f"Version {changes.version} serves on."
            if changes.version
            else "No model serves yet: this store has none."
        )
        screen.print(serving, markup=False)
        return
    screen.print(changes.reason, markup=False)
    for note in changes.notes:
        screen.print(note, markup=False)
    if changes.n_suppressed:
        screen.print(
            f"{changes.n_suppressed:,} customers object to marketing and were left out.",
            markup=False,
        )
    _show_segments(screen, changes)
    _show_moves(screen, changes)
    where = f" and {out}" if out is not None and changes.status != "already_seen" else ""
    if not refreshed.summary["dry_run"]:
        number = refreshed.run.run_id
        screen.print(f"\nRun {number} in {refreshed.summary['store']}{where}.", markup=False)


def _show_segments(screen: Console, changes: Changes) -> None:
    if not changes.segments:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("Segment")
    counts = changes.audience.counts if changes.audience else None
    for head in ("Customers",) if counts is None else ("Customers", "Before", "Added", "Removed"):
        table.add_column(head, justify="right")
    for each in changes.segments:
        table.add_row(each.id, each.name, f"{each.size:,}", *_moved(each, counts))
    screen.print()
    screen.print(table)


def _moved(segment: SegmentNow, counts: Mapping[str, Mapping[str, int]] | None) -> tuple[str, ...]:
    if counts is None:
        return ()
    moved = counts.get(segment.id, {"added": 0, "removed": 0})
    before = "" if segment.size_before is None else f"{segment.size_before:,}"
    return before, f"{moved['added']:,}", f"{moved['removed']:,}"


def _show_moves(screen: Console, changes: Changes) -> None:
    told = [each.sentence for each in changes.events]
    told += changes.migration.sentences if changes.migration else ()
    if told:
        screen.print()
    for sentence in told:
        screen.print(sentence, markup=False)
