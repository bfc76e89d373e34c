"""A result -> its page: one function, and each module adds the results that it knows."""

from __future__ import annotations

from functools import singledispatch
from typing import Any

from smartcart.notebook.page import Page

__all__ = ["describe_result"]


@singledispatch
def describe_result(result: Any) -> Page:
    """Return what a notebook shows of a result, as plain data.

    Raises
    ------
    TypeError
        For an object that is no result of ours.
    """
    raise TypeError(f"a notebook has no words for {type(result).__name__}")
