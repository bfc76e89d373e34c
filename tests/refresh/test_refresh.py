"""Segments keep their identity from table to table, and nothing worse is ever promoted."""

import json

import numpy as np
import pandas as pd
import pytest

from smartcart.jobs import RefreshJob, run_refresh
from smartcart.store import open_store

from .shop import SCHEMA, SETTINGS, THREE, Shop, shop

NEXT = shop(*THREE, seed=1)


def told(done) -> list[tuple]:
    return sorted((each.kind, each.old, each.new) for each in done.changes.events)


def ids(done) -> set[str]:
    return {each.id for each in done.changes.segments}


def champion(place: Shop) -> int:
    return open_store(place.store).champion().version


def test_the_same_customers_twice_are_one_run_in_whatever_file(three, started):
    again = three.refresh(shop(*THREE).sample(frac=1, random_state=4).iloc[:, ::-1])
    assert again.summary["status"] == "already_seen"
    assert again.run.run_id == 1
    assert len(open_store(three.store).history()) == 1


def test_alike_customers_are_placed_and_nothing_is_learnt(three):
    done = three.refresh(NEXT)
    assert done.summary["status"] == "scored"
    assert done.changes.reason == "No drift was found: the champion placed the customers."
    assert np.array_equal(done.changes.migration.behaviour, np.diag([200, 200, 200]))
    assert (champion(three), done.changes.audience.counts) == (1, {})


def test_a_new_group_is_exactly_one_birth_and_every_other_segment_lasts(three):
    done = three.refresh(shop(*THREE, ("lookers", 200, 4000), seed=1))
    assert (done.summary["status"], champion(three)) == ("promoted", 2)
    assert told(done) == [
        ("birth", (), ("S4",)),
        ("survive", ("S1",), ("S1",)),
        ("survive", ("S2",), ("S2",)),
        ("survive", ("S3",), ("S3",)),
    ]
    assert "visits" in done.summary["drift"]["features"]
    assert done.changes.audience.counts == {"S4": {"added": 200, "removed": 0}}


def test_a_group_that_vanished_is_exactly_one_death_and_its_id_never_returns(three):
    gone = three.refresh(shop(THREE[0], THREE[2], seed=1))
    assert told(gone) == [
        ("death", ("S2",), ()),
        ("survive", ("S1",), ("S1",)),
        ("survive", ("S3",), ("S3",)),
    ]
    assert gone.changes.audience.counts == {"S2": {"added": 0, "removed": 200}}
    back = three.refresh(shop(THREE[0], THREE[2], ("lookers", 200, 4000), seed=2))
    assert ids(back) == {"S1", "S3", "S4"}


def test_a_group_that_parts_is_one_split_and_groups_that_join_are_one_merge(three):
    parts = (*THREE[:2], ("rare", 120, 3000), ("lookers", 80, 3120))
    apart = three.refresh(shop(*parts, seed=1))
    assert apart.summary["status"] == "promoted"
    assert ("split", ("S3",), ("S3", "S4")) in told(apart)
    assert len(told(apart)) == 3
    halves = (("nearly rare", 120, 3000), ("nearly lookers", 80, 3120))
    joined = three.refresh(shop(*THREE[:2], *halves, seed=2))
    assert ("merge", ("S3", "S4"), ("S3",)) in told(joined)
    assert len(told(joined)) == 3


def test_the_same_customers_with_another_seed_move_nobody_and_promote_nothing(three):
    done = three.refresh(shop(*THREE), options={"seed": 7}, refit=True)
    assert done.summary["status"] == "kept"
    assert done.changes.gates[0].sentence == (
        "It was learnt from the very customers of the champion: there is nothing new in it."
    )
    assert np.array_equal(done.changes.migration.behaviour, np.diag([200, 200, 200]))
    assert champion(three) == 1


def test_drift_of_one_feature_is_told_by_its_name(three):
    shifted = NEXT.assign(Visits=NEXT["Visits"] + 12)
    done = three.refresh(shifted)
    assert done.summary["drift"]["features"] == ["visits"]


@pytest.mark.parametrize("seed", range(5))
def test_a_worse_model_is_never_promoted(three, seed):
    cloud = np.random.default_rng(seed).normal((500, 40, 40), (200, 15, 15), (600, 3)).clip(0)
    bad = pd.DataFrame(cloud, columns=["Turnover", "Orders", "Visits"])
    done = three.refresh(bad.assign(Client=NEXT["Client"]))
    assert (done.summary["status"], champion(three)) == ("kept", 1)
    assert not all(gate.passed for gate in done.changes.gates)
    assert "separation" in {gate.name for gate in done.changes.gates if not gate.passed}


def test_a_part_of_the_table_does_not_shape_a_model(three):
    done = three.refresh(shop(("gold", 150, 1000), ("often", 20, 2000), seed=1))
    failed = {gate.name: gate.sentence for gate in done.changes.gates if not gate.passed}
    assert failed["coverage"] == (
        "The table holds 28% of the customers placed before; at least 50% are asked for."
    )
    assert (done.summary["status"], champion(three)) == ("kept", 1)


REFUSED = {
    "renamed": (
        lambda table: table.rename(columns={"Visits": "VisitCount"}),
        "Column 'Visits' seems to be called 'VisitCount' now. ",
    ),
    "unit": (
        lambda table: table.assign(Turnover=table["Turnover"] * 100),
        "Column 'Turnover' is about 100 times larger throughout: its unit seems to have changed.",
    ),
    "gone": (lambda table: table.drop(columns="Orders"), "1 required column is missing: 'Orders'"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_table_that_is_not_what_it_was_is_refused_and_the_champion_serves(three, fault):
    damage, sentence = REFUSED[fault]
    refused = three.refresh(damage(NEXT))
    assert refused.summary["status"] == "refused"
    assert str(refused.refusal).startswith(sentence)
    assert open_store(three.store).history()[-1].reason == refused.refusal.what
    assert three.refresh(NEXT).summary["status"] == "scored"


def test_a_changed_unit_can_be_accepted_and_segments_keep_their_ids(three):
    cents = NEXT.assign(Turnover=NEXT["Turnover"] * 100)
    done = three.refresh(cents, accept_units=True)
    assert (done.summary["status"], ids(done)) == ("promoted", {"S1", "S2", "S3"})
    assert three.refresh(cents.assign(Orders=cents["Orders"] + 0.01)).summary["status"] == "scored"


def test_too_few_customers_are_not_enough_data_and_never_no_drift(three):
    done = three.refresh(NEXT.iloc[:60])
    assert done.summary["drift"]["verdict"] == "not enough data"
    assert done.changes.reason.startswith("There is not enough data to rule drift out")


def test_who_objects_is_in_no_audience_no_fit_and_no_file(three, tmp_path):
    store = open_store(three.store)
    store.suppress(["1000", "2005"], reason="by letter")
    table = shop(*THREE, ("lookers", 200, 4000), seed=1)
    done = three.refresh(table, out=tmp_path / "out", report=False)
    assert (done.changes.n_customers, done.changes.n_suppressed) == (798, 2)
    placed = store.assignments(done.run.run_id)["customer_id"]
    assert not {"1000", "2005"} & set(placed)
    listed = pd.read_csv(tmp_path / "out" / "audience.csv", dtype=str)
    assert {"1000", "2005"} <= set(listed.loc[listed["change"] == "removed", "customer_id"])
    assert not {"1000", "2005"} & set(listed.loc[listed["change"] == "added", "customer_id"])
    model = json.loads((tmp_path / "out" / "model.json").read_text())
    assert sum(model["clusters"]["sizes"]) == 798


def test_a_dry_run_tells_all_and_changes_no_byte_of_the_store(three):
    before = (three.folder / "store.db").read_bytes()
    dry = three.refresh(shop(*THREE, ("lookers", 200, 4000), seed=1), dry_run=True)
    assert (dry.summary["status"], dry.run.run_id) == ("promoted", None)
    assert (three.folder / "store.db").read_bytes() == before


def test_after_a_rollback_moves_are_told_from_where_that_model_saw_customers_last(three):
    store = open_store(three.store)
    first = store.champion()
    three.refresh(shop(*THREE, ("lookers", 200, 4000), seed=1))
    store.promote(str(first.model_hash), store.champion().version, "back")
    done = three.refresh(NEXT)
    assert (done.summary["status"], done.changes.version) == ("scored", 3)
    assert np.array_equal(done.changes.migration.behaviour, np.diag([200, 200, 200]))
    assert done.changes.audience.counts == {"S4": {"added": 0, "removed": 200}}


def test_a_table_seen_before_is_placed_again_by_the_model_that_came_to_serve(three):
    store, four = open_store(three.store), shop(*THREE, ("lookers", 200, 4000), seed=1)
    first = store.champion()
    three.refresh(four)
    store.promote(str(first.model_hash), store.champion().version, "back")
    seen = three.refresh(four)
    assert seen.summary["status"] == "already_seen"
    assert seen.changes.reason.endswith("Another model serves since; --again lets it place them.")
    again = three.refresh(four, again=True, refit=False)
    assert (again.summary["status"], ids(again)) == ("scored", {"S1", "S2", "S3"})
    assert three.refresh(four, again=True, refit=False).summary["status"] == "already_seen"


def test_names_of_ones_own_stay_with_their_segment(three):
    named = three.refresh(
        shop(*THREE, ("lookers", 200, 4000), seed=1), own_names={"S3": "Sleepers", "S9": "Nobody"}
    )
    assert {each.id: each.name for each in named.changes.segments}["S3"] == "Sleepers"
    later = three.refresh(shop(*THREE, seed=2), refit=True)
    assert {each.id: each.name for each in later.changes.segments}["S3"] == "Sleepers"


def test_a_later_run_needs_neither_settings_nor_schema(three):
    done = run_refresh(RefreshJob(three.write(NEXT), three.store))
    assert done.summary["status"] == "scored"
    assert done.run.settings["settings"]["n_boot"] == SETTINGS.n_boot
    assert done.run.settings["schema"] == SCHEMA.to_dict()
