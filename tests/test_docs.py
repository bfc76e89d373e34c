"""The documentation is true: its commands and its code run, its two commands are there."""

import re
import shlex
import shutil
import sqlite3
import struct
import textwrap
import tomllib
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest
from tests.members import members

import smartcart
import smartcart.customers
from smartcart.advice import figure_names, parse_playbook
from smartcart.config import parse_config
from smartcart.exploration import NOTICE_RULES
from smartcart.jobs import EXPLORATION_FILES
from smartcart.jobs.campaign_outputs import CAMPAIGN_FILES

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "CONTRIBUTING.md",
    ROOT / "examples" / "README.md",
]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


def test_the_first_screen_holds_exactly_the_two_commands():
    first_screen = "\n".join((ROOT / "README.md").read_text().splitlines()[:20])
    assert re.findall(r"```console\n(.*?)```", first_screen, re.DOTALL) == [
        "make demo\nmake test\n"
    ]
    targets = (ROOT / "Makefile").read_text()
    assert re.search(r"^demo: ", targets, re.MULTILINE)
    assert re.search(r"^test: ", targets, re.MULTILINE)
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text()


def test_the_commands_of_the_readme_run(command, tmp_path, monkeypatch):
    readme = ROOT / "README.md"
    monkeypatch.chdir(tmp_path)
    smartcart.make_customers(450, seed=0).to_csv("customers.csv", index=False)
    (config,) = blocks(readme, "toml")
    Path("smartcart.toml").write_text(config)
    Path("clients.csv").write_text(clients())
    lines = [line for block in blocks(readme, "console") for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("smartcart ")]
    assert len(commands) == 11
    for _, *arguments in commands:
        answer = command(*arguments)
        assert answer.code == 0, answer.err


def test_the_demo_ends_as_the_readme_says(command, tmp_path):
    answer = command("demo", "--out", tmp_path / "demo")
    assert answer.code == 0
    assert (tmp_path / "demo" / "report.html").stat().st_size > 10_000
    assert len((tmp_path / "demo" / "customers.csv").read_text().splitlines()) == 2241
    (shown,) = blocks(ROOT / "README.md", "text")
    assert answer.err.split()[: len(shown.split())] == shown.split()


def test_the_picture_of_the_readme_is_there_in_the_size_of_a_screen():
    readme = (ROOT / "README.md").read_text()
    (place,) = re.findall(r"!\[[^\]]{60,}\]\((docs/assets/report\.png)\)", readme)
    picture = (ROOT / place).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (1440, 930)
    assert len(picture) < 400_000


def test_the_commands_of_the_campaign_page_run(command, tmp_path, monkeypatch, segmentation):
    page = ROOT / "docs" / "campaign.md"
    monkeypatch.chdir(tmp_path)
    Path("results").mkdir()
    segmentation.save("results/model.json")
    customers = smartcart.make_customers(450, seed=0)
    customers.to_csv("customers.csv", index=False)
    Path("stop.txt").write_text("\n".join(customers["ID"].astype(str).head(5)))
    after = customers.assign(Sent=[i % 2 for i in range(450)], Bought=customers["Response"])
    after.loc[after.index[::3], "Bought"] = 1
    after.to_csv("after.csv", index=False)
    first, *lines = [line for block in blocks(page, "console") for line in block.splitlines()]
    assert f"\n{first}\n" in (ROOT / "README.md").read_text()  # where it is run
    for line in lines:
        answer = command(*shlex.split(line)[1:])
        assert answer.code == 0, answer.err
    written = {path.name for path in Path("plan").iterdir()} | {"campaign_quarantine.csv"}
    written |= {path.name for path in Path("next").iterdir()}
    assert all(f"`{name}`" in page.read_text() for name in written)
    assert set(CAMPAIGN_FILES) == written
    assert all(f"`{option}" in page.read_text() for option in options(command, "campaign"))


def test_the_command_of_the_page_on_exploration_runs_and_its_rules_are_ours(
    command, tmp_path, monkeypatch
):
    page = ROOT / "docs" / "exploration.md"
    monkeypatch.chdir(tmp_path)
    smartcart.make_customers(300, seed=0).to_csv("customers.csv", index=False)
    (block,) = blocks(page, "console")
    answer = command(*shlex.split(block)[1:])
    assert answer.code == 0, answer.err
    assert {path.name for path in Path("facts").iterdir()} == set(EXPLORATION_FILES)
    said = page.read_text()
    assert all(f"| `{name}` |" in said for name in (*EXPLORATION_FILES, *NOTICE_RULES))


def options(command, name: str) -> set[str]:
    """Return the options of a command that no other command has."""
    shared = {"--sheet", "--table", "--query", "--json", "--help", "--out"}
    return set(re.findall(r"--[a-z-]+", command(name, "--help").out)) - shared


def test_the_whole_way_of_another_table_is_as_the_page_says(command, tmp_path, monkeypatch):
    page = ROOT / "docs" / "other_tables.md"
    monkeypatch.chdir(tmp_path)
    Path("members.csv").write_bytes(members())
    frame = pd.read_csv("members.csv", sep=";", encoding="cp1252").iloc[:-1]
    frame.astype("str").to_sql("members", sqlite3.connect("gym.db"), index=False)
    suggested, corrected = blocks(page, "toml")[0], indented(page, "toml")
    said = page.read_text()
    printed = members().decode("cp1252")
    for line in (line for block in blocks(page, "console") for line in block.splitlines()):
        answer = command(*shlex.split(line)[1:])
        assert answer.code == 0, answer.err
        printed += answer.out + answer.err
        if "--suggest" in line:
            config = Path("smartcart.toml").read_text()
            assert all(block in config for block in suggested.strip().split("\n\n"))
            Path("smartcart.toml").write_text(correct(config, corrected))
    known = {line.rstrip() for line in printed.splitlines()} | {"", "..."}
    lines = [line for block in blocks(page, "text") for line in block.splitlines()]
    assert len(lines) > 20
    assert [line for line in lines if line.rstrip() not in known] == []
    assert all(f"`{role}`" in said for role in smartcart.customers.Role)
    assert all(f"`{kind}`" in said for kind in smartcart.customers.Kind)


def indented(page: Path, language: str) -> str:
    """Return the one block that stands inside a list."""
    (found,) = re.findall(
        rf"^  ```{language}\n(.*?)^  ```", page.read_text(), re.DOTALL | re.MULTILINE
    )
    return textwrap.dedent(found)


def correct(config: str, block: str) -> str:
    """Put a block of a column in the place of the one that was suggested for it."""
    title = block.splitlines()[0]
    parts = config.split("\n\n")
    (place,) = [i for i, part in enumerate(parts) if part.startswith(title)]
    return "\n\n".join([*parts[:place], block.strip(), *parts[place + 1 :]])


def clients() -> str:
    header = "Client no;Turnover;Orders;Last letter\n"
    return header + "".join(
        f"K-{i:03d};{(i % 3 + 1) ** 4 * 10 + i};{i % 3 * 5 + 1};{i % 2}\n" for i in range(90)
    )


def test_the_commands_of_the_page_on_advice_run_and_do_what_it_says(command, tmp_path, monkeypatch):
    page = ROOT / "docs" / "advice.md"
    monkeypatch.chdir(tmp_path)
    smartcart.make_customers(300, seed=0).to_csv("customers.csv", index=False)
    (block,) = blocks(page, "console")
    for line in block.splitlines():
        answer = command(*shlex.split(line)[1:])
        assert answer.code == 0, answer.err
    assert smartcart.load("results/model.json").segments[0].name == "Gold club"
    play, names = blocks(page, "toml")
    assert parse_playbook(play, figure_names(smartcart.FOUNDING_SCHEMA)).plays[0].also
    assert parse_config(names).own_names == {"S1": "Gold club", "S3": "Sleepers"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_every_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    smartcart.make_customers(300, seed=0).to_csv("customers.csv", index=False)
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), {})  # noqa: S102 - our own documentation


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_every_command_and_setting_is_documented():
    text = "\n".join(page.read_text() for page in PAGES)
    for name in (
        "demo",
        "generate customers",
        "generate orders",
        "check",
        "segment",
        "score",
        "explain",
        "sql",
        "explore",
        "campaign",
        "handover",
        "recommend",
        "playbook",
        "rename",
        "doctor",
    ):
        assert f"smartcart {name}" in text or f"make {name}" in text, name
    assert shutil.which("make")


def test_every_part_has_a_version_that_was_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.match(r"[\w-]+", each).group().lower() for each in asked} - {"smartcart"}
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {line.split("==")[0].lower() for line in pins}
    assert names <= pinned, names - pinned
