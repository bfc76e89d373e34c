"""ReportFacts -> the segments as cards: in short for the first screen, and in full."""

from __future__ import annotations

from typing import Any

from smartcart.profiles import format_value
from smartcart.report.facts import ReportFacts
from smartcart.report.style import segment_color
from smartcart.report.words import (
    count_words,
    decimals,
    interval_words,
    lower_first,
    percent,
    row_label,
)
from smartcart.segmentation import MIN_CUSTOMERS_PER_SEGMENT, Segment, SubSegment

__all__ = ["bar_width", "view_cards"]

#: Sentences on a card, and where there are so many cards that one has to be enough.
_SENTENCES, _MANY_CARDS = 2, 4


def view_cards(facts: ReportFacts) -> list[dict[str, Any]]:
    """Return what the cards of the segments show, in the order of the segments."""
    return [_card(segment, i, facts) for i, segment in enumerate(facts.segments)]


def bar_width(share: float) -> str:
    """Return the length of a bar; a share below 0 or above 1 is possible with negative values.

    Examples
    --------
    >>> bar_width(0.25), bar_width(-0.1)
    ('25.0%', '0.0%')
    """
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"


def _card(segment: Segment, position: int, facts: ReportFacts) -> dict[str, Any]:
    shares = [("of customers", segment.share_customers)]
    if segment.share_spend is not None:
        shares.append((f"of {facts.value}", segment.share_spend))
    shown = _SENTENCES if len(facts.segments) <= _MANY_CARDS else 1
    return {
        "id": segment.id,
        "name": segment.name,
        "color": segment_color(position),
        "size": count_words(segment.size, "customer"),
        "shares": [(label, percent(share), bar_width(share)) for label, share in shares],
        "figures": _figures(segment, facts),
        "parts": [_part(part, facts.value_measure) for part in segment.sub_segments],
        "evidence": [_led(sentence) for sentence in segment.evidence],
        "advice": [_led(sentence) for sentence in segment.advice],
        "shown": shown,
        "has_more": max(len(segment.evidence), len(segment.advice)) > shown
        or bool(segment.sub_segments),
        "is_small": segment.size < MIN_CUSTOMERS_PER_SEGMENT,
    }


def _led(sentence: str) -> tuple[str, str]:
    """Return a sentence as the word that leads it, and the rest."""
    lead, colon, rest = sentence.partition(": ")
    return (f"{lead}:", rest) if colon else ("", sentence)


def _figures(segment: Segment, facts: ReportFacts) -> list[tuple[str, str]]:
    figures = []
    if segment.spend_median is not None:
        label = lower_first(row_label(facts.value_measure))
        value = format_value(facts.value_measure, segment.spend_median)
        figures.append((f"Median {label}", value))
    if segment.response_rate is not None:
        figures.append(("Responded", interval_words(segment.response_rate)))
    if segment.stability_jaccard is not None:
        returns = f"{decimals(segment.stability_jaccard)}, {segment.stability_band}"
        figures.append(("Comes back in refits", returns))
    return figures


def _part(part: SubSegment, value_measure: str) -> dict[str, Any]:
    words = f"{count_words(part.size, 'customer')}, {percent(part.share_segment)} of the segment"
    if part.spend_median is not None:
        words = f"{words}, median {format_value(value_measure, part.spend_median)}"
    returns = f"comes back with a Jaccard of {decimals(part.stability_jaccard)}"
    return {
        "id": part.id,
        "name": part.name,
        "words": f"{words}; {returns}.",
        "evidence": part.evidence,
    }
