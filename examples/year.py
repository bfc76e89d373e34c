"""The year of docs/year.md: run it, and write its table and its pictures anew.

    python -m examples.year

Twelve months of one shop go through `refresh` with the settings that hold when none are given; that
takes some minutes. The same code gives the same files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from smartcart.datasets import write_months
from smartcart.jobs import Refreshed, RefreshJob, run_refresh
from smartcart.report.changes.draw import draw_changes
from smartcart.report.style import INK, MUTED, PAPER, new_figure, segment_color, styled
from smartcart.through_time import SegmentNow

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_year", "run_year", "tell_year"]

DOCS = Path(__file__).parents[1] / "docs"
#: What the table of the page stands between.
_BEGIN, _END = "<!-- months: begin -->\n", "<!-- months: end -->\n"
_JUNE = 5
_COLORS = 128  # in a picture; flat ones need no more
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_Floats = NDArray[np.float64]


def run_year(
    files: Sequence[Path], store: str, options: Mapping[str, Any] | None = None
) -> list[Refreshed]:
    """Bring a store up to date with each file in turn."""
    return [run_refresh(RefreshJob(file, store, options=options or {})) for file in files]


def tell_year(year: Sequence[Refreshed]) -> str:
    """Return the months as a table: customers, status, version of the champion, reason."""
    lines = ["| month | customers | status | champion | reason |", "|---|--:|---|--:|---|"]
    for month, each in zip(_NAMES, year, strict=True):
        changes = each.changes
        customers = f"{changes.n_customers:,}" if changes.n_customers else "–"
        cells = (month, customers, changes.status, changes.version, changes.reason)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


@styled
def draw_year(year: Sequence[Refreshed]) -> Figure:
    """Draw the customers of each segment over the months, under the ids that last."""
    figure = new_figure(9.0, 4.2)
    panel = figure.subplots()
    used = [i for i, each in enumerate(year) if each.changes.status != "refused"]
    sizes = [{each.id: each.size for each in year[i].changes.segments} for i in used]
    below = np.zeros(len(used))
    for position, segment in reversed(list(enumerate(year[-1].changes.segments))):
        above = below + [each.get(segment.id, 0) for each in sizes]
        _draw_band(panel, used, below, above, segment_color(position))
        _label(panel, segment, used[-1], (below[-1] + above[-1]) / 2)
        below = above
    panel.set_ylim(0, 1.04 * below.max())
    _mark_months(panel, year)
    _name_axes(panel, len(year))
    return figure


def _draw_band(
    panel: Axes, used: Sequence[int], below: _Floats, above: _Floats, color: str
) -> None:
    """Draw a segment from month to month; paler over the months whose table was refused."""
    gaps = np.flatnonzero(np.diff(used) > 1)
    runs = np.split(np.arange(len(used)), gaps + 1)
    parts = [(run, 0.8) for run in runs] + [(np.array([gap, gap + 1]), 0.25) for gap in gaps]
    for rows, alpha in parts:
        months = np.array(used)[rows]
        panel.fill_between(months, below[rows], above[rows], color=color, alpha=alpha, linewidth=0)
    there = np.flatnonzero(above > below)
    first = max(there[0] - 1, 0)  # the line begins where the band does
    panel.plot(used[first:], above[first:], color=PAPER, linewidth=1.2)


def _label(panel: Axes, segment: SegmentNow, month: int, height: float) -> None:
    told = f"{segment.id}  {segment.name.partition(':')[0]}"
    place = {"xytext": (10, 0), "textcoords": "offset points", "va": "center"}
    panel.annotate(told, (month, height), color=INK, fontsize=9, annotation_clip=False, **place)


def _mark_months(panel: Axes, year: Sequence[Refreshed]) -> None:
    """Write above the months what became of the table or of a model, where there is something."""
    for i, each in enumerate(year):
        status, version = each.changes.status, each.changes.version
        told = {
            "promoted": f"version {version}\npromoted",
            "kept": f"version {version}\nkept",
            "refused": "table\nrefused",
        }.get(status)
        if told is None:
            continue
        panel.axvline(i, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
        place = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "bottom"}
        panel.annotate(told, (i, 1.01), color=MUTED, fontsize=8.5, **place)


def _name_axes(panel: Axes, n_months: int) -> None:
    panel.set_xticks(range(n_months), _NAMES[:n_months])
    panel.set_xlim(0, n_months - 1)
    panel.set_ylabel("Customers")
    panel.yaxis.set_major_formatter("{x:,.0f}")


def _write_picture(figure: Figure, path: Path) -> None:
    """Write a picture of few colours: a third of the size, and the same on every machine."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=130, facecolor=PAPER, metadata={"Software": None})
    Image.open(drawn).convert("RGB").quantize(_COLORS).save(path, optimize=True)


def main() -> None:
    """Run the year, and write what the page shows of it."""
    with TemporaryDirectory() as folder:
        files = write_months(Path(folder, "months"))
        year = run_year(files, f"sqlite:///{folder}/shop.db")
    page = DOCS / "year.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    after = rest.partition(_END)[2]
    page.write_text(before + _BEGIN + tell_year(year) + _END + after, encoding="utf-8")
    pictures = {"sizes": draw_year(year)}
    pictures |= {f"june_{name}": each for name, each in draw_changes(year[_JUNE].changes).items()}
    for name, figure in pictures.items():
        _write_picture(figure, DOCS / "assets" / f"year_{name}.png")


if __name__ == "__main__":
    main()
