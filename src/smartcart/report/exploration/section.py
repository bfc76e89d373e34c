"""What of an exploration also stands in the report on segments."""

from __future__ import annotations

from smartcart.customers import Customers
from smartcart.exploration import Exploration, explore_customers
from smartcart.features import Features

__all__ = ["SECTION", "collect_exploration"]

#: The figures that matter most to somebody who reads about segments.
SECTION = ("quantities", "concentration", "mix", "together", "response")


def collect_exploration(customers: Customers, features: Features | None = None) -> Exploration:
    """Collect the facts of the section on the customers before any segment.

    `draw_exploration` and `view_exploration` take them, with the names in `SECTION`, and
    `caption_exploration`; the template is ``exploration_section.html``.

    Examples
    --------
    >>> import smartcart
    >>> found = collect_exploration(smartcart.check_customers(smartcart.make_customers(300)))
    >>> found.customers, found.concentration.measure
    (300, 'spend_total')
    """
    return explore_customers(customers, features)
