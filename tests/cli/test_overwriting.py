"""No command writes over what it reads, nor over what somebody else made."""

from pathlib import Path

import pytest


def _held(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def shop(tmp_path, monkeypatch, segmentation, generated):
    """Return the working folder: a table, a model, and order lines."""
    monkeypatch.chdir(tmp_path)
    generated.head(60).to_csv("people.csv", index=False)
    segmentation.save("model.json")
    return tmp_path


_CAMPAIGN = "--contact-cost 1 --value 10"


@pytest.mark.parametrize(
    ("place", "words", "reads"),
    [
        ("customers.csv", "segment customers.csv --out .", "'customers.csv' would be replaced by"),
        ("quarantine.csv", "check quarantine.csv --out .", "'quarantine.csv' would be replaced by"),
        ("pairs.csv", "explore pairs.csv --out .", "'pairs.csv' would be replaced by"),
        ("audience.csv", f"campaign model.json audience.csv {_CAMPAIGN} --out .", "'audience.csv'"),
        ("figures/t.csv", "segment figures/t.csv --out .", "'figures/t.csv' would be replaced by"),
        ("segments.csv", "refresh segments.csv --store sqlite:///s.db --out .", "'segments.csv'"),
        ("people.csv", "score model.json people.csv --out people.csv", "is a file that is read"),
        ("people.csv", "score model.json people.csv --out model.json", "is a file that is read"),
    ],
)
def test_what_a_command_reads_is_not_written_over(command, shop, place, words, reads):
    Path(place).parent.mkdir(exist_ok=True)
    Path("people.csv").replace(place)
    before = _held(shop)
    answer = command(*words.split())
    assert answer.code == 2
    assert reads in answer.err
    assert "to --out" in answer.err
    assert _held(shop) == before


@pytest.mark.parametrize(
    ("name", "words", "mark"),
    [
        ("customers.csv", "segment people.csv", "summary.json"),
        ("figures/logo.png", "segment people.csv", "summary.json"),
        ("quarantine.csv", "check people.csv", "quality.json"),
        ("response.csv", "explore people.csv", "exploration.json"),
        ("gains.csv", f"campaign model.json people.csv {_CAMPAIGN}", "campaign.json"),
        ("model.json", "refresh people.csv --store sqlite:///s.db", "refresh.json"),
        ("users.parquet", "handover people.csv --model model.json", "handover.json"),
        ("customers.csv", "demo", "summary.json"),
    ],
)
def test_a_folder_that_no_run_has_made_is_left_alone(command, shop, name, words, mark):
    mine = shop / "mine" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    answer = command(*words.split(), "--out", "mine")
    assert answer.code == 2
    top = name.partition("/")[0]
    assert f"'mine' holds '{top}', which would be replaced or removed" in answer.err
    assert f"no {mark} of an earlier run" in answer.err
    assert _held(shop / "mine") == {name: b"mine"}


def test_checking_into_a_folder_of_results_replaces_the_account_of_the_reading_alone(command, shop):
    quick = "[settings]\nn_boot = 2\nn_null = 2\nk_max = 3\n"
    Path("quick.toml").write_text(quick)
    segment = ("segment", "people.csv", "--config", "quick.toml", "--no-report", "--out", "r")
    assert command("check", "people.csv", "--out", "r").code == 0
    assert command(*segment).code == 0
    before = _held(shop / "r")
    assert command("check", "people.csv", "--out", "r").code == 0
    assert _held(shop / "r") == before
    assert command(*segment).code == 0
