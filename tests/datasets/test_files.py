"""Customers streamed to files: the same table, the same bytes, all or nothing."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from pandas.testing import assert_frame_equal

from smartcart.datasets import make_customers, tables, write_customers
from smartcart.errors import MissingExtraError, SettingsError

READERS = {
    ".csv": pd.read_csv,
    ".parquet": pd.read_parquet,
    ".xlsx": partial(pd.read_excel, engine="openpyxl"),
}


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write after each block instead of after fifty."""
    monkeypatch.setattr(tables, "BLOCKS_PER_TABLE", 1)


@pytest.mark.parametrize("suffix", list(READERS))
@pytest.mark.parametrize("country", [False, True])
def test_a_file_read_back_is_what_make_customers_returns(
    tmp_path: Path, suffix: str, country: bool
) -> None:
    target = tmp_path / f"customers{suffix}"
    write_customers(target, 1000, seed=5, country=country)
    expected = make_customers(1000, seed=5, country=country)
    read = READERS[suffix](target).astype({"Income": "Int64"})
    assert_frame_equal(read, expected)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("suffix", list(READERS))
def test_several_batches_make_one_table(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"customers{suffix}"
    write_customers(target, 5000)
    read = READERS[suffix](target).astype({"Income": "Int64"})
    assert_frame_equal(read, make_customers(5000))


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("suffix", list(READERS))
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    files = [tmp_path / f"{name}{suffix}" for name in ("one", "two", "other")]
    for file, seed in zip(files, (3, 3, 4), strict=True):
        write_customers(file, 3000, seed=seed)
    one, two, other = (file.read_bytes() for file in files)
    assert one == two
    assert one != other


def test_csv_is_plain(tmp_path: Path) -> None:
    target = tmp_path / "customers.CSV"
    write_customers(target, 2240)
    content = target.read_bytes()
    assert content.startswith(b"ID,Year_Birth,Education,")
    assert [mark for mark in (b'"', b"\r", b".", b"nan") if mark in content] == []
    assert content.endswith(b"\n")
    assert content.count(b"\n") == 2241


@pytest.mark.usefixtures("small_batches")
def test_parquet_has_row_groups_of_one_size(tmp_path: Path) -> None:
    target = tmp_path / "customers.parquet"
    write_customers(target, 5000)
    facts = pq.ParquetFile(target).metadata
    sizes = [facts.row_group(group).num_rows for group in range(facts.num_row_groups)]
    assert sizes == [2240, 2240, 520]


@pytest.mark.usefixtures("small_batches")
def test_progress_counts_up_to_all(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_customers(
        tmp_path / "c.csv", 5000, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(2240, 5000), (4480, 5000), (5000, 5000)]


@pytest.mark.parametrize("suffix", list(READERS))
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"customers{suffix}"
    target.write_text("mine", encoding="utf-8")

    def fail(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_customers(target, 1000, progress=fail)
    assert [file.name for file in tmp_path.iterdir()] == [target.name]
    assert target.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "n", "seed", "message"),
    [
        ("customers.txt", 10, 0, r'cannot be written as ".txt" \(customers.txt\)'),
        ("customers", 10, 0, "Use one of the suffixes .csv, .parquet, .xlsx"),
        ("customers.csv", 0, 0, "n must be at least 1, got 0"),
        ("customers.csv", 10, -3, "seed must not be negative, got -3"),
        ("customers.xlsx", 1_048_576, 0, "at most 1,048,575 customers, got 1,048,576"),
        ("absent/customers.csv", 10, 0, 'absent" does not exist'),
        ("folder.csv", 10, 0, "is a folder, not a file"),
    ],
)
def test_what_cannot_be_written_is_refused_first(
    tmp_path: Path, name: str, n: int, seed: int, message: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(SettingsError, match=message):
        write_customers(tmp_path / name, n, seed=seed)
    assert [file.name for file in tmp_path.iterdir()] == ["folder.csv"]


def test_excel_without_its_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtraError, match=r'pip install "smartcart\[excel\]"'):
        write_customers(tmp_path / "customers.xlsx", 10)
    assert list(tmp_path.iterdir()) == []


# VmHWM and not getrusage: the latter starts a child at the peak of the process that started it.
PEAKS = """
import sys
from pathlib import Path
from smartcart.datasets import write_customers

def peak_kb():
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

for n in (336_000, 560_000):
    write_customers(sys.argv[1], n)
    print(peak_kb())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory from /proc")
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_memory_does_not_grow_with_the_table(tmp_path: Path, suffix: str) -> None:
    command = [sys.executable, "-c", PEAKS, str(tmp_path / f"customers{suffix}")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    small, large = (int(line) / 1024 for line in done.stdout.split())
    assert large < 500
    assert large - small < 30  # the 224,000 customers between them take 60 and more
