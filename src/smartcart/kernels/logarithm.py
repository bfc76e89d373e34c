"""log(1 + x) with the same bits on every processor."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from smartcart.kernels.library import find_library

__all__ = ["HALVED_FROM", "LN2_HIGH", "LN2_LOW", "NEAR", "SERIES", "TINY", "log1p"]

_Floats = NDArray[np.float64]

#: log(2) in two parts, and the odd powers of the series in s = f / (2 + f), as in logarithm.c.
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42feep-1"), float.fromhex("0x1.a39ef35793c76p-33")
SERIES = tuple(
    map(
        float.fromhex,
        (
            "0x1.5555555555593p-1",
            "0x1.999999997fa04p-2",
            "0x1.2492494229359p-2",
            "0x1.c71c51d8e78afp-3",
            "0x1.7466496cb03dep-3",
            "0x1.39a09d078c69fp-3",
            "0x1.2f112df3e5244p-3",
        ),
    )
)
#: Between them 1 + x is near 1 as it is.
NEAR = -float.fromhex("0x1.2bec4p-2"), float.fromhex("0x1.a827ap-2")
#: A number just below the root of 2: whatever lies above is halved once more.
HALVED_FROM = float.fromhex("0x1.6a09ep+0")
TINY, _WHOLE = 2.0**-29, 2.0**53


def log1p(values: ArrayLike) -> _Floats:
    """Return log(1 + x) of numbers of any shape.

    ``numpy.log1p`` takes another way on some processors and differs there in the last digit,
    which is enough to place a customer otherwise. The way of fdlibm (K.C. Ng, Sun Microsystems
    1993), in operations that IEEE 754 rounds in one way; its error is below one unit in the last
    place.

    Returns
    -------
    array of the same shape
        Minus infinity for -1; NaN below, and for NaN.

    Examples
    --------
    >>> log1p([0.0, 1.0, -1.0, -2.0]).tolist()
    [0.0, 0.6931471805599453, -inf, nan]
    """
    x = np.asarray(values, dtype=np.float64, order="C")
    library = find_library()
    if library is None:
        return _by_numpy(x)
    logs = np.empty(x.shape)
    # By address: checking what has just been made would take as long as one customer's logarithms.
    library.smartcart_log1p(_address(x), x.size, _address(logs))
    return logs


def _address(array: _Floats) -> int:
    return int(array.__array_interface__["data"][0])


def _by_numpy(values: _Floats) -> _Floats:
    with np.errstate(all="ignore"):  # what has no logarithm is replaced at the end
        x = np.where((values > -1.0) & (values < np.inf), values, 0.0)
        u = np.where(x < _WHOLE, 1.0 + x, x)
        fraction, power = np.frexp(u)
        k = power - 1
        lost = np.where(k > 0, 1.0 - (u - x), x - (u - 1.0)) / u
        halved = 2.0 * fraction >= HALVED_FROM
        k = k + halved
        f = np.where(halved, fraction, 2.0 * fraction) - 1.0
        lost = np.where((k == 0) | (x >= _WHOLE), 0.0, lost)
        near = (x > NEAR[0]) & (x < NEAR[1])
        flat = ~near & (f >= -1.5 * 2.0**-20) & (f < 2.0**-20)
        f, lost, k = np.where(near, x, f), np.where(near, 0.0, lost), np.where(near, 0, k)
        logs = _put_together(f, k.astype(np.float64), lost, flat)
        logs = np.where(np.abs(x) < TINY, x - x * x * 0.5, logs)
    logs = np.where(values == np.inf, np.inf, np.where(values == -1.0, -np.inf, logs))
    return np.asarray(np.where(values >= -1.0, logs, np.nan))


def _put_together(f: _Floats, k: _Floats, lost: _Floats, flat: NDArray[np.bool_]) -> _Floats:
    half, low = 0.5 * f * f, k * LN2_LOW + lost
    s = f / (2.0 + f)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    z6 = z4 * z2
    first, *pairs = SERIES
    rest = z * first
    for power, low_term, high_term in zip((z2, z4, z6), pairs[::2], pairs[1::2], strict=True):
        rest = rest + power * (low_term + z * high_term)
    bent = half - (s * (half + rest) + low)
    straight = half * (1.0 - 0.66666666666666666 * f) - low
    return np.asarray(k * LN2_HIGH - (np.where(flat, straight, bent) - f))
