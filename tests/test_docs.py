"""The documentation is true: its commands and its code run, its two commands are there."""

import re
import shlex
import shutil
import tomllib
from itertools import chain
from pathlib import Path

import pytest

import smartcart

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "CONTRIBUTING.md"]


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
    smartcart.make_customers(300, seed=0).to_csv("customers.csv", index=False)
    (config,) = blocks(readme, "toml")
    Path("smartcart.toml").write_text(config)
    Path("clients.csv").write_text(clients())
    lines = [line for block in blocks(readme, "console") for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line.startswith("smartcart ")]
    assert len(commands) == 4
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


def clients() -> str:
    header = "Client no;Turnover;Orders;Last letter\n"
    return header + "".join(
        f"K-{i:03d};{(i % 3 + 1) ** 4 * 10 + i};{i % 3 * 5 + 1};{i % 2}\n" for i in range(90)
    )


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
    for name in ("demo", "generate customers", "check", "segment", "score", "doctor"):
        assert f"smartcart {name}" in text or f"make {name}" in text, name
    assert shutil.which("make")


def test_every_part_has_a_version_that_was_tested():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = chain(project["dependencies"], *project["optional-dependencies"].values())
    names = {re.match(r"[\w-]+", each).group().lower() for each in asked} - {"smartcart"}
    pins = (ROOT / "constraints.txt").read_text().splitlines()
    pinned = {line.split("==")[0].lower() for line in pins}
    assert names <= pinned, names - pinned
