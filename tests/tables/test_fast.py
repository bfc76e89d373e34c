"""The fast way and the careful way give the same table, or the fast way steps aside."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, known_names
from smartcart.tables import fast
from smartcart.tables.delimited import read_delimited
from smartcart.tables.fast import read_plain
from smartcart.tables.source import open_source

NAMES = known_names(FOUNDING_SCHEMA)


@pytest.fixture(autouse=True)
def small_files_too(monkeypatch):
    monkeypatch.setattr(fast, "_SMALL", 0)


@pytest.fixture(scope="module")
def text() -> str:
    return smartcart.make_customers(200, seed=0).to_csv(index=False, lineterminator="\n")


def both(path: Path):
    with open_source(path) as source:
        plain = read_plain(source, NAMES)
    with open_source(path) as source:
        return plain, read_delimited(source, NAMES)


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "customers.csv"
    path.write_bytes(content.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("block", [64, 8 << 20])
def test_a_plain_file_is_read_as_the_careful_reader_reads_it(
    text, tmp_path, monkeypatch, delimiter, newline, last, block
):
    monkeypatch.setattr(fast, "_BLOCK", block)
    content = text.replace(",", delimiter).replace("\n", newline)
    path = written(tmp_path, content if last else content[: -len(newline)])
    plain, careful = both(path)
    pd.testing.assert_frame_equal(plain.cells.astype("str"), careful.cells)
    assert plain.lines.tolist() == careful.lines.tolist()
    assert plain.source == careful.source


ODDITIES = {
    "a quote": lambda lines: [*lines[:5], '"' + lines[5].replace(",", '",', 1), *lines[6:]],
    "a short row": lambda lines: [*lines[:5], lines[5].rsplit(",", 1)[0], *lines[6:]],
    "a long row": lambda lines: [*lines[:5], lines[5] + ",1", *lines[6:]],
    "a blank line": lambda lines: [*lines[:5], "", *lines[5:]],
    "a title": lambda lines: ["Report", *lines],
    "units": lambda lines: [lines[0], ",".join(["unit"] * 22), *lines[1:]],
    "a total": lambda lines: [*lines, "Total" + "," * 21],
    "a second header": lambda lines: [*lines[:50], lines[0], *lines[50:]],
    "no header": lambda lines: lines[1:],
    "a letter beyond ASCII": lambda lines: [*lines[:5], lines[5].replace("1", "é", 1), *lines[6:]],
    "a control character": lambda lines: [*lines[:5], lines[5] + "\x07", *lines[6:]],
    "a lone return": lambda lines: [*lines[:5], lines[5] + "\r" + lines[6], *lines[7:]],
    "money": lambda lines: [*lines[:5], lines[5].replace(",", ",$", 1), *lines[6:]],
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_whatever_is_not_plain_is_left_to_the_careful_reader(text, tmp_path, oddity):
    lines = ODDITIES[oddity](text.splitlines())
    path = written(tmp_path, "\n".join(lines) + "\n")
    with open_source(path) as source:
        assert read_plain(source, NAMES) is None
        assert source.stream.tell() == 0


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_changed_letter_makes_the_two_ways_differ(text, tmp_path_factory, data):
    position = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(list(",;\n\r\t\"'$# x5.-\x00é")))
    path = written(tmp_path_factory.mktemp("fuzz"), text[:position] + letter + text[position + 1 :])
    with open_source(path) as source:
        plain = read_plain(source, NAMES)
    if plain is not None:
        with open_source(path) as source:
            careful = read_delimited(source, NAMES)
        pd.testing.assert_frame_equal(plain.cells.astype("str"), careful.cells)
        assert plain.source == careful.source
