"""``python -m benchmarks.whole [SOURCE] [--pycaret PYTHON]``: the whole main job, cold.

From the start of a process to its end, imports included: ours with its report and without one,
beside the pipeline that notebooks run and, where its environment is named, PyCaret. SOURCE is the
founding table; generated customers where it is not given.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measure import Run, run_once

_HERE = Path(__file__).parent
_SMARTCART = (sys.executable, "-m", "smartcart")


def measure(source: Path, folder: Path, pycaret: str | None, runs: int = 5) -> dict[str, object]:
    """Run all of them in turn and return medians, and ratios within each turn."""
    ours = [*_SMARTCART, "segment", str(source), "--out", str(folder / "out")]
    commands: dict[str, Sequence[str]] = {
        "with_report": ours,
        "without_report": [*ours, "--no-report"],
        "notebook": [sys.executable, str(_HERE / "notebook.py"), str(source)],
    }
    if pycaret:
        commands["pycaret"] = [pycaret, str(_HERE / "pycaret_run.py"), str(source)]
    for command in commands.values():
        run_once(command)
    turns = [{name: run_once(each) for name, each in commands.items()} for _ in range(runs)]
    return {name: _medians([turn[name] for turn in turns]) for name in commands} | _ratios(turns)


def _medians(runs: Sequence[Run]) -> dict[str, float]:
    return {
        "seconds": statistics.median(run.seconds for run in runs),
        "cpu_seconds": statistics.median(run.cpu_seconds for run in runs),
        "megabytes": max(run.megabytes for run in runs),
    }


def _ratios(turns: Sequence[Mapping[str, Run]]) -> dict[str, object]:
    shares = [1 - turn["without_report"].seconds / turn["with_report"].seconds for turn in turns]
    found: dict[str, object] = {"report_share": _spread(shares)}
    for rival in ("notebook", "pycaret"):
        if rival in turns[0]:
            ratios = [turn["with_report"].seconds / turn[rival].seconds for turn in turns]
            found[f"over_{rival}"] = _spread(ratios)
    return found


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--pycaret", metavar="PYTHON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = asked.source or Path(name) / "customers.csv"
        if asked.source is None:
            run_once([*_SMARTCART, "generate", "customers", "--out", str(source)])
        print(json.dumps(measure(source, Path(name), asked.pycaret), indent=2))


if __name__ == "__main__":
    main()
