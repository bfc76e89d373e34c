"""Why a customer is in a segment: the terms add up, and the change that is named moves it."""

import json
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.clusters import Partition, fit_clusters
from smartcart.customers import Column, Customers, Kind, Role, Schema, check_customers
from smartcart.errors import DataError, ModelFileError
from smartcart.features import build_features
from smartcart.profiles import SIZES
from smartcart.segmentation import Explanation, SegmentModel, assign_segments, explain_customer
from smartcart.settings import Settings
from smartcart.space import NumericScale, SpaceModel, fit_space

TIERS, BRANCHES = ("basic", "silver", "gold"), ("East", "North", "West")
NUMERIC = {"spend": Kind.AMOUNT, "visits": Kind.COUNT, "mood": Kind.NUMBER, "is_member": Kind.FLAG}
SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        *(Column(name, name, Role.SEGMENTATION, kind) for name, kind in NUMERIC.items()),
        Column("tier", "tier", Role.SEGMENTATION, Kind.ORDINAL, levels=TIERS),
        Column("branch", "branch", Role.SEGMENTATION, Kind.CATEGORY, weight=0.5),
    ),
    value="spend",
    frequency="visits",
)


@dataclass(frozen=True)
class Planted:
    """A model of planted groups, and customers it has never seen."""

    model: SegmentModel
    others: Customers


def draw_customers(seed: int, k: int, n: int, *, wild: bool) -> Customers:
    """Draw customers of k groups; wild ones lie far out, and some of their cells are empty."""
    generator = np.random.default_rng(seed)
    group, spread = generator.integers(0, k, n), 2.0 if wild else 0.5
    table = pd.DataFrame(
        {
            "ID": [f"c{i:03d}" for i in range(n)],
            "spend": generator.lognormal(2 + group, spread).round(2),
            "visits": generator.poisson(2 + 3 * group * (3 if wild else 1)),
            "mood": (generator.normal(group, spread)).round(3),
            "is_member": (generator.random(n) < 0.2 + 0.2 * group).astype(int),
            "tier": np.take(TIERS, np.clip(group + generator.integers(-1, 2, n), 0, 2)),
            "branch": np.take(BRANCHES, (group + generator.integers(0, 2, n)) % 3),
        },
        dtype=object,
    )
    if wild:
        table = table.mask(generator.random(table.shape) < 0.1).assign(ID=table["ID"])
    return check_customers(table, SCHEMA)


def plant(seed: int, k: int, method: str) -> Planted:
    customers = draw_customers(seed, k, 90, wild=False)
    asked = Settings(method=method, n_starts=2, variance_kept=0.8 + 0.2 * (seed % 2))
    space = fit_space(build_features(customers), asked)
    clusters = fit_clusters(space, k, asked)
    names = tuple(f"Group {i + 1}" for i in range(clusters.partition.k))
    model = SegmentModel(SCHEMA, space.model, clusters.partition, clusters.unusual_beyond, names)
    return Planted(model, draw_customers(seed + 1, k, 25, wild=True))


METHODS = ("kmeans", "ward")
planted = st.builds(plant, st.integers(0, 10_000), st.integers(2, 4), st.sampled_from(METHODS))


def costs(model: SegmentModel, row: pd.DataFrame) -> np.ndarray:
    """Return the cost of every segment, straight from the coordinates."""
    point = model.space.transform(row).to_numpy()
    squared = ((point - model.partition.centroids) ** 2).sum(axis=1)
    sizes = model.partition.sizes
    return squared * (sizes / (sizes + 1) if model.partition.method == "ward" else 1)


def changed(case: Planted, customer: str, feature: str, value: float) -> str:
    """Return the segment of a customer in whom one value is another."""
    table = case.others.table.loc[[customer]].assign(**{feature: float(value)})
    return place(case, table).item()


def place(case: Planted, table: pd.DataFrame) -> pd.Series:
    """Return the segment of each row of a table like that of the customers."""
    return assign_segments(case.model, replace(case.others, table=table))["segment_id"]


@settings(max_examples=20)
@given(planted)
def test_the_terms_add_up_to_the_margin(case):
    placed = assign_segments(case.model, case.others).set_index("customer_id")
    for customer in case.others.table.index[:12]:
        found = explain_customer(case.model, case.others, customer)
        own, other = (case.model.ids.index(each) for each in (found.segment_id, found.runner_up))
        every = costs(case.model, case.others.table.loc[[customer]])
        scale = max(1.0, every.max())
        assert abs(found.margin - (every[other] - every[own])) <= 1e-9 * scale
        assert abs(sum(term.contribution for term in found.terms) - found.margin) <= 1e-9 * scale
        assert {term.feature for term in found.terms} - {SIZES} == set(case.model.variables)
        sizes = [abs(term.contribution) for term in found.terms]
        assert sizes == sorted(sizes, reverse=True)
        told = (found.segment_id, found.segment, found.confidence, found.runner_up, found.unusual)
        row = placed.loc[customer, ["segment_id", "segment", "confidence", "runner_up", "unusual"]]
        assert told == tuple(row)


@settings(max_examples=20)
@given(planted)
def test_the_change_that_is_named_moves_the_customer(case):
    for customer in case.others.table.index[:12]:
        found = explain_customer(case.model, case.others, customer)
        change = found.counterfactual
        if change is None:
            continue
        assert change.segment_id != found.segment_id
        assert changed(case, customer, change.feature, change.after) == change.segment_id
        before = case.others.table.loc[customer, change.feature]
        assert change.before == (None if pd.isna(before) else before)
        kind = NUMERIC[change.feature]
        if kind in (Kind.COUNT, Kind.FLAG):
            assert float(change.after).is_integer()
        assert change.after >= 0 or kind == Kind.NUMBER
        assert change.after <= 1 or kind != Kind.FLAG


@settings(max_examples=15)
@given(planted)
def test_no_smaller_change_of_one_number_moves_the_customer(case):
    """Every variable tried at many places, without looking at how crossings are found."""
    scales = {s.name: s for s in case.model.space.scales if isinstance(s, NumericScale)}
    for customer in case.others.table.index[:4]:
        row = case.others.table.loc[[customer]]
        here = {name: scale.apply(row[name])[0, 0] for name, scale in scales.items()}
        found = explain_customer(case.model, case.others, customer)
        change, size = found.counterfactual, np.inf
        if change:
            there = scales[change.feature].apply(pd.Series([float(change.after)]))[0, 0]
            size = abs(there - here[change.feature]) - 0.011  # it is rounded outward
        for name, scale in scales.items():
            tried = trial_values(scale)
            tried = tried[np.abs(scale.apply(pd.Series(tried))[:, 0] - here[name]) < size]
            if len(tried):
                table = pd.concat([row] * len(tried)).assign(**{name: tried})
                assert set(place(case, table)) == {found.segment_id}, name


def trial_values(scale: NumericScale) -> np.ndarray:
    kind = NUMERIC[scale.name]
    if kind == Kind.FLAG:
        return np.array([0.0, 1.0])
    low, high = (np.expm1(x) if scale.transform == "log1p" else x for x in (scale.low, scale.high))
    if kind == Kind.COUNT:
        return np.arange(0, np.ceil(high) + 2)
    floor = 0.0 if kind == Kind.AMOUNT else low - 1
    return np.linspace(floor, high + 1, 400)


def line(method: str = "kmeans", kind: Kind = Kind.NUMBER, **scale) -> tuple[SegmentModel, Schema]:
    """Return two segments on a line, centred at 0 (of 3 customers) and at 4 (of 1)."""
    schema = Schema(
        (
            Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
            Column("x", "x", Role.SEGMENTATION, kind),
        )
    )
    wanted = {"transform": "identity", "fill": 0.0, "low": -9.0, "high": 9.0} | scale
    numeric = NumericScale("x", **wanted, mean=0.0, deviation=1.0)
    space = SpaceModel((numeric,), np.zeros(1), np.eye(1), np.ones(1))
    partition = Partition(method, np.array([[0.0], [4.0]]), np.array([3, 1]))
    return SegmentModel(schema, space, partition, 2.5, ("Near", "Far")), schema


def explain_one(value: float, *arguments, **options) -> Explanation:
    model, schema = line(*arguments, **options)
    customers = check_customers(pd.DataFrame({"ID": ["a"], "x": [1]}), schema)
    return explain_customer(model, replace(customers, table=customers.table.assign(x=value)), "a")


def test_a_line_counted_by_hand():
    """At 1, the squared distances are 1 and 9; half-way is 2."""
    found = explain_one(1.0)
    assert found.to_dict() == {
        "customer_id": "a",
        "segment_id": "S1",
        "segment": "Near",
        "confidence": 0.5,
        "runner_up": "S2",
        "unusual": False,
        "margin": 8.0,
        "terms": [{"feature": "x", "value": 1.0, "contribution": 8.0}],
        "counterfactual": {"feature": "x", "from": 1.0, "to": 2.01, "segment_id": "S2"},
        "sentence": "Customer a is in S1 (Near) rather than S2 (Far), mainly because of x (1); it "
        "would move to S2 if x rose to 2.01.",
        "risk": None,
    }


def test_wards_margin_has_a_term_for_the_sizes():
    """3/4 * 1 against 1/2 * 9: half of it is 5/8 * (9 - 1), less 1/8 * (9 + 1)."""
    found = explain_one(1.0, "ward")
    assert found.margin == pytest.approx(3.75)
    assert [(term.feature, term.value, term.contribution) for term in found.terms] == [
        ("x", 1.0, pytest.approx(5.0)),
        (SIZES, "3 and 1 customers", pytest.approx(-1.25)),
    ]
    # 3 x^2 = 2 (4 - x)^2 at x = 1.7980
    assert found.counterfactual.after == 1.80


def test_counts_change_by_whole_numbers_and_through_the_logarithm():
    found = explain_one(20, kind=Kind.COUNT, transform="log1p")
    assert (found.segment_id, found.counterfactual.before) == ("S2", 20)
    assert found.counterfactual.after == 6  # log(1 + 6) = 1.95 < 2 < log(1 + 7)
    assert "if x fell to 6." in found.sentence


def test_beyond_a_cap_nothing_moves():
    found = explain_one(1.0, high=1.9)
    assert found.counterfactual is None
    assert "no change of one figure alone would move it" in found.sentence


def test_a_value_that_is_not_known_is_said_to_be_so():
    found = explain_one(np.nan)
    assert found.terms[0].value is None
    assert "x (not known)" in found.sentence
    assert "if x were 2.01" in found.sentence


def test_one_segment_has_no_margin():
    model, schema = line()
    partition = Partition("kmeans", np.zeros((1, 1)), np.array([4]))
    alone = SegmentModel(schema, model.space, partition, 2.5, ("All customers",))
    customers = check_customers(pd.DataFrame({"ID": ["a"], "x": [1.0]}), schema)
    found = explain_customer(alone, customers, "a").to_dict()
    assert (found["margin"], found["runner_up"], found["counterfactual"]) == (None, None, None)
    assert found["terms"] == []
    assert found["sentence"] == "Customer a is in S1 (All customers), the only segment."


def test_a_customer_alone_is_explained_as_in_a_batch(segmentation, generated):
    for customer in generated["ID"].head(20):
        row = generated[generated["ID"] == customer]
        alone = segmentation.explain(row[[*row.filter(regex="^(ID|Mnt|Num|Recency)")]], customer)
        assert alone == segmentation.explain(segmentation.training.customers, str(customer))


def test_an_unknown_id_is_answered_with_the_nearest(segmentation):
    customers = segmentation.training.customers
    known = customers.table.index
    with pytest.raises(DataError, match="no customer '78177' among the 2,240") as caught:
        segmentation.explain(customers, "78177")
    assert "'7817'" in caught.value.next_step
    with pytest.raises(DataError) as caught:
        segmentation.explain(customers, "nobody")
    assert any(f"'{each}'" in caught.value.next_step for each in known)


def test_a_customer_that_was_set_aside_is_told_with_the_reason(segmentation, generated):
    broken = generated.head(100).astype({"MntWines": "object"})
    broken.loc[broken.index[3], "MntWines"] = "much"
    with pytest.raises(DataError, match="was set aside, line 4"):
        segmentation.explain(broken, broken["ID"].iloc[3])


def test_customers_without_the_columns_are_refused():
    model, schema = line()
    others = check_customers(pd.DataFrame({"ID": ["a"]}), Schema(schema.columns[:1]))
    with pytest.raises(ModelFileError, match="compares customers by x"):
        explain_customer(model, others, "a")


# The command


@pytest.fixture(scope="module")
def files(tmp_path_factory, segmentation, generated):
    folder = tmp_path_factory.mktemp("explain")
    segmentation.save(folder / "model.json")
    generated.to_csv(folder / "customers.csv", index=False)
    return folder / "model.json", folder / "customers.csv"


def test_the_command_says_it_to_people_and_to_programs(command, files, segmentation, generated):
    customer = generated["ID"].iloc[5]
    answer = command("explain", *files, "--customer", customer, "--json")
    assert answer.code == 0, answer.err
    told = json.loads(answer.out)
    assert told == segmentation.explain(generated, customer).to_dict()
    assert told["sentence"] in answer.err
    assert f"Confidence {told['confidence']:.2f}" in answer.err
    assert f"{told['segment_id']} rather than {told['runner_up']}" in answer.err.splitlines()[-1]
    quiet = command("explain", *files, "--customer", customer)
    assert (quiet.out, quiet.err) == ("", answer.err)


def test_the_command_refuses_an_unknown_customer(command, files):
    answer = command("explain", *files, "--customer", "78177")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.splitlines()[1].startswith("Next step: Nearest ids: '")


def test_every_real_customer_is_explained(real_path, quick):
    customers = smartcart.read_customers(real_path)
    for method in METHODS:
        found = smartcart.segment(customers, {**quick, "segments": 3, "method": method})
        placed = found.assignments.set_index("customer_id")
        for customer in customers.table.index[::40]:
            explained = found.explain(customers, customer)
            total = sum(term.contribution for term in explained.terms)
            assert abs(total - explained.margin) <= 1e-9 * max(1.0, explained.margin)
            assert explained.segment_id == placed.loc[customer, "segment_id"]
            change = explained.counterfactual
            if change is None:
                continue
            row = customers.table.loc[[customer]].assign(**{change.feature: float(change.after)})
            point = found.model.space.transform(row).to_numpy()
            moved = found.model.partition.assign(point)[0]
            assert found.model.ids[moved] == change.segment_id != explained.segment_id
