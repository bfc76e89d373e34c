"""Which figures a playbook may ask about, and the figures of segments beside those of all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from smartcart.advice.playbook import FREQUENCY, VALUE
from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema
from smartcart.features import Features
from smartcart.profiles import Profiles

__all__ = ["Figure", "figure_names", "read_figure"]

#: A difference of so many standard errors of a random group of the same size is no chance.
_BEYOND_CHANCE = 3.0


@dataclass(frozen=True)
class Figure:
    """A figure of a segment beside that of all customers, in the units of ``profiles.csv``.

    ``is_chance`` says whether a random group of the size of the segment may differ as much.
    """

    name: str
    own: float
    everyone: float
    is_chance: bool

    @property
    def strength(self) -> float:
        """Difference as a share of the larger of the two, 0 to 1."""
        larger = max(self.own, self.everyone)
        return abs(self.own - self.everyone) / larger if larger > 0 else 0.0

    def differs(self, side: str, by: float = 0.0) -> bool:
        """Say whether the segment's figure is above or below all customers' by a share of it.

        Examples
        --------
        >>> figure = Figure("recency_days", 62.0, 49.0, is_chance=False)
        >>> figure.differs("above", 0.2), figure.differs("above", 0.3), figure.differs("below")
        (True, False, False)
        """
        if side == "above":
            return self.own > self.everyone and self.own >= self.everyone * (1 + by)
        return self.own < self.everyone and self.own <= self.everyone * (1 - by)


def figure_names(schema: Schema) -> tuple[str, ...]:
    """Return every figure that a playbook for a table may name.

    Figures of the founding table are always known: a play about one that the table does not
    have is silent.

    Examples
    --------
    >>> {"value", "recency_days", "response_rate"} <= set(figure_names(FOUNDING_SCHEMA))
    True
    """
    columns = (*schema.columns, *FOUNDING_SCHEMA.columns)
    own = [name for column in columns for name in _names(column)]
    return tuple(dict.fromkeys([VALUE, FREQUENCY, *own, schema.engagement, "purchases_per_visit"]))


def read_figure(name: str, segment: str, profiles: Profiles, features: Features) -> Figure | None:
    """Return a figure of a segment; None where the table has none that can be compared.

    Words, missing figures and figures below 0 cannot.
    """
    if name not in profiles.population:
        name = {VALUE: features.value, FREQUENCY: features.frequency}.get(name, name)
    if name not in profiles.population or name in features.levels:
        return None
    own, everyone = float(profiles.table.loc[segment, name]), float(profiles.population[name])
    if not (own >= 0 and everyone >= 0):
        return None
    return Figure(name, own, everyone, _is_chance(name, segment, profiles, own, everyone))


def _is_chance(name: str, segment: str, profiles: Profiles, own: float, everyone: float) -> bool:
    """Compare a share with its standard error; of a median, the place among all customers."""
    n = float(profiles.table.loc[segment, "n_customers"])
    if name in profiles.positions:
        away, error = abs(float(profiles.positions.loc[segment, name]) - 0.5), 0.5
    else:
        away, error = abs(own - everyone), float(np.sqrt(max(everyone * (1 - everyone), 0.0)))
    return away < _BEYOND_CHANCE * error / float(np.sqrt(n))


def _names(column: Column) -> Iterator[str]:
    """Yield the measures that a column makes, as the profiles name them."""
    if column.role == Role.ID:
        return
    if column.kind == Kind.BIRTH_YEAR:
        yield "age_years"
    elif column.kind == Kind.DATE:
        yield "tenure_days"
    elif column.kind == Kind.FLAG:
        yield column.rate or f"{column.name}_rate"
    elif column.name == "marital_status":
        yield "share_partnered"
    elif column.kind != Kind.CATEGORY:
        yield column.name
    yield from filter(None, (column.adds_to, column.share))
