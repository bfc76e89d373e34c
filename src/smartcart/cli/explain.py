"""``smartcart explain``: why a customer is in its segment, and what would move it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from smartcart.cli.options import AsJson, Query, Sheet, Snapshot, Source, Table, read_day

if TYPE_CHECKING:
    from smartcart.segmentation import Explanation

__all__ = ["explain"]

_TERMS_SHOWN = 6


def explain(
    model: Annotated[Path, typer.Argument(help="A model.json.", show_default=False)],
    source: Source,
    customer: Annotated[
        str, typer.Option(metavar="ID", help="Id of the customer.", show_default=False)
    ],
    sheet: Sheet = None,
    table: Table = None,
    query: Query = None,
    snapshot: Snapshot = None,
    as_json: AsJson = False,
) -> None:
    """Say why a customer is in its segment, and what would move it to another."""
    from smartcart.cli.display import print_json, show_progress
    from smartcart.jobs import run_explain

    day = None if snapshot is None else read_day(snapshot, "--snapshot")
    with show_progress() as display:
        explained = run_explain(
            model, source, customer, sheet, display, table=table, query=query, snapshot=day
        )
    _show(explained)
    if as_json:
        print_json(explained.to_dict())


def _show(explained: Explanation) -> None:
    from rich.markup import escape

    from smartcart.cli.display import console

    out = console()
    out.print(escape(explained.sentence), soft_wrap=True)
    if explained.risk is not None:
        out.print(escape(explained.risk.sentence), soft_wrap=True)
    if explained.runner_up is None:
        return
    out.print(
        f"\nConfidence {explained.confidence:.2f}: 0 is half-way to {explained.runner_up}, 1 the "
        f"centre of {explained.segment_id}."
    )
    _show_terms(explained)


def _show_terms(explained: Explanation) -> None:
    from rich.markup import escape
    from rich.table import Table

    from smartcart.cli.display import console
    from smartcart.profiles import measure_label
    from smartcart.segmentation import write_value

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    table.add_column("Value", justify="right")
    table.add_column("Speaks for")
    table.add_column("Margin", justify="right")
    for term in explained.terms[:_TERMS_SHOWN]:
        own = explained.segment_id if term.contribution >= 0 else explained.runner_up
        label, value = measure_label(term.feature), write_value(term.feature, term.value)
        table.add_row(escape(label), escape(value), own, f"{term.contribution:+.2f}")
    rest = explained.terms[_TERMS_SHOWN:]
    if rest:
        total = sum(term.contribution for term in rest)
        table.add_row(f"{len(rest)} more, together", "", "", f"{total:+.2f}")
    table.add_row(
        f"{explained.segment_id} rather than {explained.runner_up}",
        "",
        "",
        f"{explained.margin:+.2f}",
    )
    out = console()
    out.print()
    out.print(table)
