"""What is printed of a forecast: its voice first, then what it was held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rich.markup import escape
from rich.table import Table

from smartcart.forecast import CANDIDATES

if TYPE_CHECKING:
    from rich.console import Console

    from smartcart.forecast import OrderForecast, OriginScores

__all__ = ["show_forecast", "show_voice"]

_LEGEND = (
    "Orders again: how well the forecast ranks who orders (AUC; 0.5 is chance). Spend: rank "
    "correlation of expected value and spend. Level, Fifths: points by which the share expected to "
    "order was off at worst, on a day, and in a fifth of customers. Money: expected over spent."
)


def show_voice(out: Console, forecast: OrderForecast) -> None:
    """Print in one line in which voice it may be said who will order again."""
    out.print(
        f"[bold]Who will order again within {forecast.horizon} days:[/bold] "
        f"{escape(forecast.voice.reason)}"
    )


def show_forecast(out: Console, forecast: OrderForecast) -> None:
    """Print how the forecast did on days of the past, and afterwards where the lines tell."""
    out.print()
    show_voice(out, forecast)
    if forecast.origins:
        days = [_day(each.day) for each in forecast.origins]
        tried = days[0] if len(days) == 1 else f"{len(days)} days, {days[-1]} to {days[0]}"
        out.print(f"\n[bold]Tried on the past[/bold] ({tried})")
        out.print(_scores(forecast.backtest, forecast.voice.speaker))
        out.print(f"[dim]{_LEGEND}[/dim]")
    if forecast.judged is not None:
        _show_judged(out, forecast, forecast.judged.scores)


def _show_judged(out: Console, forecast: OrderForecast, scores: OriginScores) -> None:
    assert forecast.judged is not None  # noqa: S101 - asked by the caller
    speaker = forecast.voice.speaker
    out.print(
        f"\n[bold]What happened afterwards[/bold] ({forecast.horizon} days from "
        f"{_day(scores.day)} on; nothing was learnt from them)"
    )
    out.print(_scores(forecast.judged.table, speaker))
    if not speaker:
        return
    expected = float(scores.level.loc[speaker, "expected"])
    out.print(
        f"Of {scores.n_customers:,} customers {scores.observed:.1%} ordered; {expected:.1%} were "
        "expected. By fifth, the least likely first:"
    )
    out.print(_fifths(scores.fifths.loc[speaker]))


def _scores(table: pd.DataFrame, speaker: str) -> Table:
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("Forecast")
    for title in ("Orders again", "95 %", "Spend", "95 %", "Level", "Fifths", "Money"):
        shown.add_column(title, justify="right", no_wrap=True)
    for name, row in table.iterrows():
        label = CANDIDATES[str(name)] + (" (speaks)" if name == speaker else "")
        shown.add_row(
            label,
            *_with_interval(row, "auc"),
            *_with_interval(row, "rank_correlation"),
            f"{100 * row['level_gap']:.0f}",
            f"{100 * row['fifth_gap']:.0f}",
            f"x {row['value_ratio']:.2f}",
            style="bold" if name == speaker else "",
        )
    return shown


def _with_interval(row: pd.Series, name: str) -> tuple[str, str]:
    if pd.isna(row[name]):
        return "-", ""  # all customers alike: nothing to rank
    return f"{row[name]:.3f}", f"{row[f'{name}_low']:.3f}-{row[f'{name}_high']:.3f}"


def _fifths(fifths: pd.DataFrame) -> Table:
    shown = Table(box=None, show_header=False, pad_edge=False)
    shown.add_column()
    for _ in range(len(fifths)):
        shown.add_column(justify="right")
    for name in ("expected", "observed"):
        title = "  expected" if name == "expected" else "  ordered"
        shown.add_row(title, *(f"{value:.0%}" for value in fifths[name]))
    return shown


def _day(day: int) -> str:
    return str(np.datetime64(day, "D"))
