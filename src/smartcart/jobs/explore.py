"""A table in, a folder with its facts out, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, Customers, Schema
from smartcart.exploration import NOTICE_RULES, Described, Exploration, explore_customers
from smartcart.jobs.order_customers import Place, read_place
from smartcart.jobs.overwriting import spare_others, spare_read
from smartcart.jobs.stopwatch import Display, Stopwatch
from smartcart.settings import Settings
from smartcart.tables import (
    check_output_folder,
    make_inert,
    output_folder,
    write_csv,
    write_json,
)

__all__ = ["EXPLORATION_FILES", "Explored", "run_explore"]

#: Everything that an exploration ever writes into its folder.
EXPLORATION_FILES = (
    "exploration.html",
    "exploration.json",
    "variables.csv",
    "pairs.csv",
    "response.csv",
    "figures",
)

_PAIRS = ("one", "other", "measure", "strength", "customers", "p", "is_arithmetic", "is_clear")
_PARTS = ("part", "customers", "responses", "rate", "low", "high", "counts")
_RESPONSES = ("outcome", "variable", *_PARTS, "spread", "p", "is_clear")
_VARIABLES = (
    *("type", "variable", "label", "column", "customers", "missing"),
    *("mean", "minimum", "first_quartile", "median", "third_quartile", "maximum"),
    *("skewness", "share_zero", "far_out", "fence_low", "fence_high"),
    *("n_levels", "entropy", "ones", "rate", "rate_low", "rate_high", "first", "last"),
)
_WHOLE = ("customers", "missing", "far_out", "n_levels", "ones")
_FLAGS = ("is_arithmetic", "counts", "is_clear")
_RENAMED = {"name": "variable", "low": "rate_low", "high": "rate_high"}


@dataclass(frozen=True)
class Explored:
    """An exploration that has been written, with everything that is known of it."""

    exploration: Exploration
    customers: Customers
    folder: Path
    summary: dict[str, Any]


def run_explore(
    source: Path | str,
    out: Path,
    settings: Settings | None = None,
    schema: Schema = FOUNDING_SCHEMA,
    sheet: str | None = None,
    display: Display | None = None,
    *,
    table: str | None = None,
    query: str | None = None,
    report: bool = True,
) -> Explored:
    """Read, explore and write; on any error the output folder stays as it was."""
    watch = Stopwatch(display)
    check_output_folder(out)
    spare_read(out, EXPLORATION_FILES, source)
    spare_others(out, EXPLORATION_FILES, "exploration.json")
    if report:
        from smartcart.report import require_report_parts

        require_report_parts()
    watch("read", 0, 1)
    settings = settings or Settings()
    place = Place(source, sheet, table, query)
    customers = read_place(place, schema, settings, as_of=settings.snapshot).customers
    watch("explore", 0, 1)
    exploration = explore_customers(customers)
    watch("report", 0, 1)
    summary = _summarize(exploration, customers)
    with output_folder(out, EXPLORATION_FILES) as folder:
        write_json(summary, folder / "exploration.json")
        for name, frame in _tables(exploration).items():
            write_csv(make_inert(frame), folder / name)
        if report:
            _write_page(exploration, customers, folder)
    return Explored(exploration, customers, out, summary)


def _summarize(exploration: Exploration, customers: Customers) -> dict[str, Any]:
    """Return the content of ``exploration.json``."""
    quality = customers.quality
    return {
        "smartcart_version": smartcart.__version__,
        "source": quality.source.name,
        "records": quality.records,
        "quarantined": quality.quarantined,
        "duplicates_dropped": quality.duplicates_dropped,
        "repairs": sum(each.count for each in quality.repairs),
        "flags_raised": sum(each.count for each in quality.flags),
        **exploration.to_dict(),
        "rules": dict(NOTICE_RULES),
    }


def _write_page(exploration: Exploration, customers: Customers, folder: Path) -> None:
    """Draw once, and write the page and each figure as a file of its own."""
    from smartcart.report import figure_svg, write_figures, write_html
    from smartcart.report.exploration import draw_exploration
    from smartcart.report.exploration.page import render_exploration

    figures = draw_exploration(exploration)
    drawn = {name: figure_svg(figure) for name, figure in figures.items()}
    html = render_exploration(exploration, customers.quality, drawn)
    write_html(html, folder / "exploration.html")
    write_figures(figures, folder / "figures", drawn)


def _tables(exploration: Exploration) -> dict[str, pd.DataFrame]:
    parts = [
        {**asdict(each), **asdict(part)} for each in exploration.responses for part in each.parts
    ]
    return {
        "variables.csv": _variables(exploration),
        "pairs.csv": _as_table(map(asdict, exploration.pairs), _PAIRS),
        "response.csv": _as_table(parts, _RESPONSES),
    }


def _variables(exploration: Exploration) -> pd.DataFrame:
    """Return one row per variable; what a type does not have stays empty."""
    kinds: dict[str, Sequence[Described]] = {
        "quantity": exploration.quantities,
        "category": exploration.categories,
        "flag": exploration.flags,
        "day": exploration.days,
    }
    rows = [{"type": kind, **asdict(row)} for kind, rows in kinds.items() for row in rows]
    table = pd.DataFrame(rows).rename(columns=_RENAMED).reindex(columns=list(_VARIABLES))
    return table.astype(dict.fromkeys(_WHOLE, "Int64"))


def _as_table(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(columns))
    flags = [name for name in _FLAGS if name in table]
    return table.astype(dict.fromkeys(flags, "int64"))
