"""The risk index: even among peers, a function of the row, in parts that are told."""

import json
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.churn import (
    RiskModel,
    find_parts,
    learn_risk,
    list_parts,
    measure_parts,
    rank_parts,
    score_risk,
)
from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema

PARTS = list_parts("n_purchases")
NAMES = [part.feature for part in PARTS]


def draw(n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Draw customers of three segments that differ in everything."""
    generator = np.random.default_rng(seed)
    labels = generator.integers(0, 3, n)
    values = {
        "recency_days": generator.uniform(0, 99, n) + 10 * labels,
        "n_purchases": generator.poisson(20 - 6 * labels).astype(float),
        "visits_per_purchase": generator.gamma(2.0, 0.2 + labels),
    }
    return pd.DataFrame(values), labels


def test_two_parts_counted_by_hand():
    """Ranks of recency 1/8 3/8 5/8 7/8 weigh 5/8; those of purchases 7/8 3/8 5/8 1/8, 3/8."""
    values = pd.DataFrame(
        {
            "recency_days": [1.0, 2.0, 3.0, 4.0],
            "n_purchases": [1.0, 8.0, 5.0, 9.0],
            "visits_per_purchase": [0.5, 0.5, 0.5, 0.5],
        }
    )
    labels = np.zeros(4, dtype=np.int64)
    model = learn_risk(PARTS, values, labels, [False])
    assert model.parts == ("recency_days", "n_purchases")  # the third tells nobody apart
    assert model.weights == pytest.approx((5 / 8, 3 / 8))
    assert rank_parts(model, values, labels).tolist() == [
        [0.125, 0.875],
        [0.375, 0.375],
        [0.625, 0.625],
        [0.875, 0.125],
    ]
    assert score_risk(model, values, labels)["risk_index"].tolist() == [37.5, 12.5, 87.5, 62.5]
    assert score_risk(model, values, labels)["is_churn_prone"].tolist() == [0, 0, 1, 0]


@pytest.mark.parametrize("seed", range(3))
def test_within_each_segment_it_is_even_from_0_to_100(seed):
    values, labels = draw(3_000, seed)
    model = learn_risk(PARTS, values, labels, [False, False, True])
    scored = score_risk(model, values, labels)
    for segment in range(3):
        index = scored.loc[labels == segment, "risk_index"]
        even = np.histogram(index, bins=10, range=(0, 100))[0] / len(index)
        assert even == pytest.approx(np.full(10, 0.1), abs=0.02)
        # 80 means riskier than 80 % of the peers; where customers buy seldom half are churn-prone.
        assert (index < 80).mean() == pytest.approx(0.8, abs=0.01)
        prone = scored.loc[labels == segment, "is_churn_prone"].mean()
        assert prone == pytest.approx(0.5 if segment == 2 else 0.2, abs=0.01)


@given(st.integers(0, 1000), st.sampled_from(NAMES), st.floats(0.1, 50))
def test_more_risk_in_one_part_is_never_less_risk_in_all(seed, name, step):
    values, labels = draw(200, seed)
    model = learn_risk(PARTS, values, labels, [False] * 3)
    worse = values.assign(**{name: values[name] + (-step if name == "n_purchases" else step)})
    before, after = (score_risk(model, each, labels)["risk_index"] for each in (values, worse))
    assert (after >= before).all()


def test_a_customer_alone_gets_the_bits_of_the_batch_and_order_is_nothing():
    values, labels = draw(600, seed=1)
    model = learn_risk(PARTS, values, labels, [False] * 3)
    order = np.random.default_rng(2).permutation(600)
    assert learn_risk(PARTS, values.iloc[order], labels[order], [False] * 3) == model
    together = score_risk(model, values, labels)
    for i in range(0, 600, 50):
        alone = score_risk(model, values.iloc[[i]], labels[[i]])
        pd.testing.assert_frame_equal(alone, together.iloc[[i]], check_exact=True)


def test_where_a_part_is_not_known_the_index_is_empty():
    values, labels = draw(60, seed=3)
    model = learn_risk(PARTS, values, labels, [False] * 3)
    holed = values.assign(recency_days=values["recency_days"].where(np.arange(60) != 7))
    scored = score_risk(model, holed, labels)
    assert scored.index[scored["risk_index"].isna()].tolist() == [7]
    assert scored.index[scored["is_churn_prone"].isna()].tolist() == [7]
    nothing = pd.DataFrame({name: np.full(60, np.nan) for name in NAMES})
    assert learn_risk(PARTS, nothing, labels, [False] * 3) is None
    one_empty = values.where(pd.Series(labels != 1), np.nan)
    learnt = learn_risk(PARTS, one_empty, labels, [False] * 3)
    assert score_risk(learnt, values, labels).loc[labels == 1, "risk_index"].isna().all()


def test_plain_data_and_back():
    values, labels = draw(60, seed=4)
    model = learn_risk(PARTS, values, labels, [False] * 3)
    data = json.loads(json.dumps(asdict(model)))
    assert RiskModel.from_dict(data) == model
    for broken in ({**data, "weights": [1.0]}, {**data, "index": data["index"][:1]}):
        with pytest.raises(ValueError, match="parts and segments of the risk index do not match"):
            RiskModel.from_dict(broken)
    data["index"][0]["ranks"].pop()
    with pytest.raises(ValueError, match="values and ranks of the risk index do not match"):
        RiskModel.from_dict(data)


def test_the_parts_are_measured_in_customer_units():
    columns = [c for c in FOUNDING_SCHEMA.columns if c.adds_to == "n_purchases"]
    names = {column.name: [4.0, 0.0] for column in columns}
    table = pd.DataFrame({"visits_per_month": [13.0, 2.0], "recency_days": [30.0, None], **names})
    parts = measure_parts(table, FOUNDING_SCHEMA)
    assert parts["n_purchases"].tolist() == [12.0, 0.0]
    assert parts["visits_per_purchase"].tolist() == [1.0, 2.0]  # 13 visits for 1 + 12
    assert parts["recency_days"].isna().tolist() == [False, True]
    without = measure_parts(table.drop(columns="n_web_purchases"), FOUNDING_SCHEMA)
    assert without["n_purchases"].isna().all()  # a total without one of its parts is no total


def test_another_table_has_the_parts_whose_columns_it_has():
    schema = Schema(
        (
            Column("member", "Member", Role.ID, Kind.ID, required=True),
            Column("orders", "Orders", Role.SEGMENTATION, Kind.COUNT),
            Column("visits_per_month", "Visits", Role.DESCRIPTOR, Kind.COUNT),
            Column("recency_days", "Seen", Role.DESCRIPTOR, Kind.CATEGORY),
        ),
        frequency="orders",
    )
    assert [part.feature for part in find_parts(schema)] == ["orders", "visits_per_purchase"]
    assert find_parts(replace(schema, frequency="")) == ()
