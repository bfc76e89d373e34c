"""Tables whose facts are known: noise, and any columns one likes."""

import numpy as np
import pandas as pd

from smartcart.customers import Column, Customers, Kind, Role, Schema, check_customers

__all__ = ["as_customers", "make_noise"]

ID = Column("customer_id", "id", Role.ID, Kind.ID, required=True)


def as_customers(values: dict, kinds: dict, outcomes=(), value="", **settings) -> Customers:
    """Return customers with these columns, the first one compared."""
    columns = [ID]
    for place, (name, kind) in enumerate(kinds.items()):
        role = Role.SEGMENTATION if place == 0 else Role.DESCRIPTOR
        role = Role.OUTCOME if name in outcomes else role
        columns.append(Column(name, name, role, kind))
    n = len(next(iter(values.values())))
    frame = pd.DataFrame({"id": [f"c{i:05d}" for i in range(n)], **values})
    schema = Schema(tuple(columns), value=value, frequency="", engagement="")
    return check_customers(frame, schema, **settings)


def make_noise(seed: int, n: int = 500) -> Customers:
    """Return customers of whom nothing is related to anything."""
    rng = np.random.default_rng(seed)
    values = {f"number_{i}": rng.normal(50, 8, n).round(3) for i in range(6)}
    values |= {f"count_{i}": rng.poisson(6, n) for i in range(2)}
    values |= {f"text_{i}": rng.choice(list("abcdef"), n) for i in range(3)}
    values["answered"] = (rng.random(n) < 0.15).astype(int)
    kinds = {name: _KINDS[name.split("_")[0]] for name in values}
    return as_customers(values, kinds, outcomes=("answered",), value="number_0")


_KINDS = {
    "number": Kind.NUMBER,
    "count": Kind.COUNT,
    "text": Kind.CATEGORY,
    "answered": Kind.FLAG,
}
