"""``python -m benchmarks.refresh``: a store with a million customers is brought up to date.

Two tables of generated customers, the second of a month later: most customers are in both, some
are gone and some are new. The first is refreshed into a new store (a model is learnt), the second
without learning anew. Printed is where the time goes. Options: ``--customers 1000000``,
``--store ADDRESS`` (an empty database; by default a temporary file).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import smartcart
from benchmarks.measure import run_once

_SMARTCART = (sys.executable, "-m", "smartcart")
#: Customers who are gone in the second table; as many are new in it.
_TURNOVER = 0.02


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--store", help="address of an empty database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(given.customers, given.store, Path(folder)), indent=2))


def measure(n: int, store: str | None, folder: Path) -> dict[str, Any]:
    """Refresh two tables, each in a process of its own."""
    address = store or f"sqlite:///{folder}/store.db"
    first, second = write_tables(n, folder)
    found = {"customers": n, "store": address.partition(":")[0]}
    for name, table, more in (
        ("first run, a model is learnt", first, ()),
        ("refresh without refit", second, ("--no-refit",)),
        ("the same table again", second, ("--no-refit",)),
    ):
        command = [*_SMARTCART, "refresh", str(table), "--store", address, "--json", *more]
        run = run_once(command, folder / "summary.json")
        summary = json.loads((folder / "summary.json").read_text())
        found[name] = {
            "status": summary["status"],
            "seconds": round(run.seconds, 1),
            "cpu_seconds": round(run.cpu_seconds, 1),
            "megabytes": round(run.megabytes),
            "stages": summary["seconds"],
        }
    return found


def write_tables(n: int, folder: Path) -> tuple[Path, Path]:
    """Write the customers of two months, in Parquet."""
    everybody = smartcart.make_customers(n + round(n * _TURNOVER), seed=0)
    paths = folder / "first.parquet", folder / "second.parquet"
    everybody.head(n).to_parquet(paths[0], index=False)
    everybody.tail(n).to_parquet(paths[1], index=False)
    return paths


if __name__ == "__main__":
    main()
