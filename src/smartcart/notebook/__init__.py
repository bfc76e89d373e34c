"""A result -> what a notebook shows of it, in words and a table.

In: any result that people meet in Python, from `Customers` to `Segmentation`. Out: a `Page`, plain
data made by `describe_result`; `show_html` and `show_text` write it. Only the core dependencies
are needed. All texts of a page are written in one place, so that a name from a table is inert.
"""

from typing import Any

# Each module says one kind of result, and registers what it says.
from smartcart.notebook import (  # noqa: F401
    campaign,
    choice,
    clusters,
    customers,
    explanation,
    exploration,
    forecast,
    orders,
    profiles,
    rules,
    segmentation,
    space,
    worth,
)
from smartcart.notebook.describe import describe_result
from smartcart.notebook.html import show_hidden, write_html
from smartcart.notebook.page import Chip, Items, Page, Row, Saying, Table

__all__ = [
    "Chip",
    "Items",
    "Page",
    "Row",
    "Saying",
    "Table",
    "describe_result",
    "show_html",
    "show_text",
]


def show_html(result: Any) -> str:
    """Return the HTML of a result, for a notebook: no script, no outside request.

    Raises
    ------
    TypeError
        For an object that is no result of ours.

    Examples
    --------
    >>> from smartcart.choice import KChoice
    >>> "<strong>3 segments</strong>" in show_html(KChoice(3, "They come back."))
    True
    """
    return write_html(describe_result(result))


def show_text(result: Any) -> str:
    """Return what a result is, in a line, for a console.

    Examples
    --------
    >>> from smartcart.choice import KChoice
    >>> show_text(KChoice(3, "They come back."))
    '3 segments: They come back.'
    """
    page = describe_result(result)
    return show_hidden(f"{page.title}: {page.lead}")
