"""What is said of a figure."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FigureWords"]


@dataclass(frozen=True)
class FigureWords:
    """Title, caption and alternative text of one figure."""

    title: str
    caption: str
    alt: str
