"""Time and peak memory of whole processes, two commands in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float
    cpu_seconds: float


def run_once(command: Sequence[str], output: Path | None = None) -> Run:
    """Run a command to its end; its output goes to a file, or is thrown away."""
    started = time.perf_counter()
    with (output or Path(os.devnull)).open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Run(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def in_turn(ours: Sequence[str], rival: Sequence[str], runs: int = 5) -> dict[str, float]:
    """Run both in turn after one warm-up each; return medians and the median of the ratios."""
    run_once(ours), run_once(rival)
    pairs = [(run_once(ours), run_once(rival)) for _ in range(runs)]
    return {
        "ours_seconds": statistics.median(ours.seconds for ours, _ in pairs),
        "rival_seconds": statistics.median(rival.seconds for _, rival in pairs),
        "ratio": statistics.median(ours.seconds / rival.seconds for ours, rival in pairs),
        "ratio_low": min(ours.seconds / rival.seconds for ours, rival in pairs),
        "ratio_high": max(ours.seconds / rival.seconds for ours, rival in pairs),
        "ours_megabytes": max(ours.megabytes for ours, _ in pairs),
        "rival_megabytes": max(rival.megabytes for _, rival in pairs),
    }
