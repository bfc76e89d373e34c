"""The documentation site builds without a warning, asks for nothing outside, leaves nothing out."""

import html
import importlib.util
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from scripts.cli_page import list_commands
from scripts.settings_page import write_settings
from tests.conftest import missing
from tests.members import members
from tests.test_docs import PAGES, ROOT, blocks
from tests.troubles import TROUBLES

import smartcart
from smartcart.customers import Column, Kind, Role
from smartcart.jobs import EXPLORATION_FILES, HANDOVER_FILES, OWNED
from smartcart.jobs.campaign_outputs import CAMPAIGN_FILES

#: Pages whose commands are run elsewhere (tests/test_docs.py).
RUN_ELSEWHERE = (
    "README",
    "CONTRIBUTING",
    "advice",
    "campaign",
    "exploration",
    "other_tables",
    "recommend",
    "year",
)
OWN_PAGES = [
    page
    for page in PAGES
    if blocks(page, "console") and (page.parent.name == "howto" or page.stem not in RUN_ELSEWHERE)
]
#: Elements that make a browser fetch something, and the attribute that says what.
FETCHED = r"<(?:script|link|img|iframe|source|video|audio|embed|object)\b[^>]*?\b(?:src|href|data)="
OUTSIDE = re.compile(r"^\s*(?:https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    for part in ("mkdocs", "material", "mkdocstrings"):
        if importlib.util.find_spec(part) is None:
            missing(part)
    out = tmp_path_factory.mktemp("site")
    arguments = ["build", "--strict", "--quiet", "--site-dir", str(out)]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def read(page: Path) -> str:
    """Return a page as a person reads it: no marks, no line ends."""
    body = page.read_text().partition("<article")[2].partition("</article>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", body)).split())


def test_every_page_of_the_documentation_is_on_the_site(site):
    for page in (ROOT / "docs").rglob("*.md"):
        assert (site / page.relative_to(ROOT / "docs")).with_suffix(".html").is_file()
    assert "first version" in read(site / "changes.html")
    assert 'href="architecture.html"' in (site / "contributing.html").read_text()


def test_no_page_asks_for_anything_outside(site):
    for page in site.rglob("*.html"):
        text = page.read_text()
        found = re.findall(FETCHED + r"[\"']?([^\"'\s>]+)", text)
        assert found
        assert [each for each in found if OUTSIDE.match(each)] == [], page
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text()), sheet
    scripts = "".join(each.read_text() for each in site.rglob("*.js"))
    assert "unpkg.com" not in scripts


def test_a_browser_asks_for_nothing_outside_and_finds_what_it_searches(site, browser):
    asked: list[str] = []
    page = browser.new_page()
    with serve(site) as address, closing(page):
        page.set_default_timeout(120_000)  # other tests run beside it
        page.context.on("request", lambda request: asked.append(request.url))
        for name in ("index", "troubleshooting", "reference/python", "architecture"):
            page.goto(f"{address}/{name}.html", wait_until="networkidle")
        page.click(".md-search__input")
        page.wait_for_selector("text=Type to start searching")  # the index is there
        page.locator(".md-search__input").press_sequentially("Hungarian")
        # What is found changes with every letter; in the end it is this page.
        page.wait_for_selector('.md-search-result__link[href*="advice.html"]')
    assert any("search" in url for url in asked)
    assert [url for url in asked if not url.startswith(("data:", address))] == []


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a port of its own, without a word."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_command_and_option_is_on_the_site(site):
    said = (site / "reference" / "cli.html").read_text()
    for name, (sentence, parameters) in list_commands().items():
        _, _, after = said.partition(f'<h3 id="{name.replace(" ", "-")}">')
        section = " ".join(html.unescape(after.partition("<h3")[0]).split())
        assert sentence in section
        for each in parameters:
            assert f"<code>{each.typed}</code>" in section, (name, each)


def test_the_page_of_commands_says_what_the_help_says(command):
    for name, (_, parameters) in list_commands().items():
        shown = set(re.findall(r"--[a-z-]+", command(*name.split(), "--help").out)) - {"--help"}
        typed = [each.typed.split()[0] for each in parameters if each.typed.startswith("--")]
        ours = {option for each in typed for option in each.split("/")}
        mentioned = {"--as-of", "--table", "--query", "--suggest", "--out-config"}
        assert ours <= shown, name
        assert shown - ours <= mentioned, name


def test_every_setting_and_key_of_the_settings_file_is_on_the_site(site):
    said = (site / "reference" / "settings.html").read_text()
    keys = {each.name for each in fields(Column)} - {"source"}
    plays = {"goal", "figure", "side", "by", "say", "also"}
    for key in {*smartcart.Settings.model_fields, *keys, *plays, *Role, *Kind}:
        assert f"<td><code>{key}</code>" in said or f", <code>{key}</code>" in said, key
    for field in smartcart.Settings.model_fields.values():
        assert field.description in html.unescape(said)


def test_a_setting_says_what_it_takes_and_its_default():
    table = write_settings()
    assert (
        "| `k_max` | a whole number from 2 up to 50 | `10` |  | Largest number of segments tried. |"
        in table
    )
    assert '| `method` | `"kmeans"` or `"ward"` | `"kmeans"` | `--method` |' in table
    assert '| `min_segment` | a whole number from 1 or `"auto"` | `"auto"` |' in table


def test_every_public_name_is_on_the_site(site):
    page = (site / "reference" / "python.html").read_text()
    names = [
        name for name in smartcart.__all__ if name not in ("orders", "recommend", "FOUNDING_SCHEMA")
    ]
    assert [name for name in names if f'id="smartcart.{name}"' not in page] == []
    for name in smartcart.orders.__all__:
        assert f'id="smartcart.orders.{name}"' in page, name
    for name in smartcart.recommend.__all__:
        assert f'id="smartcart.recommend.{name}"' in page, name
    assert "smartcart.FOUNDING_SCHEMA" in page
    assert "smartcart.orders" in page


def test_every_file_column_and_key_is_described(command, tmp_path, monkeypatch, quick):
    monkeypatch.chdir(tmp_path)
    customers = smartcart.make_customers(450, seed=0, country=True)
    after = customers.assign(Sent=[i % 2 for i in range(450)], Bought=customers["Response"])
    after.loc[after.index[::3], "Bought"] = 1
    after.to_csv("customers.csv", index=False)
    Path("quick.toml").write_text(settings_file(quick))
    smartcart.make_orders(60, seed=0).to_csv("lines.csv", index=False)
    offer = "--contact-cost 3 --value 11 --outcome Bought --treatment Sent"
    printed = {}
    for line in (
        "segment customers.csv --config quick.toml --out results --no-report",
        f"campaign results/model.json customers.csv {offer} --out results/plan",
        "explore customers.csv --out results/facts",
        "orders lines.csv --out results/shop.csv",
        "recommend lines.csv --out results/offers.csv",
        "recommend customers.csv --model results/model.json --out results/next.csv",
        "handover lines.csv --split 2024-06-01 --out results/handed",
        "score results/model.json customers.csv --out scored.csv",
        f"explain results/model.json customers.csv --customer {customers['ID'].iloc[0]}",
        "doctor",
        "suppress 7 8",
        "suppress 7 --lift",
        "suppress --list",
        "erase 8 --yes",
        "promote results/model.json",
        "history",
    ):
        answer = command(*shlex.split(line), "--json")
        assert answer.code == 0, answer.err
        printed[line] = json.loads(answer.out)
    said = (ROOT / "docs" / "reference" / "files.md").read_text()
    for path in Path("results").rglob("*.csv"):
        for name in pd.read_csv(path).columns:
            assert f"`{name}`" in said, (path, name)
    for content in (*printed.values(), *map(_json, Path("results").rglob("*.json"))):
        assert [key for key in content if f"`{key}`" not in said] == []
    for name in {*OWNED, *CAMPAIGN_FILES, *EXPLORATION_FILES, *HANDOVER_FILES}:
        assert f"`{name}`" in said or f"`{name}/`" in said, name


def settings_file(settings: dict[str, int]) -> str:
    return "[settings]\n" + "".join(f"{name} = {value}\n" for name, value in settings.items())


def _json(path: Path) -> dict:
    return json.loads(path.read_text())


@pytest.fixture
def shop(tmp_path, monkeypatch, segmentation) -> Path:
    """Return a folder in which every command of the pages finds what it needs."""
    monkeypatch.chdir(tmp_path)
    customers = smartcart.make_customers(210, seed=0)
    customers.loc[0, "ID"] = 7817
    customers.loc[::3, "Response"] = 1  # enough answers to learn from
    customers.to_csv("customers.csv", index=False)
    smartcart.make_customers(210, seed=1).to_csv("april.csv", index=False)
    with sqlite3.connect("shop.db") as connection:
        customers.to_sql("customers", connection, index=False)
    Path("results").mkdir()
    segmentation.save("results/model.json")
    Path("results/summary.json").write_text("{}")  # of the run that wrote the model
    Path("stop.txt").write_text("\n".join(customers["ID"].astype(str).head(5)))
    Path("members.csv").write_bytes(members())
    smartcart.make_orders(60, seed=0).to_csv("lines.csv", index=False)
    return tmp_path


@pytest.mark.parametrize("page", OWN_PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_run(page, command, shop, quick):
    for name in ("quick.toml", "smartcart.toml"):
        Path(name).write_text(settings_file(quick | {"k_max": 4}))
    for line in (line for block in blocks(page, "console") for line in block.splitlines()):
        program, *arguments = shlex.split(line)
        if program != "smartcart":
            assert line in ("make demo", "make site"), line
            continue
        if arguments[0] in ("segment", "refresh"):  # as documented, and less of it
            arguments += ["--no-report"]
            arguments += [] if "--config" in arguments else ["--config", "quick.toml"]
        answer = command(*arguments)
        assert answer.code == 0, (line, answer.err)


@pytest.fixture
def home():
    """Return a folder whose path is short: long ones are shortened in a message."""
    with tempfile.TemporaryDirectory(prefix="me") as folder:
        yield Path(folder).resolve()


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.title)
def test_a_message_is_word_for_word_as_the_page_says(
    trouble, command, home, monkeypatch, segmentation
):
    monkeypatch.chdir(home)
    smartcart.make_customers(60, seed=0).to_csv("customers.csv", index=False)
    segmentation.save("model.json")
    for part in trouble.needs:
        if importlib.util.find_spec(part) is None:
            missing(part)
    trouble.spoil()
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    for part in trouble.lacks:
        monkeypatch.setitem(sys.modules, part, None)
    answer = command(*shlex.split(trouble.command))
    assert answer.code == 2
    assert answer.out == ""
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    message = answer.err.replace(str(home), "/home/me").replace(str(date.today()), "2026-07-01")
    assert f"### {trouble.title}\n\n`smartcart {trouble.command}`\n\n```text\n{message}```" in page
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_the_page_of_messages_holds_nothing_but_messages_of_today():
    page = (ROOT / "docs" / "troubleshooting.md").read_text()
    titles = re.findall(r"^### (.*)$", page, re.MULTILINE)
    assert sorted(titles) == sorted(trouble.title for trouble in TROUBLES)
    assert page.count("```text") == len(TROUBLES) >= 20
