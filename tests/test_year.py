"""A year of a shop by `refresh` alone: segments keep their ids, and broken files change nothing."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from examples.year import draw_year, tell_year
from tests.test_docs import ROOT, blocks
from tests.test_site import settings_file

from smartcart.datasets import Month, make_months
from smartcart.jobs import Refreshed, RefreshJob, run_refresh
from smartcart.store import Store, open_store

N = 1000
PROMOTED, REFUSED, BY_AGE = ("2026-01", "2026-06"), ("2026-09", "2026-10"), "2026-12"
OLD, NEW = ["S1", "S2", "S3"], "S4"
PAGE = ROOT / "docs" / "year.md"


@pytest.fixture(scope="module")
def months() -> dict[str, Month]:
    return {month.file_name[:7]: month for month in make_months(N)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("year")


@pytest.fixture(scope="module")
def jobs(folder, months, quick) -> dict[str, RefreshJob]:
    for month in months.values():
        (folder / month.file_name).write_bytes(month.content)
    address = f"sqlite:///{folder}/store.db"
    files = {name: folder / month.file_name for name, month in months.items()}
    return {name: RefreshJob(file, address, options=quick) for name, file in files.items()}


@pytest.fixture(scope="module")
def year(jobs) -> dict[str, Refreshed]:
    return {name: run_refresh(job) for name, job in jobs.items()}


@pytest.fixture(scope="module")
def store(folder, year) -> Store:
    return open_store(f"sqlite:///{folder}/store.db", read_only=True)


def test_each_month_ends_as_it_should(year):
    ends = dict.fromkeys(year, "scored")
    ends |= dict.fromkeys(PROMOTED, "promoted") | dict.fromkeys(REFUSED, "refused")
    assert {name: each.summary["status"] for name, each in year.items()} == {
        **ends,
        BY_AGE: "kept",
    }
    assert [each.changes.version for each in year.values()] == [1] * 5 + [2] * 7


def test_june_is_learnt_anew_because_customers_of_a_new_kind_came(year):
    found = year["2026-06"].changes.drift
    assert found is not None
    assert {"n_deals_purchases", "n_catalog_purchases", "visits_per_month"} <= set(found.drifted)
    assert all(gate.passed for gate in year["2026-06"].changes.gates)
    quiet = [each for name, each in year.items() if name not in (*PROMOTED, *REFUSED)]
    assert {each.changes.drift.verdict for each in quiet} == {"none"}


def test_june_brings_one_birth_and_every_other_segment_keeps_its_id(year, store):
    events = [(each.kind, each.old, each.new) for each in year["2026-06"].changes.events]
    lasting = [("survive", (id_,), (id_,)) for id_ in OLD]
    assert sorted(events) == sorted([*lasting, ("birth", (), (NEW,))])
    others = [name for name in year if name != "2026-06"]
    assert all(not year[name].changes.events for name in others)
    kept = store.events(year["2026-06"].run.run_id)
    assert sorted(each.kind for each in kept) == ["birth"] + ["survive"] * 3


def test_the_new_segment_holds_the_customers_who_were_planted(year, months, store):
    may, june = (months[name].customers.set_index("ID") for name in ("2026-05", "2026-06"))
    came = june.drop(may.index, errors="ignore")
    planted = came.index[(came["NumDealsPurchases"] >= 4) & (came["NumWebVisitsMonth"] <= 2)]
    assert set(placed(store, year["2026-06"]).query("segment_id == @NEW").index) == {
        str(each) for each in planted
    }


def test_no_id_and_no_name_is_lost(year):
    names = dict(zip(OLD, (each.name for each in year["2026-01"].changes.segments), strict=True))
    for name, each in year.items():
        ids = sorted(segment.id for segment in each.changes.segments)
        assert ids == (OLD if name < "2026-06" else [*OLD, NEW])
        shown = {segment.id: segment.name for segment in each.changes.segments}
        assert {id_: shown[id_] for id_ in OLD} == names
        assert each.changes.names == shown
    assert len(set(shown.values())) == 4


def test_a_broken_month_is_refused_and_the_champion_serves_on(year, store):
    what = [year[name].summary["reason"] for name in REFUSED]
    assert "ends in the middle of a row" in what[0]
    assert "'MntWines' seems to be called 'WinesAmount' now" in what[1]
    serving = [
        year[name].summary["champion"]["model_hash"] for name in ("2026-08", *REFUSED, "2026-11")
    ]
    assert set(serving) == {store.champion().model_hash}
    sizes = [
        {each.id: each.size for each in year[name].changes.segments}
        for name in ("2026-08", *REFUSED)
    ]
    assert sizes[0] == sizes[1] == sizes[2]
    assert all(store.assignments(year[name].run.run_id).empty for name in REFUSED)


def test_who_came_and_who_left_is_counted_rightly_also_over_the_gap(year, months):
    used = [name for name in year if name not in REFUSED]
    for before, now in pairwise(used):
        moved = year[now].changes.migration
        then, after = (set(months[name].customers["ID"]) for name in (before, now))
        assert len(moved.entrants) == len(after - then)
        assert len(moved.leavers) == len(then - after)
        assert moved.n_customers == len(then & after)


def test_who_moved_is_who_changed_what_they_did(year, store):
    used = [name for name in year if name not in REFUSED]
    for before, now in pairwise(used):
        if now == "2026-06":
            continue  # there the model changed as well
        both = pd.concat(
            [placed(store, year[name])["segment_id"] for name in (before, now)], axis=1
        )
        both = both.dropna()
        moved = int((both.iloc[:, 0] != both.iloc[:, 1]).sum())
        assert year[now].changes.migration.n_moved == moved
        assert 0 < moved < 0.05 * len(both)
    june = year["2026-06"].changes.migration
    assert 0 < june.n_moved < 0.05 * june.n_customers
    assert june.n_placed_anew < 0.05 * june.n_customers


def test_december_learns_anew_by_age_and_keeps_the_model_that_says_the_same(year):
    december = year[BY_AGE].changes
    assert "184 days before; after 180 it is learnt anew" in december.reason
    assert [gate.name for gate in december.gates if not gate.passed] == ["gain"]


def test_a_month_again_is_no_second_run(year, jobs, store):
    n_runs = len(store.history())
    again = run_refresh(jobs["2026-06"])
    assert again.summary["status"] == "already_seen"
    assert again.run.run_id == year["2026-06"].run.run_id
    assert len(store.history()) == n_runs == 12


def test_the_page_tells_the_year_as_it_was(year):
    said = PAGE.read_text()
    table = said.partition("<!-- months: begin -->\n")[2].partition("<!-- months: end -->")[0]
    shown, told = (
        [line.split("|")[1:5] for line in each.splitlines()]
        for each in (table, tell_year(list(year.values())))
    )
    assert [(month, *end) for month, _, *end in shown] == [(month, *end) for month, _, *end in told]
    events = [each.sentence for each in year["2026-06"].changes.events]
    (listed,) = [block for block in blocks(PAGE, "text") if "lasts" in block]
    assert [re.sub(r"\d+%", "", each) for each in listed.splitlines()] == [
        re.sub(r"\d+%", "", each) for each in events
    ]
    assert f"Error: {year['2026-10'].refusal}\n" in said


def test_the_commands_of_the_page_run(command, tmp_path, monkeypatch, quick):
    monkeypatch.chdir(tmp_path)
    Path("quick.toml").write_text(settings_file(quick))
    (block,) = blocks(PAGE, "console")
    for line in block.splitlines():
        _, *arguments = shlex.split(line)
        less = {"generate": ("--n", 300), "refresh": ("--config", "quick.toml")}
        answer = command(*arguments, *less[arguments[0]])
        assert answer.code == 0, answer.err
    refused = command("refresh", "months/2026-10.csv", "--store", "sqlite:///shop.db")
    assert refused.code == 2
    (shown,) = [block for block in blocks(PAGE, "text") if "Error: " in block]
    assert refused.err == shown.replace("Version 2", "Version 1")


def test_the_pictures_of_the_page_are_there_and_the_year_can_be_drawn(year):
    for picture in re.findall(r"\]\((assets/year_\w+\.png)\)", PAGE.read_text()):
        content = (PAGE.parent / picture).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 50_000
    panel = draw_year(list(year.values())).axes[0]
    labels = [text.get_text() for text in panel.texts]
    ends = ["promoted", "promoted", "refused", "refused", "kept"]
    assert [each.split("\n")[1] for each in labels if "\n" in each] == ends
    names = {f"{each.id}  {each.name}" for each in year["2026-12"].changes.segments}
    assert names <= set(labels)


def placed(store: Store, refreshed: Refreshed) -> pd.DataFrame:
    return store.assignments(refreshed.run.run_id).set_index("customer_id")
