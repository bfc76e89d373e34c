"""``smartcart explore``: files, page and what it refuses."""

import io
import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from tests.members import members

import smartcart
from smartcart.cli.explore_page import show_exploration
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.jobs import EXPLORATION_FILES, run_explore


@pytest.fixture(scope="module")
def source(tmp_path_factory, generated) -> Path:
    path = tmp_path_factory.mktemp("source") / "customers.csv"
    generated.to_csv(path, index=False)
    return path


def test_explore_writes_its_files_and_prints_everything_for_machines(command, source, tmp_path):
    out = tmp_path / "out"
    answer = command("explore", source, "--out", out, "--json")
    assert answer.code == 0, answer.err
    assert {path.name for path in out.iterdir()} == set(EXPLORATION_FILES)
    printed = json.loads(answer.out)
    assert printed == json.loads((out / "exploration.json").read_text())
    assert printed["customers"] == 2240
    assert set(printed["rules"]) >= {notice["rule"] for notice in printed["notices"]}
    tables = {path.stem: pd.read_csv(path) for path in out.glob("*.csv")}
    assert list(tables["pairs"]) == [
        *("one", "other", "measure", "strength", "customers", "p", "is_arithmetic", "is_clear")
    ]
    assert list(tables["response"])[:4] == ["outcome", "variable", "part", "customers"]
    assert set(tables["variables"]["type"]) == {"quantity", "category", "flag", "day"}
    assert len(tables["pairs"]) == len(printed["pairs"])
    income = tables["variables"].set_index("variable").loc["income"]
    assert (income["customers"] + income["missing"], income["column"]) == (2240, "Income")


def test_the_page_says_what_a_marketer_should_know(command, source, tmp_path):
    page = command("explore", source, "--out", tmp_path / "out").err
    assert "customers.csv: 2,240 records, 2,240 customers." in page
    assert "The table describes 2014-10-04" in page
    assert re.search(r"Quality: [\d,]+ cells repaired, [\d,]+ flags raised; 'smartcart", page)
    titles = [
        *("What stands out", "Quantities", "Texts, shares", "Where it comes from"),
        *("What goes together", "Complained, by variable"),
        *("Response to the last campaign, by variable", "When they joined"),
    ]
    places = [page.index(f"\n{title}") for title in titles]
    assert places == sorted(places)
    assert "a description, not a cause" in page
    assert "By country" not in page
    assert not re.search("MntWines|spend_total|has_responded", page)
    assert f"Open {tmp_path / 'out' / 'exploration.html'} to see it in figures." in page
    assert f"All figures: {tmp_path / 'out' / 'exploration.json'}" in page


def test_the_page_fits_80_columns_and_cuts_nothing(source, tmp_path, monkeypatch):
    explored = run_explore(source, tmp_path / "out", report=False)
    screen = Console(width=80, record=True, highlight=False, file=io.StringIO())
    monkeypatch.setattr("smartcart.cli.explore_page.console", lambda: screen)
    show_exploration(explored)
    lines = screen.export_text().splitlines()
    assert max(len(line) for line in lines if str(tmp_path) not in line) <= 80
    assert "…" not in "".join(lines)


def test_another_firms_table_without_a_total_or_a_channel_is_explored(command, tmp_path):
    Path(tmp_path / "members.csv").write_bytes(members())
    config = tmp_path / "smartcart.toml"
    suggested = command("check", tmp_path / "members.csv", "--suggest", "--out-config", config)
    assert suggested.code == 0
    out = tmp_path / "out"
    answer = command("explore", tmp_path / "members.csv", "--config", config, "--out", out)
    assert answer.code == 0, answer.err
    assert "Plan and fee per month go together: correlation ratio 1.00." in answer.err
    written = "".join(path.read_text() for path in out.iterdir() if path.is_file())
    assert not re.search("M-0001|climb.example|Zoë", written)


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(command, tmp_path, generated):
    level = "=HYPERLINK(1)[bold]"
    hostile = generated.head(300).assign(Education=[level, "PhD"] * 150)
    hostile.to_csv(tmp_path / "c.csv", index=False)
    answer = command("explore", tmp_path / "c.csv", "--out", tmp_path / "out")
    assert answer.code == 0, answer.err
    assert f"{level} 50%" in answer.err
    response = pd.read_csv(tmp_path / "out" / "response.csv")
    assert f"'{level}" in set(response["part"])


def test_what_draws_is_asked_for_before_the_long_work(command, source, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    answer = command("explore", source, "--out", tmp_path / "out")
    assert answer.code != 0
    assert 'pip install "smartcart[report]"' in answer.err
    assert not (tmp_path / "out").exists()
    assert command("explore", source, "--out", tmp_path / "out", "--no-report").code == 0


def test_a_refusal_leaves_the_folder_as_it_was(command, tmp_path, generated):
    out = tmp_path / "out"
    out.mkdir()
    (out / "pairs.csv").write_text("mine")
    (out / "exploration.json").write_text("{}")
    answer = command("explore", tmp_path / "none.csv", "--out", out)
    assert answer.code == 2
    assert answer.err.startswith("Error: ")
    assert (out / "pairs.csv").read_text() == "mine"
    answer = command("explore", tmp_path / "none.csv", "--out", out / "pairs.csv")
    assert answer.code == 2
    assert "is a file, not a folder" in answer.err


def test_a_table_without_outcomes_days_or_value_is_explored(tmp_path, generated):
    bare = generated[[c for c in generated if c not in ("Response", "Complain", "Dt_Customer")]]
    bare.to_csv(tmp_path / "c.csv", index=False)
    explored = run_explore(
        *(tmp_path / "c.csv", tmp_path / "out", None, FOUNDING_SCHEMA), report=False
    )
    assert explored.exploration.responses == ()
    assert explored.exploration.joining is None
    assert pd.read_csv(tmp_path / "out" / "response.csv").empty
    assert smartcart.__version__ == explored.summary["smartcart_version"]


def test_a_level_never_breaks_the_page(source, tmp_path, generated, monkeypatch):
    level = "\x1b[2J" + "long " * 60
    strange = generated.assign(Education=[level, "PhD"] * 1120)
    strange["Response"] = (strange["Education"] == "PhD") * (strange.index % 3 == 1)
    strange.to_csv(tmp_path / "c.csv", index=False)
    screen = Console(width=80, record=True, highlight=False, file=io.StringIO())
    monkeypatch.setattr("smartcart.cli.explore_page.console", lambda: screen)
    show_exploration(run_explore(tmp_path / "c.csv", tmp_path / "out", report=False))
    page = screen.export_text()
    assert "\x1b" not in page
    assert "[2Jlong long" in page
    assert max(len(line) for line in page.splitlines() if str(tmp_path) not in line) <= 80


def test_noise_gets_no_pair_and_no_rate_on_the_page(command, tmp_path):
    rng = np.random.default_rng(0)
    table = {name: rng.normal(50, 8, 400).round(2) for name in ("One", "Two", "Three")}
    table |= {"Id": range(400), "Answered": (rng.random(400) < 0.2).astype(int)}
    pd.DataFrame(table).to_csv(tmp_path / "noise.csv", index=False)
    roles = {"Id": ("id", "id"), "Answered": ("outcome", "flag")}
    blocks = [
        f'[columns.{name}]\nrole = "{role}"\nkind = "{kind}"'
        for name in table
        for role, kind in [roles.get(name, ("segmentation", "number"))]
    ]
    (tmp_path / "c.toml").write_text("\n\n".join(blocks))
    page = command(
        *("explore", tmp_path / "noise.csv", "--config", tmp_path / "c.toml"),
        *("--out", tmp_path / "out", "--no-report"),
    ).err
    assert "What stands out (the strongest first)\nNothing: no figure passes a threshold." in page
    assert "What goes together (nothing beyond chance)" in page
    assert "Open " not in page
    assert not {"exploration.html", "figures"} & {
        each.name for each in (tmp_path / "out").iterdir()
    }
    assert "no variable tells apart beyond chance" in page
    assert "The day that the table describes is not known, so there are no ages." in page
