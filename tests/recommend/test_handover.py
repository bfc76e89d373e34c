"""What is handed over: numbers for ids that lead back, and features that anybody can read."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from tests.recommend.shops import lines_of, shop_by_hand

from smartcart.errors import DataError, SettingsError
from smartcart.recommend import learn_fifths, make_handover
from smartcart.recommend.handover import split_lines

USERS = pd.DataFrame(
    {
        "segment_id": ["S2", "S1", "S10", "S2"],
        "confidence": [0.5, 0.9, 0.1, 0.2],
        "is_high_value": pd.array([1, 0, pd.NA, 0], dtype="Int64"),
        "risk_index": [80.0, np.nan, 20.0, 10.0],
        "affinity_tea": [0.25, 1.0, 0.0, 0.5],
    },
    index=["1", "2", "3", "4"],
)


def test_interactions_by_hand():
    bought = make_handover(USERS, shop_by_hand()).bought
    assert bought.items["product_id"].tolist() == ["cup", "nail", "pot", "saw", "tea"]
    tea = bought.interactions.iloc[1]
    assert tea.to_dict() == {
        "user_index": 0,
        "item_index": 4,
        "count": 2,
        "amount": 2.0,
        "first_day": pd.Timestamp("2020-01-01"),
        "last_day": pd.Timestamp("2020-01-11"),
    }
    rows = bought.interactions
    filled = np.zeros(bought.matrix.shape)
    filled[rows["user_index"], rows["item_index"]] = rows["count"]
    assert (bought.matrix.toarray() == filled).all()


def test_features_by_hand():
    made = make_handover(USERS)
    assert made.feature_names == (
        *("segment_id=S1", "segment_id=S2", "segment_id=S10"),
        *("is_high_value", "risk_index", "affinity_tea"),
    )
    assert made.features.toarray() == pytest.approx(
        np.array(
            [
                [0, 1, 0, 1, 0.8, 0.25],
                [1, 0, 0, 0, 0.0, 1.0],
                [0, 0, 1, 0, 0.2, 0.0],
                [0, 1, 0, 0, 0.1, 0.5],
            ]
        )
    )
    assert made.users["customer_id"].tolist() == ["1", "2", "3", "4"]
    assert made.bought is None


def test_users_are_those_of_the_matrix_in_its_order():
    made = make_handover(USERS.iloc[::-1], shop_by_hand())
    assert made.users["customer_id"].tolist() == list(made.bought.purchases.customers)
    assert made.users["user_index"].tolist() == [0, 1, 2, 3]
    assert made.users["segment_id"].tolist() == USERS["segment_id"].tolist()


def test_a_split_hands_over_the_past_and_keeps_the_numbers_for_what_comes():
    past, later = split_lines(shop_by_hand(), date(2020, 1, 11))
    made = make_handover(learn_fifths(past)(past).to_frame("segment_id"), past, later)
    users, items = made.users["customer_id"], made.bought.items["product_id"]
    assert users.tolist() == ["1", "2", "3"]  # 4 came later
    assert items.tolist() == ["cup", "saw", "tea"]  # so did the pot and the nail
    then = made.bought.later
    pairs = zip(users[then["user_index"]], items[then["item_index"]], strict=True)
    assert sorted(pairs) == [("1", "cup"), ("1", "tea")]
    assert then["first_day"].min() >= pd.Timestamp("2020-01-11")
    assert made.bought.interactions["last_day"].max() < pd.Timestamp("2020-01-11")


@pytest.mark.parametrize(
    ("day", "where"), [("2019-01-01", "before"), ("2021-01-01", "on or after")]
)
def test_a_split_needs_purchases_on_both_sides(day, where):
    with pytest.raises(SettingsError, match=f"No purchase lies {where} {day}") as refused:
        split_lines(shop_by_hand(), date.fromisoformat(day))
    assert "from 2020-01-01 to 2020-01-20" in str(refused.value)


def test_lines_of_one_product_cannot_be_handed_over():
    lines = lines_of(("1", "tea", "2020-01-01"), ("2", "tea", "2020-01-02"))
    with pytest.raises(DataError, match="hold 1 product"):
        make_handover(USERS, lines)
