"""Others are told of a refresh: what they get, and that it changes nothing where they fail."""

import json
from pathlib import Path

import pytest
from tests.jobs.test_notify import serve

from smartcart.store import open_store

from .shop import THREE, shop

NEXT = shop(*THREE, ("lookers", 200, 4000), seed=1)


@pytest.fixture
def refresh(three, command, monkeypatch):
    monkeypatch.chdir(three.folder)

    def run(source, *more):
        return command("refresh", source, "--store", three.store, "--json", *more)

    return run


def test_a_notice_is_the_summary_with_the_words_of_an_e_mail_and_no_customer(three, refresh):
    three.write(NEXT, "april.csv")
    with serve() as server:
        answer = refresh("april.csv", "--notify", f"http://{server.place}", "--event", "event.json")
    assert answer.code == 0, answer.err
    ((_, _, posted),) = server.got
    assert json.loads(Path("event.json").read_text()) == posted
    assert posted.pop("subject") == "SmartCart: a new model serves (april.csv)"
    assert "S4 " in posted.pop("text")
    assert posted == json.loads(answer.out)
    told = Path("event.json").read_text()
    assert not any(f'"{id_}"' in told or f"'{id_}'" in told for id_ in NEXT["Client"])


@pytest.mark.parametrize("status", [204, 500])
def test_of_a_refused_table_it_is_told_too_and_the_exit_code_is_that_of_the_run(refresh, status):
    Path("may.csv").write_text("no table")
    with serve() as server:
        server.status = status
        answer = refresh("may.csv", "--notify", f"http://{server.place}")
    ((_, _, posted),) = server.got
    assert (answer.code, posted["status"]) == (2, "refused")
    assert posted["subject"] == "SmartCart: table refused (may.csv)"
    assert ("Warning: The notice could not be posted" in answer.err) == (status == 500)


def test_a_dry_run_tells_nobody(three, refresh):
    three.write(NEXT, "april.csv")
    with serve() as server:
        answer = refresh(
            *("april.csv", "--dry-run", "--notify", f"http://{server.place}"),
            *("--event", "event.json", "--mlflow", "sqlite:///mlflow.db"),
        )
    assert answer.code == 0
    assert server.got == []
    assert not Path("event.json").exists()
    assert not Path("mlflow.db").exists()


def test_where_nobody_can_be_told_nothing_is_begun(three, refresh):
    three.write(NEXT, "april.csv")
    assert refresh("april.csv", "--notify", "hooks.example").code == 2
    assert len(open_store(three.store).history()) == 1
