"""``python -m benchmarks.page``: the page of the docs, from what was measured and nothing else."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.results_files import read_results

__all__ = ["PAGE", "list_rows", "render_page", "write_page"]

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "benchmarks.md"
PLOT = DOCS / "assets" / "benchmarks.svg"

_UNITS = {"seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6}
_WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def write_page() -> None:
    """Write the page and its plot."""
    results = read_results([name for name in _WORDS if name != "head"])
    PAGE.write_text(render_page(results), encoding="utf-8")
    if "large" in results:
        _draw(results["large"]["figures"])


def render_page(results: dict[str, dict[str, Any]]) -> str:
    """Return the page as Markdown."""
    return "\n".join(
        [*_head(results), *(line for name in results for line in _section(name, results))]
    )


def list_rows(figures: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every comparison of a section, however deep it stands, with its name."""
    if not isinstance(figures, dict):
        return
    if "ratio" in figures:
        yield name, figures
    for key, value in figures.items():
        yield from list_rows(value, f"{name}, {key}" if name else key)


def _head(results: dict[str, dict[str, Any]]) -> list[str]:
    machines = [each["machine"] for each in results.values()]
    told = machines[0] if machines else {}
    return [
        "# Benchmarks",
        "",
        _WORDS["head"].strip(),
        "",
        f"{told.get('cores')} cores of {told.get('processor')}, {told.get('memory_gigabytes')} GB; "
        f"Python {told.get('python')}, numpy {told.get('numpy')}, pandas {told.get('pandas')}, "
        f"scikit-learn {told.get('scikit-learn')}, pyarrow {told.get('pyarrow')}. The machine is "
        "virtual and shared.",
        "",
    ]


def _section(name: str, results: dict[str, dict[str, Any]]) -> list[str]:
    figures, words = results[name]["figures"], _WORDS[name]
    lines = [f"## {words['title']}", "", words["says"].strip(), ""]
    rows = list(list_rows(figures))
    if rows:
        lines += ["| | SmartCart | rival | ratio (lowest to highest) |", "|---|--:|--:|--:|"]
        lines += [_row(label, each) for label, each in rows]
        lines.append("")
    if name == "large":
        lines += _large(figures)
    elif rest := list(_plain(figures)):
        lines += ["| | |", "|---|--:|", *rest, ""]
    return lines


def _row(label: str, figures: dict[str, Any]) -> str:
    low, high = figures.get("ratio_low"), figures.get("ratio_high")
    spread = "" if low is None or high is None else f" ({low:.3g} to {high:.3g})"
    ours, rival = (_time(figures, side) for side in ("ours", "rival"))
    return f"| {label} | {ours} | {rival} | {figures['ratio']:.3g}{spread} |"


def _time(figures: dict[str, Any], side: str) -> str:
    for unit, factor in _UNITS.items():
        if f"{side}_{unit}" in figures:
            return _format_seconds(figures[f"{side}_{unit}"] * factor)
    return ""


def _format_seconds(seconds: float) -> str:
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} us"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def _plain(figures: Any, name: str = "") -> Iterator[str]:
    """Return what stands in no comparison."""
    if not isinstance(figures, dict) or "ratio" in figures:
        return
    for key, value in figures.items():
        label = f"{name}, {key}" if name else key
        if isinstance(value, dict):
            yield from _plain(value, label)
        elif isinstance(value, int | float):
            yield (
                f"| {label.replace('_', ' ')} | {value:,.4g} |"
                if value < 1e4
                else (f"| {label.replace('_', ' ')} | {value:,.0f} |")
            )


def _large(figures: dict[str, Any]) -> list[str]:
    sizes = figures["runs"]
    lines = ["| customers | seconds | peak memory |", "|--:|--:|--:|"]
    lines += [
        f"| {each['n']:,} | {each['seconds']:.1f} | {each['megabytes'] / 1000:.2f} GB |"
        for each in sizes
    ]
    return [
        *lines,
        "",
        f"Between {sizes[0]['n']:,} and {sizes[-1]['n']:,} customers time grows with their "
        f"number to the power of {figures['slope']:.2f}.",
        "",
        "![Time and memory against the number of customers](assets/benchmarks.svg)",
        "",
    ]


def _draw(figures: dict[str, Any]) -> None:
    """Draw time and memory against n, both on logarithmic axes."""
    import matplotlib as mpl

    mpl.use("svg")
    import matplotlib.pyplot as plt
    from matplotlib.ticker import LogLocator, NullLocator

    n = [each["n"] for each in figures["runs"]]
    plots = (("seconds", "seconds", 1.0), ("megabytes", "peak memory, GB", 1e-3))
    with plt.rc_context({"svg.hashsalt": "smartcart", "font.size": 10}):
        figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
        for axis, (key, label, factor) in zip(axes, plots, strict=True):
            axis.loglog(n, [each[key] * factor for each in figures["runs"]], "o-", color="#0072b2")
            for ticks in (axis.xaxis, axis.yaxis):
                ticks.set_major_locator(LogLocator(subs=(1, 2, 5)))
                ticks.set_minor_locator(NullLocator())
            axis.xaxis.set_major_formatter("{x:,.0f}")
            axis.yaxis.set_major_formatter("{x:g}")
            axis.set_ylim(*_decades([each[key] * factor for each in figures["runs"]]))
            axis.set_xlabel("customers")
            axis.set_ylabel(label)
            axis.grid(visible=True, which="major", color="#e3e7ec")
        figure.savefig(PLOT, metadata={"Date": None})
        plt.close(figure)


def _decades(values: list[float]) -> tuple[float, float]:
    """Return the powers of ten around values."""
    return 10.0 ** math.floor(math.log10(min(values))), 10.0 ** math.ceil(math.log10(max(values)))


if __name__ == "__main__":
    write_page()
