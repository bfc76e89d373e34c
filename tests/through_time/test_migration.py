"""What customers did and what the model did are told apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcart.errors import DataError
from smartcart.through_time import migrations

from .line import crowd, model_at, people
from .test_identity import centroids

OLD, NEW = model_at(20, 0), model_at(20, 2, 10)


def test_a_table_that_can_be_counted_by_hand():
    before = crowd([0, 0, 0, 20, 20, 20])  # customers 1 to 6
    after = crowd([0, 9, 20, 20, 20, 12], start=2)  # 2 to 7
    moved = migrations(OLD, NEW, before, after)
    # 4 to 6 were high-value; 1 is gone, 7 is new; 4 stays at 20, 3 is at 9.
    assert moved.behaviour.to_numpy().tolist() == [[3, 0], [0, 2]]
    assert moved.model.to_numpy().tolist() == [[3, 0, 0], [0, 1, 1]]
    assert moved.entrants.to_dict() == {"7": "S3"}
    assert moved.leavers.to_dict() == {"1": "S2"}


def test_who_left_the_segment_of_the_highest_value_is_listed_and_counted():
    before, after = crowd([20, 20, 20, 0]), crowd([20, 1, 0], start=1)
    moved = migrations(OLD, OLD, before, after)
    assert moved.high_value == "S1"
    assert moved.left_high_value.to_dict() == {"2": "S2", "3": "S2"}
    assert moved.sentences == (
        "3 customers are in both tables; 2 of them (66.7%) moved to another segment by what they "
        "did.",
        "0 customers are new and 1 are gone.",
        "Of 3 customers in S1, the segment of the highest value, 2 moved to another segment and 0 "
        "are gone.",
    )


crowds = st.lists(st.floats(-5, 25), min_size=1, max_size=40)


@given(places=crowds, before=centroids, after=centroids)
@settings(max_examples=30)
def test_the_same_data_move_nobody_by_behaviour(places, before, after):
    customers = crowd(places)
    moved = migrations(model_at(*before), model_at(*after), customers, customers)
    assert moved.n_moved == 0
    assert len(moved.entrants) == len(moved.leavers) == len(moved.left_high_value) == 0


@given(one=crowds, other=crowds, model=centroids)
@settings(max_examples=30)
def test_the_same_model_places_nobody_anew_and_the_matrices_join(one, other, model):
    moved = migrations(model_at(*model), model_at(*model), crowd(one), crowd(other))
    assert np.array_equal(moved.model, np.diag(np.diag(moved.model)))
    assert moved.n_placed_anew == 0
    assert moved.behaviour.sum(axis=0).tolist() == moved.model.sum(axis=1).tolist()
    assert moved.n_customers == min(len(one), len(other))


def test_tables_of_different_firms_are_refused():
    with pytest.raises(DataError, match="The two tables share no customer"):
        migrations(OLD, NEW, people({0: 3}), people({0: 3}, start=10))
