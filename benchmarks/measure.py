"""Time and peak memory of whole processes, several commands in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LAUNCH = (sys.executable, "-I", "-S", str(Path(__file__).parent / "launch.py"))


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float
    cpu_seconds: float


def run_once(command: Sequence[str], output: Path | None = None) -> Run:
    """Run a command to its end; its output goes to a file, or is thrown away."""
    with (
        tempfile.NamedTemporaryFile("r") as report,
        (output or Path(os.devnull)).open("wb") as file,
    ):
        launched = [*_LAUNCH, report.name, *command]
        done = subprocess.run(launched, stdout=file, stderr=subprocess.DEVNULL, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}")
        return Run(*map(float, report.read().split()))


def turns_of(commands: Mapping[str, Sequence[str]], runs: int = 5) -> list[dict[str, Run]]:
    """Run all of them in turn, after one warm-up each."""
    for command in commands.values():
        run_once(command)
    return [{name: run_once(each) for name, each in commands.items()} for _ in range(runs)]


def compare(turns: Sequence[Mapping[str, Run]], ours: str, rival: str) -> dict[str, float]:
    """Return medians, the median of the ratios within each turn, and the peaks of memory."""
    pairs = [(turn[ours], turn[rival]) for turn in turns]
    ratios = [mine.seconds / theirs.seconds for mine, theirs in pairs]
    return {
        "ours_seconds": statistics.median(mine.seconds for mine, _ in pairs),
        "rival_seconds": statistics.median(theirs.seconds for _, theirs in pairs),
        "ratio": statistics.median(ratios),
        "ratio_low": min(ratios),
        "ratio_high": max(ratios),
        "ours_megabytes": max(mine.megabytes for mine, _ in pairs),
        "rival_megabytes": max(theirs.megabytes for _, theirs in pairs),
    }


def in_turn(ours: Sequence[str], rival: Sequence[str], runs: int = 5) -> dict[str, float]:
    """Run two in turn and compare them."""
    return compare(turns_of({"ours": ours, "rival": rival}, runs), "ours", "rival")
