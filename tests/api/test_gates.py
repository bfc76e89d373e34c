"""Who may ask for what, how much, and how fast; and what is never said."""

import io
import json
import re
import stat

import pytest
from tests.api.conftest import KEYS, bearer, serving

from smartcart.api import Limits, State, build_app, check_access, make_key, parse_keys, read_keys
from smartcart.api.gate import PUBLIC, READING, Rates
from smartcart.api.keys import find_key
from smartcart.api.logs import Log
from smartcart.api.problems import Problem
from smartcart.errors import SettingsError
from smartcart.jobs.serve import ServeJob

ADMIN = ("/v1/promote", "/v1/rollback", "/v1/erase")


def walk(routes):
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", None
        )
        if inner:
            yield from walk(inner)
        elif getattr(route, "path", None):
            yield route


def test_every_route_but_two_asks_for_a_key(served):
    """Walk all routes there are: none answers without a key, and none is forgotten."""
    found = {
        (route.path, method) for route in walk(served.client.app.routes) for method in route.methods
    }
    assert {path for path, _ in found} >= {*PUBLIC, *READING, *ADMIN, "/metrics", "/openapi.json"}
    assert len(PUBLIC) <= 3
    for path, method in found:
        address = path.replace("{customer_id}", "7817")
        answer = served.client.request(method, address)
        assert (answer.status_code == 401) == (path not in PUBLIC), path
        if path not in PUBLIC:
            assert answer.headers["www-authenticate"] == "Bearer"
    assert served.client.get("/not/there").status_code == 401


def test_a_key_of_scope_read_changes_nothing(served):
    for path in ADMIN:
        assert served.post(path, {}).status_code == 403
        assert served.post(path, {}, "admin").status_code in (409, 422)
    assert served.client.delete("/v1/segments", headers=bearer("read")).status_code == 403


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer x", "Basic {key}", "{key}", "Bearer {key}x"]
)
def test_a_wrong_key_is_refused(served, given):
    header = {"authorization": given.replace("{key}", KEYS["read"][0])}
    assert served.client.get("/v1/model", headers=header).status_code == 401


def test_keys_are_long_random_and_kept_as_hashes():
    keys = [make_key("shop") for _ in range(20)]
    assert len({key for key, _ in keys}) == 20
    assert all(len(key) >= 43 and key not in repr(kept) + kept.line for key, kept in keys)
    assert find_key([kept for _, kept in keys], keys[7][0]) == keys[7][1]
    assert find_key([kept for _, kept in keys], keys[7][0][:-1]) is None


def test_a_file_of_keys_is_its_owners_alone(tmp_path):
    key, kept = make_key("shop", "admin")
    path = tmp_path / "keys"
    path.write_text(f"# ours\n\n{kept.line}\n")
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="Others than its owner may read"):
        read_keys(path)
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    assert read_keys(path) == (kept,)
    for line in (key, f"shop read {key}", "shop boss " + "0" * 64, f"{kept.line}\n{kept.line}"):
        with pytest.raises(SettingsError) as refused:
            parse_keys(line, "the file")
        assert key not in str(refused.value)


def test_the_server_does_not_start_open_to_others():
    (_, kept) = make_key("shop")
    check_access("0.0.0.0", [kept], insecure=False)  # noqa: S104 - that is what is tested
    check_access("127.0.0.1", [], insecure=True)
    check_access("::1", [], insecure=True)
    with pytest.raises(SettingsError, match="does not start without a key"):
        check_access("127.0.0.1", [], insecure=False)
    for host in ("0.0.0.0", "192.168.1.5", "::", "shop.example"):  # noqa: S104 - as above
        with pytest.raises(SettingsError, match="serves without a key, and others reach"):
            check_access(host, [], insecure=True)
    with pytest.raises(SettingsError, match="there are keys"):
        check_access("127.0.0.1", [kept], insecure=True)


def test_a_body_too_large_is_not_read_to_its_end(served):
    sent = []

    def endless():
        for _ in range(100):
            sent.append(1)
            yield b" " * 1_000_000

    headers = {**bearer("read"), "content-type": "application/json"}
    answer = served.client.post("/v1/score", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    announced = {**headers, "content-length": "5000001"}
    assert served.client.post("/v1/score", content=b"{}", headers=announced).status_code == 413


def test_a_body_that_is_packed_or_no_json_is_refused(served):
    assert served.post("/v1/score", b"{}", **{"content-encoding": "gzip"}).status_code == 415
    assert served.post("/v1/score", b"a=1", **{"content-type": "text/csv"}).status_code == 415


def test_a_method_or_an_address_that_is_not_there(served):
    answer = served.get("/v1/score")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert served.get("/v1/scores").status_code == 404
    assert served.get("/docs").status_code == 404


def test_a_key_makes_only_so_many_requests(model_path):
    with serving(ServeJob(model=model_path), per_second=0.5) as served:
        statuses = [served.get("/v1/segments").status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        assert int(served.get("/v1/segments").headers["retry-after"]) >= 1
        assert served.get("/v1/segments", "admin").status_code == 200
        assert served.client.get("/healthz").status_code == 200


def test_the_rate_comes_back_with_time():
    now = [0.0]
    rates = Rates(lambda *_: None, 2.0, lambda: now[0])
    for _ in range(20):
        rates._take("a")
    with pytest.raises(Problem):
        rates._take("a")
    now[0] = 0.5
    rates._take("a")
    with pytest.raises(Problem):
        rates._take("a")


def test_who_comes_when_too_many_are_inside_is_asked_to_wait(model_path):
    with serving(ServeJob(model=model_path), at_once=0) as served:
        answer = served.get("/v1/segments")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert served.client.get("/readyz").status_code == 200


def test_a_request_has_its_time(model_path, monkeypatch):
    import time

    import smartcart.api.score as route

    monkeypatch.setattr(route, "explain_record", lambda *_: time.sleep(0.5))
    with serving(ServeJob(model=model_path), seconds=0.1) as served:
        row = {f.source: None for f in served.state.now.serving.scorer.fields}
        body = {"customer": {**row, "ID": "7", "MntWines": 1}}
        assert served.post("/v1/explain", body).status_code == 504


def test_our_own_fault_is_said_without_a_trace(model_path, records, monkeypatch):
    import smartcart.api.score as route

    def fail(*_):
        raise RuntimeError("customer 7817 of Anna")

    monkeypatch.setattr(route, "explain_record", fail)
    with serving(ServeJob(model=model_path)) as served:
        answer = served.post("/v1/explain", {"customer": records[0]})
        assert answer.status_code == 500
        assert answer.json()["error"]["what"] == "This is our own fault."
        logged = served.lines[-1]
        assert (logged["level"], logged["error"]) == ("error", "RuntimeError")
        assert logged["request"] in answer.text
        assert "Anna" not in answer.text + served.log.getvalue()


def test_every_answer_is_closed_to_browsers(served):
    for answer in (
        served.get("/v1/model"),
        served.client.get("/v1/model"),
        served.client.get("/healthz"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "server" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


def test_no_id_value_or_key_is_in_logs_figures_or_refusals(served, records):
    """Canaries: an id, a value, a field, a query and a key that stand nowhere else."""
    identity, value, name = "canary-id-4711@example.com", 8675309, "canary_field_31337"
    key = KEYS["read"][0]
    record = {**records[0], "ID": identity}
    said = []
    for body in (
        {"customers": [{**record, "MntWines": value}]},
        {"customers": [{**record, "MntWines": -value}]},
        {"customers": [{**record, name: value}]},
        {"customers": [{**record, "Recency": identity}]},
    ):
        answer = served.post(f"/v1/score?who={identity}", body)
        said += [] if answer.status_code == 200 else [answer.text]
    for path in ("", "/explanation", "/recommendations?top=8675309"):
        said.append(served.get(f"/v1/customers/{identity}{path}").text)
    said.append(served.get(f"/v1/{name}/{identity}").text)
    said.append(served.client.get("/v1/model", headers={"authorization": f"Bearer {key}x"}).text)
    everything = "\n".join([*said, served.log.getvalue(), served.get("/metrics").text])
    for canary in (identity, "4711", str(value), name, key):
        assert canary not in everything
    assert {"/v1/score", "/v1/customers/{customer_id}"} <= {
        each.get("route") for each in served.lines
    }


def test_a_log_that_cannot_be_written_stops_nobody(model_path):
    class Full(io.StringIO):
        def write(self, _):
            raise OSError(28, "No space left on device")

    state = State(ServeJob(model=model_path))
    state.start()
    from fastapi.testclient import TestClient

    with TestClient(build_app(state, None, Limits(), Log(Full()))) as client:
        assert client.get("/v1/segments").status_code == 200


def test_figures_count_requests_and_customers(served, records):
    def figure(pattern: str) -> float:
        return float(re.search(rf"^{pattern} (\S+)$", served.get("/metrics").text, re.M)[1])

    served.post("/v1/score", {"customers": records[:1]})
    scored = figure("smartcart_customers_scored_total")
    served.post("/v1/score", {"customers": records[:7]})
    assert figure("smartcart_customers_scored_total") == scored + 7
    model = served.state.now.serving.model_hash[:12]
    assert figure(f'smartcart_model_info\\{{model="{model}"\\}}') == 1
    assert json.loads(served.log.getvalue().splitlines()[0])["event"] == "started"
