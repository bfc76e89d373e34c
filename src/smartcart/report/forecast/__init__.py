"""OrderForecast -> one page for whoever acts on it, and its pictures.

As the report of the segments is made: `collect_forecast_facts` returns plain numbers and words,
`render_forecast` the page; neither writes a file.
"""

from smartcart.report.forecast.collect import collect_forecast_facts
from smartcart.report.forecast.facts import ForecastFacts
from smartcart.report.forecast.page import render_forecast

__all__ = ["ForecastFacts", "collect_forecast_facts", "render_forecast"]
