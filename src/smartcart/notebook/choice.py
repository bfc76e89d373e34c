"""KScores, KChoice and Verdict as a notebook shows them."""

from __future__ import annotations

from collections.abc import Callable

from smartcart.choice import KChoice, KScores, Verdict
from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Page, Saying, make_table
from smartcart.report.words import count_words, decimals, joined, percent

__all__ = ["describe_choice", "describe_scores", "describe_verdict"]

_VOTERS = {
    "elbow": "the elbow of the inertia",
    "silhouette": "the highest silhouette",
    "gap": "the gap statistic",
    "prediction_strength": "prediction strength",
}
#: Columns of the panel that are shown where they are there, with their headings.
_SHOWN: dict[str, tuple[str, Callable[[float], str]]] = {
    "inertia": ("Inertia", percent),
    "silhouette": ("Silhouette", decimals),
    "silhouette_null": ("\u2026 without groups", decimals),
    "gap": ("Gap", decimals),
    "prediction_strength": ("Prediction strength", decimals),
    "stability_ari": ("Refits agree (ARI)", decimals),
    "stability_null": ("\u2026 without groups", decimals),
    "stability_min_jaccard": ("Weakest returns (Jaccard)", decimals),
}


@describe_result.register
def describe_scores(scores: KScores) -> Page:
    """Say what each figure would take, and show the panel."""
    table = scores.table
    shown = [name for name in _SHOWN if name in table and table[name].notna().any()]
    figures = table[shown].astype("float64")
    if "inertia" in figures:
        figures["inertia"] /= table["inertia"].iloc[0] or 1.0
    rows = [
        [f"{k}", *(_SHOWN[name][1](row[name]) for name in shown)] for k, row in figures.iterrows()
    ]
    votes = [f"{_VOTERS[name]} says {k}" for name, k in scores.votes.items()]
    compared = f"{len(scores.panel):,} of {scores.n_customers:,}" if scores.is_sampled else "all"
    return Page(
        "Numbers of segments",
        f"{table.index[0]} to {table.index[-1]} compared on {compared} "
        f"{count_words(scores.n_customers, 'customer').split(' ', 1)[1]}: {joined(votes)}.",
        (
            make_table(("Segments", *(_SHOWN[name][0] for name in shown)), rows, "numbers"),
            "Inertia is in percent of that of one segment; it always falls. \u201cWithout "
            "groups\u201d is what tables of the same kind reach in which there is nothing to find.",
        ),
    )


@describe_result.register
def describe_choice(choice: KChoice) -> Page:
    """Say how many segments, and why."""
    notes = tuple(Saying("Note:", warning) for warning in choice.warnings)
    return Page(count_words(choice.k, "segment"), choice.reason, notes)


@describe_result.register
def describe_verdict(verdict: Verdict) -> Page:
    """Say what may be claimed."""
    more = {"Because:": verdict.reason, "So:": verdict.consequence}
    parts = tuple(Saying(heading, text) for heading, text in more.items() if text)
    return Page(f"Verdict: {verdict.name}", verdict.meaning, parts)
