"""Copies of what holds addresses: in this process or another one, they find their own."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

__all__ = ["MadeAnew"]


class MadeAnew:
    """A dataclass that is copied and pickled as the fields it was made of, and made anew of them.

    What it works out for itself is left behind: an address holds for one array in one process.
    """

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        made_of = (each.name for each in fields(self) if each.init)  # type: ignore[arg-type]
        return type(self), tuple(getattr(self, name) for name in made_of)
