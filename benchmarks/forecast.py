"""Does the voice of a forecast keep its word? Made-up shops of a known process, judged afterwards.

    python -m benchmarks.forecast [N_SHOPS]

For each kind of shop: in which voice it was spoken, and for probabilities the worst fifth of
customers, expected against what happened in the days that followed. Every shop has 4,000 customers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

import smartcart
from smartcart.forecast import OrderForecast, forecast_orders
from smartcart.orders import check_lines, summarize_orders

START = date(2023, 1, 1)


class Shop(NamedTuple):
    """A kind of shop: how far its rate of orders swings, the day of the forecast, the horizon."""

    name: str
    season: float
    day: int
    horizon: int


SHOPS = (
    Shop("no season, 1 year", 0.0, 365, 90),
    Shop("no season, 21 months", 0.0, 640, 60),
    Shop("season of 0.3, 1 year", 0.3, 365, 90),
    Shop("season of 0.5, 1 year", 0.5, 365, 60),
    Shop("season of 0.5, 22 months", 0.5, 670, 60),
)


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{'shop':26} {'probability':>11} {'ranking':>8} {'worst fifth':>22} {'AUC':>6}")
    for shop in SHOPS:
        found = list(_forecasts(shop, n))
        voices = [each.voice.name for each in found]
        gaps = [100 * _worst(each) for each in found if each.voice.name == "probability"]
        spread = f"{np.median(gaps):.1f} ({max(gaps):.1f} at most)" if gaps else ""
        area = np.mean([each.judged.table.loc[each.voice.speaker, "auc"] for each in found])
        counts = [f"{voices.count(voice)}/{n}" for voice in ("probability", "ranking")]
        print(
            f"{shop.name:26} {counts[0]:>11} {counts[1]:>8} {spread:>22} {area:>6.3f}", flush=True
        )


def _forecasts(shop: Shop, n: int) -> Iterator[OrderForecast]:
    for seed in range(n):
        lines = smartcart.make_orders(4_000, seed, shop.season)
        now = summarize_orders(check_lines(lines, START + timedelta(shop.day)))
        yield forecast_orders(now, shop.horizon, later=summarize_orders(check_lines(lines)))


def _worst(forecast: OrderForecast) -> float:
    fifths = forecast.judged.scores.fifths.loc[forecast.voice.speaker]
    return float((fifths["expected"] - fifths["observed"]).abs().max())


if __name__ == "__main__":
    main()
