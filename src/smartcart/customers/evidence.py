"""How many cells of a column prove what: all that is needed to decide how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcart.customers.distinct import Distinct

__all__ = ["Evidence"]


@dataclass(frozen=True)
class Evidence:
    """Cells counted by what they prove, and where the first of them stand.

    Counts of parts of a column add up to those of the whole, in any order: what is decided from
    them is the same on one machine and on a cluster.

    Attributes
    ----------
    counts : mapping of str to int
    where : callable or None
        Proof -> places in words; None where nobody knows them, as on a cluster.

    Examples
    --------
    >>> evidence = Evidence({"day": 2})
    >>> evidence["day"], evidence["month"], evidence.places("day")
    (2, 0, '')
    """

    counts: Mapping[str, int]
    where: Callable[[str], str] | None = None

    @classmethod
    def of(cls, cells: Distinct, proofs: Mapping[str, NDArray[np.bool_]]) -> Evidence:
        """Count the cells of a column whose distinct texts are in each mask."""
        counts = {proof: cells.count(mask) for proof, mask in proofs.items()}
        return cls(counts, lambda proof: cells.where(proofs[proof]))

    def __getitem__(self, proof: str) -> int:
        return self.counts.get(proof, 0)

    def places(self, proof: str) -> str:
        """Return where the first cells of a proof stand, in brackets, to follow their count."""
        return "" if self.where is None else f" ({self.where(proof)})"
