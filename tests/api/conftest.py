"""A server in the process: a model, a table of customers, a store, and keys of both scopes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from fastapi.testclient import TestClient

import smartcart
from smartcart.api import ApiKey, Limits, State, build_app, make_key
from smartcart.api.logs import Log
from smartcart.jobs.serve import ServeJob
from smartcart.model_file import dump_model
from smartcart.segmentation import Segmentation
from smartcart.store import Run, Store, open_store

KEYS: dict[str, tuple[str, ApiKey]] = {
    scope: make_key(f"a-{scope}", scope) for scope in ("read", "admin")
}


@dataclass
class Served:
    """A running application, what it logs, and what it serves."""

    client: TestClient
    log: io.StringIO
    state: State

    def get(self, path: str, scope: str = "read", **more: Any) -> Any:
        return self.client.get(path, headers=bearer(scope), **more)

    def post(self, path: str, body: Any, scope: str = "read", **more: Any) -> Any:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"content-type": "application/json", **bearer(scope), **more}
        return self.client.post(path, content=content, headers=headers)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def bearer(scope: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {KEYS[scope][0]}"} if scope else {}


@contextmanager
def serving(job: ServeJob, store: Store | None = None, **limits: Any) -> Iterator[Served]:
    """Start an application; it is stopped in the end."""
    state, log = State(job, store), io.StringIO()
    state.start()
    keys = [kept for _, kept in KEYS.values()]
    app = build_app(state, keys, Limits(**limits), Log(log))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Served(client, log, state)


@pytest.fixture(scope="session")
def table(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("people") / "customers.csv"
    smartcart.make_customers(300, seed=3).to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def model_path(segmentation: Segmentation, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.json"
    segmentation.save(path)
    return path


@pytest.fixture(scope="session")
def records(segmentation: Segmentation, table: Path) -> list[dict[str, Any]]:
    """Return the customers of the table, as a client would send them."""
    frame = pd.read_csv(table)
    needed = [column.source for column in segmentation.model.scoring_schema.columns]
    rows = json.loads(frame[needed].to_json(orient="records"))
    return [{**row, "ID": str(row["ID"])} for row in rows]


@pytest.fixture(scope="module")
def served(model_path, table) -> Iterator[Served]:
    with serving(ServeJob(model=model_path, customers=str(table))) as served:
        yield served


@pytest.fixture
def store(tmp_path, segmentation) -> Store:
    """Return a store with a champion, another model, and a run that kept its customers."""
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    hashes = [
        store.put_model(dump_model(each).encode())
        for each in (segmentation, segmentation.with_warnings(["Another model."]))
    ]
    now = datetime(2026, 7, 1, tzinfo=UTC)
    run = Run(now, now, "customers.csv", "d", "s", "promoted", model_hash=hashes[0])
    store.record_run(run, assigned=segmentation.assignments, expected_version=0)
    return store


@pytest.fixture
def from_store(store, tmp_path) -> Iterator[Served]:
    job = ServeJob(store=f"sqlite:///{tmp_path}/store.db")
    with serving(job, store, poll=60) as served:
        yield served
