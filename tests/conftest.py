"""Fixtures that several tests share, and what happens where a part is missing."""

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import hypothesis
import pandas as pd
import pytest
from scripts.served_app import find_chromium

import smartcart
from smartcart.segmentation import Segmentation

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")

DATA = Path(os.environ.get("SMARTCART_DATA", Path(__file__).parents[1] / ".." / "shared" / "data"))


FOLDERS = count()


#: Files and folders of few tests that take minutes: they start first, or else one process ends the
#: run alone with the last of them.
_LONG = (
    "test_docs.py",
    "app",
    "test_notebooks.py",
    "test_year.py",
    "refresh",
    "test_determinism.py",
    "test_real_table.py",
    "test_segmentation.py",
    "test_automation.py",
    "report",
    "api",
    "sql",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first; all else keeps its order."""
    places = {name: place for place, name in enumerate(_LONG)}
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        inside = item.path.is_relative_to(here)
        first = item.path.relative_to(here).parts[0] if inside else ""
        return places.get(first, len(places))

    items.sort(key=place)


def missing(part: str) -> None:
    """Skip with a printed reason; on CI a missing part is a failure."""
    if os.environ.get("SMARTCART_REQUIRE_ALL"):
        pytest.fail(f"{part} is missing, and this run requires every part")
    pytest.skip(f"{part} is missing on this machine")


@pytest.fixture(autouse=True)
def own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> None:
    """Give each test a data folder of its own, away from the store of whoever runs them."""
    folder = tmp_path_factory.getbasetemp() / f"data {next(FOLDERS)}"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))


@pytest.fixture(scope="session")
def real_path() -> Path:
    """Return the path of the real founding table."""
    path = DATA / "smartcart_customers.csv"
    if not path.is_file():
        missing("the real founding table (set SMARTCART_DATA to its folder)")
    return path


@pytest.fixture(scope="session")
def cdnow_path() -> Path:
    """Return the path of the 1/10 sample of CDNOW, published with the paper on BG/NBD."""
    path = DATA / "cdnow_sample_summary.csv"
    if not path.is_file():
        missing("the CDNOW sample (set SMARTCART_DATA to its folder)")
    return path


@pytest.fixture(scope="session")
def retail_path() -> Path:
    """Return the path of the order lines of a real shop (Online Retail II, 2009 to 2010)."""
    path = DATA / "online_retail_2009_2010.parquet"
    if not path.is_file():
        missing("the order lines of a real shop (set SMARTCART_DATA to its folder)")
    return path


@pytest.fixture(scope="session")
def generated() -> pd.DataFrame:
    """Return the embedded default: 2,240 raw customers, seed 0."""
    return smartcart.make_customers(2240, seed=0)


@pytest.fixture(scope="session")
def quick() -> dict[str, int]:
    """Return settings for tests that are not about stability."""
    return {"n_boot": 3, "n_null": 2, "n_starts": 3}


@pytest.fixture(scope="session")
def segmentation(generated: pd.DataFrame, quick: dict[str, int]) -> Segmentation:
    return smartcart.segment(generated, quick)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return a real browser, the only one of its process: two would share one loop of events."""
    program = find_chromium()
    if program is None or importlib.util.find_spec("playwright") is None:
        missing("a browser that playwright can drive")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


class Answer(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Return a function that runs the command line and returns code, stdout and stderr."""
    from smartcart.cli import main

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["smartcart", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return Answer(int(stop.value.code or 0), captured.out, captured.err)

    return run
