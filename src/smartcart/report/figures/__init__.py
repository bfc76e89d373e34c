"""ReportFacts -> pictures. A figure takes numbers, never a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.report.facts import ReportFacts
from smartcart.report.figures.k_selection import draw_k_selection
from smartcart.report.figures.map import draw_map
from smartcart.report.figures.profile import draw_profile
from smartcart.report.figures.sizes import draw_sizes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_figures", "draw_k_selection", "draw_map", "draw_profile", "draw_sizes"]


def draw_figures(facts: ReportFacts) -> dict[str, Figure]:
    """Draw every figure of the report, by name, in the order of reading.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    return {
        "sizes": draw_sizes(facts.segments, facts.value),
        "profile": draw_profile(facts.positions, facts.main_measures, facts.segments),
        "map": draw_map(facts.map, facts.segments),
        "k_selection": draw_k_selection(facts.choice),
    }
