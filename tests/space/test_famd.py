"""Numbers and texts in one space: prince's FAMD as an oracle, and what a weight does."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartcart.customers import Column, Kind, Role
from smartcart.features import Features
from smartcart.settings import Settings
from smartcart.space import Space, fit_space

PRINCE = json.loads((Path(__file__).parents[1] / "oracles" / "famd.json").read_text())
MIXED = pd.DataFrame(PRINCE["table"])


def space_of(table: pd.DataFrame, **weights: float) -> Space:
    """Keep all of the variance, so that the space has the distances of the scaled variables."""
    variables = tuple(
        Column(
            name,
            name,
            Role.SEGMENTATION,
            Kind.NUMBER if pd.api.types.is_numeric_dtype(table[name].dtype) else Kind.CATEGORY,
            weight=weights.get(name, 1.0),
        )
        for name in table
    )
    return fit_space(Features(table, variables, table), Settings(variance_kept=1.0))


def inertias(table: pd.DataFrame, **weights: float) -> pd.Series:
    """Return the inertia that each variable brings into the space."""
    model = space_of(table, **weights).model
    columns = (model.scale(table) ** 2).mean(axis=0)
    names = [scale.name for scale in model.scales for _ in scale.columns]
    return pd.Series(columns).groupby(names).sum()


def test_coordinates_are_those_of_prince_up_to_sign():
    """FAMD leaves a nominal variable an inertia of levels - 1; a weight of that undoes ours."""
    space = space_of(MIXED, colour=3 - 1, town=5 - 1)
    oracle = np.array(PRINCE["coordinates"])
    assert space.n_capped == {}
    assert oracle.shape == (60, 2 + 2 + 4)
    ours = space.points[:, :8]
    signs = np.sign((ours * oracle).sum(axis=0))
    np.testing.assert_allclose(ours * signs, oracle, atol=1e-8)
    np.testing.assert_allclose((ours**2).mean(axis=0), PRINCE["eigenvalues"], atol=1e-8)
    np.testing.assert_allclose(space.points[:, 8:], 0, atol=1e-6)


@pytest.mark.parametrize("levels", [2, 3, 8, 40])
def test_a_nominal_variable_weighs_as_much_as_a_number_whatever_its_levels(levels):
    generator = np.random.default_rng(levels)
    drawn = np.append(np.arange(levels), generator.integers(0, levels, 100))
    table = pd.DataFrame({"x": generator.uniform(size=len(drawn)), "town": drawn.astype(str)})
    assert inertias(table).to_dict() == pytest.approx({"x": 1.0, "town": 1.0})


def test_doubling_a_weight_doubles_the_inertia_of_the_block_against_all_others():
    once, twice = inertias(MIXED), inertias(MIXED, town=2.0)
    assert (twice / once).to_dict() == pytest.approx(
        {"size": 1.0, "weight": 1.0, "colour": 1.0, "town": 2.0}
    )
    assert (once / once.sum())["town"] == pytest.approx(1 / 4)
    assert (twice / twice.sum())["town"] == pytest.approx(2 / 5)


def test_doubling_a_weight_doubles_the_part_of_the_block_in_every_squared_distance():
    def squared(**weights: float) -> np.ndarray:
        points = space_of(MIXED, **weights).points
        return ((points[:, np.newaxis] - points[np.newaxis]) ** 2).sum(axis=2)

    once, twice, thrice = squared(), squared(town=2.0), squared(town=3.0)
    np.testing.assert_allclose(thrice - twice, twice - once, atol=1e-9)
    same_town = MIXED["town"].to_numpy()[:, np.newaxis] == MIXED["town"].to_numpy()
    np.testing.assert_allclose((twice - once)[same_town], 0, atol=1e-9)
    assert (twice - once)[~same_town].min() > 0.1


def test_a_spelling_that_differs_in_case_is_the_same_level():
    """In a batch the reader merges spellings; a customer read alone has nobody to merge with."""
    model = space_of(MIXED).model
    alone = MIXED.iloc[[0]].assign(town=MIXED["town"].iloc[0].upper() + " ")
    pd.testing.assert_frame_equal(
        model.transform(alone), model.transform(MIXED).iloc[[0]], check_exact=True
    )
