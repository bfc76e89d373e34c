"""log(1 + x): the same bits with and without the compiler, and right to the last place."""

import math

import numpy as np
from tests.kernels.test_kernels import assert_same_bits, both

from smartcart.kernels import log1p


def _probed() -> np.ndarray:
    rng = np.random.default_rng(0)
    powers = 2.0 ** np.arange(1, 60) - 1
    near = [powers * (1 + sign * 2.0**-e) for e in (18, 19, 20, 21, 30, 52) for sign in (1, -1)]
    edges = [2.0**-29, -(2.0**-29), 2.0**53 - 1, 2.0**53, 2.0**53 + 2, 5e-324, 1.7e308, -0.0]
    borders = [float.fromhex("0x1.a827ap-2"), -float.fromhex("0x1.2bec4p-2")]
    beside = [np.nextafter(each, way) for each in borders for way in (-1.0, 0.0, 1.0)]
    return np.concatenate(
        [
            *near,
            edges,
            borders,
            beside,
            np.arange(20_000.0),
            rng.lognormal(3, 3, 20_000).round(2),
            10 ** rng.uniform(-320, 308, 20_000),
            -rng.uniform(0, 1, 20_000),
            [np.nextafter(-1.0, 0.0), -1.0, -1.5, -np.inf, np.inf, np.nan],
        ]
    )


def test_the_compiled_logarithm_is_that_of_numpy_operations_to_the_last_bit():
    assert_same_bits(lambda: (log1p(_probed()),))


def test_it_is_off_by_less_than_one_unit_in_the_last_place():
    x = _probed()
    x = x[(x > -1) & (x < np.inf)]
    right = np.array([math.log1p(each) for each in x])  # itself off by less than one
    for found in both(lambda: log1p(x)):
        assert (np.abs(found - right) <= 2 * np.spacing(np.abs(right))).all()


def test_what_has_no_logarithm_is_told_and_shapes_are_kept():
    found = log1p([[-1.0, -2.0], [np.nan, np.inf]])
    assert [found[0, 0], found[1, 1]] == [-np.inf, np.inf]
    assert np.isnan([found[0, 1], found[1, 0]]).all()
    assert log1p(np.float64(np.inf)).shape == ()
    assert math.copysign(1.0, float(log1p(-0.0))) == -1.0
