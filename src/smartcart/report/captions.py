"""What each figure shows, in words: for those who read and for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from smartcart.report.captions_shape import caption_loadings, caption_shapes
from smartcart.report.captions_worth import caption_worth
from smartcart.report.choice_facts import ChoiceFacts
from smartcart.report.exploration import caption_exploration
from smartcart.report.facts import ReportFacts
from smartcart.report.figure_words import FigureWords
from smartcart.report.map_facts import AxisFacts, MapFacts
from smartcart.report.words import count_words, decimals, joined, lower_first, percent, row_label

__all__ = ["FigureWords", "caption_figures"]


def caption_figures(facts: ReportFacts) -> dict[str, FigureWords]:
    """Return the words of every figure, by its name."""
    return {
        "profile": _profile(facts),
        "sizes": _sizes(facts),
        "k_selection": _k_selection(facts.choice),
        "map": _map(facts.map, facts),
        "loadings": caption_loadings(facts.loadings),
        **caption_worth(facts),
        **caption_shapes(facts),
        **(caption_exploration(facts.exploration) if facts.exploration else {}),
    }


def _sizes(facts: ReportFacts) -> FigureWords:
    parts = [
        f"{each.id} holds {percent(each.share_customers)} of the customers"
        + (
            f" and {percent(each.share_spend)} of {facts.value}"
            if each.share_spend is not None
            else ""
        )
        for each in facts.segments
    ]
    has_value = any(each.share_spend is not None for each in facts.segments)
    beside = f" beside their share of {facts.value}" if has_value else ""
    return FigureWords(
        "Size of the segments",
        f"Share of all customers in each segment{beside}.",
        f"Bars: {'; '.join(parts)}.",
    )


def _profile(facts: ReportFacts) -> FigureWords:
    parts = []
    for segment in facts.segments:
        places = facts.positions.loc[segment.id, list(facts.main_measures)].dropna()
        words = [_place(places, place) for place in dict.fromkeys(_extremes(places))]
        if words:
            parts.append(f"{segment.id} is {joined(words)}")
    return FigureWords(
        "Where the segments stand",
        "The dot is the median of the segment, the line in the middle that of all customers: "
        "further right it is higher than the figure of more of them. A full dot stands out, by "
        "more than chance; a hollow one does not.",
        f"Dots on a scale from lowest to highest: {'; '.join(parts)}.",
    )


def _extremes(places: pd.Series) -> list[str]:
    return [str(places.idxmax()), str(places.idxmin())] if len(places) else []


def _place(places: pd.Series, measure: str) -> str:
    return f"at {percent(float(places[measure]))} in {lower_first(row_label(measure))}"


def _map(facts: MapFacts, report: ReportFacts) -> FigureWords:
    shares = joined([percent(axis.share) for axis in facts.axes])
    sampled = (
        f" {count_words(len(facts.points), 'customer')} of {facts.n_customers:,} are drawn, "
        "chosen by a hash of their id."
        if facts.is_sampled
        else ""
    )
    lines = "lines cross" if len(facts.axes) == 2 else "line stands"
    leads = " ".join(_lead(i + 1, axis) for i, axis in enumerate(facts.axes))
    return FigureWords(
        "Map of the customers",
        "Each point is a customer; near points are alike. The ids stand at the centres of the "
        f"segments; the thin {lines} at the average customer. {leads}{sampled}",
        f"Scatter plot of {count_words(len(facts.points), 'customer')} in "
        f"{count_words(len(report.segments), 'segment')} on the first "
        f"{count_words(len(facts.axes), 'principal component')}, which hold {shares} of the "
        "variance.",
    )


def _lead(number: int, axis: AxisFacts) -> str:
    parts = _led("rises", axis.more) + _led("falls", axis.less)
    return f"Component {number} {joined(parts)}."


def _led(verb: str, labels: Sequence[str]) -> list[str]:
    return [f"{verb} with {joined(labels)}"] if labels else []


def _k_selection(choice: ChoiceFacts) -> FigureWords:
    first, last = choice.scores.index[0], choice.scores.index[-1]
    inertia = choice.scores["inertia"]
    left = percent(float(inertia.iloc[-1] / (inertia.iloc[0] or 1.0)))
    own = choice.scores.loc[choice.k] if choice.k in choice.scores.index else None
    figures = (
        ""
        if own is None
        else f" There, silhouette {decimals(float(own['silhouette']))}, agreement of refits "
        f"{decimals(float(own['stability_ari']))}, weakest segment "
        f"{decimals(float(own['stability_min_jaccard']))}."
    )
    sampled = (
        f" Compared on {choice.n_compared:,} of {choice.n_customers:,} customers."
        if choice.n_compared < choice.n_customers
        else ""
    )
    return FigureWords(
        "Comparing numbers of segments",
        "The shaded number was taken. Dotted lines and the grey band around them are what tables "
        "without structure reach, their mean and all of them; in the last panel that is the "
        "agreement of refits, and dashed lines are what a stable number was asked to reach."
        f"{sampled}",
        f"Three panels over {first} to {last} segments. From first to last the inertia falls to "
        f"{left}; the elbow is at {choice.elbow}. Taken: {choice.k}.{figures}",
    )
