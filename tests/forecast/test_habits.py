"""What is known of a customer on a day: countable by hand, and blind to what came later."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import gamma

from smartcart.forecast import PurchaseLog, measure_habits, measure_overdue, observe
from smartcart.orders import MbgNbd, draw_histories, fit_mbg_nbd


def log_of(bought, returned=(), n=3) -> PurchaseLog:
    frame = pd.DataFrame(bought, columns=["customer", "day", "amount", "n_lines"])
    back = pd.DataFrame(returned, columns=["customer", "day", "amount"], dtype=float)
    back["customer"] = back["customer"].astype(int)
    return PurchaseLog(pd.Index([f"c{i}" for i in range(n)]), frame, back, 0, 100)


#: Customer 0 buys on days 0, 20 and 30, and again on 60; 1 on day 40; 2 on day 70 only.
LOG = log_of(
    [
        *[(0, 0, 10.0, 1), (0, 20, 30.0, 3), (0, 30, 50.0, 2), (0, 60, 7.0, 1)],
        *[(1, 40, 9.0, 4), (2, 70, 5.0, 1)],
    ],
    [(0, 35, 8.0), (1, 90, 9.0)],
)


def test_habits_can_be_counted_by_hand():
    habits = measure_habits(LOG, 50)
    assert habits.index.tolist() == [0, 1], "who has not bought yet is nobody's customer"
    often = habits.loc[0]
    assert often[["recency_days", "n_purchases", "spend"]].tolist() == [20, 3, 90]
    assert often[["frequency", "recency", "T", "monetary_value"]].tolist() == [2, 30, 50, 30]
    assert often["gaps_silent"] == 20 / 15
    assert often["lines_14"] == pytest.approx(
        1 * 0.5 ** (50 / 14) + 3 * 0.5 ** (30 / 14) + 2 * 0.5 ** (20 / 14)
    )
    assert often[["returned", "fresh_return"]].tolist() == [8, 1 / (1 + 15 / 30)]
    once = habits.loc[1]
    assert once[["frequency", "recency", "T", "gaps_silent"]].tolist() == [0, 0, 10, 1]
    assert once[["returned", "fresh_return"]].tolist() == [0, 0], "its return came later"


def test_what_happened_within_the_horizon():
    outcome = observe(LOG, 50, horizon=20).outcome
    assert outcome["orders"].tolist() == [1, 0]
    assert outcome["ordered"].tolist() == [1, 0]
    assert outcome["spend"].tolist() == [7.0, 0.0]
    assert observe(LOG, 50, horizon=10).outcome["orders"].tolist() == [0, 0], "day 60 is the 11th"


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 99), st.floats(1, 100), st.integers(1, 9)),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:2],
    ),
    st.integers(1, 99),
)
def test_nothing_on_the_day_or_after_it_is_looked_at(rows, origin):
    rows = sorted(rows)
    before = [row for row in rows if row[1] < origin]
    seen = measure_habits(log_of(rows, [(0, origin, 5.0)]), origin)
    known = measure_habits(log_of(before), origin)
    pd.testing.assert_frame_equal(seen, known)
    assert len(seen) == len({row[0] for row in before})


def test_overdue_is_the_chance_that_a_customer_still_there_would_have_bought():
    T = np.full(400, 200.0)
    truth = MbgNbd(1.2, 25.0, 1.0, 4.0, log_likelihood=0.0, n_customers=0)
    frequency, recency = (each[0] for each in draw_histories(truth, T, seed=3))
    habits = pd.DataFrame({"frequency": frequency, "recency": recency, "T": T})
    overdue, model = measure_overdue(habits), fit_mbg_nbd(frequency, recency, T)
    for who in (0, 5, int(np.argmax(frequency))):
        rate = gamma(model.r + frequency[who], scale=1 / (model.alpha + recency[who]))
        silence = T[who] - recency[who]
        still, _ = quad(lambda r, s=silence, d=rate: np.exp(-r * s) * d.pdf(r), 0, 3, limit=200)
        assert overdue[who] == pytest.approx(1 - still, abs=1e-6)
    alike = pd.DataFrame({"frequency": [6.0, 1.0], "recency": [60.0, 60.0], "T": [120.0, 120.0]})
    both = measure_overdue(pd.concat([habits, alike], ignore_index=True))[-2:]
    assert both[0] > both[1], "the same silence weighs more after six orders than after one"


def test_histories_that_determine_nothing_are_not_overdue():
    alone = pd.DataFrame({"frequency": [0.0], "recency": [0.0], "T": [0.0]})
    assert measure_overdue(alone) is None
