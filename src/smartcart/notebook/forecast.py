"""OrderForecast as a notebook shows it: its voice, then what it was held against."""

from __future__ import annotations

import numpy as np
import pandas as pd

from smartcart.forecast import CANDIDATES, OrderForecast
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, Saying, Table, make_table
from smartcart.report.words import count_words, percent, upper_first

__all__ = ["describe_forecast"]

_LEGEND = (
    "Orders again: how well the forecast ranks who orders (AUC; 0.5 is chance). Spend: rank "
    "correlation of expected value and spend. Level, fifths: points by which the share expected "
    "to order was off at worst, on a day, and in a fifth of customers. Money: expected over spent."
)


@describe_result.register
def describe_forecast(forecast: OrderForecast) -> Page:
    """Say in which voice it is said who will order again, and how every forecast did."""
    voice, judged = forecast.voice, forecast.judged
    parts: list[Saying | Table | str] = [Saying(f"Voice: {voice.name}.", voice.reason)]
    if len(forecast.backtest):
        parts += [_scores(forecast.backtest, voice.speaker), _LEGEND]
    if judged is not None:
        scores = judged.scores
        expected = (
            f"; {percent(float(scores.level.loc[voice.speaker, 'expected']))} were expected"
            if voice.speaker
            else ""
        )
        sentence = (
            f"From {np.datetime64(scores.day, 'D')} on {percent(scores.observed)} of "
            f"{count_words(scores.n_customers, 'customer')} ordered{expected}."
        )
        parts += [Saying("What happened afterwards:", sentence)]
        parts += [_scores(judged.table, voice.speaker)]
    return Page(
        "Forecast",
        f"Which of {count_words(len(forecast.customers), 'customer')} will order again within "
        f"{count_words(forecast.horizon, 'day')}.",
        tuple(parts),
    )


def _scores(table: pd.DataFrame, speaker: str) -> Table:
    header = ("Forecast", "Orders again (95%)", "Spend (95%)", "Level", "Fifths", "Money")
    rows = [
        [
            upper_first(CANDIDATES[str(name)]) + " (speaks)" * (name == speaker),
            _measured(row, "auc"),
            _measured(row, "rank_correlation"),
            f"{100 * row['level_gap']:.0f}",
            f"{100 * row['fifth_gap']:.0f}",
            f"\u00d7 {row['value_ratio']:.2f}",
        ]
        for name, row in table.iterrows()
    ]
    return make_table(header, rows, "forecasts")


def _measured(row: pd.Series, name: str) -> str:
    if pd.isna(row[name]):
        return "\u2013"  # all customers alike: nothing to rank
    return f"{row[name]:.3f} ({row[f'{name}_low']:.3f}\u2013{row[f'{name}_high']:.3f})"
