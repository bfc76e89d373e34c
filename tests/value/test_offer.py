from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.errors import SettingsError
from smartcart.value import Offer, choose_contacts

chances = st.lists(st.floats(0, 1), min_size=1, max_size=7)


@given(chances, st.integers(1, 9), st.integers(1, 30), st.integers(0, 40) | st.none())
def test_no_other_choice_within_the_budget_is_expected_to_earn_more(p, cost, value, extra):
    offer = Offer(cost, value, None if extra is None else cost + extra)
    profit = offer.profit(p)
    most = len(p) if offer.most_contacts is None else min(len(p), offer.most_contacts)
    best = max(
        sum(profit[list(some)])
        for size in range(most + 1)
        for some in combinations(range(len(p)), size)
    )
    chosen = choose_contacts(np.array(p), offer)
    assert chosen.sum() <= most
    assert profit[chosen].sum() == pytest.approx(best)


def test_a_customer_who_just_pays_for_the_contact_is_not_contacted():
    assert choose_contacts(np.array([0.5, 0.51, np.nan]), Offer(1, 2)).tolist() == [
        False,
        True,
        False,
    ]


def test_a_budget_of_ten_contacts_pays_for_ten_although_decimals_round():
    assert Offer(0.1, 1, budget=1.0).most_contacts == 10
    assert Offer(0.1, 1, budget=0.3).most_contacts == 3


@pytest.mark.parametrize(
    ("cost", "value", "budget", "message"),
    [
        (-3, 11, None, "contact cost is -3, but it should be an amount above 0"),
        (0, 11, None, "contact cost is 0"),
        (3, float("nan"), None, "value is nan"),
        (3, 11, 2, "budget is 2, .* at least one contact, which costs 3"),
        (3, 11, float("nan"), "budget is nan"),
        (3, 11, float("inf"), "budget is inf"),
    ],
)
def test_an_offer_that_cannot_be_is_refused(cost, value, budget, message):
    with pytest.raises(SettingsError, match=message):
        Offer(cost, value, budget)
