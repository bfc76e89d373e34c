"""``python -m benchmarks [SECTION ...]``: measure, save each section, and write the page anew.

Nothing else may run meanwhile. ``--large`` adds 10,000,000 customers to the section ``large``.
"""

from __future__ import annotations

import json
import sys

from benchmarks.page import write_page
from benchmarks.results_files import describe_machine, write_results
from benchmarks.sections import SECTIONS


def main(arguments: list[str]) -> None:
    wanted = [name for name in arguments if not name.startswith("--")] or list(SECTIONS)
    if unknown := [name for name in wanted if name not in SECTIONS]:
        sys.exit(f"No section {', '.join(unknown)}; there are {', '.join(SECTIONS)}.")
    for name in wanted:
        machine = describe_machine()
        print(f"{name} ...", file=sys.stderr, flush=True)
        figures = SECTIONS[name]()
        write_results(name, machine, figures)
        print(json.dumps({name: figures}, indent=2), flush=True)
    write_page()


if __name__ == "__main__":
    main(sys.argv[1:])
