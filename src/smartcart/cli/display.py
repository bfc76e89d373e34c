"""What people see: progress on a terminal, and the closing words of each command."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.cli.line_account import write_lines_read

if TYPE_CHECKING:
    from smartcart.choice import Verdict
    from smartcart.customers import Customers
    from smartcart.jobs import Finished
    from smartcart.jobs.stopwatch import Display
    from smartcart.segmentation import Segment, Segmentation

__all__ = ["console", "print_json", "show_progress", "show_reading", "show_segments"]

#: Room for "S12", and two blanks on either side of a name.
_ID_WIDTH = 7

#: Seconds from which it is worth saying what took most of them.
_WORTH_SAYING = 5.0
_STAGES = {
    "forecast": "Trying forecasts on days of the past",
    "read": "Reading and checking",
    "explore": "Looking at every column and pair",
    "features": "Preparing the comparison",
    "choose": "Comparing numbers of segments",
    "fit": "Finding the segments",
    "profile": "Describing and naming them",
    "campaign": "Learning who answers, and testing it",
    "judge": "Judging the methods",
    "recommend": "Recommending",
    "past": "Looking at the runs before",
    "drift": "Comparing with the customers of before",
    "match": "Matching the segments with those of before",
    "store": "Writing to the store",
    "report": "Writing the results",
    "generate": "Generating",
}


def console() -> Console:
    """Return a console for people, on stderr; stdout belongs to machines."""
    out = Console(stderr=True, highlight=False)
    # Into a file or a pipe there is no screen to fit; wrapped sentences would only get in the way.
    return out if out.is_terminal else Console(stderr=True, highlight=False, width=160)


def print_json(data: Any) -> None:
    """Print a machine's summary on stdout."""
    import json
    import sys

    sys.stdout.write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


@contextmanager
def show_progress() -> Iterator[Display | None]:
    """Yield a listener that draws a bar by stage; on anything but a terminal, none."""
    out = console()
    if not out.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True) as bars:
        task = bars.add_task("", total=None)

        def listen(stage: str, done: int, total: int) -> None:
            known = total if total > 1 else None
            bars.update(task, description=_STAGES.get(stage, stage), completed=done, total=known)

        yield listen


def show_segments(finished: Finished) -> None:
    """Print the segments as a table that a marketer reads, why so many, and what to open."""
    out, segmentation = console(), finished.segmentation
    show_reading(out, finished.customers)
    if "suppressed" in finished.summary:
        from smartcart.cli.suppressed import show_suppressed

        show_suppressed(out, finished.summary)
    out.print()
    out.print(_segment_table(finished, out.width))
    out.print(f"\n[bold]Why {segmentation.k}?[/bold] {escape(segmentation.choice.reason)}")
    verdict = segmentation.verdict
    out.print(f"\n[bold]How real are they?[/bold] {escape(_said(verdict))}")
    for warning in segmentation.warnings:
        out.print(f"[yellow]Note:[/yellow] {escape(warning)}")
    if finished.forecast is not None:
        from smartcart.cli.forecast_page import show_voice

        out.print()
        show_voice(out, finished.forecast)
    _show_next_steps(out, finished)


def show_reading(out: Console, customers: Customers) -> None:
    """Print how many customers were read, and the day that the table describes."""
    quality = customers.quality
    if quality.lines is not None:
        out.print(f"[bold]{escape(quality.source.name)}[/bold]: {write_lines_read(quality.lines)}")
        out.print(f"Time is counted up to {quality.snapshot_date}.")
        return
    parts = [f"{quality.records:,} records", f"{quality.customers:,} customers"]
    if quality.quarantined:
        parts.append(f"{quality.quarantined:,} set aside")
    if quality.duplicates_dropped:
        parts.append(f"{quality.duplicates_dropped:,} copies dropped")
    if quality.non_data:
        parts.append(f"{quality.non_data:,} blank lines, titles or totals")
    out.print(f"[bold]{escape(quality.source.name)}[/bold]: {', '.join(parts)}.")
    if quality.snapshot_date:
        day, rule = quality.snapshot_date.isoformat(), escape(quality.snapshot_rule)
        out.print(f"The table describes {day} ({rule}).")


def _segment_table(finished: Finished, width: int) -> Table:
    segmentation = finished.segmentation
    rows = [
        {title: cell(segment) for title, cell in _columns(segmentation)}
        for segment in segmentation.segments
    ]
    named = max(len(segment.name) for segment in segmentation.segments) + _ID_WIDTH
    titles = _fitting(rows, width - named)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column("Segment", no_wrap=named + _ID_WIDTH < width)
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    for segment, row in zip(segmentation.segments, rows, strict=True):
        table.add_row(segment.id, escape(segment.name), *(row[title] for title in titles))
    return table


def _fitting(rows: Sequence[dict[str, str]], width: int) -> list[str]:
    """Return the first columns that fit; the rest stands in the report."""
    titles: list[str] = []
    for title in rows[0]:
        cells = [*title.split("\n"), *(row[title] for row in rows)]
        width -= max(map(len, cells)) + 2
        if width < 0:
            break
        titles.append(title)
    return titles


def _columns(segmentation: Segmentation) -> list[tuple[str, Callable[[Segment], str]]]:
    """Return the columns this table has figures for: title and how to write one cell."""
    profiles, first = segmentation.profiles, segmentation.segments[0]
    columns: list[tuple[str, Callable[[Segment], str]]] = [
        ("Customers", lambda s: f"{s.size:,}"),
        ("Share", lambda s: f"{s.share_customers:.0%}"),
    ]
    if first.share_spend is not None:
        columns += [
            ("Share of\nspend", lambda s: _written(s.share_spend, ".0%")),
            ("Median\nspend", lambda s: _written(s.spend_median, ",.0f")),
        ]
    if first.response_rate is not None:
        columns.append(("Responded", lambda s: _written(_rate(s), ".0%")))
    if "n_purchases" in profiles:
        columns.append(("Purchases", lambda s: f"{profiles.loc[s.id, 'n_purchases']:,.0f}"))
    if "n_orders" in profiles:
        columns.append(("Orders", lambda s: f"{profiles.loc[s.id, 'n_orders']:,.0f}"))
    if first.stability_jaccard is not None:
        columns.append(("Comes\nback", lambda s: _written(s.stability_jaccard, ".2f")))
    return columns


def _rate(segment: Segment) -> float | None:
    return segment.response_rate.rate if segment.response_rate else None


def _written(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def _said(verdict: Verdict) -> str:
    """Return the verdict, its name first."""
    return f"{verdict.name.capitalize()}. {verdict.sentence}"


def _show_next_steps(out: Console, finished: Finished) -> None:
    folder = finished.folder
    report = folder / "report.html"
    out.print()
    if report.exists():
        out.print(f"Open [bold]{escape(str(report))}[/bold] to read the report.")
    model, placed = str(folder / "model.json"), finished.segments
    segments = escape(placed if "://" in placed else str(folder / placed))
    also = f", and the table {escape(finished.out_table)}" if finished.out_table else ""
    out.print(f"Each customer's segment: {segments}{also}", soft_wrap=True)
    _show_commands(out, finished, model)
    out.print(f"\n{_how_long(finished.summary['seconds'])}")


def _show_commands(out: Console, finished: Finished, model: str) -> None:
    source = "LINES.csv" if finished.segmentation.model.from_order_lines else "CUSTOMERS.csv"
    # Quoted where a shell needs it: these lines are there to be copied.
    learnt = f"{escape(shlex.quote(model))} {source}"
    steps = {"To place other customers": f"score {learnt} --out their_segments.csv"}
    if finished.segmentation.segments[0].response_rate is not None:
        steps["To plan a campaign"] = f"campaign {learnt} --contact-cost 1 --value 10 --out plan"
    for words, arguments in steps.items():
        out.print(f"{words}:\n  smartcart {arguments}", soft_wrap=True)


def _how_long(seconds: dict[str, float]) -> str:
    """Say how long it took, and what took most of it.

    Examples
    --------
    >>> _how_long({"read": 0.3, "choose": 12.2, "report": 4.0})
    'Done in 16 seconds, 12 of them for comparing numbers of segments.'
    """
    total, longest = sum(seconds.values()), max(seconds, key=lambda stage: seconds[stage])
    if total < _WORTH_SAYING:
        return f"Done in {total:.0f} seconds."
    part = _STAGES[longest][:1].lower() + _STAGES[longest][1:]
    return f"Done in {total:.0f} seconds, {seconds[longest]:.0f} of them for {part}."
