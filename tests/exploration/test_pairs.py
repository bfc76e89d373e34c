"""Pairs, beside scipy and beside sums made by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kruskal, rankdata, spearmanr
from scipy.stats.contingency import association
from tests.exploration.tables import as_customers

import smartcart
from smartcart.customers import Kind
from smartcart.exploration import MEASURES, Pair, choose_pairs, explore_customers
from smartcart.exploration.association import correct_v
from smartcart.exploration.sums import add_up_pairs
from smartcart.features import Places


def find(pairs, *names) -> Pair:
    (found,) = [pair for pair in pairs if {pair.one, pair.other} == set(names)]
    return found


@pytest.fixture(scope="module")
def mixed():
    rng = np.random.default_rng(5)
    a = rng.integers(0, 12, 300).astype(float)
    b = np.round(a + rng.normal(0, 4, 300), 1)
    b[::7] = np.nan
    text = np.where(a > 7, "high", np.where(a > 3, "middle", "low"))
    other = np.where(rng.random(300) < 0.8, text, "low")
    kinds = {"a": Kind.NUMBER, "b": Kind.NUMBER, "text": Kind.CATEGORY, "other": Kind.CATEGORY}
    return as_customers({"a": a, "b": b, "text": text, "other": other}, kinds)


def test_rank_correlations_are_those_of_scipy_where_nothing_is_missing():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 9, 200).astype(float), rng.normal(size=200).round(3)
    kinds = {"a": Kind.NUMBER, "b": Kind.NUMBER}
    pair = find(explore_customers(as_customers({"a": a, "b": b + a}, kinds)).pairs, "a", "b")
    assert pair.strength == pytest.approx(spearmanr(a, b + a).statistic, abs=1e-12)
    assert pair.customers == 200


def test_with_missing_values_the_ranks_among_the_known_are_correlated_over_those_who_have_both(
    mixed,
):
    table = mixed.table
    both = table["b"].notna().to_numpy()
    ranks = np.full(300, np.nan)
    ranks[both] = rankdata(table["b"][both])
    expected = np.corrcoef(rankdata(table["a"])[both], ranks[both])[0, 1]
    pair = find(explore_customers(mixed).pairs, "a", "b")
    assert pair.strength == pytest.approx(expected, abs=1e-12)
    assert pair.customers == both.sum()
    assert pair.p < 1e-9


def test_the_ratio_of_ranks_has_the_p_value_of_kruskal_and_wallis(mixed):
    table = mixed.table[mixed.table["b"].notna()]
    groups = [own["b"].to_numpy() for _, own in table.groupby("text")]
    statistic, p = kruskal(*groups)
    n, k = len(table), len(groups)
    pair = find(explore_customers(mixed).pairs, "text", "b")
    raw = statistic / (n - 1)
    assert pair.strength**2 == pytest.approx(1 - (1 - raw) * (n - 1) / (n - k), abs=1e-9)
    assert pair.p == pytest.approx(p, rel=1e-6)


def test_cramers_v_is_that_of_scipy_less_what_chance_gives(mixed):
    counts = pd.crosstab(mixed.table["text"], mixed.table["other"]).to_numpy()
    n, free = counts.sum(), 4
    raw = association(counts, method="cramer")
    expected = np.sqrt((raw**2 * 2 - free / (n - 1)) / (3 - 4 / (n - 1) - 1))
    assert find(explore_customers(mixed).pairs, "text", "other").strength == pytest.approx(expected)


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=5))
def test_cramers_v_lies_between_0_and_1_whichever_way_the_table_is_turned(rows):
    counts = np.array(rows, dtype=float)
    v, p = correct_v(counts)
    assert np.isnan(v) or (0 <= v <= 1 and 0 <= p <= 1)
    assert correct_v(counts.T)[0] == pytest.approx(v, nan_ok=True)


def test_sums_over_blocks_are_the_sums_over_all(monkeypatch):
    rng = np.random.default_rng(1)
    values = {"a": rng.normal(size=500), "b": np.where(rng.random(500) < 0.2, np.nan, 1.0)}
    values = {name: Places.of(each) for name, each in values.items()}
    whole = add_up_pairs(values, {})
    monkeypatch.setattr("smartcart.exploration.sums._BLOCK", 37)
    for part, all_of_it in zip(
        vars(add_up_pairs(values, {})).values(), vars(whole).values(), strict=True
    ):
        np.testing.assert_allclose(part, all_of_it, atol=1e-9)


def test_what_is_made_of_a_common_column_is_called_arithmetic(generated):
    found = explore_customers(smartcart.check_customers(generated))
    assert find(found.pairs, "spend_total", "spend_meat").is_arithmetic
    assert find(found.pairs, "share_wines", "share_meat").is_arithmetic
    assert find(found.pairs, "marital_status", "is_partnered").is_arithmetic
    assert not find(found.pairs, "spend_total", "n_purchases").is_arithmetic
    chosen = choose_pairs(found.pairs, found.families)
    families = [{found.families[p.one], found.families[p.other]} for p in chosen]
    assert all(len(both) == 2 for both in families)
    assert len({frozenset(both) for both in families}) == len(families)


def test_matrices_hold_the_same_figures_as_the_pairs(mixed):
    found = explore_customers(mixed)
    assert tuple(matrix.measure for matrix in found.matrices) == MEASURES
    for matrix in found.matrices:
        for i, one in enumerate(matrix.rows):
            for j, other in enumerate(matrix.columns):
                if one != other:
                    assert find(found.pairs, one, other).strength == matrix.values[i][j]
    strengths = [round(abs(pair.strength), 12) for pair in found.pairs]
    assert strengths == sorted(strengths, reverse=True)
