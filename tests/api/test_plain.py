"""What is read by columns is what the validator passes, to the last bit, and nothing else."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcart.api import plain
from smartcart.api.bodies import BodyCheck
from smartcart.api.plain import PlainBodies
from smartcart.api.problems import Problem
from smartcart.model_file import load_model

STRANGE = st.sampled_from(
    [
        None,
        True,
        "5",
        0.5,
        1.0,
        3,
        -1,
        1e300,
        2**70,
        [],
        {},
        "",
        3.0000000001,
        float("nan"),
        "x" * 65,
    ]
)


@pytest.fixture(scope="module")
def readers(model_path):
    scorer = load_model(model_path).scorer()
    return scorer, BodyCheck(scorer.fields), PlainBodies(scorer.fields)


@given(data=st.data())
@settings(max_examples=150)
def test_both_agree_on_what_is_right(data, readers, records):
    scorer, check, bodies = readers
    customers = [dict(record) for record in records[: data.draw(st.integers(1, 4))]]
    for _ in range(data.draw(st.integers(0, 3))):
        customer = data.draw(st.sampled_from(customers))
        name = data.draw(st.sampled_from([*records[0], "other"]))
        if data.draw(st.booleans()):
            customer[name] = data.draw(STRANGE)
        else:
            customer.pop(name, None)
    told = data.draw(
        st.sampled_from([{"customers": customers}, {"customers": [], "n": 1}, customers])
    )
    body = json.dumps(told).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_LONG", 0)
        found = bodies.read(body)
    if found is None:
        return
    expected = scorer.read(check.customers(body))
    assert list(found.ids) == list(expected.ids)
    np.testing.assert_array_equal(found.values, expected.values)
    assert found.absent is expected.absent is None


def test_a_long_body_is_read_by_columns_and_a_refused_one_is_not(readers, records):
    _, check, bodies = readers
    customers = [dict(record) for record in records[:40]]
    assert len(bodies.read(json.dumps({"customers": customers}).encode()).ids) == 40
    customers[39]["MntWines"] = -1
    body = json.dumps({"customers": customers}).encode()
    assert bodies.read(body) is None
    with pytest.raises(Problem, match="greater than or equal to 0"):
        check.customers(body)
