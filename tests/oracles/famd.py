"""FAMD of a small mixed table by prince, against which tests/space compares ours.

    python -m venv /tmp/prince && /tmp/prince/bin/pip install prince==0.23.0
    /tmp/prince/bin/python tests/oracles/famd.py > tests/oracles/famd.json

The table is drawn from a fixed seed: two correlated numbers, two nominal columns of 3 and 5
levels that depend on them. No number lies beyond the fences at which ours caps.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
import pandas as pd

N = 60
COLOURS = ("blue", "green", "red")
TOWNS = ("Aix", "Bonn", "Cork", "Delft", "Evora")


def make_table() -> pd.DataFrame:
    """Return the mixed table, shape (60, 4)."""
    generator = np.random.default_rng(7)
    size = generator.uniform(0, 10, N)
    weight = 2 * size + generator.uniform(-5, 5, N)
    colour = np.digitize(size + generator.uniform(-3, 3, N), [4, 8])
    town = (colour + generator.integers(0, 3, N)) % 5
    return pd.DataFrame(
        {
            "size": size.round(4),
            "weight": weight.round(4),
            "colour": np.take(COLOURS, colour),
            "town": np.take(TOWNS, town),
        }
    )


def main() -> None:
    """Write table, coordinates and eigenvalues of every component that has any variance."""
    import prince  # here, so that the tests can look at this file without it

    table = make_table()
    components = 2 + (len(COLOURS) - 1) + (len(TOWNS) - 1)
    famd = prince.FAMD(n_components=components, n_iter=10, random_state=0).fit(table)
    oracle = {
        "versions": {name: version(name) for name in ("prince", "scikit-learn", "pandas")},
        "table": table.to_dict("list"),
        "coordinates": famd.row_coordinates(table).to_numpy().tolist(),
        "eigenvalues": famd.eigenvalues_.tolist(),
    }
    sys.stdout.write(json.dumps(oracle, indent=1) + "\n")


if __name__ == "__main__":
    main()
