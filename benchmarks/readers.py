"""Give the files of the test corpus to smartcart and to plain readers, and count who is right.

``python -m benchmarks.readers`` prints the table; ``--write`` puts it into ``docs/reading.md``.
Each reader gets the path and nothing else: ``pandas.read_csv(path)``, ``polars.read_csv(path)``,
``duckdb.read_csv(path)``. Each file is read in a process of its own, which may take 20 seconds.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
from tests.corpus.catalogue import CASES
from tests.corpus.oracle import expected_table
from tests.corpus.table import Case

import smartcart
from benchmarks.judge import Answer, judge
from smartcart.errors import SmartCartError

LIMIT_SECONDS = 20
LIMIT_BYTES = 8 << 30
FIRST_CODE = 10  # of a child that came to a verdict
ANY = smartcart.Settings(max_quarantine=1.0)
ENDINGS = ("right", "loud", "text", "wrong")
HEADS = ("right", "an error, although it can be read", "numbers left as text", "silently wrong")
GROUPS = {"the file (1-27)": 27, "its layout (28-59)": 59, "its cells (60-110)": 110}
PAGE = Path(__file__).parents[1] / "docs" / "reading.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


def with_pandas(path: Path) -> Answer:
    frame = pd.read_csv(path)
    cells = frame.astype(object).where(frame.notna(), None)
    return Answer([str(name) for name in frame.columns], cells.to_numpy().tolist())


def with_polars(path: Path) -> Answer:
    frame = pl.read_csv(path)
    return Answer(frame.columns, frame.rows())


def with_duckdb(path: Path) -> Answer:
    table = duckdb.read_csv(str(path))
    return Answer(table.columns, table.fetchall())


RIVALS: dict[str, Callable[[Path], Answer]] = {
    f"pandas {pd.__version__}": with_pandas,
    f"polars {pl.__version__}": with_polars,
    f"duckdb {duckdb.__version__}": with_duckdb,
}


def try_rival(read: Callable[[Path], Answer], case: Case, path: Path) -> str:
    """Read a file with a plain reader; an error is right where the file must be refused."""
    try:
        with quiet():
            answer = read(path)
    except BaseException:  # a panic of Rust is no Exception
        return "right" if case.expect == "refuse" and case.written is None else "loud"
    return judge(case, answer)


@contextmanager
def quiet() -> Iterator[None]:
    """Throw away what a library writes past Python (a panic of Rust)."""
    screen = os.dup(2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        yield
    finally:
        os.dup2(screen, 2)


def try_smartcart(case: Case, path: Path) -> str:
    """Read a file with smartcart; it must meet the fate that the catalogue names."""
    refuse = case.expect == "refuse" and case.job == "check"
    try:
        table = smartcart.read_customers(path, settings=ANY).table
    except SmartCartError:
        return "right" if refuse else "loud"
    except Exception:
        return "loud"
    rows = case.written if case.expect == "refuse" else case.customers
    try:
        pd.testing.assert_frame_equal(table, expected_table(rows), check_column_type=False)
    except AssertionError:
        return "wrong"
    return "wrong" if refuse else "right"


def in_own_process(job: Callable[[], str], refuse: bool) -> str:
    """Run a job in a child; no end in time is an error too."""
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
        os._exit(FIRST_CODE + ENDINGS.index(job()))
    until = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            code = os.waitstatus_to_exitcode(status)
            return ENDINGS[code - FIRST_CODE] if code >= 0 else _error(refuse)  # below 0: a crash
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return _error(refuse)


def _error(refuse: bool) -> str:
    return "right" if refuse else "loud"


def measure() -> dict[str, dict[str, str]]:
    """Return the ending of every file with every reader."""
    results: dict[str, dict[str, str]] = {}
    for case in CASES:
        refuse = case.expect == "refuse" and case.written is None
        jobs = {f"smartcart {smartcart.__version__}": lambda at, c=case: try_smartcart(c, at)}
        for name, read in RIVALS.items():
            jobs[name] = lambda at, r=read, c=case: try_rival(r, c, at)
        for name, job in jobs.items():
            with tempfile.TemporaryDirectory() as folder, case.at(Path(folder)) as path:
                ending = in_own_process(lambda p=path, j=job: j(p), refuse)
            results.setdefault(name, {})[case.id] = ending
    return results


def as_markdown(results: dict[str, dict[str, str]]) -> str:
    """Return the table of counts, and the table of silent errors by part of the catalogue."""
    lines = [f"| {len(CASES)} files | {' | '.join(HEADS)} |", "|---|" + "--:|" * len(HEADS)]
    for name, endings in results.items():
        counts = Counter(endings.values())
        lines.append(f"| {name} | {' | '.join(str(counts[each]) for each in ENDINGS)} |")
    lines += ["", "Silently wrong, by what is odd:", ""]
    lines += [f"| | {' | '.join(results)} |", "|---|" + "--:|" * len(results)]
    first = 1
    for what, last in GROUPS.items():
        chosen = [case.id for case in CASES if first <= case.number <= last]
        wrong = (sum(results[name][each] == "wrong" for each in chosen) for name in results)
        lines.append(f"| {what}: {len(chosen)} files | {' | '.join(map(str, wrong))} |")
        first = last + 1
    return "\n".join(lines) + "\n"


def main() -> None:
    warnings.simplefilter("ignore")
    results = measure()
    table = as_markdown(results)
    print(table)
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    record = {"python": platform.python_version(), "endings": results}
    (folder / "readers.json").write_text(json.dumps(record, indent=1) + "\n")
    if "--write" in sys.argv:
        page = PAGE.read_text()
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")


if __name__ == "__main__":
    main()
