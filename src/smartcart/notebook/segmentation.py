"""Segmentation, and one of its segments, as a notebook shows them."""

from __future__ import annotations

from smartcart.notebook.describe import describe_result
from smartcart.notebook.page import Chip, Page, Row, Saying, Table, make_items, make_table
from smartcart.profiles import Rate, measure_label
from smartcart.report import segment_color
from smartcart.report.words import (
    count_words,
    decimals,
    interval_words,
    joined,
    percent,
    value_words,
)
from smartcart.segmentation import Segment, Segmentation

__all__ = ["describe_segment", "describe_segmentation"]

#: Marks of a segment that are named.
_MARKS = 6


@describe_result.register
def describe_segmentation(segmentation: Segmentation) -> Page:
    """Say how real the segments are, then each with its figures, why, and what to do."""
    verdict, day = segmentation.verdict, segmentation.snapshot_date
    n = sum(segment.size for segment in segmentation.segments)
    seen = f", as they were on {day.isoformat()}" if day else ""
    return Page(
        "Segmentation",
        f"{count_words(segmentation.k, 'segment')} of {count_words(n, 'customer')}{seen}.",
        (
            Saying(f"Verdict: {verdict.name}.", f"{verdict.meaning} {verdict.consequence}"),
            _table(segmentation),
            Saying(f"Why {segmentation.k}?", segmentation.choice.reason),
            *(Saying("Note:", warning) for warning in segmentation.warnings),
        ),
    )


@describe_result.register
def describe_segment(segment: Segment) -> Page:
    """Say all that is known of one segment."""
    figures = [f"{percent(segment.share_customers)} of all"]
    if segment.share_spend is not None:
        figures.append(f"{percent(segment.share_spend)} of the value")
    if segment.response_rate is not None:
        figures.append(f"{interval_words(segment.response_rate)} responded")
    marks = [measure_label(name) for name in segment.markers[:_MARKS]]
    parts = [
        f"Part {part.id}, {count_words(part.size, 'customer')}: {part.name}"
        for part in segment.sub_segments
    ]
    return Page(
        f"{segment.id} {segment.name}",
        f"{count_words(segment.size, 'customer')}, {joined(figures)}.",
        (
            make_items([f"Why: {each}" for each in segment.evidence], "reasons"),
            make_items([f"Do: {each}" for each in segment.advice], "lines of advice"),
            *([f"Stands out by {joined(marks)}."] if marks else []),
            *([make_items(parts, "parts")] if parts else []),
        ),
    )


def _table(segmentation: Segmentation) -> Table:
    """Return a row of figures for each segment, with the first reason and advice below."""
    segments, value = segmentation.segments, value_words(segmentation.model.schema.value)
    columns = {"Customers": [f"{each.size:,}" for each in segments]}
    columns["Share"] = [percent(each.share_customers) for each in segments]
    if any(each.share_spend is not None for each in segments):
        columns[f"Share of {value}"] = [percent(each.share_spend) for each in segments]
    if any(each.response_rate is not None for each in segments):
        columns["Responded (95%)"] = [_rate(each.response_rate) for each in segments]
    if any(each.stability_jaccard is not None for each in segments):
        columns["Comes back"] = [_returns(each) for each in segments]
    rows = [
        Row(
            (
                Chip(segment_color(i), f"{segment.id} {segment.name}"),
                *(cells[i] for cells in columns.values()),
            ),
            _below(segment),
        )
        for i, segment in enumerate(segments)
    ]
    return make_table(("Segment", *columns), rows, "segments")


def _below(segment: Segment) -> tuple[tuple[str, str], ...]:
    first = {"Why": segment.evidence[:1], "Do": segment.advice[:1]}
    return tuple((heading, text) for heading, texts in first.items() for text in texts)


def _rate(rate: Rate | None) -> str:
    return "\u2013" if rate is None else interval_words(rate)


def _returns(segment: Segment) -> str:
    figure = decimals(segment.stability_jaccard)
    return f"{figure}, {segment.stability_band}" if segment.stability_band else figure
