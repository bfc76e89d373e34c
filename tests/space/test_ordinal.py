"""Ordinal variables in the space: ridits by hand, and rank correlation as an oracle."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr, zscore

from smartcart.customers import Column, Kind, Role
from smartcart.features import Features
from smartcart.settings import Settings
from smartcart.space import OrdinalScale, fit_space
from smartcart.space.scales import fit_scale

LEVELS = ("low", "middle", "high", "top")
some_levels = st.lists(st.sampled_from(LEVELS), min_size=2, max_size=40).filter(
    lambda drawn: len(set(drawn)) > 1
)


def ordinal(name="taste", weight=1.0) -> Column:
    return Column(name, name, Role.SEGMENTATION, Kind.ORDINAL, levels=LEVELS, weight=weight)


def test_ridits_counted_by_hand():
    """4 low, 2 middle, 4 high: ridits 0.2, 0.5, 0.8; nobody at the top: 1, beyond 'high'."""
    values = pd.Series(["low"] * 4 + ["middle"] * 2 + ["high"] * 4)
    scale = fit_scale(values, ordinal())
    assert isinstance(scale, OrdinalScale)
    deviation = np.sqrt((8 * 0.3**2) / 10)
    assert scale.scores == pytest.approx([-0.3 / deviation, 0, 0.3 / deviation, 0.5 / deviation])
    assert scale.columns == ("taste",)


@given(some_levels)
def test_the_scores_are_z_scores_of_the_mean_ranks(drawn):
    values = pd.Series(drawn)
    scaled = fit_scale(values, ordinal()).apply(values)
    ranks = rankdata([LEVELS.index(level) for level in drawn])
    np.testing.assert_allclose(scaled[:, 0], zscore(ranks), atol=1e-12)


def test_the_covariance_of_two_ordinal_variables_is_their_rank_correlation():
    generator = np.random.default_rng(0)
    base = generator.integers(0, 3, 200)
    one, other = base, (base + generator.integers(0, 2, 200))
    columns = [ordinal("one"), ordinal("other")]
    table = pd.DataFrame({"one": np.take(LEVELS, one), "other": np.take(LEVELS, other)})
    scaled = fit_space(Features(table, tuple(columns), table)).model.scale(table)
    assert np.cov(scaled.T, bias=True)[0, 1] == pytest.approx(spearmanr(one, other).statistic)


@given(some_levels)
def test_a_higher_level_never_scores_lower(drawn):
    scores = fit_scale(pd.Series(drawn), ordinal()).scores
    assert all(np.diff(scores) >= 0)


@given(some_levels, st.floats(0.1, 10))
def test_a_missing_or_unknown_level_stands_at_the_centre(drawn, weight):
    values = pd.Series([*drawn, None, "strange"], dtype="str")
    scaled = fit_scale(values, ordinal(weight=weight)).apply(values)[:, 0]
    assert scaled[-2:].tolist() == [0, 0]
    assert scaled.mean() == pytest.approx(0, abs=1e-12)
    assert (scaled[:-2] ** 2).mean() == pytest.approx(weight)


def test_a_customer_alone_stands_exactly_where_it_stands_in_a_batch():
    generator = np.random.default_rng(1)
    table = pd.DataFrame({"taste": generator.choice(LEVELS, 60), "x": generator.normal(size=60)})
    number = Column("x", "x", Role.SEGMENTATION, Kind.NUMBER)
    model = fit_space(
        Features(table, (ordinal(weight=2.5), number), table), Settings(variance_kept=1.0)
    ).model
    together = model.transform(table)
    for row in range(60):
        pd.testing.assert_frame_equal(
            model.transform(table.iloc[[row]]), together.iloc[[row]], check_exact=True
        )
