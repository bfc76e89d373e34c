"""Rankings are scored as others score them, also with customers drawn several times."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from smartcart.forecast import auc, measure_fifths, rank_correlation

CUSTOMERS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 4)), min_size=3, max_size=40
)


@given(CUSTOMERS, st.randoms(use_true_random=False))
def test_a_customer_drawn_n_times_counts_as_n_customers(customers, random):
    score, ordered, times = (np.array(each) for each in zip(*customers, strict=True))
    times[random.randrange(len(times))] += 1
    many, outcome = np.repeat(score, times), np.repeat(ordered, times)
    weights = times[np.newaxis].astype(float)
    area = auc(score.astype(float), ordered, weights)[0]
    if len(set(outcome)) == 2:
        assert area == pytest.approx(roc_auc_score(outcome, many))
    else:
        assert np.isnan(area)
    found = rank_correlation(score.astype(float), ordered.astype(float), weights)[0]
    if len(set(outcome)) == 2 and len(set(many)) > 1:
        assert found == pytest.approx(spearmanr(many, outcome)[0])


def test_fifths_hold_what_was_expected_and_what_happened():
    p = pd.Series([0.9, 0.1, 0.3, 0.2, 0.4, 0.8, 0.5, 0.6, 0.7, 0.0])
    ordered = pd.Series([1, 0, 0, 1, 0, 1, 1, 0, 1, 0])
    fifths = measure_fifths(p, ordered)
    assert fifths["expected"].tolist() == pytest.approx([0.05, 0.25, 0.45, 0.65, 0.85])
    assert fifths["observed"].tolist() == [0.0, 0.5, 0.5, 0.5, 1.0]
    assert fifths["n_customers"].tolist() == [2] * 5


def test_of_fewer_than_five_customers_some_fifths_are_empty():
    fifths = measure_fifths(pd.Series([0.1, 0.2]), pd.Series([0, 1]))
    assert fifths["n_customers"].tolist() == [1, 0, 1, 0, 0]
    assert fifths["observed"].isna().tolist() == [False, True, False, True, True]
