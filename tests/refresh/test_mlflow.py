"""A refresh in MLflow: a real database of MLflow's own, and what becomes of failures."""

import importlib.util
import json
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from tests.conftest import missing

from smartcart.errors import MissingExtraError
from smartcart.jobs.mlflow_export import check_mlflow, export_run
from smartcart.model_file import parse_model
from smartcart.store import open_store

from .shop import THREE, shop


@pytest.fixture
def address(tmp_path, monkeypatch) -> str:
    """Return the address of an MLflow of its own, whose files stand in the working folder."""
    if importlib.util.find_spec("mlflow") is None:
        missing("mlflow")
    monkeypatch.chdir(tmp_path)
    return f"sqlite:///{tmp_path}/mlflow.db"


def open_client(address: str):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # MLflow's own
        from mlflow import MlflowClient

        return MlflowClient(address, address)


def test_runs_have_their_figures_and_the_model_that_serves_is_registered(three, address):
    done = three.refresh(shop(*THREE, ("lookers", 200, 4000), seed=1), out=Path("out"))
    broken = three.refresh("out/changes.html")
    for each in (done, broken):
        assert export_run(each, address, three.store, Path("out")) is None
    mlflow = open_client(address)
    (experiment,) = mlflow.search_experiments(filter_string="name = 'smartcart'")
    refused, run = mlflow.search_runs([experiment.experiment_id])
    assert (run.info.run_name, run.info.status) == ("run 2", "FINISHED")
    assert (refused.info.run_name, refused.info.status) == ("run 3", "FAILED")
    assert run.data.params["n_boot"] == "4"
    assert run.data.params["max_age"] == "10000"
    figures, model = run.data.metrics, open_store(three.store).get_model(done.run.model_hash)
    assert figures["model.silhouette"] == model.segmentation.figures["silhouette"]
    assert [figures[f"size.S{i}"] for i in (1, 2, 3, 4)] == [200, 200, 200, 200]
    drifted = {each.name: each.psi for each in done.changes.drift.features}
    assert figures["psi.visits"] == drifted["visits"] > 0.1
    assert all(figures[f"gate.{gate.name}"] == 1 for gate in done.changes.gates)
    assert figures["added.S4"] == 200
    assert run.data.tags["smartcart.status"] == "promoted"
    assert run.data.tags["smartcart.champion"] == done.run.model_hash
    assert run.data.tags["mlflow.note.content"] == done.event["text"]
    registered = mlflow.get_model_version_by_alias("smartcart", "champion")
    assert (registered.version, registered.run_id) == (1, run.info.run_id)
    (kept,) = Path(registered.source).iterdir()
    assert kept.name == "model.json"
    assert kept.read_bytes() == model.content
    assert parse_model(kept.read_bytes()).k == 4
    folder = Path(run.info.artifact_uri)
    pages = {"changes.html", "report.html"}
    assert {each.name for each in folder.iterdir()} == {*pages, "model", "refresh.json"}
    assert json.loads((folder / "refresh.json").read_text()) == done.summary
    told = (folder / "refresh.json").read_text() + kept.read_text()
    assert not any(f'"{id_}"' in told for id_ in range(1000, 4200))  # no customer is in it


def test_each_promotion_is_a_version_and_nothing_new_is_no_run(three, address):
    table = shop(*THREE, ("lookers", 200, 4000), seed=1)
    for done in (three.refresh(table), three.refresh(table)):
        assert export_run(done, address, three.store) is None
    gone = three.refresh(shop(*THREE, seed=2), refit=True)
    assert export_run(gone, address, three.store) is None
    mlflow = open_client(address)
    assert gone.summary["status"] == "promoted"
    assert mlflow.get_model_version_by_alias("smartcart", "champion").version == 2
    (experiment,) = mlflow.search_experiments(filter_string="name = 'smartcart'")
    assert len(mlflow.search_runs([experiment.experiment_id])) == 2


@pytest.mark.parametrize(
    "wrong", ["sqlite:///file/mlflow.db", "http://ann:secret@127.0.0.1:9", "nonsense://x"]
)
def test_a_failure_is_a_sentence_without_the_password_and_the_run_stands(
    started, address, monkeypatch, wrong
):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    Path("file").write_text("no folder")
    tried = started.refresh(shop(*THREE, seed=5), dry_run=True)
    assert export_run(tried, wrong, started.store) is None  # nothing was done, nothing is told
    done = replace(tried, run=replace(tried.run, run_id=2))
    said = export_run(done, wrong, started.store)
    assert said.startswith("The run could not be recorded in MLflow: ")
    assert said.endswith(" The run stands in the store.")
    assert "secret" not in said


def test_without_mlflow_it_is_said_before_the_work(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(MissingExtraError) as refused:
        check_mlflow()
    assert refused.value.next_step == 'Install it with: pip install "smartcart[mlflow]"'
