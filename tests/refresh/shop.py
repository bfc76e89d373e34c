"""A shop whose customers stand in groups far apart, so that what has to be found is known."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from smartcart.customers import Column, Kind, Role, Schema
from smartcart.jobs import Refreshed, RefreshJob, run_refresh
from smartcart.settings import Settings

SCHEMA = Schema(
    (
        Column("customer_id", "Client", Role.ID, Kind.ID, required=True),
        Column("turnover", "Turnover", Role.SEGMENTATION, Kind.NUMBER, required=True),
        Column("orders", "Orders", Role.SEGMENTATION, Kind.NUMBER, required=True),
        Column("visits", "Visits", Role.SEGMENTATION, Kind.NUMBER, required=True),
    ),
    value="turnover",
    frequency="orders",
    engagement="visits",
)
SETTINGS = Settings(n_boot=4, n_null=2, n_starts=3, k_max=6)
#: Turnover, orders and visits of the middle of each group: corners of a cube, all equally far.
MIDDLES = {
    "gold": (900.0, 80.0, 80.0),
    "often": (700.0, 20.0, 20.0),
    "rare": (300.0, 80.0, 20.0),
    "lookers": (100.0, 20.0, 80.0),
    # Two halves of one group, half-way between the last two.
    "nearly rare": (210.0, 52.0, 48.0),
    "nearly lookers": (190.0, 48.0, 52.0),
}
Group = tuple[str, int, int]


def shop(*groups: Group, seed: int = 0, middles: Mapping[str, tuple] = MIDDLES) -> pd.DataFrame:
    """Return a raw table: of each group, so many customers, numbered from a number on."""
    rows = []
    for name, n, first in groups:
        draw = np.random.default_rng([seed, first])
        cells = draw.normal(middles[name], (25.0, 2.5, 2.5), (n, 3))
        frame = pd.DataFrame(cells, columns=["Turnover", "Orders", "Visits"]).clip(lower=0)
        rows.append(frame.assign(Client=[f"{first + i}" for i in range(n)]))
    return pd.concat(rows, ignore_index=True)[["Client", "Turnover", "Orders", "Visits"]]


THREE = (("gold", 200, 1000), ("often", 200, 2000), ("rare", 200, 3000))


class Shop:
    """A store in a folder, and the tables that are refreshed into it one after the other."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.store = f"sqlite:///{folder}/store.db"

    def write(self, table: pd.DataFrame, name: str = "table.csv"):
        path = self.folder / name
        table.to_csv(path, index=False)
        return path

    def refresh(self, table: pd.DataFrame | str, **options) -> Refreshed:
        source = self.write(table) if isinstance(table, pd.DataFrame) else table
        given = {"schema": SCHEMA, "settings": SETTINGS, "max_age": 10_000, **options}
        return run_refresh(RefreshJob(source, self.store, **given))
