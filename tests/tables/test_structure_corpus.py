"""Every case of the catalogue, from a file to the customers, with its account."""

import importlib.util
import itertools
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, known_names
from smartcart.errors import DataError
from smartcart.tables.delimited import read_delimited
from smartcart.tables.source import open_source


def load():
    path = Path(__file__).parents[1] / "corpus" / "structure.py"
    spec = importlib.util.spec_from_file_location("corpus_structure", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


corpus = load()
SETTINGS = smartcart.Settings(max_quarantine=0.5)


def put(folder, case):
    path = folder / case.file
    if isinstance(case.make, bytes):
        path.write_bytes(case.make)
    else:
        case.make(path)
    return path


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    path = tmp_path_factory.mktemp("clean") / "customers.csv"
    path.write_text(corpus.CLEAN)
    return smartcart.read_customers(path)


@pytest.mark.parametrize("case", corpus.CASES, ids=lambda case: case.id)
def test_every_case_has_its_outcome(tmp_path, clean, case):
    path = put(tmp_path, case)
    if case.expect == "refuse":
        with pytest.raises(DataError, match=case.message) as caught:
            smartcart.read_customers(path, settings=SETTINGS)
        assert caught.value.next_step
        for value in ("80240", "11-03-2014", "2n Cycle", "Divorced"):
            assert value not in str(caught.value)
        return
    customers = smartcart.read_customers(path, settings=SETTINGS)
    quality, source = customers.quality, customers.quality.source
    found = quality.customers + quality.quarantined + quality.duplicates_dropped + source.non_data
    assert source.records == found
    lost = [corpus.ROWS[place][0] for place in case.lost]
    assert quality.quarantined == len(lost) + case.odd_records
    assert (quality.quarantined > 0) == (case.expect == "quarantine")
    assert source.non_data == case.non_data
    # The snapshot date is that of all customers who are left, so ages and tenures agree too.
    expected = clean.table.drop(index=lost)
    assert customers.table.equals(expected)
    assert lost or customers.data_hash == clean.data_hash
    notes = "\n".join((*source.notes, *(each.rule for each in quality.repairs)))
    if case.note:
        assert re.search(case.note, notes), notes


DIALECTS = list(
    itertools.product(",;\t|", ["\n", "\r\n", "\r"], ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
)


@pytest.mark.parametrize(("delimiter", "end", "encoding"), DIALECTS)
def test_every_dialect_gives_one_hash(tmp_path, clean, delimiter, end, encoding):
    path = tmp_path / "customers.csv"
    content = corpus.text(corpus.noted("Café", "Grün"), delimiter, end, corpus.NOTED)
    path.write_bytes(content.encode(encoding))
    customers = smartcart.read_customers(path)
    assert customers.data_hash == clean.data_hash
    assert customers.quality.source.dialect["delimiter"] == delimiter
    assert customers.quality.source.encoding == encoding


NAMES = known_names(FOUNDING_SCHEMA)
BROKEN = st.text(st.sampled_from(list('""\',;\n\r\t\\$# x5.“”\0é\u200b')), max_size=3)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), quoted=st.booleans())
def test_a_broken_line_never_changes_another(tmp_path_factory, data, quoted):
    rows = corpus.noted('"a, b"', '"c"') if quoted else corpus.noted("x")
    lines = corpus.text(rows, header=corpus.NOTED).split("\n")
    place = data.draw(st.integers(1, corpus.N))
    at = data.draw(st.integers(0, len(lines[place])))
    cut = data.draw(st.integers(0, 3))
    lines[place] = lines[place][:at] + data.draw(BROKEN) + lines[place][at + cut :]
    path = tmp_path_factory.mktemp("broken") / "customers.csv"
    path.write_bytes("\n".join(lines).encode())
    try:
        with open_source(path) as source:
            raw = read_delimited(source, NAMES)
    except DataError:
        return
    count = len(raw.cells) + len(raw.rejected) + raw.source.non_data
    assert raw.source.records == count
    read = {tuple(row) for row in raw.cells.itertuples(index=False)}
    for number, row in enumerate(rows, start=1):
        if number != place:
            assert tuple(cell.strip('"') for cell in row) in read
