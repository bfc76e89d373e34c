"""``python -m benchmarks [SECTION ...]``: measure, save each section, and write the page anew.

Nothing else may run meanwhile. Without a section all are measured but those that take very long.
"""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.page import write_page
from benchmarks.results_files import describe_machine, write_results
from benchmarks.sections import SECTIONS, WHEN_NAMED, add_options


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    told = f"{', '.join(SECTIONS)}; {', '.join(WHEN_NAMED)} only when named"
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=told)
    add_options(parser)
    asked = parser.parse_args()
    if unknown := [name for name in asked.sections if name not in SECTIONS]:
        parser.error(f"no section {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    for name in asked.sections or [each for each in SECTIONS if each not in WHEN_NAMED]:
        machine = describe_machine()
        print(f"{name} ...", file=sys.stderr, flush=True)
        figures = SECTIONS[name](asked)
        write_results(name, machine, figures)
        print(json.dumps({name: figures}, indent=2), flush=True)
        write_page()


if __name__ == "__main__":
    main()
