"""What was measured, one JSON file for each section, with the machine that it was measured on."""

from __future__ import annotations

import json
import os
import platform
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["FOLDER", "describe_machine", "read_kept", "read_results", "write_results"]

FOLDER = Path(__file__).parent / "results"
_PARTS = ("numpy", "pandas", "scikit-learn", "pyarrow")


def describe_machine() -> dict[str, Any]:
    """Return what a figure depends on beside the code."""
    from smartcart.kernels import find_library
    from smartcart.threads import usable_threads

    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "threads": usable_threads(),
        "memory_gigabytes": round(
            os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1
        ),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in _PARTS},
        "compiled_kernels": find_library() is not None,
        "load_before": round(os.getloadavg()[0], 2),
    }


def write_results(section: str, machine: dict[str, Any], figures: Any) -> Path:
    """Write what one section measured."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{section}.json"
    told = {"measured": date.today().isoformat(), "machine": machine, "figures": figures}
    path.write_text(json.dumps(told, indent=2) + "\n")
    return path


def read_results(sections: list[str]) -> dict[str, dict[str, Any]]:
    """Return the sections that were measured."""
    paths = {section: FOLDER / f"{section}.json" for section in sections}
    return {name: json.loads(path.read_text()) for name, path in paths.items() if path.is_file()}


def read_kept(section: str) -> Any:
    """Return the figures of a section if they are of this machine, with all its parts; or None."""
    found = read_results([section]).get(section)
    return found["figures"] if found and _lasting(found["machine"]) == _lasting(None) else None


def _lasting(machine: dict[str, Any] | None) -> dict[str, Any]:
    """Return what stays the same of a machine (this one: None) from one minute to the next."""
    told = describe_machine() if machine is None else machine
    return {key: value for key, value in told.items() if key != "load_before"}


def _processor() -> str:
    """Return the name of the processor, and the widest instructions that the kernels use of it."""
    facts = Path("/proc/cpuinfo")
    if not facts.is_file():
        return platform.processor() or platform.machine()
    lines = facts.read_text().splitlines()
    found = {line.split(":")[0].strip(): line.split(":", 1)[1].strip() for line in lines if line}
    flags = found.get("flags", "").split()
    width = next((f for f in ("avx512f", "avx2") if f in flags), "no vectors beyond SSE2")
    return f"{found.get('model name', platform.machine())} ({width})"
