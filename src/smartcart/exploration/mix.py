"""What totals are made of: channels, categories."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smartcart.customers import Schema
from smartcart.exploration.variables import Variables
from smartcart.profiles import measure_label

__all__ = ["Mix", "Portion", "measure_mix"]


@dataclass(frozen=True)
class Portion:
    """The sum of one column over all customers, and its share of the whole (0 to 1)."""

    name: str
    label: str
    total: float
    share: float


@dataclass(frozen=True)
class Mix:
    """The parts of a total, the largest first; `beside` are shares of it that are no part."""

    name: str
    label: str
    total: float
    parts: tuple[Portion, ...]
    beside: tuple[Portion, ...]


def measure_mix(variables: Variables, schema: Schema) -> tuple[Mix, ...]:
    """Measure what each total is made of, in sums over all customers.

    Shares are of sums, so that a large customer counts for more: the mean of customers' shares
    is another figure. Missing values are left out; a total that is not above 0, or has only one
    part, is left out as well.

    Examples
    --------
    >>> import smartcart
    >>> from smartcart.exploration.variables import collect_variables
    >>> customers = smartcart.check_customers(smartcart.make_customers(500, seed=0))
    >>> found = measure_mix(collect_variables(customers), customers.schema)
    >>> [mix.name for mix in found], found[1].parts[0].name
    (['n_children', 'spend_total', 'n_purchases'], 'spend_wines')
    """
    found = []
    for total in dict.fromkeys(c.adds_to for c in schema.columns if c.adds_to):
        parts = [c.name for c in schema.columns if c.adds_to == total]
        beside = [c.name for c in schema.columns if c.share_of == total and c.adds_to != total]
        sums = {name: _sum(variables, name) for name in (*parts, *beside)}
        whole = sum(sums[name] for name in parts)
        if len(parts) > 1 and whole > 0:
            portions = {n: Portion(n, measure_label(n), x, x / whole) for n, x in sums.items()}
            found.append(
                Mix(
                    total,
                    measure_label(total),
                    whole,
                    tuple(sorted((portions[n] for n in parts), key=lambda p: (-p.total, p.name))),
                    tuple(portions[n] for n in beside),
                )
            )
    return tuple(found)


def _sum(variables: Variables, name: str) -> float:
    values = variables.quantities.get(name, variables.flags.get(name, np.zeros(0)))
    return float(np.nansum(values))
