"""The text of a playbook file -> Playbook, or a refusal that says where and what to do."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from smartcart.advice.playbook import Play, Playbook
from smartcart.config import refuse_unknown
from smartcart.errors import SettingsError, nearest_names, quoted

__all__ = ["parse_playbook"]

_SIDES = ("above", "below")
_KEYS = ("goal", "figure", "side", "by", "say", "also")
_PLACES = ("own", "all", "figure")
_LONGEST = {"goal": 40, "say": 400}


def parse_playbook(text: str, known: Iterable[str] | None = None) -> Playbook:
    """Read a playbook file.

    Parameters
    ----------
    text : str
        TOML with a table ``[plays.NAME]`` for each play, as ``smartcart playbook`` writes it.
    known : iterable of str, optional
        Figures that may be asked about, from `figure_names`; any when not given.

    Raises
    ------
    SettingsError
        For text that is no TOML (with the line), and for whatever a play gets wrong, with the
        table, the key and the way out.

    Examples
    --------
    >>> playbook = parse_playbook('''
    ... [plays.win-back]
    ... goal = "win back"
    ... figure = "recency_days"
    ... side = "above"
    ... by = 0.1
    ... say = "median {own} days since the last purchase against {all}."
    ... ''')
    >>> playbook.plays[0].by
    0.1
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"The playbook is not valid TOML: {error}.", "Correct that line."
        ) from None
    refuse_unknown(content, ("plays",), "The playbook has a table")
    plays = content.get("plays")
    if not isinstance(plays, Mapping) or not plays:
        raise SettingsError(
            "The playbook has no table [plays.NAME].",
            "Write at least one; 'smartcart playbook' writes the default ones.",
        )
    figures = None if known is None else tuple(known)
    return Playbook(tuple(_play(name, data, figures) for name, data in plays.items()))


def _play(name: str, data: Any, known: tuple[str, ...] | None) -> Play:
    if not isinstance(data, Mapping):
        raise SettingsError(
            f"[plays] maps {quoted(name)} to {data!r}; it needs a table of its own.",
            f"Write [plays.{name}] with {', '.join(_KEYS)} below it.",
        )
    refuse_unknown(data, _KEYS, f"[plays.{name}] has an entry")
    also = data.get("also", {})
    if not isinstance(also, Mapping):
        raise _misshapen(name, "also", also, 'a table such as { value = "above" }')
    return Play(
        id=name,
        goal=_text(name, data, "goal"),
        figure=_figure(name, "figure", data.get("figure"), known),
        side=_side(name, "side", data.get("side")),
        by=_share(name, data.get("by", 0.0)),
        say=_template(name, _text(name, data, "say")),
        also=tuple(
            (_figure(name, "also", figure, known), _side(name, f"also.{figure}", side))
            for figure, side in also.items()
        ),
    )


def _misshapen(play: str, key: str, given: Any, wanted: str) -> SettingsError:
    what = "is missing" if given is None else f"cannot be {quoted(str(given))}"
    return SettingsError(f"{key} of [plays.{play}] {what}.", f"Give it {wanted}.")


def _text(play: str, data: Mapping[str, Any], key: str) -> str:
    given, most = data.get(key), _LONGEST[key]
    if not isinstance(given, str) or not given.strip() or len(given) > most:
        raise _misshapen(play, key, given, f"a text of at most {most} letters")
    if not given.isprintable():
        raise _misshapen(play, key, given, "a text without line breaks or control characters")
    return given.strip()


def _figure(play: str, key: str, given: Any, known: tuple[str, ...] | None) -> str:
    if not isinstance(given, str) or not given:
        raise _misshapen(play, key, given, "a column of profiles.csv, or value or frequency")
    if known is not None and given not in known:
        near = nearest_names(given, known)
        guess = f"Did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise SettingsError(
            f"{key} of [plays.{play}] names {quoted(given)}, which is no figure of this table.",
            f"{guess}Figures are the columns of profiles.csv, and value and frequency.",
        )
    return given


def _side(play: str, key: str, given: Any) -> str:
    if given not in _SIDES:
        raise _misshapen(play, key, given, f"one of: {', '.join(_SIDES)}")
    return str(given)


def _share(play: str, given: Any) -> float:
    right = isinstance(given, int | float) and not isinstance(given, bool)
    if not right or not math.isfinite(given) or given < 0:
        raise _misshapen(play, "by", given, "a share of at least 0, such as 0.2 for a fifth")
    return float(given)


def _template(play: str, say: str) -> str:
    """Return the words when each place in braces is one that will be filled."""
    try:
        parts = list(Formatter().parse(say))
    except ValueError:
        raise _misshapen(play, "say", say, "braces in pairs, such as {own}") from None
    places = [
        (field, spec, conversion) for _, field, spec, conversion in parts if field is not None
    ]
    for field, spec, conversion in places:
        if field not in _PLACES or spec or conversion:
            raise _misshapen(
                play, "say", say, f"no other places than {', '.join(f'{{{p}}}' for p in _PLACES)}"
            )
    missing = [each for each in _PLACES[:2] if each not in {field for field, *_ in places}]
    if missing:
        raise _misshapen(play, "say", say, "both {own} and {all}, so that the figures are seen")
    return say
