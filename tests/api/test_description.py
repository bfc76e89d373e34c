"""The description holds: schemathesis sends what it allows and what it forbids, all checks on.

``make api-cases`` sends more than ten thousand requests; here are few for each route.
"""

import io
import json
import os
import sys
from collections import Counter
from unittest import SkipTest

import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode
from tests.api.conftest import KEYS, bearer

from smartcart.api import Limits, State, build_app
from smartcart.api.logs import Log
from smartcart.jobs.serve import ServeJob

EXAMPLES = int(os.environ.get("SMARTCART_API_EXAMPLES", "8"))


def test_every_answer_is_as_described(model_path, table, capsys):
    state, log = State(ServeJob(model=model_path, customers=str(table))), Log(io.StringIO())
    state.start()
    app = build_app(state, [kept for _, kept in KEYS.values()], Limits(), log)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=bearer("admin"))
    sent: Counter[int] = Counter()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for found in schema.get_all_operations():
            send_cases(found.ok(), mode, sent)
    with capsys.disabled():
        if "SMARTCART_API_EXAMPLES" in os.environ:
            sys.stdout.write(f"\n{sent.total():,} requests: {dict(sorted(sent.items()))}\n")
    assert sent[200] > 3 * EXAMPLES
    assert sent[422] > 3 * EXAMPLES
    assert not {status for status in sent if status >= 500}


def send_cases(operation, mode: GenerationMode, sent: Counter[int]) -> None:
    """Send requests that the description allows, or forbids; every check is on."""

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        answer = case.call_and_validate(headers=bearer("admin"))
        sent[answer.status_code] += 1

    try:
        send()
    except (hypothesis.errors.Unsatisfiable, SkipTest):
        assert mode == GenerationMode.NEGATIVE  # nothing can be wrong with no body and no place


def test_the_description_is_whole(served):
    told = served.get("/openapi.json").json()
    assert told["security"] == [{"key": []}]
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            assert route["summary"], (path, method)
            answer = route["responses"]["200"]["content"]
            assert path == "/metrics" or "example" in answer["application/json"], path
            assert (method == "post") == ("requestBody" in route)
            assert ("401" in route["responses"]) == (path not in ("/healthz", "/readyz"))
    customer = told["components"]["schemas"]["Customer"]
    assert customer["additionalProperties"] is False
    fields = {each["source"] for each in served.get("/v1/model").json()["fields"]}
    assert set(customer["properties"]) == fields


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@hypothesis.settings(max_examples=60, deadline=None, derandomize=True, database=None)
@hypothesis.given(data=st.data())
def test_any_body_is_placed_or_refused(data, served_for_fuzz, records):
    """Random damage to a good record: never our own fault, never half an answer."""
    record = dict(records[0])
    for name in data.draw(st.lists(st.sampled_from([*record, "other"]), max_size=3)):
        record[name] = data.draw(VALUES)
    body = data.draw(st.just({"customers": [record]}) | VALUES)
    answer = served_for_fuzz.post("/v1/score", json.dumps(body).encode("utf-8", "surrogatepass"))
    assert answer.status_code in (200, 422)
    told = answer.json()
    assert "customers" in told if answer.status_code == 200 else set(told) == {"error"}


@pytest.fixture(scope="module")
def served_for_fuzz(served):
    return served
