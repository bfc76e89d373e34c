"""Decision trees: scikit-learn's, where no two splits are equally good."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.tree import DecisionTreeClassifier

from smartcart.profiles.cart import Node, grow_tree


def placed(node: Node, codes: np.ndarray) -> np.ndarray:
    """Return the class that the tree says of each row."""
    if node.split is None:
        return np.full(len(codes), node.own)
    low = codes[:, node.split.column] <= node.split.border
    found = np.empty(len(codes), np.int64)
    found[low] = placed(node.split.low, codes[low])
    found[~low] = placed(node.split.high, codes[~low])
    return found


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("fewest", [1, 7, 30])
@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_tree_of_scikit_learn(depth, fewest, seed):
    generator = np.random.default_rng(seed)
    codes = generator.integers(0, [3, 40, 2000, 1], (4000, 4))
    classes = (codes[:, 1] // 14 + (codes[:, 2] > 700) + generator.integers(0, 2, 4000)) % 4
    ours = grow_tree(codes, classes, depth, fewest)
    theirs = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=fewest, random_state=0)
    theirs.fit(codes, classes)
    assert (ours.split.column, ours.split.border) == (
        theirs.tree_.feature[0],
        int(theirs.tree_.threshold[0]),
    )
    assert placed(ours, codes).tolist() == theirs.predict(codes).tolist()


@given(st.integers(0, 2**32 - 1), st.integers(2, 60), st.integers(1, 4), st.integers(1, 9))
def test_no_part_is_too_small_and_no_single_split_is_purer(seed, n, columns, fewest):
    generator = np.random.default_rng(seed)
    codes, classes = generator.integers(0, 4, (n, columns)), generator.integers(0, 3, n)
    tree = grow_tree(codes, classes, 1, fewest)
    theirs = DecisionTreeClassifier(max_depth=1, min_samples_leaf=fewest).fit(codes, classes)
    assert (tree.split is None) == (theirs.tree_.node_count == 1)
    if tree.split is not None:
        low = codes[:, tree.split.column] <= tree.split.border
        assert min(low.sum(), (~low).sum()) >= fewest
        left = sum(
            len(part) - (np.bincount(part) ** 2).sum() / len(part)
            for part in (classes[low], classes[~low])
        )
        leaves = theirs.tree_.impurity[1:] * theirs.tree_.n_node_samples[1:]
        assert left == pytest.approx(leaves.sum())


def test_a_border_lies_between_codes_that_there_are_and_the_first_column_wins_a_tie():
    codes = np.array([[7, 7], [0, 0], [1, 1], [6, 6]])
    tree = grow_tree(codes, np.array([1, 0, 0, 1]), 3, 1)
    assert (tree.split.column, tree.split.border) == (0, 3)
    assert list(tree.classes()) == [0, 1]


def test_what_all_share_is_not_asked():
    assert grow_tree(np.zeros((5, 2), np.int64), np.array([0, 1, 1, 0, 1]), 3, 1).split is None
