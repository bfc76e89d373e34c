"""What speaks for each number of segments: elbow, silhouette, stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from smartcart.report.choice_facts import ChoiceFacts
from smartcart.report.style import ACCENT, INK, LINE, MUTED, SECOND, new_figure, set_title, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_k_selection"]

#: Numbers of segments written below a panel before some are left out.
_MOST_TICKS = 12


@styled
def draw_k_selection(choice: ChoiceFacts) -> Figure:
    """Draw inertia, silhouette and stability over the number of segments.

    Parameters
    ----------
    choice : ChoiceFacts
        ``scores`` holds one row per number of segments; the number taken is shaded in every
        panel, the elbow is marked below the line between the ends of the inertia curve, and
        the asked bounds of stability are dashed; the grey band is what the tables without
        structure reach, from the lowest to the highest.
    """
    figure = new_figure(9.2, 3.6)
    inertia, silhouette, stability = figure.subplots(1, 3)
    for panel in (inertia, silhouette, stability):
        _prepare(panel, choice)
    _draw_inertia(inertia, choice)
    _draw_silhouette(silhouette, choice)
    _draw_stability(stability, choice)
    silhouette.fill_between([], [], color=LINE, alpha=0.55, label=f"Taken: {choice.k}")
    for panel in (inertia, silhouette, stability):
        panel.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.2), borderaxespad=0.0)
    return figure


def _prepare(panel: Axes, choice: ChoiceFacts) -> None:
    ks = choice.scores.index.to_numpy()
    shown = ks[:: int(np.ceil(len(ks) / _MOST_TICKS))]
    panel.set_xticks(shown, [str(k) for k in shown])
    panel.set_xlim(ks[0] - 0.6, ks[-1] + 0.6)
    panel.set_xlabel("Number of segments")
    panel.grid(axis="y")
    panel.axvspan(choice.k - 0.5, choice.k + 0.5, color=LINE, alpha=0.55, linewidth=0, zorder=0)


def _draw_inertia(panel: Axes, choice: ChoiceFacts) -> None:
    values = choice.scores["inertia"]
    percent = 100 * values / (values.iloc[0] or 1.0)
    ends = percent.iloc[[0, -1]]
    panel.plot(percent.index, percent, "o-", color=ACCENT, label="Inertia")
    panel.plot(ends.index, ends, "--", color=MUTED, linewidth=1.0, label="Line between the ends")
    on_line = np.interp(choice.elbow, ends.index, ends)
    panel.plot(
        [choice.elbow, choice.elbow],
        [percent.loc[choice.elbow], on_line],
        color=SECOND,
        linewidth=2.2,
        label=f"Elbow at {choice.elbow}, furthest below it",
    )
    panel.set_ylim(0, 108)
    panel.set_ylabel("% of the inertia of one segment")
    set_title(panel, "Elbow")


def _draw_silhouette(panel: Axes, choice: ChoiceFacts) -> None:
    values = choice.scores["silhouette"]
    _draw_null(panel, choice.null["silhouette"])
    panel.plot(values.index, values, "o-", color=ACCENT, label="Mean silhouette")
    panel.set_ylim(min(0.0, _lowest(values) - 0.05), max(0.5, _highest(values) + 0.05))
    set_title(panel, "Separation")


def _draw_stability(panel: Axes, choice: ChoiceFacts) -> None:
    shown = (
        ("stability_ari", "o-", ACCENT, "Agreement of refits (ARI)", choice.min_ari),
        ("stability_min_jaccard", "s-", SECOND, "Weakest segment (Jaccard)", choice.min_jaccard),
    )
    _draw_null(panel, choice.null["stability"])
    for column, line, color, label, asked in shown:
        panel.plot(choice.scores.index, choice.scores[column], line, color=color, label=label)
        panel.axhline(asked, color=color, linewidth=1.0, linestyle="--")
    panel.plot([], [], "--", color=INK, linewidth=1.0, label=_asked(choice))
    panel.set_ylim(min(0.0, _lowest(choice.scores["stability_ari"]) - 0.05), 1.04)
    set_title(panel, "Stability")


def _draw_null(panel: Axes, null: pd.DataFrame) -> None:
    """Draw what tables without structure reach: their mean, and all of them as a band."""
    if not len(null):
        return
    panel.fill_between(
        null.index, null["low"], null["high"], color=MUTED, alpha=0.28, linewidth=0, zorder=1
    )
    panel.plot(null.index, null["mean"], ":", color=INK, linewidth=1.4, label="Without structure")


def _asked(choice: ChoiceFacts) -> str:
    return f"Asked: {choice.min_ari:.2f} and {choice.min_jaccard:.2f}"


def _lowest(values: pd.Series) -> float:
    return float(values.min()) if values.notna().any() else 0.0


def _highest(values: pd.Series) -> float:
    return float(values.max()) if values.notna().any() else 0.0
