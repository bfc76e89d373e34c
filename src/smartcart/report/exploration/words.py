"""Words that captions and tables of an exploration share."""

from __future__ import annotations

from typing import Any

from smartcart.report.exploration.choose import Chosen

__all__ = ["left_out", "shorten_words"]

_LETTERS = 60


def left_out(chosen: Chosen[Any], one: str, many: str) -> str:
    """Return a sentence on what is not drawn; empty where all is.

    Examples
    --------
    >>> left_out(Chosen((1, 2), 3), "variable", "variables")
    ' Not drawn: 3 more variables.'
    """
    n = chosen.left_out
    return f" Not drawn: {n:,} more {one if n == 1 else many}." if n else ""


def shorten_words(text: str) -> str:
    """Return a text on one line, cut to 60 letters.

    Examples
    --------
    >>> shorten_words("a  b"), len(shorten_words("x" * 99))
    ('a b', 60)
    """
    plain = " ".join(text.split())
    return plain if len(plain) <= _LETTERS else f"{plain[: _LETTERS - 1]}…"
