"""One root for every error a user may meet.

An error names the thing, the rule, what came, where, and the next step. Edges translate
once: the command line prints one message and exits with code 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

__all__ = [
    "ChampionMovedError",
    "DataError",
    "MissingExtraError",
    "ModelFileError",
    "OpenQuestionError",
    "SettingsError",
    "SmartCartError",
    "StoreBusyError",
    "StoreError",
    "nearest_names",
    "quoted",
]

_SHOWN_LENGTH = 80


class SmartCartError(Exception):
    """Root of all errors that SmartCart raises on purpose.

    Parameters
    ----------
    what : str
        The thing, the rule it breaks and what came instead, as one sentence.
    next_step : str
        What the reader can do about it. Printed on a line of its own.

    Examples
    --------
    >>> print(SmartCartError("The file is empty (0 bytes).", "Export it again."))
    The file is empty (0 bytes).
    Next step: Export it again.
    """

    def __init__(self, what: str, next_step: str = "") -> None:
        self.what = what
        self.next_step = next_step
        super().__init__(what, next_step)

    def __str__(self) -> str:
        return f"{self.what}\nNext step: {self.next_step}" if self.next_step else self.what


class DataError(SmartCartError, ValueError):
    """The data are refused: unreadable, incomplete, contradictory or too few."""


class OpenQuestionError(DataError):
    """The data can be read in more than one way, and only their owner knows which is right.

    Parameters
    ----------
    what, next_step : str
        See `SmartCartError`.
    asks : str
        What would settle it: a setting (``date_order``, ``decimal``, ``max_quarantine``), the
        ``sheet``, or what the ``columns`` mean.
    choices : tuple of str
        The possible answers, where they are few.
    """

    def __init__(
        self, what: str, next_step: str = "", asks: str = "", choices: tuple[str, ...] = ()
    ) -> None:
        super().__init__(what, next_step)
        self.asks, self.choices = asks, choices


class SettingsError(SmartCartError, ValueError):
    """An option or a setting is unknown or outside what is allowed."""


class ModelFileError(SmartCartError, ValueError):
    """A model file is damaged, of another format, or does not fit the customers."""


class StoreError(SmartCartError, RuntimeError):
    """The store cannot be opened, refuses what is asked, or holds something damaged."""


class StoreBusyError(StoreError):
    """Another process holds the lock of the store."""


class ChampionMovedError(StoreError):
    """The champion is not at the version that was expected; nothing was promoted."""


class MissingExtraError(SmartCartError, ImportError):
    """An optional part is not installed; the message holds the command that installs it."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs a part of SmartCart that is not installed.",
            f'Install it with: pip install "smartcart[{extra}]"',
        )


def nearest_names(name: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` of the known names that look most like `name`, best first.

    Examples
    --------
    >>> nearest_names("Incme", ["Income", "Recency"])
    ['Income']
    """
    by_folded = {each.casefold(): each for each in known}
    found = get_close_matches(name.casefold(), by_folded, n=n, cutoff=0.6)
    return [by_folded[each] for each in found]


def quoted(name: str | Path) -> str:
    r"""Return a name in quotes, safe to print: control characters replaced, cut to 80.

    A path keeps its end, where the name of the file stands.

    Examples
    --------
    >>> print(quoted("Year\x1b[2J_Birth"))
    'Year?[2J_Birth'
    """
    text = "".join(letter if letter.isprintable() else "?" for letter in str(name))
    if len(text) > _SHOWN_LENGTH:
        text = (
            f"...{text[-_SHOWN_LENGTH:]}"
            if isinstance(name, Path)
            else f"{text[:_SHOWN_LENGTH]}..."
        )
    return f"'{text}'"
