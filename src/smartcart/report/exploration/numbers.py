"""Numbers as an axis has room for them."""

from __future__ import annotations

from collections.abc import Sequence

from smartcart.profiles import format_value

__all__ = ["short_number", "thin_out"]

_LARGE = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
#: Letters that fit side by side below a small panel.
_LETTERS = 24


def short_number(name: str, value: float) -> str:
    """Write a value of a measure in few letters.

    Examples
    --------
    >>> short_number("spend", 2_500_000.0), short_number("share_web", 0.4), short_number("x", 1e19)
    ('2.5m', '40%', '1e+19')
    """
    if abs(value) >= 1e15:
        return f"{value:.2g}"
    for size, word in _LARGE:
        if abs(value) >= size:
            return f"{value / size:.3g}{word}"
    return format_value(name, value)


def thin_out(name: str, ticks: Sequence[float]) -> tuple[list[float], list[str]]:
    """Return as many ticks as fit side by side, and their labels.

    Examples
    --------
    >>> thin_out("spend", [0, 50_000, 100_000, 150_000, 200_000])[1]
    ['0', '100,000', '200,000']
    """
    kept = list(ticks)
    while len(kept) > 2 and sum(len(short_number(name, x)) + 1 for x in kept) > _LETTERS:
        kept = kept[::2]
    return kept, [short_number(name, x) for x in kept]
