"""The page of the benchmarks says what was measured; what became slower is noticed."""

import json
import re
import sys
import tomllib

import pytest
from benchmarks import large, measure, page, paired, results_files, watched
from benchmarks.formats import format_part, format_value
from tests.test_docs import ROOT

WORDS = tomllib.loads((ROOT / "benchmarks" / "words.toml").read_text())
SECTIONS = [name for name in WORDS if name != "head"]
GAP = "\N{NO-BREAK SPACE}"


def run(n: int, seconds: float, **more: float) -> dict[str, float]:
    scoring = {"score_seconds": seconds / 5, "score_megabytes": 100.0}
    return {"n": n, "seconds": seconds, "cpu_seconds": seconds, "megabytes": 200.0} | scoring | more


def show(section: str, figures: object) -> str:
    """Return the page with one section."""
    return page.render_page({section: {"machine": {}, "figures": figures}}).replace(GAP, " ")


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
    assert "| a, b | 2 ms | 3 s | 0.5 |" in show("ward", {"a": {"b": found}})


def test_memory_stands_beside_time_where_it_was_measured():
    times = {"ours_seconds": 1.5, "rival_seconds": 1.0, "ratio": 1.5}
    text = show("founding", {"x": times | {"ours_megabytes": 300.0, "rival_megabytes": 2048.0}})
    assert "| memory, SmartCart | memory, rival |" in text
    assert "| x | 1.5 s | 1 s | 1.5 | 300 MB | 2.00 GB |" in text
    assert "memory, rival" not in show("founding", {"x": times})


@pytest.mark.parametrize("section", SECTIONS)
def test_every_figure_that_the_page_can_show_is_measured_and_has_words(section):
    """A column is a key that some benchmark writes; on the page stands its label instead."""
    sources = "".join(path.read_text() for path in (ROOT / "benchmarks").glob("*.py"))
    assert f'"{section}": ' in (ROOT / "benchmarks" / "sections.py").read_text()
    tables = [dict(table) for table in WORDS[section].get("tables", [])]
    for table in tables:
        table.pop("turned", None)
        assert all(f'"{key}"' in sources for key in table), table
    figures = {"size": {"5,000": {key: 1.0 for table in tables for key in table}}}
    if section == "large":
        figures = {"runs": [run(100_000, 10.0), run(1_000_000, 20.0)]}
    text = show(section, figures)
    assert all(label in text for table in tables for label in table.values())
    assert "_" not in re.sub(r"`[^`]+`|\(assets/.*\)", "", text)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("seconds", 0.0000421, "42.1 µs"),
        ("plan_cpu_seconds", 61.2, "61.2 s"),
        ("rival_silhouettes_seconds", 1080.0, "18 min"),
        ("bound_milliseconds", 2310.0, "2.31 s"),
        ("customers_per_second", 2_467_120, "2,470,000 a second"),
        ("megabytes", 1136.3, "1.11 GB"),
        ("inertia_lowest_difference", -0.000434, "-0.0434 %"),
        ("inertia_highest_difference", 1e-15, "0 %"),
        ("inertia_highest_difference", 2e-6, "+0.0002 %"),
        ("share_of_rival", 0.0141, "1.41 %"),
        ("ari", 0.99999, "0.9999"),
        ("ari", 1.0, "1.0000"),
        ("same_names", True, "yes"),
        ("moved_customers", 1234, "1,234"),
        ("measured_seconds", {"5,000": 0.2, "10,000": 0.8}, "5,000: 200 ms, 10,000: 800 ms"),
    ],
)
def test_a_value_has_the_unit_that_its_key_ends_in(key, value, told):
    assert format_value(key, value).replace(GAP, " ") == told


def test_lowest_and_highest_stand_beside_a_median_of_several():
    spread = {"seconds": 2.0, "seconds_low": 1.5, "seconds_high": 2.5}
    assert format_part(spread, "seconds") == f"2{GAP}s (1.5 to 2.5)"
    assert format_part(spread | {"seconds_low": 0.5}, "seconds") == (
        f"2{GAP}s (500{GAP}ms to 2.5{GAP}s)"
    )
    assert format_part(dict.fromkeys(spread, 2.0), "seconds") == f"2{GAP}s"


def test_a_quadratic_rival_is_carried_on_from_the_largest_size_that_was_measured():
    measured = {n: 3e-9 * n**2 for n in (5_000, 10_000, 20_000)}
    assert paired.exponent(measured) == pytest.approx(2.0)
    assert paired.extrapolate(measured, 100_000) == pytest.approx(3e-9 * 100_000**2)
    # A first call that was slow, or a small size that was quick, moves nothing.
    assert paired.extrapolate(measured | {5_000: 9.0}, 100_000) == pytest.approx(30.0)


def test_sizes_measured_now_stand_for_those_kept():
    kept = [run(1_000, 9.0), run(100_000, 12.0), run(10_000_000, 900.0)]
    runs = large.merge_runs(kept, [run(10_000, 10.0), run(100_000, 11.0)])
    assert [(each["n"], each["seconds"]) for each in runs] == [
        (1_000, 9.0),
        (10_000, 10.0),
        (100_000, 11.0),
        (10_000_000, 900.0),
    ]


def test_the_slope_is_that_from_a_hundred_thousand_customers_on():
    runs = [run(1_000, 9.0), run(100_000, 10.0), run(1_000_000, 30.0), run(10_000_000, 1000.0)]
    assert large.growth(runs)["slope"] == pytest.approx(1.0)
    assert "slope" not in large.growth(runs[:2])
    text = show("large", {"runs": runs})
    assert "From 100,000 to 10,000,000 customers" in text
    assert "to the power of 1.00" in text


def test_results_of_another_machine_are_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(results_files, "FOLDER", tmp_path)
    here = results_files.describe_machine()
    results_files.write_results("large", here | {"load_before": 9.9}, {"runs": [1]})
    assert results_files.read_kept("large") == {"runs": [1]}
    results_files.write_results("large", here | {"cores": -1}, {"runs": [1]})
    assert results_files.read_kept("large") is None
    assert results_files.read_kept("never measured") is None


def test_the_peak_of_a_process_is_its_own(tmp_path):
    """Linux tells of a child at least the peak of who started it: here 150 MB and more."""
    held = b"x" * (150 * 2**20)
    told = measure.run_once([sys.executable, "-c", "print(7)"], tmp_path / "said")
    assert told.megabytes < 50 < len(held) / 2**20
    assert (tmp_path / "said").read_text() == "7\n"
    with pytest.raises(RuntimeError, match="ended with 3"):
        measure.run_once([sys.executable, "-c", "raise SystemExit(3)"])


def test_ratios_are_taken_within_a_turn():
    def turn(ours: float, rival: float) -> dict[str, measure.Run]:
        return {"ours": measure.Run(ours, 10.0 * ours, 0.0), "rival": measure.Run(rival, 5.0, 0.0)}

    found = measure.compare([turn(1, 2), turn(4, 2), turn(3, 3)], "ours", "rival")
    assert json.loads(json.dumps(found)) == {
        "ours_seconds": 3,
        "rival_seconds": 2,
        "ratio": 1.0,
        "ratio_low": 0.5,
        "ratio_high": 2.0,
        "ours_megabytes": 40.0,
        "rival_megabytes": 5.0,
    }


@pytest.mark.parametrize(("lowest", "worse"), [(1.0, []), (1.25, []), (1.26, ["ward"])])
def test_slower_by_a_quarter_in_every_round_is_worse(lowest, worse):
    before = {"ward": {"lowest": 0.9, "median": 1.0}}
    assert watched.judge(before, {"ward": {"lowest": lowest, "median": 2.0}}) == worse


def test_ratios_are_watched_as_they_were_where_the_rival_does_best():
    slow, quick = ({"lowest": 1.0, "median": median} for median in (3.0, 2.0))
    before, now = {"ward": slow, "gone": slow}, {"ward": quick, "new": quick}
    assert watched.highest(before, now) == {"ward": slow, "new": quick}
    assert watched.highest(now, {"ward": slow}) == {"ward": slow}


def test_rounds_are_taken_in_turn(monkeypatch):
    clock = iter(range(1000))
    monkeypatch.setattr(watched.time, "perf_counter", lambda: float(next(clock)))
    said: list[str] = []
    found = watched.compare(lambda: said.append("ours"), lambda: said.append("rival"))
    assert said == ["ours", "rival"] * (watched.ROUNDS + 1)
    assert found == {"lowest": 1.0, "median": 1.0}
