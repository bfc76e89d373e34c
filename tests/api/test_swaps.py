"""Which model serves, as the store says; and what is done in the store."""

import sqlite3

import pytest
from tests.api.conftest import serving

from smartcart.jobs.serve import ServeJob
from smartcart.store import open_store


def hashes(store):
    with sqlite3.connect(store.name.removeprefix("sqlite:///")) as connection:
        rows = connection.execute("SELECT model_hash FROM smartcart_models ORDER BY added")
        return [row[0] for row in rows]


def other(store) -> str:
    return next(each for each in hashes(store) if each != store.champion().model_hash)


def test_a_new_champion_serves_and_an_old_one_serves_again(from_store, store, records):
    first = from_store.post("/v1/score", {"customers": records[:3]}).json()
    assert (first["model"], first["version"]) == (store.champion().model_hash, 1)
    answer = from_store.post(
        "/v1/promote", {"model": other(store), "expected_version": 1, "reason": "a test"}, "admin"
    )
    assert answer.json()["champion"] == {"version": 2, "model": store.champion().model_hash}
    second = from_store.post("/v1/score", {"customers": records[:3]}).json()
    assert (second["model"], second["version"]) == (store.champion().model_hash, 2)
    assert second["model"] != first["model"]
    back = from_store.post("/v1/rollback", {"expected_version": 2}, "admin").json()
    assert back["champion"] == {"version": 3, "model": first["model"]}
    third = from_store.post("/v1/score", {"customers": records[:3]}).json()
    assert third == {**first, "version": 3}


def test_the_champion_is_looked_for_again_and_again(store, tmp_path, records):
    import time

    with serving(ServeJob(store=f"sqlite:///{tmp_path}/store.db"), store, poll=0.02) as served:
        store.promote(other(store), 1)
        for _ in range(500):
            if served.get("/v1/model").json()["version"] == 2:
                break
            time.sleep(0.02)
        assert served.get("/v1/model").json()["model"] == store.champion().model_hash
        assert "smartcart_model_swaps_total 1.0" in served.get("/metrics").text


def test_who_promotes_on_old_knowledge_is_told(from_store, store):
    for path, body in (("promote", {"model": other(store)}), ("rollback", {})):
        answer = from_store.post(f"/v1/{path}", {**body, "expected_version": 7}, "admin")
        assert answer.status_code == 409
        assert "at version 1; version 7 was expected" in answer.json()["error"]["what"]
    unknown = {"model": "0" * 64, "expected_version": 1}
    assert from_store.post("/v1/promote", unknown, "admin").status_code == 404
    for model in ("../model.json", "model.json", "12", "ABCDEF"):
        body = {"model": model, "expected_version": 1}
        assert from_store.post("/v1/promote", body, "admin").status_code == 422
    assert store.champion().version == 1


def test_a_damaged_champion_never_serves(from_store, store, tmp_path):
    before = from_store.get("/v1/model").json()
    damaged = other(store)
    store.promote(damaged, 1)
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute(
            "UPDATE smartcart_models SET content = X'00' WHERE model_hash = ?", (damaged,)
        )
    from_store.client.portal.call(from_store.state.refresh)
    assert from_store.get("/v1/model").json() == before
    ready = from_store.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "degraded",
        "reason": "Version 2 of the model is damaged or does not fit; version 1 serves.",
    }
    assert "smartcart_model_swap_failures_total 1.0" in from_store.get("/metrics").text
    job = ServeJob(store=f"sqlite:///{tmp_path}/store.db")
    with serving(job, open_store(job.store), poll=60) as started_after:
        assert started_after.get("/v1/model").json()["model"] == before["model"]
        assert started_after.client.get("/readyz").json()["status"] == "degraded"


def test_without_a_champion_nothing_is_answered_but_health(tmp_path):
    job = ServeJob(store=f"sqlite:///{tmp_path}/empty.db")
    with serving(job, open_store(job.store), poll=60) as served:
        assert served.client.get("/healthz").status_code == 200
        for answer in (served.client.get("/readyz"), served.get("/v1/segments")):
            assert answer.status_code == 503
            assert "No model serves yet" in answer.json()["error"]["what"]
        assert served.get("/openapi.json").status_code == 200


def test_a_customer_of_the_store_is_found_and_after_an_erasure_is_not(
    from_store, store, segmentation
):
    customer = segmentation.assignments["customer_id"].iloc[5]
    answer = from_store.get(f"/v1/customers/{customer}").json()
    row = segmentation.assignments.iloc[5]
    assert answer["model"] == store.champion().model_hash
    assert answer["customer"]["segment_id"] == row["segment_id"]
    assert answer["customer"]["confidence"] == row["confidence"]
    assert from_store.get(f"/v1/customers/{customer}/explanation").status_code == 409
    erased = from_store.post("/v1/erase", {"customer_id": customer}, "admin")
    assert erased.json()["total"] == 1
    assert erased.json()["search"]["values"] == {}
    assert f'"{customer}"' not in erased.text
    assert from_store.get(f"/v1/customers/{customer}").status_code == 404
    assert from_store.get("/v1/customers/%00").status_code == 404


def test_who_objects_is_offered_nothing(store, tmp_path, table, records):
    objecting, other_one = records[0]["ID"], records[1]["ID"]
    job = ServeJob(store=f"sqlite:///{tmp_path}/store.db", customers=str(table))
    with serving(job, store, poll=60) as served:
        store.suppress([objecting], reason="by letter")
        body = {"customers": [objecting, other_one]}
        first, second = served.post("/v1/recommendations", body).json()["recommendations"]
        assert (first["is_suppressed"], first["next_best"], first["products"]) == (True, None, [])
        assert (second["is_suppressed"], second["next_best"] is None) == (False, False)


@pytest.mark.parametrize("path", ["/v1/promote", "/v1/rollback", "/v1/erase"])
def test_a_server_of_a_model_file_has_no_store(served, path):
    bodies = {
        "/v1/promote": {"model": "0" * 64, "expected_version": 1},
        "/v1/rollback": {"expected_version": 1},
        "/v1/erase": {"customer_id": "7"},
    }
    answer = served.post(path, bodies[path], "admin")
    assert answer.status_code == 409
    assert "without a store" in answer.json()["error"]["what"]
