import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from smartcart.value import shrink_rates
from smartcart.value.rates import learn_cell_rates, place_in_cells

groups = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=8,
)


@given(groups)
def test_a_shrunk_rate_lies_between_its_own_and_that_of_all(groups):
    hits, sizes = np.array(groups, dtype=float).T
    rate, everybody = hits / sizes, hits.sum() / sizes.sum()
    shrunk = shrink_rates(hits, sizes)
    assert (shrunk >= np.minimum(rate, everybody) - 1e-9).all()
    assert (shrunk <= np.maximum(rate, everybody) + 1e-9).all()


def test_the_strength_is_the_most_likely_one_by_another_way():
    hits, sizes = np.array([3, 30, 5, 44]), np.array([40, 100, 60, 120])
    everybody = hits.sum() / sizes.sum()
    shrunk = shrink_rates(hits, sizes)
    strength = float((sizes * (hits / sizes - shrunk) / (shrunk - everybody)).mean())
    grid = np.exp(np.linspace(0, 10, 2001))
    fit = [betabinom.logpmf(hits, sizes, m * everybody, m * (1 - everybody)).sum() for m in grid]
    assert abs(strength / grid[int(np.argmax(fit))] - 1) < 0.01


def test_groups_that_differ_no_more_than_chance_are_taken_as_one():
    assert np.ptp(shrink_rates([20, 20, 20], [100, 100, 100])) < 1e-9
    assert shrink_rates([0, 0], [5, 9]).tolist() == [0.0, 0.0]


def test_cells_and_their_rates_are_learnt_from_the_learners_alone():
    generator = np.random.default_rng(0)
    table = pd.DataFrame(generator.normal(size=(200, 3)), columns=list("abc"))
    answers = (generator.random(200) < 0.3).astype(float)
    learn = np.arange(200) < 150
    cells = place_in_cells(table, learn)
    other = table.mask(pd.Series(~learn), 99.0)
    assert (place_in_cells(other, learn)[learn] == cells[learn]).all()
    flipped = np.where(learn, answers, 1 - answers)
    rates = learn_cell_rates(cells, answers, learn)
    assert (learn_cell_rates(cells, flipped, learn) == rates).all()


def test_a_missing_value_is_a_part_of_its_own():
    table = pd.DataFrame({"a": [1.0, 2.0, np.nan, np.nan]})
    cells = place_in_cells(table, np.ones(4, dtype=bool), 2)
    assert cells[2] == cells[3]
    assert cells[2] not in cells[:2]
