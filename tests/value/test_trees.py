import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from smartcart.value.trees import MOST_LEAVES, flatten_trees, sum_trees


def test_the_sum_is_that_of_the_model_to_the_bit_missing_values_included():
    generator = np.random.default_rng(0)
    x = generator.normal(size=(3000, 5)).round(1)  # ties with thresholds
    x[generator.random(x.shape) < 0.1] = np.nan
    y = (np.nan_to_num(x[:, 0]) * np.isnan(x[:, 1]) + generator.normal(size=3000) > 0.3).astype(int)
    model = HistGradientBoostingClassifier(max_iter=40, max_leaf_nodes=MOST_LEAVES).fit(x, y)
    assert (sum_trees(*flatten_trees(model), x) == model.decision_function(x)).all()
    only_some_missing = np.where(np.isnan(x[:, :1]), np.nan, 1.0) * np.ones(5)
    assert (
        sum_trees(*flatten_trees(model), only_some_missing)
        == model.decision_function(only_some_missing)
    ).all()


def test_a_tree_of_one_leaf_says_the_same_of_everybody():
    x, y = np.zeros((60, 1)), np.arange(60) % 2
    model = HistGradientBoostingClassifier(max_iter=3, max_leaf_nodes=MOST_LEAVES).fit(x, y)
    assert (sum_trees(*flatten_trees(model), x) == model.decision_function(x)).all()
