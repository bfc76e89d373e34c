"""What the rules of the unusual look at, what they say, and from where on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smartcart.exploration.mix import Mix
from smartcart.exploration.pairs import Pair
from smartcart.exploration.response import Response
from smartcart.exploration.rows import Category, Days, Described, Flag, Quantity
from smartcart.exploration.variables import Variables
from smartcart.profiles import Concentration

__all__ = [
    "CONCENTRATED",
    "DOMINANT",
    "MISSING",
    "NOTICE_RULES",
    "RELATED",
    "RESPONDS",
    "SKEWED",
    "UNEVEN",
    "UNRELATED",
    "ZEROS",
    "Facts",
    "Notice",
    "name_some",
]

#: Thresholds: from here on something is said.
CONCENTRATED = 0.45
RELATED = 0.5
UNRELATED = 0.1
RESPONDS = 0.5
UNEVEN = 2.0
MISSING = 0.01
SKEWED = 2.0
ZEROS = 0.5
DOMINANT = 0.9
#: So many variables are named in one sentence.
_NAMED = 4

#: ``{rule: when it speaks}``.
NOTICE_RULES = {
    "concentration": "the top fifth of customers carries at least 45 % of the value",
    "related": "a rank correlation, a correlation ratio or Cramer's V of at least 0.5, no "
    "arithmetic, and beyond chance: p below 0.001 over all pairs together",
    "unrelated": "the rank correlation with the value is surely (99 %) between -0.1 and 0.1, while "
    "another variable reaches 0.5",
    "response": "the rates of the parts differ by at least half of the rate of all, and beyond "
    "chance: p below 0.001 over all variables together",
    "mix": "one of three or more parts of a total is at least twice an equal part",
    "missing": "at least 1 % of the customers have no value",
    "skewed": "a skewness of at least 2, or at most -2",
    "far_out": "a value above the upper far-out fence of Tukey, on the scale on which customers "
    "are compared, or below the lower one where that scale is no logarithm",
    "zeros": "at least 50 % of the known values are 0",
    "rare": "fewer than 1 % of the known customers have a level, or one of the two values of a "
    "flag",
    "dominant": "at least 90 % of the known customers have the same text",
    "constant": "all customers have the same value, or none",
}


@dataclass(frozen=True)
class Facts:
    """What has been measured, before anything is said of it."""

    n: int
    variables: Variables
    quantities: tuple[Quantity, ...]
    categories: tuple[Category, ...]
    flags: tuple[Flag, ...]
    days: tuple[Days, ...]
    pairs: tuple[Pair, ...]
    concentration: Concentration | None
    mix: tuple[Mix, ...]
    responses: tuple[Response, ...]

    @property
    def rows(self) -> tuple[Described, ...]:
        """All variables, whatever their type."""
        return (*self.quantities, *self.categories, *self.flags, *self.days)

    def is_own(self, name: str) -> bool:
        """Return whether a variable says what one column says, so that it is said once."""
        return name == "age_years" or self.variables.made_of[name] == {name}


@dataclass(frozen=True)
class Notice:
    """A sentence on something unusual.

    `rule` is one of `NOTICE_RULES`; `strength` says how far the figure is on its way from the
    threshold (0) to the most that is possible (1). For rules about a few customers (``missing``,
    ``far_out``, ``rare``) it is the share of customers concerned.
    """

    rule: str
    strength: float
    sentence: str


def name_some(texts: Sequence[str]) -> str:
    """Return the first four texts in a row, and how many more there are.

    Examples
    --------
    >>> name_some(["a", "b"]), name_some(["a", "b", "c", "d", "e"])
    ('a, b', 'a, b, c, d and 1 more')
    """
    more = len(texts) - _NAMED
    listed = ", ".join(texts[:_NAMED])
    return f"{listed} and {more} more" if more > 0 else listed
