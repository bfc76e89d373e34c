"""``python -m benchmarks.founding [SOURCE] [--pycaret PYTHON]``: the whole main job, cold.

From the start of a process to its end, imports included: ours with its report and without one,
beside the pipeline that notebooks run and, where its environment is named, PyCaret. SOURCE is the
founding table; generated customers where it is not given.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import compare, run_once, turns_of

_HERE = Path(__file__).parent
_SMARTCART = (sys.executable, "-m", "smartcart")
_OURS = ("without the report", "with the report")


def measure(source: Path | None = None, pycaret: str | None = None, runs: int = 5) -> Any:
    """Run all of them in turn; compare ours, without and with the report, with each rival."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        commands = _commands(source or _generate(folder), folder, pycaret)
        turns = turns_of(commands, runs)
    rivals = [name for name in commands if name not in _OURS]
    return {
        f"{ours}, against {rival}": compare(turns, ours, rival)
        for rival in rivals
        for ours in _OURS
    }


def _generate(folder: Path) -> Path:
    source = folder / "customers.csv"
    run_once([*_SMARTCART, "generate", "customers", "--out", str(source)])
    return source


def _commands(source: Path, folder: Path, pycaret: str | None) -> dict[str, Sequence[str]]:
    segment = [*_SMARTCART, "segment", str(source), "--out", str(folder / "out")]
    rivals = {"the notebook": [sys.executable, str(_HERE / "notebook.py"), str(source)]}
    if pycaret:
        rivals[f"PyCaret {_version(pycaret)}"] = [
            pycaret,
            str(_HERE / "pycaret_run.py"),
            str(source),
        ]
    return dict(zip(_OURS, ([*segment, "--no-report"], segment), strict=True)) | rivals


def _version(python: str) -> str:
    ask = "from importlib.metadata import version; print(version('pycaret'))"
    return subprocess.check_output([python, "-c", ask], text=True).strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", nargs="?", type=Path)
    parser.add_argument("--pycaret", metavar="PYTHON")
    asked = parser.parse_args()
    print(json.dumps(measure(asked.source, asked.pycaret), indent=2))


if __name__ == "__main__":
    main()
