from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from smartcart.customers import Column, Kind, Role
from smartcart.errors import DataError
from smartcart.features import Features
from smartcart.settings import Settings
from smartcart.space import SegmentationSpace, fit_space
from smartcart.space.scales import fit_scale


def features_of(table: pd.DataFrame, kind: Kind = Kind.NUMBER, **weights: float) -> Features:
    variables = tuple(
        Column(
            name,
            name,
            Role.SEGMENTATION,
            kind if pd.api.types.is_numeric_dtype(table[name].dtype) else Kind.CATEGORY,
            weight=weights.get(name, 1.0),
        )
        for name in table
    )
    return Features(table, variables, table)


@pytest.fixture
def table():
    generator = np.random.default_rng(0)
    mixing = generator.normal(size=(5, 5))
    return pd.DataFrame(generator.normal(size=(300, 5)) @ mixing, columns=list("abcde"))


def test_the_space_is_the_pca_of_z_scores(table):
    space = fit_space(features_of(table), Settings(variance_kept=0.8))
    scaled = StandardScaler().fit_transform(table)
    oracle = PCA(n_components=0.8, svd_solver="full").fit(scaled)
    assert space.model.n_components == oracle.n_components_
    np.testing.assert_allclose(np.abs(space.points), np.abs(oracle.transform(scaled)), atol=1e-9)
    assert space.model.variance_kept == pytest.approx(oracle.explained_variance_ratio_.sum())


def test_two_numbers_have_components_of_one_orientation_in_any_order_of_the_customers(table):
    pair = table[["a", "b"]]
    every = [pair.sample(frac=1, random_state=seed) for seed in range(50)]
    spaces = [fit_space(features_of(each), Settings(variance_kept=1.0)) for each in every]
    assert {tuple(np.sign(each.model.loadings).ravel()) for each in spaces} == {(1, 1, 1, -1)}


def test_all_variance_kept_means_distances_are_those_of_the_z_scores(table):
    space = fit_space(features_of(table), Settings(variance_kept=1.0))
    scaled = StandardScaler().fit_transform(table)
    ours = np.linalg.norm(space.points[0] - space.points[1:], axis=1)
    np.testing.assert_allclose(ours, np.linalg.norm(scaled[0] - scaled[1:], axis=1))


def test_amounts_are_compared_by_their_ratio():
    amounts = pd.DataFrame({"spend": [0.0, 9.0, 99.0, 999.0]})
    space = fit_space(features_of(amounts, Kind.AMOUNT))
    np.testing.assert_allclose(np.diff(space.points[:, 0]), np.diff(space.points[:, 0])[0])


def test_an_outlier_is_capped_counted_and_does_not_move_the_others():
    normal = np.random.default_rng(1).normal(50, 5, size=200)
    clean = fit_space(features_of(pd.DataFrame({"x": normal})))
    wild = np.append(normal, 1e9)
    space = fit_space(features_of(pd.DataFrame({"x": wild})))
    assert space.n_capped == {"x": 1}
    assert len(space.points) == 201
    np.testing.assert_allclose(space.points[:200], clean.points, atol=0.25)
    assert abs(space.points[200, 0]) < 7


def test_a_missing_value_counts_as_the_median_and_alone_means_nothing():
    table = pd.DataFrame({"x": [1.0, 2.0, 4.0, np.nan]})
    space = fit_space(features_of(table))
    assert space.points[3, 0] == space.points[1, 0]


def test_a_nominal_block_weighs_as_much_as_a_number():
    """FAMD by hand: a level of share p has (indicator - p) / sqrt(p); the block, inertia 1."""
    table = pd.DataFrame({"colour": ["red"] * 5 + ["blue"] * 3 + ["green"] * 2})
    space = fit_space(features_of(table), Settings(variance_kept=1.0))
    scaled = space.model.scale(table)
    assert space.model.columns == ("colour=blue", "colour=green", "colour=red")
    np.testing.assert_allclose(
        scaled[0], np.array([-0.3, -0.2, 0.5]) / np.sqrt([0.3, 0.2, 0.5]) / np.sqrt(2)
    )
    assert (scaled**2).mean(axis=0).sum() == pytest.approx(1.0)


def test_a_level_never_seen_stands_in_the_middle():
    table = pd.DataFrame({"colour": ["red", "blue"] * 5})
    space = fit_space(features_of(table))
    strange = space.model.transform(pd.DataFrame({"colour": ["pink", None]}))
    np.testing.assert_allclose(strange, 0, atol=1e-12)


def test_a_weight_multiplies_the_squared_distance(table):
    keep = Settings(variance_kept=1.0)
    plain = fit_space(features_of(table[["a"]]), keep).points
    heavy = fit_space(features_of(table[["a"]], a=4.0), keep).points
    np.testing.assert_allclose(heavy, 2 * plain)


@given(arrays(np.float64, (12, 3), elements=st.floats(-1e6, 1e6)), st.data())
def test_a_customer_alone_stands_exactly_where_it_stands_in_a_batch(values, data):
    values[0], values[1] = (0, 0, 0), (1, 2, 3)  # something varies
    table = pd.DataFrame(values, columns=list("xyz"))
    model = fit_space(features_of(table)).model
    rows = data.draw(st.lists(st.integers(0, 11), min_size=1, max_size=5))
    together = model.transform(table)
    for row in rows:
        pd.testing.assert_frame_equal(
            model.transform(table.iloc[[row]]), together.iloc[[row]], check_exact=True
        )


def test_customers_who_differ_by_next_to_nothing_stand_in_one_place():
    """Most are 3.5e-168; those far out are capped to nearly that, and the squares are 0."""
    table = pd.DataFrame({"x": [0, 1, *[3.5e-168] * 8, -1.9e-204, -2e5]})
    space = fit_space(features_of(table))
    assert not np.square(space.points).any()
    assert space.model.variance_kept == 0


def test_numbers_that_differ_by_rounding_do_not_count_and_cap_nobody(table):
    """An amount of 1e15 and one of 10 more have the same logarithm but for rounding."""
    amounts = pd.Series(1e15 + 10.0 * (table.index % 2))
    column = Column("x", "x", Role.SEGMENTATION, Kind.AMOUNT)
    assert not fit_scale(amounts, column).apply(amounts).any()
    few_differ = pd.Series([*np.where(table.index % 2, 0.3, 0.1 * 3), *[0.9] * 20])
    scale = fit_scale(few_differ, replace(column, kind=Kind.NUMBER))
    assert (scale.low, scale.high) == (0.3, 0.9)
    assert scale.n_capped(few_differ) == 0


def test_numbers_too_large_for_distances_are_refused_by_name():
    with pytest.raises(DataError, match=r"Column 'x' holds a value of the order of 1e[+]160"):
        fit_space(features_of(pd.DataFrame({"x": [1.0, 1e160]})))
    with pytest.raises(DataError, match="There is 1 customer"):
        fit_space(features_of(pd.DataFrame({"x": [1.0]})))


@parametrize_with_checks([SegmentationSpace()])
def test_the_space_is_a_scikit_learn_transformer(estimator, check):
    check(estimator)
