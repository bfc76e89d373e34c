"""The page that ``smartcart check`` prints: what was read, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from smartcart.cli.display import console
from smartcart.cli.line_account import show_lines

if TYPE_CHECKING:
    from smartcart.customers import Customers, Finding, Quality

__all__ = ["show_quality"]

_FORMATS = {"csv": "text", "excel": "an Excel workbook", "parquet": "Parquet"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", "spaces": "spaces"}
#: Said once: the flag of the same customers is the better sentence.
_SAID_TWICE = frozenset({"age_set_missing"})
#: So many columns with the same finding are one line.
_ALIKE = 3
_COLUMNS_NAMED = 2
_WHOLE = "(whole record)"
_IDS_SHOWN = 3
_ADVICE_SHOWN = 8


def show_quality(customers: Customers, folder: Path | None = None) -> None:
    """Print what was read, repaired, flagged and set aside, and what to fix at the source."""
    from smartcart.customers import fix_at_source, worst_columns

    out, quality = console(), customers.quality
    out.print(f"[bold]{escape(quality.source.name)}[/bold], read as {escape(_how(quality))}")
    if quality.lines is not None:
        show_lines(out, quality.lines)
    _show_account(out, quality)
    _show_names(out, customers)
    for note in quality.source.notes:
        out.print(f"  Reading: {escape(note)}")
    repairs = [each for each in quality.repairs if each.rule not in _SAID_TWICE]
    # An exchange of day and month changes what a table says: nobody may overlook it.
    exchanged = [each for each in repairs if each.rule == "day_month_exchanged"]
    _show_findings(out, "Repaired before all else", exchanged, "dates that would be wrong")
    others = [each for each in repairs if each not in exchanged]
    _show_findings(out, "Repaired", others, "these cells are used")
    _show_findings(out, "Worth a look", quality.flags, "these customers are kept")
    _show_aside(out, customers, folder)
    if quality.lines is not None:
        return  # what was made of the lines cannot be corrected; the lines are accounted for above
    worst = [(f"{each.column}", each.sentence) for each in worst_columns(customers)]
    _show_lines(out, "The columns with most trouble", worst)
    fixes = fix_at_source(customers)
    _show_lines(out, "What to fix at the source", [("-", each) for each in fixes[:_ADVICE_SHOWN]])
    if not fixes:
        out.print("\nNothing has to be fixed at the source.")
    if quality.ignored_columns:
        out.print(f"\nNot used, and not stored: {escape(', '.join(quality.ignored_columns))}")


def _how(quality: Quality) -> str:
    source = quality.source
    dialect = source.dialect
    parts = [_FORMATS.get(source.format, source.format)]
    if source.format == "csv":
        parts.append(f"with {_DELIMITERS.get(dialect.get('delimiter', ''), 'one column')}")
    what = " ".join(parts)
    more = [source.encoding] if source.encoding else []
    more += [f"{key} {dialect[key]!r}" for key in ("sheet", "table") if key in dialect]
    more += ["answer to a query"] if "query" in dialect else []
    return f"{what} ({', '.join(more)})" if more else what


def _show_account(out: Console, quality: Quality) -> None:
    parts = {
        "[bold]customers[/bold]": quality.customers,
        "set aside": quality.quarantined,
        "copies dropped": quality.duplicates_dropped,
        "no customer (blank lines, titles, totals)": quality.non_data,
    }
    listed = " + ".join(f"{count:,} {what}" for what, count in parts.items() if count)
    out.print(f"  {quality.records:,} records = {listed}")
    if quality.snapshot_date:
        day, rule = quality.snapshot_date.isoformat(), escape(quality.snapshot_rule)
        out.print(f"  The table describes {day} ({rule}).")
    else:
        out.print(f"  The day that the table describes is {escape(quality.snapshot_rule)}.")


def _show_names(out: Console, customers: Customers) -> None:
    """Say which columns were found under another spelling than the known one."""
    known = {column.name: column.source for column in customers.schema.columns}
    found = customers.quality.columns.items()
    other = [f"{header!r} as {known[n]}" for n, header in found if header != known.get(n, header)]
    if other:
        out.print(f"  Columns known by other names: {escape(', '.join(other))}.")


def _show_findings(out: Console, title: str, findings: Sequence[Finding], what: str) -> None:
    groups: dict[tuple[str, str, int], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.rule, each.meaning, each.count), []).append(each)
    rows: list[tuple[int, str, str]] = []
    for (_, meaning, count), members in groups.items():
        if len(members) > _ALIKE:
            named = _named([each.column for each in members])
            rows.append((count, named, f"{meaning} (in each of these columns)"))
        else:
            rows += [(each.count, each.column or _WHOLE, _with_ids(each)) for each in members]
    _show_counts(out, f"{title} ({what})", rows)


def _with_ids(finding: Finding) -> str:
    shown = ", ".join(finding.ids[:_IDS_SHOWN])
    more = ", ..." if finding.count > _IDS_SHOWN else ""
    word = "id" if len(finding.ids) == 1 else "ids"
    return f"{finding.meaning} ({word} {shown}{more})" if shown else finding.meaning


def _named(columns: Sequence[str]) -> str:
    more = len(columns) - _COLUMNS_NAMED
    listed = ", ".join(columns[:_COLUMNS_NAMED])
    return f"{listed} and {more} more" if more > 0 else listed


def _show_aside(out: Console, customers: Customers, folder: Path | None) -> None:
    if not len(customers.quarantine):
        return
    groups = customers.quarantine.groupby(["reason", "fix"], sort=False)["line"]
    rows = [
        (len(lines), str(reason), f"first at line {lines.iloc[0]}: {_small(str(fix))}")
        for (reason, fix), lines in groups
    ]
    _show_counts(out, "Set aside (not used)", rows)
    where = "" if folder is None else f" in {folder / 'quarantine.csv'}"
    hint = where or "; --out FOLDER writes them to quarantine.csv"
    out.print(f"  Each with its line, reason and fix{escape(hint)}", soft_wrap=True)


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _show_counts(out: Console, title: str, rows: Iterable[tuple[int, str, str]]) -> None:
    ordered = sorted(rows, key=lambda row: -row[0])
    _show_lines(out, title, [(f"{n:,}", where, what) for n, where, what in ordered], first="right")


def _show_lines(
    out: Console, title: str, rows: Sequence[tuple[str, ...]], first: str = "left"
) -> None:
    if not rows:
        return
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right" if first == "right" else "left", no_wrap=True)
    for _ in rows[0][1:]:
        grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(
            *(f"  {escape(cell)}" if i == 0 else escape(cell) for i, cell in enumerate(row))
        )
    out.print(f"\n[bold]{title}[/bold]")
    out.print(grid)
