"""The page of the benchmarks says what was measured; what became slower is noticed."""

import tomllib

import pytest
from benchmarks import page, results_files, watched
from tests.test_docs import ROOT

WORDS = tomllib.loads((ROOT / "benchmarks" / "words.toml").read_text())
SECTIONS = [name for name in WORDS if name != "head"]


def test_the_page_is_what_was_measured():
    results = results_files.read_results(SECTIONS)
    assert results
    assert page.PAGE.read_text() == page.render_page(results)
    assert page.PLOT.is_file() == ("large" in results)
    assert len({each["machine"]["processor"] for each in results.values()}) == 1


def test_a_comparison_is_found_however_deep_it_stands_and_told_in_its_unit():
    figures = {"a": {"b": {"ours_milliseconds": 2.0, "rival_seconds": 3.0, "ratio": 0.5}}, "n": 7}
    ((name, found),) = page.list_rows(figures)
    assert name == "a, b"
    text = page.render_page({"ward": {"machine": {}, "figures": {"a": {"b": found}}}})
    assert "| a, b | 2 ms | 3 s | 0.5 |" in text


@pytest.mark.parametrize(("lowest", "worse"), [(1.0, []), (1.25, []), (1.26, ["ward"])])
def test_slower_by_a_quarter_in_every_round_is_worse(lowest, worse):
    before = {"ward": {"lowest": 0.9, "median": 1.0}}
    assert watched.judge(before, {"ward": {"lowest": lowest, "median": 2.0}}) == worse


def test_rounds_are_taken_in_turn(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(watched.time, "perf_counter", lambda: float(next(clock)))
    said: list[str] = []
    found = watched.compare(lambda: said.append("ours"), lambda: said.append("rival"))
    assert said == ["ours", "rival"] * (watched.ROUNDS + 1)
    assert found == {"lowest": 1.0, "median": 1.0}
