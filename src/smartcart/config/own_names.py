"""What a name that a person gives to a segment has to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from smartcart.errors import SettingsError, quoted

__all__ = ["check_own_names", "refuse_shared_names"]

_LONGEST = 80
_ID = re.compile(r"S[1-9][0-9]*")
#: Joiners that scripts and emoji need; every other letter that cannot be seen is refused.
_JOINERS = "\u200c\u200d"
#: What turns a cell of a spreadsheet into a formula.
_FORMULA = ("=", "+", "-", "@")


def check_own_names(names: Mapping[str, Any]) -> dict[str, str]:
    r"""Return the names without blanks around them, by id of the segment.

    Raises
    ------
    SettingsError
        For an id that is none, or a name that is empty, longer than 80 letters, holds letters
        that cannot be seen, begins as a formula, or is given to two segments.

    Examples
    --------
    >>> check_own_names({"S1": " Gold club "})
    {'S1': 'Gold club'}
    >>> check_own_names({"S1": "Gold\x1b[2Jclub"})
    Traceback (most recent call last):
    smartcart.errors.SettingsError: The name of S1, 'Gold?[2Jclub', holds a control character.
    Next step: Give it a text of at most 80 letters, such as "Gold club".
    """
    checked: dict[str, str] = {}
    for segment_id, name in names.items():
        if not _ID.fullmatch(segment_id):
            raise SettingsError(
                f"A name is given to {quoted(segment_id)}, which is no id of a segment.",
                "Ids are S1, S2, ... as in segments.csv.",
            )
        fault = _fault(name)
        if fault:
            raise SettingsError(
                f"The name of {segment_id}, {quoted(str(name))}, {fault}.",
                f'Give it a text of at most {_LONGEST} letters, such as "Gold club".',
            )
        checked[segment_id] = name.strip()
    refuse_shared_names(checked)
    return checked


def refuse_shared_names(names: Mapping[str, str]) -> None:
    """Refuse two segments with one name, however it is spelled.

    Raises
    ------
    SettingsError
        With both ids.
    """
    seen: dict[str, str] = {}
    for segment_id, name in names.items():
        first = seen.setdefault(name.casefold(), segment_id)
        if first != segment_id:
            raise SettingsError(
                f"{first} and {segment_id} would both be called {quoted(name)}.",
                "Give one of them another name.",
            )


def _fault(name: Any) -> str:
    """Return what is wrong with a name; empty where nothing is."""
    if not isinstance(name, str):
        return "is no text"
    if not name.strip():
        return "is empty"
    if any(_is_hidden(letter) for letter in name):
        return "holds a control character"
    if len(name.strip()) > _LONGEST:
        return f"has {len(name.strip()):,} letters"
    if name.strip().startswith(_FORMULA):
        return "begins as a formula of a spreadsheet does"
    return ""


def _is_hidden(letter: str) -> bool:
    return letter not in _JOINERS and unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
