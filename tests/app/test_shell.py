"""The frame: visitors apart, work that is watched and ends, a server that starts and stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest
from tests.app.conftest import as_upload, settled, texts

import smartcart
from smartcart.app import work as work_module
from smartcart.app.serve import SCRIPT
from smartcart.app.session import KEY
from smartcart.app.theme import OPTIONS
from smartcart.app.work import Work
from smartcart.errors import DataError

ROOT = Path(__file__).parents[2]


def test_two_visitors_at_once_see_nothing_of_each_other(open_page):
    visitors = []
    for canary, n in (("CANARY-ANN", 60), ("CANARY-BOB", 70)):
        frame = smartcart.make_customers(n, seed=n).astype({"ID": str})
        frame.loc[0, "ID"] = canary
        page = open_page("data")
        upload = as_upload(frame, f"{canary}.csv")
        page.file_uploader(key="upload").set_value((upload.name, upload.content, "text/csv"))
        page.run()
        page.button(key="read").click().run()
        visitors.append((page, canary, n))
    for page, canary, n in visitors:
        said = texts(settled(page))
        assert f"{n} records" in said
        assert [each for each in ("CANARY-ANN", "CANARY-BOB") if each in said] == [canary]
        customers = page.session_state[KEY].customers
        assert canary in customers.table.index
        assert len(customers) == n
    assert len({id(page.session_state[KEY]) for page, _, _ in visitors}) == 2


def test_work_shows_how_far_it_is_and_is_cancelled_at_once():
    begun, ended = Event(), Event()

    def job(display):
        try:
            for done in range(10_000):
                display("choose", done, 10_000)
                begun.set()
                time.sleep(0.001)
        finally:
            ended.set()

    got = []
    work = Work("Waiting", job, got.append)
    work.start()
    assert begun.wait(10)
    assert (work.stage, work.total) == ("choose", 10_000)
    work.cancel()
    assert not work.is_running
    assert ended.wait(10)
    work.wait(10)
    assert (work.settle(), got) == (None, [])


def test_a_visitor_cancels_with_one_button(open_page, session):
    def job(display):
        while True:
            display("fit", 1, 2)
            time.sleep(0.001)

    session.begin("Finding out", job, lambda _: None)
    page = AppTest.from_file(str(SCRIPT), default_timeout=60)
    page.session_state[KEY] = session
    page.run()
    assert page.subheader[0].value == "Finding out"
    assert [button.label for button in page.button] == ["Cancel"]
    page.button(key="cancel-work").click().run()
    page.run()
    assert session.work is None
    assert "Your customers" in texts(page)


def test_work_nobody_waits_for_ends_by_itself(monkeypatch):
    monkeypatch.setattr(work_module, "PATIENCE", 0.0)
    work = Work("Waiting", lambda display: display("fit", 0, 1), lambda _: pytest.fail("told"))
    time.sleep(0.01)
    work.start()
    work.wait(10)
    assert not work.is_running


def test_errors_come_back_as_messages_and_unexpected_ones_keep_their_text_to_themselves(open_page):
    def refuse(display):
        raise DataError("The file is empty.", "Export it again.")

    def fail(display):
        raise KeyError("CANARY of somebody's table")

    for job, words in ((refuse, "The file is empty."), (fail, "an unexpected KeyError stopped")):
        page = open_page("data")
        page.session_state[KEY].begin("Trying", job, lambda _: None)
        said = texts(settled(page))
        assert words in said
        assert "CANARY" not in said


def test_colours_are_those_of_the_report():
    style = (ROOT / "src/smartcart/report/style.css").read_text()
    for name in ("light_textColor", "light_primaryColor", "light_borderColor", "dark_textColor"):
        assert OPTIONS[f"theme_{name}"] in style


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_page_starts_with_one_command_and_stops_cleanly(number, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "smartcart", "app", "--no-browser", "--port", str(port)]
    env = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        health = f"http://127.0.0.1:{port}/_stcore/health"
        assert _answers(health, process)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert f"http://127.0.0.1:{port}" in err
    assert list(tmp_path.rglob("*")) == []  # nothing is written into anybody's home


def _answers(address: str, process: subprocess.Popen[str]) -> bool:
    for _ in range(300):
        if process.poll() is not None:
            return False
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            time.sleep(0.1)
    return False


def test_a_port_that_is_taken_is_said(command):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = command("app", "--no-browser", "--port", port)
    assert answer.code == 2
    assert f"The page cannot be served at 127.0.0.1, port {port}" in answer.err
    assert "Traceback" not in answer.err


def test_a_part_that_is_not_installed_is_named(command, monkeypatch):
    import importlib.util

    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "plotly" else found(name)
    )
    answer = command("app", "--no-browser")
    assert answer.code == 2
    assert 'pip install "smartcart[app]"' in answer.err
