"""Ids have the hash that pandas gives them, so that a sample is the same with a compiler or not."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from smartcart.kernels import hash_texts

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=6)


@given(TEXTS, st.integers(0, 3), st.sampled_from(["str", object]))
def test_hashes_are_those_of_pandas_of_any_part_of_an_index(texts, start, dtype):
    ids = pd.Index(texts, dtype=dtype)[start:]
    expected = pd.util.hash_array(ids.to_numpy(dtype=object))
    assert hash_texts(ids).tolist() == expected.tolist()
