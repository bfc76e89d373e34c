"""Read many damaged files: each is read right, repaired and counted, or refused; never a crash.

``python -m benchmarks.fuzz_reader --files 50000 --seed 0`` mutates small tables of every kind,
and stops at the first file that ends in anything but customers that add up or a clear refusal, or
that takes longer than 10 seconds. The file that did it is kept and its number printed: the same
seed and number make the same file again.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path
from types import FrameType

import numpy as np
import pandas as pd

import smartcart
from smartcart.errors import SmartCartError

ANY_NUMBER_SET_ASIDE = smartcart.Settings(max_quarantine=1.0)
LIMIT_SECONDS = 10
LIMIT_MEGABYTES = 1_000
#: Pieces that mean something to a reader of tables.
TOKENS = [
    *(b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r\n", b"\r", b"\x00", b"\xff\xfe"),
    *(b"ID", b"Income", b"Total", b"sep=;\n", b"$84,835.00 ", b"1.2E+10", b"#REF!", b"=1+1"),
    *("“".encode(), "é".encode("cp1252"), "\u202e".encode(), b"\xef\xbb\xbf", b"NA", b"-"),
    *(b"31-02-2014", b"2014-06-29", b"41806", b"9" * 30, b"1e309", b"inf", b"<script>", b"\\"),
]


def base_files() -> list[bytes]:
    """Return one small table in every form that is read."""
    table = smartcart.make_customers(25, seed=0)
    text = table.to_csv(index=False)
    excel, parquet = BytesIO(), BytesIO()
    table.to_excel(excel, index=False)
    table.to_parquet(parquet, index=False)
    plain = text.encode()
    return [
        plain,
        text.replace(",", ";").encode("utf-8-sig"),
        text.replace("\n", "\r\n").encode("utf-16"),
        table.to_csv(index=False, sep="\t", quoting=1).encode(),
        gzip.compress(plain, mtime=0),
        excel.getvalue(),
        parquet.getvalue(),
    ]


def mutated(base: bytes, generator: np.random.Generator) -> bytes:
    """Return a copy with 1 to 8 changes: bytes flipped, pieces put in, cut out or doubled."""
    data = bytearray(base)
    for _ in range(int(generator.integers(1, 9))):
        at = int(generator.integers(0, len(data) + 1))
        until = min(len(data), at + int(generator.integers(1, 40)))
        kind = generator.integers(0, 5)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << int(generator.integers(0, 8))
        elif kind == 1:
            data[at:at] = TOKENS[int(generator.integers(0, len(TOKENS)))]
        elif kind == 2:
            del data[at:until]
        elif kind == 3:
            data[at:at] = data[at:until]
        elif generator.random() < 0.1:
            del data[at:]
    return bytes(data)


def verdict(path: Path) -> str:
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
    touched = quality.quarantined or quality.repairs or quality.source.notes
    return "read with repairs or quarantine" if touched else "read"


def main() -> None:
    """Run the fuzz and print how the files ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("error")
    signal.signal(signal.SIGALRM, _too_slow)
    bases, endings, slowest = base_files(), Counter[str](), 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "customers.csv")
        for number in range(options.files):
            generator = np.random.default_rng([options.seed, number])
            data = mutated(bases[number % len(bases)], generator)
            path.write_bytes(data)
            started = time.perf_counter()
            signal.alarm(LIMIT_SECONDS)
            try:
                endings[verdict(path)] += 1
            except Exception as error:
                kept = Path(tempfile.gettempdir(), f"fuzz-{options.seed}-{number}")
                kept.write_bytes(data)
                sys.exit(f"file {number} (kept as {kept}): {type(error).__name__}: {error}")
            finally:
                signal.alarm(0)
            slowest = max(slowest, time.perf_counter() - started)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(pd.Series(endings).to_string())
    print(f"slowest file {slowest:.2f} s, peak memory {megabytes:.0f} MB")
    if megabytes > LIMIT_MEGABYTES:
        sys.exit("too much memory")


def _too_slow(_signum: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"longer than {LIMIT_SECONDS} s")


if __name__ == "__main__":
    main()
