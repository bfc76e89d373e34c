"""A model learnt anew against the champion: the gates it must pass to take its place."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Gate"]


@dataclass(frozen=True)
class Gate:
    """One condition of a promotion: its name, whether it is met, and the figures in a sentence."""

    name: str
    passed: bool
    sentence: str
