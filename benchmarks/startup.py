"""``python -m benchmarks.startup``: how soon the program is there, beside ``import numpy``."""

from __future__ import annotations

import json
import sys

from benchmarks.measure import in_turn

_NUMPY = (sys.executable, "-c", "import numpy")


def measure() -> dict[str, dict[str, float]]:
    """Start each in turn with numpy, whole processes both."""
    return {
        "`import smartcart`": in_turn((sys.executable, "-c", "import smartcart"), _NUMPY, 9),
        "`smartcart --help`": in_turn((sys.executable, "-m", "smartcart", "--help"), _NUMPY, 9),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
