"""ForecastFacts -> pictures. A figure takes numbers, never a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smartcart.report.forecast.calibration import draw_calibration
from smartcart.report.forecast.facts import ForecastFacts
from smartcart.report.forecast.levels import draw_levels
from smartcart.report.forecast.scores import draw_scores

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_forecast"]


def draw_forecast(facts: ForecastFacts) -> dict[str, Figure]:
    """Draw every figure that the facts have something for, by name.

    Raises
    ------
    MissingExtraError
        When the "report" extra is not installed.
    """
    drawn = {}
    if facts.voice.speaker:
        drawn["calibration"] = draw_calibration(facts.days, facts.together, facts.followed)
        drawn["levels"] = draw_levels(facts.days, facts.followed)
    if facts.scores:
        drawn["scores"] = draw_scores(facts.scores, facts.judged_scores)
    return drawn
