"""ReportFacts -> pictures. A figure takes numbers, never a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.report.exploration import SECTION, draw_exploration
from smartcart.report.facts import ReportFacts
from smartcart.report.figures.answers import draw_answers
from smartcart.report.figures.flow import draw_flow
from smartcart.report.figures.k_selection import draw_k_selection
from smartcart.report.figures.loadings import draw_loadings
from smartcart.report.figures.map import draw_map
from smartcart.report.figures.profile import draw_profile
from smartcart.report.figures.risk_map import draw_risk_map
from smartcart.report.figures.silhouettes import draw_silhouettes
from smartcart.report.figures.sizes import draw_sizes
from smartcart.report.figures.tree import draw_tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "draw_answers",
    "draw_figures",
    "draw_flow",
    "draw_k_selection",
    "draw_loadings",
    "draw_map",
    "draw_profile",
    "draw_risk_map",
    "draw_silhouettes",
    "draw_sizes",
    "draw_tree",
]


def draw_figures(facts: ReportFacts) -> dict[str, Figure]:
    """Draw every figure that the facts have something for, by name.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    segments = facts.segments
    drawn = {
        "profile": draw_profile(facts.positions, facts.main_measures, segments, facts.markers),
        "sizes": draw_sizes(segments, facts.value),
        "k_selection": draw_k_selection(facts.choice),
        "map": draw_map(facts.map, segments),
        "loadings": draw_loadings(facts.loadings),
    }
    if facts.risk_map is not None:
        drawn["risk_map"] = draw_risk_map(facts.risk_map, segments)
    if facts.answers is not None:
        drawn["answers"] = draw_answers(facts.answers, segments)
    if facts.silhouettes is not None:
        drawn["silhouettes"] = draw_silhouettes(facts.silhouettes, segments)
    if facts.flow is not None:
        drawn["flow"] = draw_flow(facts.flow, segments, facts.choice.k)
    if facts.tree is not None:
        drawn["tree"] = draw_tree(facts.tree, segments)
    if facts.exploration is not None:
        drawn |= draw_exploration(facts.exploration, SECTION)
    return drawn
