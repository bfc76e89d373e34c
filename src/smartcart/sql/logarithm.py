"""log(1 + x) by sums, products and divisions alone, in the order in which Python takes them.

Databases have no log1p, and LN(1 + x) is another number in the last digit for one whole number
in a hundred: enough to decide a tie otherwise. IEEE 754 rounds a sum, a product and a division in
one way everywhere, so the algorithm of fdlibm (K.C. Ng, Sun Microsystems 1993), written as SQL,
gives the bits of `smartcart.kernels.log1p`, which is the same algorithm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from smartcart.kernels.logarithm import HALVED_FROM, LN2_HIGH, LN2_LOW, NEAR, SERIES, TINY
from smartcart.sql.terms import (
    Term,
    all_of,
    any_of,
    cases,
    col,
    difference,
    exp,
    less,
    missing,
    not_less,
    number,
    plus,
    product,
    quotient,
    sum_of,
)

__all__ = ["Logarithm", "surely_beyond"]

#: So near to a power of two, two terms of the series do.
_FLAT_LOW, _FLAT_HIGH = -1.5 * 2.0**-20, 2.0**-20


@dataclass(frozen=True)
class Logarithm:
    """The logarithm of one column, made in three steps so that nothing is computed twice.

    Attributes
    ----------
    x : str
        Name of the column. Its values are at least `low`, or NULL; those from `high` on, and
        NULL, give any number.
    key : str
        What the names of the steps' columns end with.
    low, high : float
        Both above -1; values of -1 or less give any number, too.
    whole : bool
        Whether all values are whole numbers: 1 + x is then no rounded sum.
    """

    x: str
    key: str
    low: float
    high: float
    whole: bool

    def reduced(self) -> dict[str, Term]:
        """Step 1: 1 + x = 2^k (1 + f), and c, what the sum 1 + x has lost."""
        x, zero = col(self.x), number(0.0)
        outside = [missing(x), not_less(x, number(self.high))]
        no_value = any_of(outside + ([less(x, number(self.low))] if self.low < 0 else []))
        direct = all_of([less(number(NEAR[0]), x), less(x, number(NEAR[1]))])
        u = plus(number(1.0), x)
        ladder = [(less(u, number(HALVED_FROM * 2.0**k)), k) for k in self._powers()]
        top = self._powers()[-1] + 1
        before = [(no_value, zero), (direct, zero)]
        steps = {
            f"k{self.key}": cases(
                before + [(below, number(float(k))) for below, k in ladder], number(float(top))
            ),
            f"f{self.key}": cases(
                [(no_value, zero), (direct, x)] + [(below, _halved(u, k)) for below, k in ladder],
                _halved(u, top),
            ),
        }
        return steps if self.whole else {**steps, f"c{self.key}": self._lost(no_value, direct)}

    def _powers(self) -> list[int]:
        """Return the powers of two between which 1 + x may lie."""
        first = min(math.frexp(1.0 + self.low)[1] - 2, 0)
        return list(range(first, max(math.frexp(1.0 + self.high)[1], 1)))

    def _lost(self, no_value: Term, direct: Term) -> Term:
        x, one = col(self.x), number(1.0)
        u = plus(one, x)
        lost = cases(
            [(less(u, number(2.0)), difference(x, difference(u, one)))],
            difference(one, difference(u, x)),
        )
        near = all_of(
            [
                not_less(u, number(HALVED_FROM / 2)),
                less(u, number(HALVED_FROM)),
            ]
        )
        nothing = [(each, number(0.0)) for each in (no_value, direct, near)]
        return cases(nothing, quotient(lost, u))

    def series(self) -> dict[str, Term]:
        """Step 2: s = f / (2 + f), and its square."""
        f = col(f"f{self.key}")
        s = quotient(f, plus(number(2.0), f))
        return {f"s{self.key}": s, f"z{self.key}": product(s, s)}

    def result(self) -> Term:
        """Step 3: k log(2) + log(1 + f)."""
        k, f, s = (col(f"{letter}{self.key}") for letter in "kfs")
        half = product(product(number(0.5), f), f)
        low = product(k, number(LN2_LOW))
        low = low if self.whole else plus(low, col(f"c{self.key}"))
        high = product(k, number(LN2_HIGH))
        flat = product(half, difference(number(1.0), product(number(0.66666666666666666), f)))
        bent = difference(half, plus(product(s, plus(half, self._rest())), low))
        by_series = difference(high, difference(bent, f))
        by_two_terms = difference(high, difference(difference(flat, low), f))
        near = all_of([not_less(f, number(_FLAT_LOW)), less(f, number(_FLAT_HIGH))])
        branches = [(all_of([less(number(0.5), exp.Abs(this=k)), near]), by_two_terms)]
        return cases(self._tiny() + branches, by_series)

    def _tiny(self) -> list[tuple[Term, Term]]:
        if self.whole:
            return []
        x = col(self.x)
        squared = product(product(x, x), number(0.5))
        return [(less(exp.Abs(this=x), number(TINY)), difference(x, squared))]

    def _rest(self) -> Term:
        z = col(f"z{self.key}")
        first, *others = (number(each) for each in SERIES)
        pairs = [
            plus(low, product(z, high)) for low, high in zip(others[::2], others[1::2], strict=True)
        ]
        z2 = product(z, z)
        z4 = product(z2, z2)
        powers = (z2, z4, product(z4, z2))
        terms = [product(power, pair) for power, pair in zip(powers, pairs, strict=True)]
        return sum_of([product(z, first), *terms])


def _halved(u: Term, k: int) -> Term:
    one = number(1.0)
    return difference(u if k == 0 else product(u, number(2.0**-k)), one)


def surely_beyond(transformed: float) -> float:
    """Return an x of which log1p(x) is surely at least as large as a given value.

    Examples
    --------
    >>> bool(np.log1p(surely_beyond(3.0)) >= 3.0)
    True
    """
    return float(np.expm1(transformed) * (1 + 1e-12) + 1e-12)
