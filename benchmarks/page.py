"""``python -m benchmarks.page``: the page of the docs, from what was measured and nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.formats import format_memory, format_part, format_seconds, format_spread
from benchmarks.large import growth
from benchmarks.results_files import read_results

__all__ = ["PAGE", "PLOT", "list_parts", "list_rows", "render_page", "write_page"]

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "benchmarks.md"
PLOT = DOCS / "assets" / "benchmarks.svg"

_UNITS = {"seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6}
_WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def write_page() -> None:
    """Write the page and its plot."""
    from benchmarks.plot import draw_growth

    results = read_results([name for name in _WORDS if name != "head"])
    PAGE.write_text(render_page(results), encoding="utf-8")
    if "large" in results:
        draw_growth(results["large"]["figures"]["runs"], PLOT)


def render_page(results: dict[str, dict[str, Any]]) -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [*_head(results), *(line for name in results for line in _section(name, results))]
    )


def list_parts(figures: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return a section and every part of it, however deep it stands, with its name."""
    if isinstance(figures, dict):
        yield name, figures
        for key, value in figures.items():
            yield from list_parts(value, f"{name}, {key}" if name else key)


def list_rows(figures: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every comparison of a section, however deep it stands, with its name."""
    return ((name, part) for name, part in list_parts(figures) if "ratio" in part)


def _head(results: dict[str, dict[str, Any]]) -> list[str]:
    told = next((each["machine"] for each in results.values()), {})
    parts = ("Python", "numpy", "pandas", "scikit-learn", "pyarrow")
    versions = ", ".join(f"{part} {told.get(part.lower())}" for part in parts)
    loops = "compiled" if told.get("compiled_kernels") else "in numpy"
    memory = told.get("memory_gigabytes")
    threads = f"; threads: {told['threads']}" if "threads" in told else ""
    return [
        "# Benchmarks",
        "",
        _WORDS["head"].strip(),
        "",
        f"Measured {_days(results)}on {told.get('cores')} cores of {told.get('processor')} "
        f"with {memory} GB{threads}; {versions}; loops {loops}. "
        "The machine is virtual and shared.",
        "",
    ]


def _days(results: dict[str, dict[str, Any]]) -> str:
    """Return on what days, in words that a blank ends."""
    days = sorted({each["measured"] for each in results.values() if "measured" in each})
    told = [f"{date.fromisoformat(day):%-d %B %Y}" for day in days]
    if len(told) > 1:
        return f"from {told[0]} to {told[-1]} "
    return f"on {told[0]} " if told else ""


def _section(name: str, results: dict[str, dict[str, Any]]) -> list[str]:
    figures, words = results[name]["figures"], _WORDS[name]
    lines = [f"## {words['title']}", "", words["says"].strip(), ""]
    rows = list(list_rows(figures))
    if rows:
        lines += [*_comparisons(rows), ""]
    for table in words.get("tables", []):
        columns = {key: label for key, label in table.items() if key != "turned"}
        parts = [each for each in list_parts(figures) if columns.keys() <= each[1].keys()]
        if parts:
            lines += [*(_turned if table.get("turned") else _level)(columns, parts), ""]
    return lines + (_large(figures["runs"]) if name == "large" else [])


def _comparisons(rows: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Return a table of ours beside the rivals, with peak memory where it was measured."""
    titles = ["SmartCart", "rival", "ratio (lowest to highest)"]
    memory = any("ours_megabytes" in figures for _, figures in rows)
    if memory:
        titles += ["memory, SmartCart", "memory, rival"]
    return [*_titles(titles), *(_row(label, figures, memory) for label, figures in rows)]


def _row(label: str, figures: dict[str, Any], memory: bool) -> str:
    cells = [*(_time(figures, side) for side in ("ours", "rival")), _ratio(figures)]
    if memory:
        peaks = [figures.get(f"{side}_megabytes") for side in ("ours", "rival")]
        cells += ["" if peak is None else format_memory(peak) for peak in peaks]
    return _cells(label, cells)


def _ratio(figures: dict[str, Any]) -> str:
    return format_spread(figures, "ratio", "{:.3g}".format)


def _time(figures: dict[str, Any], side: str) -> str:
    for unit, factor in _UNITS.items():
        if f"{side}_{unit}" in figures:
            return format_seconds(figures[f"{side}_{unit}"] * factor)
    return ""


def _level(columns: Mapping[str, str], parts: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Return a table with a row for each part."""
    rows = (_cells(name, [format_part(part, key) for key in columns]) for name, part in parts)
    return [*_titles(list(columns.values())), *rows]


def _turned(columns: Mapping[str, str], parts: list[tuple[str, dict[str, Any]]]) -> list[str]:
    """Return a table with a column for each part."""
    rows = (
        _cells(label, [format_part(part, key) for _, part in parts])
        for key, label in columns.items()
    )
    return [*_titles([name for name, _ in parts]), *rows]


def _titles(titles: list[str]) -> list[str]:
    return [_cells("", titles), f"|---|{'--:|' * len(titles)}"]


def _cells(label: str, cells: list[str]) -> str:
    return f"| {' | '.join([label, *cells])} |".replace("|  |", "| |")


def _large(runs: list[dict[str, Any]]) -> list[str]:
    titles = ["time", "peak memory", "scoring", "peak memory of scoring"]
    keys = ("seconds", "megabytes", "score_seconds", "score_megabytes")
    told = growth(runs)
    lines = [*_titles(titles)]
    lines[0] = lines[0].replace("| |", "| customers |", 1)
    lines += [_cells(f"{run['n']:,}", [format_part(run, key) for key in keys]) for run in runs]
    if "slope" in told:
        lines += [
            "",
            f"From {told['slope_from']:,} to {runs[-1]['n']:,} customers time grows with their "
            f"number to the power of {told['slope']:.2f}; 1 would be in proportion.",
        ]
    return [*lines, "", "![Time and memory against customers](assets/benchmarks.svg)", ""]


if __name__ == "__main__":
    write_page()
