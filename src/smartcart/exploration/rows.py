"""What is said of a variable, by type: plain data."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Category", "Days", "Described", "Flag", "Histogram", "Level", "Quantity"]


@dataclass(frozen=True)
class Described:
    """What every variable has: `customers` whose value is known, and those whose value is not.

    `column` is the name in the source, empty for a measure of several columns.
    """

    name: str
    label: str
    column: str
    customers: int
    missing: int


@dataclass(frozen=True)
class Histogram:
    """Customers in bins along a quantity, none of which holds one to four of them.

    Attributes
    ----------
    edges : tuple of float
        Ends of the bins in customer units, rising: one more than there are bins. The last bin
        holds both of its ends, the others the lower one. Bins that were joined are wider.
    counts : tuple of int
        Customers of each bin.
    below, above : int
        Customers outside, who are only counted.
    is_log : bool
        Whether the bins are of equal width, before any were joined, on the scale log(1 + x).
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    below: int
    above: int
    is_log: bool


@dataclass(frozen=True)
class Quantity(Described):
    """A quantity, in customer units; None where nothing is known of it.

    `skewness` is the third standardised moment, None where all are
    alike. `far_out` customers lie outside the fences: three interquartile ranges beyond the
    quartiles (Tukey 1977), on the scale on which customers are compared (amounts and counts as
    log(1 + x)); no customer does where the quartiles coincide. `histogram` is None with fewer than
    five customers.
    """

    mean: float | None = None
    minimum: float | None = None
    first_quartile: float | None = None
    median: float | None = None
    third_quartile: float | None = None
    maximum: float | None = None
    skewness: float | None = None
    share_zero: float | None = None
    far_out: int = 0
    fence_low: float | None = None
    fence_high: float | None = None
    histogram: Histogram | None = None


@dataclass(frozen=True)
class Level:
    """A text that customers have, and the share of those whose text is known (0 to 1)."""

    level: str
    customers: int
    share: float
    is_rare: bool


@dataclass(frozen=True)
class Category(Described):
    """A column of texts.

    `levels` are in their stated order, otherwise the most frequent first; they are left out where
    there are too many to be categories, as such texts may be about single people. `entropy` is in
    bits (Shannon 1948): 0 where all are alike.
    """

    n_levels: int
    entropy: float
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Flag(Described):
    """A column of 0 and 1: the share of ones with its 95 % interval (Wilson 1927)."""

    ones: int
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Days(Described):
    """A column of days; both are None where no day is known."""

    first: str | None
    last: str | None
