"""``smartcart watch`` as people and machines meet it: real files, a real store, real signals."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.jobs.test_notify import serve
from tests.test_site import settings_file

import smartcart
from smartcart.store import open_store

STORE = "sqlite:///store.db"


@pytest.fixture
def inbox(tmp_path, monkeypatch, quick) -> Path:
    """Return a watched folder with a table in it; the working folder is above it."""
    monkeypatch.chdir(tmp_path)
    Path("quick.toml").write_text(settings_file(quick | {"segments": 3}))
    Path("inbox").mkdir()
    write("inbox/2026-01.csv", seed=0)
    return Path("inbox")


def write(path: str, seed: int) -> None:
    smartcart.make_customers(300, seed=seed).to_csv(path, index=False)


@pytest.fixture
def watch(command, inbox):
    def run(*more: str, source="inbox"):
        given = ("--store", STORE, "--config", "quick.toml", "--settle", "0.3", "--json")
        answer = command("watch", source, *given, *more)
        return answer, [json.loads(line) for line in answer.out.splitlines()]

    return run


def statuses() -> list[str]:
    return [run.status for run in open_store(STORE).history()]


def test_what_waits_is_done_in_order_and_the_store_remembers_it(watch, inbox):
    write("inbox/2026-02.csv", seed=1)
    (inbox / "2026-03.csv").write_text("no table")
    answer, told = watch("--once")
    assert answer.code == 2  # one of them was refused, and the others are done
    assert [(each["source"], each["status"]) for each in told] == [
        ("2026-01.csv", "promoted"),
        ("2026-02.csv", "scored"),
        ("2026-03.csv", "refused"),
    ]
    assert answer.err.count("Error: ") == 1
    assert "Version 1 serves on." in answer.err
    # After a restart, also where something else is asked for: what is done is done.
    for more in ((), ("--max-age", "90")):
        answer, told = watch("--once", *more)
        assert statuses()[:3] == ["promoted", "scored", "refused"]
        assert [each["status"] for each in told] == (["refused"] if more else [])
        assert answer.code == (2 if more else 0)
        assert ("Error" in answer.err) == bool(more)
    (inbox / "2026-03.csv").unlink()
    (inbox / "copy.csv").write_bytes((inbox / "2026-02.csv").read_bytes() + b"\n")
    answer, (told,) = watch("--once")  # other bytes, the same customers
    assert told["status"] == "already_seen"
    assert "copy.csv: nothing new, it is run 2." in answer.err


def test_a_notice_is_given_of_every_run_and_a_failure_is_a_warning(watch, inbox):
    with serve() as server:
        answer, _ = watch("--once", "--notify", f"http://{server.place}", "--event", "event.json")
    ((_, _, posted),) = server.got
    assert posted == json.loads(Path("event.json").read_text())
    assert posted["status"] == "promoted"
    assert "Warning" not in answer.err
    write("inbox/2026-02.csv", seed=1)
    answer, (told,) = watch("--once", "--notify", f"http://ann:secret@{server.place}/T0")
    assert answer.code == 0
    assert told["status"] == "scored"
    assert f"Warning: The notice could not be posted to 'http://{server.place}': " in answer.err
    assert "secret" not in answer.err


def test_a_table_that_an_option_does_not_suit_is_refused_and_the_others_are_done(watch, inbox):
    smartcart.make_customers(300, seed=1).to_excel(
        "inbox/2026-00.xlsx", sheet_name="X", index=False
    )
    answer, told = watch("--once", "--sheet", "Y", "--event", "event.json")
    assert answer.code == 2
    assert [each["status"] for each in told] == ["refused", "refused"]
    assert json.loads(Path("event.json").read_text())["status"] == "refused"
    assert answer.err.count("Error: ") == 2


def test_once_a_day_is_due_by_what_the_store_says(watch):
    source = "inbox/2026-01.csv"
    answer, (told,) = watch("--once", "--at", "02:30", source=source)  # never done: now
    assert (answer.code, told["status"]) == (0, "promoted")
    assert watch("--once", "--at", "02:30", source=source)[1] == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_between_two_runs(inbox, sign):
    line = [sys.executable, "-m", "smartcart", "watch", "inbox", "--store", STORE]
    line += ["--config", "quick.toml", "--settle", "0.3", "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        first = json.loads(ran.stdout.readline())
        write("inbox/.2026-02.csv", seed=1)
        Path("inbox/.2026-02.csv").rename("inbox/2026-02.csv")
        second = json.loads(ran.stdout.readline())
        time.sleep(0.5)
        assert ran.poll() is None  # it goes on
        ran.send_signal(sign)
        assert ran.wait(20) == 0
        assert "Traceback" not in ran.stderr.read()
    assert [first["status"], second["status"]] == ["promoted", "scored"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals of POSIX")
def test_a_signal_in_the_middle_of_a_run_lets_it_end(inbox):
    write("inbox/2026-02.csv", seed=1)
    line = [sys.executable, "-m", "smartcart", "watch", "inbox", "--store", STORE]
    line += ["--config", "quick.toml", "--settle", "0"]
    with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as ran:
        lock = Path("store.db.lock")
        until = time.monotonic() + 60
        while not (lock.exists() and lock.stat().st_size) and time.monotonic() < until:
            time.sleep(0.01)
        ran.send_signal(signal.SIGTERM)
        assert ran.wait(60) == 0
    assert statuses() == ["promoted"]  # the first to its end, the second not begun


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("quick.toml", "Without --at a folder is watched, and 'quick.toml' is none."),
        ("sqlite:///a.db --table a", "Without --at a folder is watched, and a database is none."),
        ("nowhere", "Without --at a folder is watched, and 'nowhere' is none."),
        ("inbox --zone Europe/Berlin", "--zone does not go with a folder."),
        ("inbox --table a", "--table does not go with a folder."),
        ("inbox --settle -1", "--settle takes seconds, 0 or more, not -1."),
        ("inbox --settle nan", "--settle takes seconds, 0 or more, not nan."),
        ("inbox --out inbox", "--out is the folder that is watched."),
        ("inbox --event inbox/e.json", "--event is in the folder that is watched."),
        ("inbox --notify hooks", "The address of --notify is none that a notice can be posted to."),
        ("inbox --at 25:00", "--at takes a time of day such as 02:30, not '25:00'."),
    ],
)
def test_what_would_fail_every_time_is_refused_at_the_start(command, inbox, arguments, said):
    answer = command("watch", *arguments.split(), "--store", STORE)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(f"Error: {said}\nNext step: ")
    assert not Path("store.db").exists()
