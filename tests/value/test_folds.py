import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartcart
from smartcart.errors import SettingsError
from smartcart.value import deal_folds, fingerprint_customers, hold_out

rows = st.lists(st.tuples(st.integers(0, 2**64 - 1), st.booleans()), min_size=5, max_size=60)


@given(rows, st.integers(2, 5), st.randoms())
def test_a_group_is_never_divided_and_row_order_does_not_matter(rows, n_folds, random):
    groups = np.array([group for group, _ in rows for _ in range(2)], dtype=np.uint64)
    answers = np.array([answer for _, answer in rows for _ in range(2)], dtype=float)
    if len(set(groups.tolist())) < n_folds:
        return
    folds = deal_folds(groups, answers, n_folds)
    of_group = dict(zip(groups.tolist(), folds.tolist(), strict=True))
    assert folds.tolist() == [of_group[group] for group in groups.tolist()]
    order = list(range(len(groups)))
    random.shuffle(order)
    assert deal_folds(groups[order], answers[order], n_folds).tolist() == folds[order].tolist()


def test_folds_differ_by_at_most_one_group_of_each_kind():
    groups, answers = np.arange(1003, dtype=np.uint64), np.arange(1003) % 7 == 0
    folds = deal_folds(groups, answers, 5)
    for kind in (answers, ~answers):
        sizes = np.bincount(folds[kind], minlength=5)
        assert sizes.max() - sizes.min() <= 1


def test_another_salt_deals_anew():
    groups, answers = np.arange(1000, dtype=np.uint64), np.zeros(1000)
    same = deal_folds(groups, answers, 5) == deal_folds(groups, answers, 5, salt=1)
    assert 0.1 < same.mean() < 0.3


def test_more_folds_than_customers_are_refused():
    with pytest.raises(SettingsError, match="5 folds of 2 different customers"):
        deal_folds(np.array([1, 2, 2], dtype=np.uint64), [0, 1, 0], 5)


def test_copies_share_a_fingerprint_whatever_their_id_and_answer(generated):
    raw = generated.head(200)
    twins = raw.assign(ID=[f"t{i}" for i in range(200)], Response=1 - raw["Response"].astype(int))
    customers = smartcart.check_customers(pd.concat([raw, twins]))
    prints = pd.Series(fingerprint_customers(customers), index=customers.table.index)
    pairs = zip(raw["ID"].astype(str), twins["ID"], strict=True)
    assert all(prints[one] == prints[two] for one, two in pairs)
    changed = raw.assign(Recency=raw["Recency"].astype(int) + 1)
    assert not set(fingerprint_customers(smartcart.check_customers(changed))) & set(prints)


@given(st.sets(st.text(max_size=8), min_size=1, max_size=12), st.floats(0, 0.99))
def test_who_is_held_out_depends_on_nobody_else(ids, share):
    index = pd.Index(sorted(ids), dtype=object)
    alone = [bool(hold_out(index[[i]], share)[0]) for i in range(len(index))]
    assert hold_out(index, share).tolist() == alone


def test_another_campaign_holds_out_others_and_a_larger_share_the_same_and_more():
    ids = pd.Index([str(i) for i in range(20_000)])
    spring, autumn = hold_out(ids, 0.1, "spring"), hold_out(ids, 0.1, "autumn")
    assert 0.09 < spring.mean() < 0.11
    assert 0.005 < (spring & autumn).mean() < 0.015
    assert hold_out(ids, 0.2, "spring")[spring].all()
    assert not hold_out(ids, 0.0).any()


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(SettingsError, match="at least 0 and below 1"):
        hold_out(pd.Index(["1"]), share)
