"""The integral of Pareto/NBD: against adaptive quadrature, and where it has a closed form."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from smartcart.orders.powers import integrate_powers


@settings(max_examples=60)
@example(1e-9, 1e-9, 1e-3, 1e-3, 0.0)
@example(1e-9, 3.0, 5_000.0, 1.0, 0.0)
@given(
    st.floats(-9, 3).map(lambda e: 10**e),
    st.floats(-9, 3).map(lambda e: 10**e),
    st.floats(-2, 4).map(lambda e: 10**e),
    st.floats(-2, 2).map(lambda e: 10**e),
    st.floats(0, 0.999),
)
def test_the_integral_of_two_powers_has_the_error_it_states(one, two, m, n, lower):
    """Against adaptive quadrature in the logarithm of time, and the closed form for one base."""

    def ours(alpha, beta):
        each = (np.array([value]) for value in (lower, 1.0))
        return integrate_powers(alpha, beta, np.array([m]), n, *each).log[0]

    def height(y):
        ahead = np.exp(y)
        return np.exp(y - m * np.log1p(ahead / (one + lower)) - n * np.log1p(ahead / (two + lower)))

    top = math.log(1 - lower)
    peak = min(top, math.log(min((one + lower) / max(m, 1), (two + lower) / max(n, 1))))
    ends = [peak - 45, peak - 15, peak - 5, *np.arange(peak, top, 1.0), top]
    area = sum(quad(height, *pair, epsabs=0, epsrel=1e-12)[0] for pair in pairwise(ends))
    wanted = math.log(area) - m * math.log(one + lower) - n * math.log(two + lower)
    rounding = 1e-14 * (1 + abs(wanted))
    assert ours(one, two) == pytest.approx(wanted, abs=1e-10 + rounding)
    power, longer = 1 - m - n, math.log1p((1 - lower) / (one + lower))
    if abs(power) > 1e-3:
        same = math.log(math.expm1(power * longer) / power) + power * math.log(one + lower)
        assert ours(one, one) == pytest.approx(same, abs=1e-10 + 1e-14 * abs(same))
