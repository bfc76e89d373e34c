"""A refresh as a run of MLflow: parameters, figures, pages, and the model as data.

MLflow is told what the store knows; it never decides. The model is registered as a folder with
``model.json``: nothing is pickled, and nothing in it can run.
"""

from __future__ import annotations

import importlib.util
import math
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from smartcart.errors import MissingExtraError, quoted

if TYPE_CHECKING:
    from smartcart.jobs.refresh import Refreshed
    from smartcart.store import StoredModel

__all__ = ["MODEL_NAME", "check_mlflow", "export_run", "list_metrics", "list_parameters"]

#: Name of the experiment, and of the registered model.
MODEL_NAME = "smartcart"
#: The alias that says which version serves.
ALIAS = "champion"

_PAGES = ("changes.html", "report.html")
#: For a run that waits for its export: MLflow would try for minutes, and count its users.
_DEFAULTS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
}


def check_mlflow() -> None:
    """Find out, before the long work, whether MLflow is installed.

    Raises
    ------
    MissingExtraError
    """
    if importlib.util.find_spec("mlflow") is None:
        raise MissingExtraError("MLflow", "mlflow")


def export_run(
    refreshed: Refreshed, address: str, store: str | None, out: Path | None = None
) -> str | None:
    """Record a refresh in MLflow, as one run of the experiment ``smartcart``.

    Parameters
    ----------
    refreshed : Refreshed
        One that was seen already, or tried only (a dry run), is not recorded.
    address : str
        Of the tracking server, or of a database: ``sqlite:///mlflow.db``.
    store : str, optional
        Address of the store, from which the model is read.
    out : path, optional
        The folder of the refresh; its pages are recorded.

    Returns
    -------
    str or None
        A sentence on what went wrong: the run of the store stands.

    Raises
    ------
    MissingExtraError
        When MLflow is not installed.
    """
    check_mlflow()
    if refreshed.run.run_id is None or refreshed.changes.status == "already_seen":
        return None
    try:
        with _quiet():
            _export(refreshed, address, _read_model(refreshed, store), out)
    except Exception as error:
        reason = _reason(error, address)
        return f"The run could not be recorded in MLflow: {reason}. The run stands in the store."
    return None


def list_parameters(refreshed: Refreshed) -> dict[str, str]:
    """Return what was asked for: settings by their names, and the options of the refresh."""
    asked = refreshed.run.settings
    options = ("refit", "max_age", "level", "accept_units", "version")
    roles = {f"role.{column}": role for column, role in asked.get("roles", {}).items()}
    told = {**asked.get("settings", {}), **roles, **{each: asked.get(each) for each in options}}
    return {_key(name): str(value) for name, value in told.items()}


def list_metrics(refreshed: Refreshed, figures: Mapping[str, float | None]) -> dict[str, float]:
    """Return the figures of a run: of the model that serves, of segments, drift and gates.

    Examples
    --------
    Names are ``silhouette``, ``size.S1``, ``share.S1``, ``psi.income``, ``psi.segments``,
    ``gate.stability``, ``added.S1`` and ``removed.S1``.
    """
    changes = refreshed.changes
    drift = changes.drift
    tested = () if drift is None else (*drift.features, *filter(None, [drift.segments]))
    counts = changes.audience.counts if changes.audience else {}
    told: dict[str, float | None] = {
        **{f"model.{name}": value for name, value in figures.items()},
        "n_customers": changes.n_customers,
        "n_suppressed": changes.n_suppressed,
        "version": changes.version,
        **{f"size.{each.id}": each.size for each in changes.segments},
        **{f"share.{each.id}": each.share_customers for each in changes.segments},
        **{f"psi.{each.name}": each.psi for each in tested},
        **{f"gate.{each.name}": float(each.passed) for each in changes.gates},
        **{f"{change}.{id_}": n for id_, by in counts.items() for change, n in by.items()},
        **{f"seconds.{stage}": s for stage, s in refreshed.summary["seconds"].items()},
    }
    known = {name: float(value) for name, value in told.items() if value is not None}
    return {_key(name): value for name, value in known.items() if math.isfinite(value)}


def _read_model(refreshed: Refreshed, store: str | None) -> StoredModel | None:
    from smartcart.store import open_store

    model_hash = refreshed.summary["champion"]["model_hash"]
    return open_store(store, read_only=True).get_model(model_hash) if model_hash else None


def _export(
    refreshed: Refreshed, address: str, model: StoredModel | None, out: Path | None
) -> None:
    from mlflow import MlflowClient
    from mlflow.entities import Metric, Param

    client, run, changes = MlflowClient(address, address), refreshed.run, refreshed.changes
    opened = client.create_run(
        _experiment(client), _milliseconds(run.started), _tags(refreshed), f"run {run.run_id}"
    )
    number, ended = opened.info.run_id, _milliseconds(run.finished)
    figures = {} if model is None else model.segmentation.figures
    metrics = [Metric(k, v, ended, 0) for k, v in list_metrics(refreshed, figures).items()]
    params = [Param(name, value) for name, value in list_parameters(refreshed).items()]
    client.log_batch(number, metrics, params)
    client.log_dict(number, refreshed.summary, "refresh.json")
    if out is not None and changes.status != "refused":
        for page in filter(Path.is_file, (out / name for name in _PAGES)):
            client.log_artifact(number, str(page))
    if model is not None and changes.status == "promoted":
        _register(client, number, f"{opened.info.artifact_uri}/model", model)
    failed = changes.status == "refused"
    client.set_terminated(number, "FAILED" if failed else "FINISHED", ended)


def _experiment(client: Any) -> str:
    found = client.get_experiment_by_name(MODEL_NAME)
    return str(client.create_experiment(MODEL_NAME) if found is None else found.experiment_id)


def _tags(refreshed: Refreshed) -> dict[str, str]:
    changes, champion = refreshed.changes, refreshed.summary["champion"]
    told = {
        "mlflow.note.content": refreshed.event["text"],
        "smartcart.status": changes.status,
        "smartcart.source": changes.source,
        "smartcart.store": refreshed.summary["store"],
        "smartcart.run_id": refreshed.run.run_id,
        "smartcart.snapshot_date": refreshed.summary["snapshot_date"],
        "smartcart.champion": champion["model_hash"],
        "smartcart.champion_version": champion["version"],
        "smartcart.verdict": changes.verdict,
        "smartcart.drift": changes.drift and changes.drift.verdict,
    }
    return {name: str(value) for name, value in told.items() if value not in (None, "")}


def _register(client: Any, number: str, source: str, model: StoredModel) -> None:
    """Keep the model file byte for byte, and register its folder as the version that serves."""
    from mlflow.exceptions import MlflowException

    with TemporaryDirectory() as folder:
        place = Path(folder, "model.json")
        place.write_bytes(model.content)
        client.log_artifact(number, str(place), "model")
    try:
        client.create_registered_model(MODEL_NAME)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    version = client.create_model_version(
        MODEL_NAME, source, number, {"smartcart.model_hash": model.model_hash}
    )
    client.set_registered_model_alias(MODEL_NAME, ALIAS, version.version)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let MLflow neither warn of its own parts nor tell of its tables, nor call home."""
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _key(name: str) -> str:
    """Return a name as MLflow takes it."""
    return re.sub(r"[^0-9A-Za-z_\-. /]", "_", name)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _reason(error: Exception, address: str) -> str:
    """Return why, in one line; only the kind of error where the address may hold a password."""
    said = str(error).strip().splitlines()
    if "@" in address or not said:
        return type(error).__name__
    return f"{type(error).__name__} {quoted(said[0])}"
