"""Read many damaged files: each is read right, repaired and counted, or refused; never a crash.

``python -m benchmarks.fuzz_reader --files 50000 --seed 0`` makes files of every form in
`fuzz_files` and reads them. A file fails when it ends in anything but a clear refusal or customers
that add up, when a customer that was not touched is read with another value than in the sound
table, when a customer comes out that nobody put in, or when it computes for longer than 10 seconds.
Failing files are kept and their numbers printed: ``--only NUMBER`` makes and reads one again.
"""

from __future__ import annotations

import argparse
import re
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from types import FrameType

import numpy as np
import pandas as pd

import smartcart
from benchmarks.fuzz_files import FORMS, FuzzFile, make_file, sound_table
from smartcart.customers import FOUNDING_SCHEMA, Customers
from smartcart.customers.columns import plain_name
from smartcart.errors import SmartCartError

ANY_NUMBER_SET_ASIDE = smartcart.Settings(max_quarantine=1.0)
LIMIT_SECONDS = 10
LIMIT_ON_THE_WALL = 300
LIMIT_MEGABYTES = 1_000
FAILURES_SHOWN = 20
PROGRESS = 1_000


class SilentlyWrongError(Exception):
    """A file was read without complaint, and not as it is."""


def read(path: Path, file: FuzzFile, sound: Customers) -> str:
    """Read one file and say how it ended; whatever else happens is raised."""
    try:
        customers = smartcart.read_customers(path, settings=ANY_NUMBER_SET_ASIDE)
    except SmartCartError as error:
        if not error.next_step:
            raise AssertionError("a refusal without a next step") from error
        return "refused"
    quality = customers.quality
    counted = quality.customers + quality.quarantined + quality.duplicates_dropped
    if quality.records != counted + quality.non_data:
        raise AssertionError("records do not add up")
    if not file.any:
        _compare(customers, file, sound)
    touched = quality.quarantined or quality.repairs or quality.source.notes
    return "read with repairs or quarantine" if touched else "read"


def _compare(customers: Customers, file: FuzzFile, sound: Customers) -> None:
    """Hold what was read against the sound table, where the file was not touched."""
    made_up = customers.table.index.str.startswith("row-").all()
    # Of a text put into an id, line ends and invisible letters may be written and read otherwise.
    known = {_bare(each) for each in (*sound.table.index, *file.ids)}
    strangers = {_bare(each) for each in customers.table.index} - known
    if strangers and not made_up and not file.strangers:
        raise SilentlyWrongError(f"{len(strangers)} customers that nobody put in")
    ids = [id for id in sound.table.index if id in customers.table.index and id not in file.ids]
    changed = {plain_name(name) for name in file.columns}
    for name in customers.table:
        if name not in sound.table or plain_name(FOUNDING_SCHEMA[name].source) in changed:
            continue
        ours, theirs = customers.table.loc[ids, name], sound.table.loc[ids, name]
        equal = (ours == theirs) | (ours.isna() & theirs.isna())
        if ours.dtype == "str":  # of two spellings, the more frequent one is kept
            equal |= ours.map(_folded) == theirs.map(_folded)
        if name == "birth_year":  # whoever is too old on the day of the table has no age
            equal |= ours.isna()
        if not equal.all():
            raise SilentlyWrongError(f"{name} differs for {int((~equal).sum())} customers")


def _folded(level: object) -> str:
    return " ".join(str(level).split()).casefold()


def _bare(id: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", id)


def run_file(number: int, seed: int, path: Path, sound: Customers) -> tuple[str, str]:
    """Make and read one file; return its form and how it ended."""
    form = list(FORMS)[number % len(FORMS)]
    file = make_file(form, np.random.default_rng([seed, number]))
    path.write_bytes(file.data)
    # Of computing: on a machine that others use, seconds on the wall say little. The wall stops
    # what waits for ever.
    signal.setitimer(signal.ITIMER_PROF, LIMIT_SECONDS)
    signal.alarm(LIMIT_ON_THE_WALL)
    try:
        return form, read(path, file, sound)
    except Exception as error:
        kept = Path(tempfile.gettempdir(), f"fuzz-{seed}-{number}")
        kept.write_bytes(file.data)
        what = f"{type(error).__name__}: {error}"
        print(f"file {number} ({form}; kept as {kept}): {what}", flush=True)
        return form, "FAILED"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)


def main() -> None:
    """Run the fuzz and print how the files ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--only", type=int, help="read only the file of this number")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.files)
    numbers = numbers if options.only is None else [options.only]
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _too_slow)
    signal.signal(signal.SIGPROF, _too_slow)
    endings, slowest = Counter[tuple[str, str]](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.csv")
        sound_table().to_csv(path, index=False)
        sound = smartcart.read_customers(path)
        for number in numbers:
            started = time.process_time()
            endings[run_file(number, options.seed, path, sound)] += 1
            if number % PROGRESS == PROGRESS - 1:
                print(f"{number + 1} files, {sum(endings.values())} in this run", flush=True)
            slowest = max(slowest, time.process_time() - started)
            if sum(n for (_, end), n in endings.items() if end == "FAILED") >= FAILURES_SHOWN:
                break
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    forms = pd.DataFrame([(*key, n) for key, n in endings.items()], columns=["", "ends", "files"])
    print(forms.pivot_table("files", "", "ends", "sum", fill_value=0).to_string())
    print(f"slowest file {slowest:.2f} s, peak memory {megabytes:.0f} MB")
    if any(end == "FAILED" for _, end in endings) or megabytes > LIMIT_MEGABYTES:
        sys.exit("files failed, or too much memory was used")


def _too_slow(_signum: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {LIMIT_SECONDS} s")


if __name__ == "__main__":
    main()
