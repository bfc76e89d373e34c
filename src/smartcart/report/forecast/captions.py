"""What each figure of a forecast shows, for those who read and for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence

from smartcart.forecast import TRUE_WITHIN
from smartcart.report.campaign.calibration import FIFTHS
from smartcart.report.figure_words import FigureWords
from smartcart.report.forecast.facts import DayFacts, FifthFacts, ForecastFacts, ScoreFacts
from smartcart.report.forecast.words import estimate, inner_name, points_off
from smartcart.report.words import count_words, interval_words, joined, lower_first, percent

__all__ = ["caption_forecast"]


def caption_forecast(facts: ForecastFacts) -> dict[str, FigureWords]:
    """Return the words of the figures that are there, by name."""
    words: dict[str, FigureWords] = {}
    if facts.voice.speaker:
        words |= {"calibration": _calibration(facts), "levels": _levels(facts)}
    if facts.scores:
        words["scores"] = _scores(facts)
    return words


def _calibration(facts: ForecastFacts) -> FigureWords:
    after = "" if facts.followed is None else f" Afterwards they {_gap(facts.followed.fifths)}."
    several = len(facts.days) > 1
    said = [(f"On {count_words(len(facts.days), 'day')} of the past", facts.together)]
    if facts.followed is not None:
        said.append(("Afterwards", facts.followed.fifths))
    return FigureWords(
        "Expected and observed, by fifth of customers",
        f"On the line as many ordered as were expected; the band is {100 * TRUE_WITHIN:.0f} points "
        "to either side, the room that a probability has. Grey squares are the fifths of single "
        f"days; lines are 95 % intervals (Wilson 1927). "
        f"{'Over all days they' if several else 'They'} {_gap(facts.together)}.{after}",
        " ".join(f"{when}: {_listed(fifths)}." for when, fifths in said),
    )


def _gap(fifths: Sequence[FifthFacts]) -> str:
    worst = max(fifths, key=lambda each: abs(each.expected - each.observed.rate))
    off = points_off(worst.expected, worst.observed.rate)
    return (
        f"were at most {off} off, in the {lower_first(FIFTHS[worst.fifth])} "
        f"({percent(worst.expected)} expected, {percent(worst.observed.rate)} ordered)"
    )


def _listed(fifths: Sequence[FifthFacts]) -> str:
    return "; ".join(
        f"{lower_first(FIFTHS[each.fifth])} {percent(each.expected)} expected, "
        f"{percent(each.observed.rate)} ordered"
        for each in fifths
    )


def _levels(facts: ForecastFacts) -> FigureWords:
    shown = [*facts.days, *([facts.followed] if facts.followed else [])]
    shares = [each.observed.rate for each in facts.days]
    moved = (
        f"From {percent(min(shares))} to {percent(max(shares))} of customers ordered within "
        f"{facts.horizon:,} days. "
        if len(shares) > 1
        else ""
    )
    worst = max(facts.days, key=_apart)
    return FigureWords(
        "Levels over time",
        f"{moved}The forecast was off most from {worst.day} on: {percent(worst.expected)} were "
        f"expected, {percent(worst.observed.rate)} ordered. {_why(facts)}",
        f"Expected and ordered by day: {'; '.join(_day(each) for each in shown)}.",
    )


def _why(facts: ForecastFacts) -> str:
    """Say what the levels mean for the voice."""
    speaker = next(each for each in facts.scores if each.is_speaker)
    if facts.voice.name == "probability":
        return "The level was held, so that it may be read as a probability."
    if speaker.level_gap > TRUE_WITHIN:
        return (
            "That is why it is a ranking only: a ranking outlives a change of level, the level "
            "does not."
        )
    if speaker.fifth_gap > TRUE_WITHIN:
        return "In all the level was held, but not in every fifth: it is a ranking only."
    return "The level was held, but on too few days to rely on it."


def _apart(day: DayFacts) -> float:
    return abs((day.expected or 0.0) - day.observed.rate)


def _day(day: DayFacts) -> str:
    return f"{day.day} {percent(day.expected)} expected, {interval_words(day.observed)} ordered"


def _scores(facts: ForecastFacts) -> FigureWords:
    after = " Hollow marks just below are what happened afterwards." if facts.judged_scores else ""
    listed = "; ".join(
        f"{each.name} {estimate(each.auc)} and {estimate(each.rank)}" for each in facts.scores
    )
    return FigureWords(
        "How well each forecast ranks",
        "Left: how often a customer who ordered stood above one who did not. Right: the rank "
        "correlation of the value expected and the amount spent. Lines are 95 % intervals over "
        f"customers drawn anew.{after} {_ahead(facts.scores)}",
        f"Dots with intervals, who orders and who spends most: {listed}.",
    )


def _ahead(scores: Sequence[ScoreFacts]) -> str:
    """Say whom the forecast that speaks is ahead of for sure."""
    speaker = next((each for each in scores if each.is_speaker), None)
    if speaker is None:
        return "None is better than chance for sure, so none speaks."
    behind = [inner_name(each.name) for each in scores if each.lead and each.lead.low > 0]
    if not behind:
        return f"{speaker.name} speaks; it is not proven to rank better than any other."
    return f"{speaker.name} speaks; it ranks better than {joined(behind)}, and that is no chance."
