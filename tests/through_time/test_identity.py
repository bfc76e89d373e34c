"""A segment keeps its id as long as its customers are the same, whatever its number."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.errors import DataError, SettingsError
from smartcart.segmentation import give_ids, rename_segments
from smartcart.through_time import match_segments
from smartcart.through_time.events import measure_jaccards, pair_lasting
from smartcart.through_time.placing import place
from smartcart.value import Offer, plan_campaign

from .line import crowd, model_at, people


def told(match) -> list[tuple]:
    return [(each.kind, each.old, each.new, round(each.overlap, 2)) for each in match.events]


def test_the_same_segments_under_other_numbers_keep_their_ids():
    match = match_segments(model_at(0, 10, 20), model_at(20, 0, 10), people({0: 5, 10: 4, 20: 3}))
    assert match.renaming == {"S1": "S3", "S2": "S1", "S3": "S2"}
    assert match.pairs == {"S1": 1.0, "S2": 1.0, "S3": 1.0}
    assert match.overlap.to_numpy().tolist() == [[5, 0, 0], [0, 4, 0], [0, 0, 3]]
    assert {each.kind for each in match.events} == {"survive"}


def test_a_planted_split_is_one_split_and_its_larger_part_keeps_the_id():
    match = match_segments(model_at(0, 10.4), model_at(11, 0, 10), people({0: 40, 10: 24, 11: 16}))
    assert told(match) == [
        ("survive", ("S1",), ("S1",), 1.0),
        ("split", ("S2",), ("S2", "S3"), 1.0),
    ]
    assert match.renaming == {"S1": "S3", "S2": "S1", "S3": "S2"}
    assert match.events[1].sentence == "S2 split into S2 and S3, which hold 100% of it."


def test_of_a_split_in_three_no_part_is_the_old_segment():
    match = match_segments(model_at(0, 11), model_at(0, 10, 11, 12), people(dict.fromkeys(
        (0, 10, 11, 12), 20
    )), used_ids=["S1", "S2", "S7"])  # fmt: skip
    assert told(match) == [
        ("survive", ("S1",), ("S1",), 1.0),
        ("split", ("S2",), ("S8", "S9", "S10"), 1.0),
    ]


def test_a_planted_merge_is_one_merge_and_keeps_the_id_of_the_larger():
    match = match_segments(model_at(11, 0, 10), model_at(0, 10.4), people({0: 40, 10: 24, 11: 16}))
    assert told(match) == [
        ("survive", ("S2",), ("S2",), 1.0),
        ("merge", ("S1", "S3"), ("S3",), 1.0),
    ]


def test_a_planted_birth_is_one_birth_with_an_id_never_used():
    customers = people({0: 40, 4: 3, 6: 3, 10: 40})
    match = match_segments(model_at(0, 10), model_at(0, 5, 10), customers, used_ids=["S3"])
    assert told(match) == [
        ("survive", ("S1",), ("S1",), 0.93),
        ("survive", ("S2",), ("S2",), 0.93),
        ("birth", (), ("S4",), 0.5),
    ]
    assert match.events[2].sentence == (
        "S4 is new (at most 50% of it comes from one earlier segment)."
    )


def test_a_segment_that_nobody_is_in_any_more_is_one_death():
    match = match_segments(model_at(0, 10, 20), model_at(10, 0), people({0: 9, 10: 9}))
    assert told(match) == [
        ("survive", ("S1",), ("S1",), 1.0),
        ("survive", ("S2",), ("S2",), 1.0),
        ("death", ("S3",), (), 0.0),
    ]


def test_a_segment_dealt_out_to_others_is_one_death():
    match = match_segments(model_at(0, 10, 5), model_at(0, 10), people({0: 40, 4: 3, 6: 3, 10: 40}))
    assert told(match)[2] == ("death", ("S3",), (), 0.5)


places = st.lists(st.sampled_from([0.0, 3.0, 9.0, 10.0, 11.0, 18.0, 21.0]), min_size=1, max_size=60)
centroids = st.lists(st.integers(0, 21), min_size=1, max_size=5, unique=True)


@given(places=places, before=centroids, after=centroids, seed=st.integers(0, 99))
@settings(max_examples=40)
def test_labels_count_for_nothing(places, before, after, seed):
    # Nobody stands half-way between two centroids, where the first label would decide.
    customers, old = crowd([each + 0.3 for each in places]), model_at(*before)
    used = set(place(model_at(*after), customers))
    lived = [c for i, c in enumerate(after) if f"S{i + 1}" in used]
    permuted = list(np.random.default_rng(seed).permutation(lived))
    one, other = model_at(*lived), model_at(*permuted)
    first, second = (match_segments(old, each, customers) for each in (one, other))
    assert first.events == second.events
    assert first.pairs == second.pairs
    assert first.overlap.equals(second.overlap)
    ids = place(one, customers).map(first.renaming)
    assert ids.equals(place(other, customers).map(second.renaming))


@given(places=places, before=centroids, after=centroids)
@settings(max_examples=40)
def test_every_segment_is_told_of_and_no_id_is_given_twice(places, before, after):
    old, new = model_at(*before), model_at(*after)
    match = match_segments(old, new, crowd(places))
    lasting = list(match.renaming.values())
    assert len(set(lasting)) == len(lasting)
    assert {each for event in match.events for each in event.old} == set(old.ids)
    assert {each for event in match.events for each in event.new} == set(lasting)
    assert set(lasting) & set(old.ids) == set(match.pairs)
    assert match.overlap.to_numpy().sum() == match.n_customers == len(places)


@given(st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=3, max_size=4))
def test_pairs_are_the_best_that_trying_all_finds(counts):
    jaccards = measure_jaccards(np.array(counts))
    worth = np.where(jaccards >= 0.5, jaccards, 0.0)
    found = pair_lasting(jaccards)
    tried = (
        sum(worth[i, j] for i, j in enumerate(columns))
        for columns in permutations(range(4), len(counts))
    )
    assert sum(worth[i, j] for i, j in found.items()) == pytest.approx(max(tried))
    assert all(jaccards[i, j] >= 0.5 for i, j in found.items())


@pytest.fixture(scope="module")
def two_models(quick):
    customers = smartcart.check_customers(smartcart.make_customers(500, seed=0))
    old, new = (smartcart.segment(customers, {**quick, "segments": k, "k_max": 4}) for k in (3, 4))
    return customers, old, new


def test_a_saved_model_scores_under_the_ids_that_last(two_models, tmp_path):
    customers, old, new = two_models
    match = match_segments(old, new)
    assert match.n_customers == 500
    lasting = match.apply(new)
    lasting.save(tmp_path / "model.json")
    again = smartcart.load(tmp_path / "model.json")
    assert again.model.ids == tuple(match.renaming.values()) != new.model.ids
    expected = new.assign(customers)["segment_id"].map(match.renaming)
    assert again.assign(customers)["segment_id"].equals(expected)
    assert again.assign(customers).equals(lasting.assignments)
    assert [each.id for each in again.segments] == list(again.profiles.index)
    assert {rule.segment_id for rule in again.rules.rules} <= set(again.model.ids)
    first = customers.table.index[0]
    assert again.explain(customers, first).segment_id == expected.iloc[0]
    assert match_segments(lasting, again, customers).renaming == {i: i for i in again.model.ids}


def test_own_names_stay_with_the_id(two_models):
    _, old, new = two_models
    named = rename_segments(old, {"S1": "Gold club", "S3": "Sleepers"})
    match = match_segments(named, new)
    lasting = match.apply(new)
    expected = {each: named.model.own_names[each] for each in ("S1", "S3") if each in match.pairs}
    assert dict(lasting.model.own_names) == expected != {}
    gold = next(each for each in lasting.segments if each.name == "Gold club")
    assert gold.id == "S1"
    assert "it lasts (of the customers in either," in gold.evidence[0]
    last = new.model.ids[-1]
    taken = match.apply(rename_segments(new, {last: "gold club"}))
    assert taken.warnings[-1] == (
        f"The own name Gold club of S1 was not carried over: {match.renaming[last]} is called so."
    )


def test_a_campaign_speaks_of_segments_by_the_ids_that_last(two_models):
    customers, old, _ = two_models
    labels = place(old, customers).map({"S1": 0, "S2": 1, "S3": 2})
    ids = ("S4", "S9", "S1")
    plan = plan_campaign(customers, 3, Offer(3, 11), labels=labels, segment_ids=ids)
    expected = labels.map(dict(enumerate(ids)))
    assert (
        plan.audience["segment_id"].sort_index().equals(expected.rename("segment_id").sort_index())
    )
    for table in (plan.segments, plan.test.segments, plan.response.table):
        assert tuple(table.index) == ids
    assert not any("S2" in each for each in plan.sentences)


def test_ids_are_given_to_all_segments_each_its_own(two_models):
    _, old, _ = two_models
    with pytest.raises(SettingsError, match=r"Two segments would have the same id \(S4, S4, S2\)"):
        give_ids(old, {"S1": "S4", "S2": "S4", "S3": "S2"})
    with pytest.raises(SettingsError, match="Ids are given for S1; the segments are S1, S2, S3"):
        give_ids(old, {"S1": "S4"})


def test_models_without_customers_need_some():
    with pytest.raises(
        DataError, match=r"a model file holds none.\nNext step: Give customers whom"
    ):
        match_segments(model_at(0, 1), model_at(1, 0))
