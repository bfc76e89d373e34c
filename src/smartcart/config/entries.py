"""What the entries of a column in a settings file have to be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from smartcart.errors import SettingsError, nearest_names

__all__ = ["refuse_misshapen", "refuse_unknown"]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return _is_text(value) and bool(value.strip())


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not _is_flag(value) and math.isfinite(value)


def _is_weight(value: Any) -> bool:
    return _is_number(value) and value > 0


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_name, value))


def _are_spellings(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_text, value.values()))


#: What an entry of a column has to be; role and kind are checked against their lists.
_ENTRIES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "name": (_is_name, "a text"),
    **dict.fromkeys(("unit", "adds_to", "share", "share_of", "rate"), (_is_text, "a text")),
    **dict.fromkeys(("low", "high"), (_is_number, "a number")),
    **dict.fromkeys(("required", "personal"), (_is_flag, "true or false")),
    "weight": (_is_weight, "a number above 0"),
    "aliases": (_are_names, "a list of texts"),
    "recode": (_are_spellings, "a table of texts"),
}


def refuse_misshapen(source: str, data: Mapping[str, Any]) -> None:
    """Refuse an entry of a column that is not of the shape it has to be.

    Raises
    ------
    SettingsError
        With the entry, what came, and what it takes.

    Examples
    --------
    >>> refuse_misshapen("Turnover", {"weight": 0})
    Traceback (most recent call last):
    smartcart.errors.SettingsError: The weight of column 'Turnover' cannot be 0.
    Next step: Give it a number above 0.
    """
    for key, (is_right, words) in _ENTRIES.items():
        if key in data and not is_right(data[key]):
            raise SettingsError(
                f"The {key} of column {source!r} cannot be {data[key]!r}.", f"Give it {words}."
            )


def refuse_unknown(data: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    """Refuse an entry that nothing reads.

    Raises
    ------
    SettingsError
        With the entry, the nearest known one, and all known ones.

    Examples
    --------
    >>> refuse_unknown({"rol": "id"}, ("role", "kind"), "Column 'Turnover' has an entry")
    Traceback (most recent call last):
    smartcart.errors.SettingsError: Column 'Turnover' has an entry 'rol', which does not exist.
    Next step: Did you mean 'role'? Known: role, kind.
    """
    for name in data:
        if name not in known:
            near = nearest_names(name, known, n=1)
            guess = f"Did you mean {near[0]!r}? " if near else ""
            raise SettingsError(
                f"{what} {name!r}, which does not exist.", f"{guess}Known: {', '.join(known)}."
            )
