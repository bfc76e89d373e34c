"""Histories of buying: frequency, recency and T of each customer, checked."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.errors import DataError

__all__ = ["check_histories"]

_Floats = NDArray[np.float64]
_NAMES = ("frequency", "recency", "T")
_MEANING = (
    "frequency counts repeat orders, recency is the time from the first order to the last, and T "
    "the time from the first order to the end of the record."
)


def check_histories(
    frequency: ArrayLike, recency: ArrayLike, T: ArrayLike
) -> tuple[_Floats, _Floats, _Floats]:
    """Return the three as float64 arrays, or say which customer cannot be.

    Raises
    ------
    DataError
        When lengths differ, a value is no number, missing, infinite or below 0, frequency is no
        whole number, recency exceeds T, or a customer without repeat orders has a recency.

    Examples
    --------
    >>> check_histories([1], [9], [5])
    Traceback (most recent call last):
    smartcart.errors.DataError: recency is 9 and T is 5 at position 0: nobody ... after T.
    Next step: Check how they were counted: frequency counts repeat orders, ...
    """
    x, t, until = map(_numbers, (frequency, recency, T), _NAMES)
    if not len(x) == len(t) == len(until):
        raise DataError(
            f"frequency, recency and T have {len(x):,}, {len(t):,} and {len(until):,} values; "
            "each customer needs one of each.",
            "Take the three from one table.",
        )
    _refuse(x != np.floor(x), "frequency is {x:g}", "it counts orders, so it is whole", x, t, until)
    _refuse(t > until, "recency is {t:g} and T is {T:g}", "nobody buys after T", x, t, until)
    alone = "frequency is 0 and recency {t:g}"
    _refuse((x == 0) & (t > 0), alone, "without a repeat order it is 0", x, t, until)
    return x, t, until


def _numbers(values: ArrayLike, name: str) -> _Floats:
    try:
        numbers = np.atleast_1d(np.asarray(values, dtype=np.float64))
    except (TypeError, ValueError):
        raise DataError(f"{name} holds values that are no numbers.", _step()) from None
    if numbers.ndim != 1:
        raise DataError(f"{name} has the shape {numbers.shape}; one value per customer.", _step())
    wrong = ~np.isfinite(numbers) | (numbers < 0)
    if wrong.any():
        place = int(np.argmax(wrong))
        raise DataError(
            f"{name} is {numbers[place]:g} at position {place}: it should be 0 or more.", _step()
        )
    return numbers


def _refuse(
    wrong: NDArray[np.bool_], what: str, why: str, x: _Floats, t: _Floats, T: _Floats
) -> None:
    if wrong.any():
        place = int(np.argmax(wrong))
        found = what.format(x=x[place], t=t[place], T=T[place])
        raise DataError(f"{found} at position {place}: {why}.", _step())


def _step() -> str:
    return f"Check how they were counted: {_MEANING}"
