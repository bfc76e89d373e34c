"""The compiled kernels are there where they can be, and give the bits of numpy."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import missing

from smartcart.kernels import find_library, find_nearest
from smartcart.kernels.nearest import _by_numpy


def test_the_kernels_were_compiled():
    if find_library() is None:
        missing("what a C compiler makes when SmartCart is installed")


@given(
    st.integers(0, 2**32), st.integers(0, 300), st.integers(1, 9), st.integers(1, 12), st.booleans()
)
def test_the_nearest_of_any_points_to_the_bit(seed, n, d, k, tied):
    generator = np.random.default_rng(seed)
    points, centroids = generator.normal(size=(n, d)) * 1e3, generator.normal(size=(k, d)) * 1e3
    if tied:
        points, centroids = points.round(-3), centroids.round(-3)
    for one, other in zip(
        find_nearest(points, centroids), _by_numpy(points, centroids), strict=True
    ):
        np.testing.assert_array_equal(one, other)
