"""What a person sees of a store before they decide which model serves."""

import pytest

from smartcart.errors import ChampionMovedError, StoreError
from smartcart.jobs.store_promote import promote_model, roll_back
from smartcart.jobs.store_review import read_changes, read_standing

from .shop import THREE, shop

#: A group more: the customers drift, and the model learnt anew takes the place of the champion.
FOUR = (*THREE, ("lookers", 200, 4000))
#: The same in quantity, but most customers are gone: not promoted.
PART = (("gold", 60, 1000), ("often", 60, 2000), ("lookers", 200, 4000))


def told(changes):
    """All that was found, as plain data."""
    moved, drift = changes.migration, changes.drift
    return (
        changes.status,
        changes.reason,
        changes.version,
        changes.n_customers,
        drift and drift.to_dict(),
        changes.gates,
        changes.events,
        moved and moved.to_dict(),
        [(each.id, each.name, each.size, each.share_customers) for each in changes.segments],
    )


@pytest.mark.parametrize("groups", [THREE, FOUR, PART])
def test_a_run_read_from_the_store_tells_what_its_refresh_told(three, groups):
    done = three.refresh(shop(*groups, seed=1))
    assert told(read_changes(three.store, done.run.run_id)) == told(done.changes)


def test_a_model_that_was_kept_waits_until_a_person_lets_it_serve(three):
    assert read_standing(three.store).challengers == ()
    run = three.refresh(shop(*PART, seed=1)).run
    standing = read_standing(three.store)
    (kept,) = standing.challengers
    assert (kept.run_id, standing.version, standing.earlier) == (run.run_id, 1, None)
    assert not all(gate.passed for gate in kept.gates)
    promote_model(three.store, str(kept.run_id), expected_version=standing.version)
    after = read_standing(three.store)
    assert (after.version, after.challengers) == (2, ())
    assert after.earlier is not None
    assert after.earlier.version == 1


def test_nothing_changes_when_another_model_serves_than_the_one_that_was_seen(three):
    three.refresh(shop(*FOUR, seed=1))
    for decide in (lambda **seen: promote_model(three.store, "1", **seen), three_back(three)):
        with pytest.raises(ChampionMovedError, match="is at version 2; version 1 was expected"):
            decide(expected_version=1)
    assert read_standing(three.store).version == 2
    roll_back(three.store, expected_version=2)
    assert read_standing(three.store).version == 3


def three_back(store):
    return lambda **seen: roll_back(store.store, **seen)


def test_a_run_that_is_not_there_is_named(three):
    with pytest.raises(StoreError, match="has no run 99"):
        read_changes(three.store, 99)
