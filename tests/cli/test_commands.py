import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import smartcart
from smartcart.jobs import OWNED

QUICK = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory, generated) -> Path:
    path = tmp_path_factory.mktemp("source") / "customers.csv"
    generated.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("config") / "smartcart.toml"
    path.write_text(QUICK)
    return path


@pytest.fixture
def segment(command, config) -> Callable:
    return lambda *arguments: command("segment", *arguments, "--config", config)


def test_segment_writes_every_file_that_people_rely_on(segment, source, tmp_path):
    out = tmp_path / "out"
    answer = segment(source, "--out", out)
    assert answer.code == 0
    assert answer.out == ""
    assert "High-value loyal customers" in answer.err
    assert "Why 3?" in answer.err
    assert sorted(path.name for path in out.iterdir()) == sorted(
        set(OWNED) - {"customers.csv", "segments"}
    )
    assert sorted(path.suffix for path in (out / "figures").iterdir())[0] == ".png"
    header = {path.name: path.read_text().splitlines()[0] for path in out.glob("*.csv")}
    assert header["segments.csv"] == (
        "customer_id,segment_id,segment,confidence,runner_up,unusual,sub_segment_id,risk_index,"
        "is_high_value,is_churn_prone"
    )
    assert header["profiles.csv"].startswith(
        "segment_id,segment,n_customers,share_customers,share_spend,spend_total,n_purchases,income,"
        "recency_days,tenure_days,visits_per_month,n_children,age_years,share_web,share_catalog,"
        "share_store,share_deals,response_rate"
    )
    assert header["k_selection.csv"] == (
        "k,inertia,silhouette,silhouette_low,silhouette_high,gap,gap_se,prediction_strength,"
        "stability_ari,stability_min_jaccard,calinski_harabasz,davies_bouldin,border_density,"
        "silhouette_null,silhouette_z,stability_null,stability_z,chosen"
    )
    assert header["quarantine.csv"] == "line,customer_id,column,value,reason,fix"


def test_the_summary_on_stdout_is_the_summary_in_the_file(segment, source, tmp_path):
    out = tmp_path / "out"
    answer = segment(source, "--out", out, "--json", "--no-report")
    summary = json.loads(answer.out)
    assert summary == json.loads((out / "summary.json").read_text())
    assert not (out / "report.html").exists()
    assert {"k", "reason", "silhouette", "stability", "ward_agreement_ari", "warnings"} <= set(
        summary
    )
    assert summary["segments"][0]["name"] == "High-value loyal customers"
    assert set(summary["segments"][0]["response_rate"]) == {"rate", "low", "high"}
    assert list(summary["seconds"]) == ["read", "features", "choose", "fit", "profile", "report"]
    quality = json.loads((out / "quality.json").read_text())
    assert quality["records"] == (
        quality["customers"]
        + quality["quarantined"]
        + quality["duplicates_dropped"]
        + quality["non_data"]
    )


def test_score_gives_the_training_customers_the_segments_they_have(
    segment, command, source, tmp_path
):
    segment(source, "--out", tmp_path / "out", "--no-report")
    model, scored = tmp_path / "out" / "model.json", tmp_path / "scored.csv"
    answer = command("score", model, source, "--out", scored, "--json")
    assert answer.code == 0
    assert scored.read_bytes() == (tmp_path / "out" / "segments.csv").read_bytes()
    assert sum(segment["size"] for segment in json.loads(answer.out)["segments"]) == 2240
    alone = tmp_path / "one.csv"
    lines = source.read_text().splitlines()
    alone.write_text("\n".join([lines[0], lines[100]]) + "\n")
    command("score", model, alone, "--out", tmp_path / "alone.csv")
    (row,) = (tmp_path / "alone.csv").read_text().splitlines()[1:]
    assert row in scored.read_text().splitlines()


def test_score_sets_aside_what_it_cannot_place(segment, command, source, tmp_path, generated):
    segment(source, "--out", tmp_path / "out", "--no-report")
    broken = generated.head(100).astype({"MntWines": "object"})
    broken.loc[broken.index[3], "MntWines"] = "much"
    broken.to_csv(tmp_path / "broken.csv", index=False)
    scored = tmp_path / "scored.csv"
    answer = command(
        "score", tmp_path / "out" / "model.json", tmp_path / "broken.csv", "--out", scored
    )
    assert answer.code == 0
    assert "1 records were set aside" in answer.err
    aside = pd.read_csv(tmp_path / "scored.quarantine.csv")
    assert aside[["line", "column", "value"]].to_numpy().tolist() == [[5, "MntWines", "much"]]
    assert len(scored.read_text().splitlines()) == 100


def test_check_says_what_a_marketer_can_act_on(command, source, tmp_path):
    answer = command("check", source, "--out", tmp_path / "quality", "--json")
    assert answer.code == 0
    assert re.search(r"24 +Income +no value", answer.err)
    assert json.loads(answer.out)["customers"] == 2240
    assert {path.name for path in (tmp_path / "quality").iterdir()} == {
        "quality.json",
        "quarantine.csv",
    }


def test_generate_writes_the_customers_of_make_customers(command, tmp_path):
    out = tmp_path / "made.csv"
    assert command("generate", "customers", "--n", 300, "--seed", 4, "--out", out).code == 0
    made = smartcart.make_customers(300, seed=4)
    pd.testing.assert_frame_equal(pd.read_csv(out), made, check_dtype=False)


def test_doctor_names_the_parts(command):
    answer = command("doctor", "--json")
    assert answer.code == 0
    facts = json.loads(answer.out)
    assert facts["smartcart"] == smartcart.__version__
    parts = facts["parts"]
    assert parts["scikit-learn"]["version"]
    assert parts["scikit-learn"]["purpose"] == "models of campaigns and forecasts"
    assert parts["scipy"]["purpose"] == "statistics"
    assert facts["kernels"] in ("compiled", "numpy")
    assert "scikit-learn" in command("doctor").err


def test_doctor_says_what_the_innermost_loops_run_in(command, monkeypatch):
    for library, words in ((object(), "loops: compiled"), (None, "loops: numpy, which is slower")):
        monkeypatch.setattr("smartcart.kernels.find_library", lambda found=library: found)
        assert words in command("doctor").err


def test_a_number_asked_for_is_used_and_said_so(segment, source, tmp_path):
    out = tmp_path / "my [new] results"
    answer = segment(source, "--out", out, "--segments", "4", "--json", "--no-report")
    assert f"smartcart score '{out}/model.json' CUSTOMERS.csv" in answer.err
    summary = json.loads(answer.out)
    assert summary["k"] == 4
    assert summary["reason"].startswith("4 segments were asked for")
    assert len({segment["name"] for segment in summary["segments"]}) == 4


def test_ward_is_a_method_of_its_own(segment, source, tmp_path):
    answer = segment(source, "--out", tmp_path / "out", "--method", "ward", "--json", "--no-report")
    summary = json.loads(answer.out)
    assert summary["method"] == "ward"
    assert 0.5 < summary["returned_share"] < 1


def refused(answer, *texts: str) -> None:
    """Exit code 2, one message, no traceback."""
    assert answer.code == 2
    assert "Traceback" not in answer.err
    assert answer.out == ""
    for text in texts:
        assert text in answer.err


def test_bad_input_is_refused_with_one_message_and_an_untouched_folder(
    segment, source, tmp_path, generated
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "segments.csv").write_text("last month's\n")
    (out / "summary.json").write_text("{}")
    (out / "my notes.txt").write_text("mine\n")
    empty, few, lost = (tmp_path / name for name in ("empty.csv", "few.csv", "lost.csv"))
    empty.touch()
    generated.head(19).to_csv(few, index=False)
    generated.rename(columns={"MntWines": "Wine_Amount", "Recency": "R"}).to_csv(lost, index=False)

    refused(segment(tmp_path / "custmers.csv", "--out", out), "There is no file", "custmers.csv")
    refused(segment(empty, "--out", out), "empty", "0 bytes")
    refused(segment(few, "--out", out), "There are 19 customers, too few", "20 are needed")
    refused(segment(lost, "--out", out), "1 required column is missing: 'MntWines'")
    refused(segment(source, "--out", out, "--segments", "some"), "'auto' or a whole number")
    refused(segment(source, "--out", out, "--segments", "\u00b2"), "'auto' or a whole number")
    refused(segment(source, "--out", out, "--segments", "-3"), "a whole number from 1")
    refused(segment(source, "--out", out, "--segments", "99"), "'segments' does not take 99")
    refused(segment(source, "--out", out, "--method", "dbscan"), "'dbscan'")
    refused(segment(source, "--out", out, "--snapshot", "yesterday"), "YYYY-MM-DD")
    refused(segment(source, "--out", out, "--role", "Income"), "COLUMN=ROLE")
    refused(segment(source, "--out", out, "--role", "Incom=segmentation"), "Did you mean 'Income'")
    refused(segment(source, "--out", out, "--role", "Year_Birth=segmentation"), "personal")
    refused(segment(source, "--out", out, "--colour", "red"), "No such option")
    refused(segment(source, "--out", source), "is a file, not a folder")

    assert {path.name: path.read_text() for path in out.iterdir()} == {
        "segments.csv": "last month's\n",
        "summary.json": "{}",
        "my notes.txt": "mine\n",
    }


def test_a_settings_file_with_a_wrong_name_is_refused(command, source, tmp_path):
    config = tmp_path / "wrong.toml"
    config.write_text("[settings]\nsegmens = 3\n")
    answer = command("segment", source, "--out", tmp_path / "out", "--config", config)
    refused(answer, "no setting 'segmens'", "Did you mean 'segments'")
    config.write_text("\ufeff[settings]\nsegmens = 3\n", encoding="utf-8")  # as Notepad saves it
    marked = command("segment", source, "--out", tmp_path / "out", "--config", config)
    refused(marked, "no setting 'segmens'")
    missing = command(
        "segment", source, "--out", tmp_path / "out", "--config", tmp_path / "no.toml"
    )
    refused(missing, "There is no settings file", "given to --config")
    config.write_bytes(b"\xff\xfe\x00")
    unread = command("segment", source, "--out", tmp_path / "out", "--config", config)
    refused(unread, "cannot be read as text", "in UTF-8")


def test_a_damaged_model_is_refused(command, source, tmp_path):
    model = tmp_path / "model.json"
    model.write_text('{"format": 1}')
    refused(
        command("score", model, source, "--out", tmp_path / "s.csv"), "not an intact model file"
    )
    assert not (tmp_path / "s.csv").exists()


def test_our_own_fault_is_said_to_be_ours(command, source, tmp_path, monkeypatch):
    def broken(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("smartcart.jobs.segment.segment_customers", broken)
    answer = command("segment", source, "--out", tmp_path / "out")
    assert answer.code == 1
    assert "our own fault" in answer.err
    assert "Traceback" not in answer.err
    assert not (tmp_path / "out").exists()


def test_help_says_how_a_database_is_read_and_written(command):
    for name, texts in {
        "check": ("--table", "--query", "--suggest", "--out-config", "sqlite:///file"),
        "segment": ("--table", "--query", "--out-table", "duckdb:///file"),
        "score": ("--table", "--query", "table:NAME", "postgresql://user@host/name"),
    }.items():
        shown = command(name, "--help").out
        for text in texts:
            assert text in shown, (name, text)


def test_help_does_not_load_the_drivers_of_databases():
    code = (
        "import sys; sys.argv = ['smartcart', 'segment', '--help']; import smartcart.cli\n"
        "try:\n    smartcart.cli.main()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert not loaded & {"pandas", "pyarrow", "sqlalchemy", "psycopg", "duckdb"}


def test_options_of_databases_are_refused_for_files(segment, command, source, tmp_path):
    out = tmp_path / "out"
    refused(segment(source, "--out", out, "--table", "t"), "for databases", "is a file")
    refused(segment(source, "--out", out, "--out-table", "t"), "the source is a file")
    refused(segment("mysql://ann:secret@h/db", "--out", out), "'mysql' are not read", "sqlite:///")
    assert "secret" not in segment("mysql://ann:secret@h/db", "--out", out).err
    assert not out.exists()
