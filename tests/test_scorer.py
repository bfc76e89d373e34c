"""The fused scorer gives the answer of the flow, to the last bit, in every shape it is asked."""

import math
from dataclasses import fields, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.churn import learn_ranks
from smartcart.churn.ranks import join_curves
from smartcart.config import parse_config
from smartcart.customers import FOUNDING_SCHEMA, Kind, Role
from smartcart.kernels import RankedMeans
from smartcart.segmentation import Scorer
from smartcart.segmentation.model import list_assignments
from smartcart.segmentation.scorer import Placed
from smartcart.segmentation.worth import add_worth
from smartcart.space import find_levels

MIXED = """
[measures]
value = "fees"
[columns.Member]
role = "id"
[columns.Fees]
role = "segmentation"
kind = "amount"
weight = 2.0
[columns.Balance]
role = "segmentation"
kind = "number"
[columns.Newsletter]
role = "segmentation"
kind = "flag"
[columns.Tier]
role = "segmentation"
kind = "ordinal"
levels = ["1", "2", "3"]
[columns.Branch]
role = "segmentation"
kind = "category"
weight = 0.5
recode = { "N" = "North" }
"""
BRANCHES = ["North", "South", "West"]


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    generator = np.random.default_rng(5)
    dear = np.repeat([0, 1], 90)
    return pd.DataFrame(
        {
            "Member": [f"m{i:03d}" for i in range(180)],
            "Fees": generator.lognormal(2 + 2 * dear, 0.3).round(2),
            "Balance": generator.normal(-5 + 3 * dear, 2.0).round(2),
            "Newsletter": generator.integers(0, 2, 180),
            "Tier": np.take(["1", "2", "3"], dear + generator.integers(0, 2, 180)),
            "Branch": np.take(BRANCHES, (dear + generator.integers(0, 2, 180)) % 3),
        }
    )


def by_the_flow(model, table):
    """Go the long way: space, distances and worth, each on its own table."""
    return add_worth(model, list_assignments(model, model.space.transform(table)), table)


def as_records(scorer, table):
    table = table.rename_axis(scorer.fields[0].name).reset_index()
    there = [field for field in scorer.fields if field.name in table]
    rows = table[[field.name for field in there]].astype(object)
    rows = rows.where(rows.notna(), None).set_axis([field.source for field in there], axis=1)
    return rows.to_dict("records")


def as_table(answers, like):
    """Turn answers into a table like the one that `assign` returns."""
    table = pd.DataFrame(answers)
    texts = ["runner_up", "sub_segment_id"]
    table[texts] = table[texts].astype(object).fillna("")
    return table.astype(like.dtypes)


def check_equal_in_every_shape(model, table):
    scorer, expected = Scorer.of(model), by_the_flow(model, table)
    pd.testing.assert_frame_equal(scorer.assign(table), expected, check_exact=True)
    records = as_records(scorer, table)
    batch = scorer.score(records)
    pd.testing.assert_frame_equal(as_table(batch, expected), expected, check_exact=True)
    assert [scorer.score([record])[0] for record in records] == batch
    assert scorer.score(records[:7]) + scorer.score(records[7:]) == batch
    ids = expected["segment_id"].tolist()
    assert [model.ids[label] for label in scorer.label(as_values(scorer, table))] == ids
    check_equal_without_kernels(scorer, table, records)


def as_values(scorer, table):
    columns = [
        find_levels(table[field.name], field.levels)
        if field.kind.is_text
        else table.get(field.name, pd.Series(np.nan, table.index))
        for field in scorer.fields[1:]
    ]
    return np.column_stack(columns).astype(np.float64)


def check_equal_without_kernels(scorer, table, records):
    bare = replace(scorer, _finder=replace(scorer._finder, placing=None))
    for field in fields(Placed):
        one, other = (getattr(each.place(table), field.name) for each in (scorer, bare))
        np.testing.assert_array_equal(one, other, err_msg=field.name)
    assert bare.score(records[:5]) == scorer.score(records[:5])
    assert [bare.score([each])[0] for each in records[:5]] == scorer.score(records[:5])
    values = as_values(scorer, table)
    for rows in (values, values[:1]):
        np.testing.assert_array_equal(bare.label(rows), scorer.label(rows))


@pytest.mark.parametrize(
    ("method", "segments", "variance_kept"),
    [*product(["kmeans", "ward"], [1, 2, 5], [0.3, 1.0])],
)
def test_every_combination_of_settings_gives_the_labels_of_the_flow(
    method, segments, variance_kept, generated
):
    chosen = {"method": method, "segments": segments, "variance_kept": variance_kept}
    asked = {**chosen, "n_boot": 2, "n_null": 2, "n_starts": 2}
    result = smartcart.segment(generated.iloc[:300], asked)
    assert result.k == segments
    everybody = smartcart.check_customers(generated).table
    check_equal_in_every_shape(result.model, everybody.iloc[::20])


def test_mixed_kinds_weights_and_lasting_ids_too(members, quick):
    customers = smartcart.check_customers(members, parse_config(MIXED).schema)
    model = smartcart.segment(customers, {"segments": 3, **quick}).model
    model = replace(model, lasting_ids=("S7", "S2", "S11"))
    check_equal_in_every_shape(model, customers.table)


def test_the_real_table(real_path, quick):
    customers = smartcart.read_customers(real_path)
    check_equal_in_every_shape(smartcart.segment(customers, quick).model, customers.table)


@pytest.mark.parametrize("code", [math.nan, 3.0, 4.0, 1e300, math.inf, -2.0, -math.inf])
def test_a_position_where_no_level_stands_is_not_known(members, quick, code):
    customers = smartcart.check_customers(members, parse_config(MIXED).schema)
    scorer = Scorer.of(smartcart.segment(customers, {"segments": 3, **quick}).model)
    unknown = as_values(scorer, customers.table.iloc[:40])
    is_text = [field.kind.is_text for field in scorer.fields[1:]]
    unknown[:, is_text] = -1
    other = np.where(is_text, code, unknown)
    bare = replace(scorer._finder, placing=None)
    for finder in (scorer._finder, bare):
        expected, found = (finder.find(np.ascontiguousarray(v.T)) for v in (unknown, other))
        np.testing.assert_array_equal(found.points, expected.points)
        one = finder.find_one(np.ascontiguousarray(other[:1].T))
        np.testing.assert_array_equal(one[-1], expected.points[:, 0])


def test_a_text_is_read_as_in_a_table(members, quick):
    customers = smartcart.check_customers(members, parse_config(MIXED).schema)
    result = smartcart.segment(customers, {"segments": 2, **quick})
    spellings = ["North", " north", "NORTH ", "N", "n", "South", "", "#REF!", "unheard of"]
    tiers = ["1", " 2", "3.0", "4", "", "1", "2.0", "1", "3"]
    frame = members.iloc[: len(spellings)].assign(Branch=spellings, Tier=tiers)
    for _, row in frame.iterrows():
        alone = Scorer.of(result.model).score([row.to_dict()])
        read = smartcart.check_customers(
            pd.DataFrame([row]).astype({"Fees": float, "Balance": float, "Newsletter": float}),
            result.model.scoring_schema,
        )
        expected = by_the_flow(result.model, read.table)
        pd.testing.assert_frame_equal(as_table(alone, expected), expected, check_exact=True)


def test_what_was_not_brought_is_another_thing_than_what_is_empty(segmentation, generated):
    scorer = Scorer.of(segmentation.model)
    (record, *_) = as_records(scorer, smartcart.check_customers(generated).table)
    empty = scorer.score([{**record, "Recency": None}])
    without = scorer.score([{key: value for key, value in record.items() if key != "Recency"}])
    assert empty == without
    assert empty[0]["risk_index"] is None
    assert empty[0]["is_churn_prone"] is None
    assert empty[0]["is_high_value"] is not None


amounts = st.none() | st.floats(0, 1e7) | st.sampled_from([0.0, 1e-9, 1e7])
counts = st.none() | st.integers(0, 10_000)
COMPARED = FOUNDING_SCHEMA.with_role(Role.SEGMENTATION)
customers = st.fixed_dictionaries(
    {"Recency": counts} | {c.source: amounts if c.kind == Kind.AMOUNT else counts for c in COMPARED}
)


@given(records=st.lists(customers, min_size=1, max_size=5))
@settings(max_examples=30)
def test_any_customer_alone_is_as_in_a_batch_and_as_in_a_table(segmentation, records):
    scorer = Scorer.of(segmentation.model)
    records = [{"ID": str(i), **record} for i, record in enumerate(records)]
    batch = scorer.score(records)
    assert batch == [scorer.score([record])[0] for record in records]
    table = pd.DataFrame(records).set_index("ID").astype("float64")
    table = table.rename(columns={field.source: field.name for field in scorer.fields})
    expected = by_the_flow(segmentation.model, table)
    pd.testing.assert_frame_equal(as_table(batch, expected), expected, check_exact=True)


def test_in_a_tie_the_first_segment_wins_everywhere(segmentation, generated):
    model, table = segmentation.model, smartcart.check_customers(generated).table.iloc[:50]
    twins = np.repeat(model.partition.centroids[:1], model.partition.k, axis=0)
    tied = replace(model, partition=replace(model.partition, centroids=twins))
    check_equal_in_every_shape(tied, table)
    answers = Scorer.of(tied).score(as_records(Scorer.of(tied), table))
    assert {answer["segment_id"] for answer in answers} == {"S1"}
    assert {answer["runner_up"] for answer in answers} == {"S2"}
    assert {answer["confidence"] for answer in answers} == {0.0}


@given(st.lists(st.floats(-1e6, 1e6), max_size=130), st.none() | st.floats(-1e15, 1e15))
def test_the_rank_of_one_value_is_that_of_many(peers, value):
    value = math.nan if value is None else value
    ranks = learn_ranks(peers)
    alone, (among, _) = ranks.place_one(value), ranks.place([value, 0.0])
    assert alone == among or (math.isnan(alone) and math.isnan(among))
    if peers and not math.isnan(value):
        assert alone == pytest.approx(float(np.interp(value, ranks.values, ranks.ranks)), abs=1e-9)


@given(
    st.lists(st.lists(st.floats(-1e6, 1e6), max_size=130), min_size=1, max_size=4),
    st.lists(st.floats(-1e6, 1e6) | st.just(math.nan), max_size=40),
)
def test_ranks_and_their_means_by_the_kernel_are_those_by_numpy(peers, values):
    curves = join_curves([learn_ranks(each) for each in peers])
    values = np.array([*values, *peers[0]])
    groups = np.arange(len(values)) % len(peers)
    ranks = curves.place(values, groups)
    np.testing.assert_array_equal(ranks, curves._place_by_numpy(values, groups))
    index = RankedMeans([curves, curves], np.array([0.3, 0.7]), curves)
    columns = [values, values[::-1].copy()]
    np.testing.assert_array_equal(
        index.place(columns, groups), index._place_by_numpy(columns, groups)
    )
