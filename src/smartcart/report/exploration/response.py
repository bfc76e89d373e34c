"""How often customers of each kind responded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smartcart.exploration import Part, Response
from smartcart.profiles import measure_label
from smartcart.report.exploration.rows import (
    Row,
    RowGroup,
    beside_share,
    new_rows,
    place_rows,
)
from smartcart.report.style import ACCENT, LINE, MUTED, PAPER, SECOND, styled
from smartcart.report.words import percent, upper_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_response"]

#: So many parts of a variable are drawn.
_PARTS = 10


@styled
def draw_response(responses: Sequence[Response]) -> Figure:
    """Draw the rate of an outcome in each part of each variable, with its 95 % interval.

    Parameters
    ----------
    responses : sequence of Response
        Of one outcome, the first on top. Parts that do not count, because too few answers were to
        be expected, are hollow. Of more than ten parts, the largest are drawn.
    """
    groups = [_group(each) for each in responses]
    figure, panel = new_rows(groups, below=0.5)
    places = place_rows(panel, groups)
    rows = [row for group in groups for row in group.rows]
    rate, most = responses[0].rate, max(row.end for row in rows)
    end = most / (1 - beside_share(panel, rows))
    for own, group in zip(places, groups, strict=True):
        panel.vlines(rate, own[0] - 0.5, own[-1] + 0.5, color=SECOND, linestyle="--", linewidth=1.3)
        colors = [row.color for row in group.rows]
        faces = [ACCENT if color == ACCENT else PAPER for color in colors]
        lows, highs = [row.low for row in group.rows], [row.high for row in group.rows]
        panel.hlines(own, lows, highs, color=colors, linewidth=1.6)
        shares = [row.share for row in group.rows]
        panel.scatter(shares, own, s=42, c=faces, edgecolors=colors, linewidths=1.4, zorder=3)
        for place, row in zip(own, group.rows, strict=True):
            panel.text(end, place, row.text, ha="right", va="center", color=MUTED)
    panel.set_xlim(-0.02 * most, end)
    ticks = [x for x in panel.get_xticks() if 0 <= x <= 1.001 * most]
    panel.set_xticks(ticks, [percent(x) for x in ticks])
    panel.grid(axis="x", color=LINE)
    panel.set_xlabel(f"Share of customers; dashed: {percent(rate)} of all")
    return figure


def _group(each: Response) -> RowGroup:
    largest = sorted(each.parts, key=lambda part: (not part.counts, -part.customers))[:_PARTS]
    kept = {part.part for part in largest}
    rows = tuple(_row(part) for part in each.parts if part.part in kept)
    return RowGroup(upper_first(measure_label(each.variable)), rows)


def _row(part: Part) -> Row:
    text = f"{percent(part.rate)} of {part.customers:,}"
    color = ACCENT if part.counts else MUTED
    return Row(part.part, part.rate, text, part.low, part.high, color)
