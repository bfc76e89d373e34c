"""The figures of the founding table from which customers are drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["AMOUNTS", "AT", "COLUMNS", "FIRST_DAY", "LEVELS", "Founding", "Group", "founding"]

AMOUNTS = (
    "MntWines",
    "MntFruits",
    "MntMeatProducts",
    "MntFishProducts",
    "MntSweetProducts",
    "MntGoldProds",
)
COLUMNS = (
    "ID",
    "Year_Birth",
    "Education",
    "Marital_Status",
    "Income",
    "Kidhome",
    "Teenhome",
    "Dt_Customer",
    "Recency",
    *AMOUNTS,
    "NumDealsPurchases",
    "NumWebPurchases",
    "NumCatalogPurchases",
    "NumStorePurchases",
    "NumWebVisitsMonth",
    "Complain",
    "Response",
)
AT = {name: row for row, name in enumerate((*COLUMNS, "Country"))}  # rows of a block
FIRST_DAY = np.datetime64("2012-07-30")

# Texts are drawn as positions in these lists. The first five of each are in the order of age or
# schooling, so that a rank correlation with them means something; the oddities come after.
LEVELS = {
    "Education": ("Basic", "2n Cycle", "Graduation", "Master", "PhD"),
    "Marital_Status": (
        "Single",
        "Together",
        "Married",
        "Divorced",
        "Widow",
        "YOLO",
        "Absurd",
        "Alone",
    ),
}


@dataclass(frozen=True)
class Group:
    """One of the groups that the customers are a mixture of.

    Attributes
    ----------
    size : int
        Customers of the group in each block.
    curves : mapping of str to (percents, values)
        Quantile curve of each drawn column; a value is rounded down to a whole number.
    mixer : float array of shape (n_drawn, n_drawn)
        Cholesky factor of the correlations of the normal scores.
    """

    size: int
    curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    mixer: NDArray[np.float64]


@dataclass(frozen=True)
class Founding:
    """Groups, and the weights of the terms that decide who responds."""

    groups: tuple[Group, ...]
    response: Mapping[str, float]

    @property
    def block_size(self) -> int:
        """Customers in a block: as many as the founding table has."""
        return sum(group.size for group in self.groups)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Founding:
        """Build the model from the content of ``founding.json``."""
        groups = tuple(_group(each, record) for each in record["groups"])
        return cls(groups, record["response"])


@cache
def founding() -> Founding:
    """Return the figures that come with the package.

    Examples
    --------
    >>> founding().block_size
    2240
    """
    text = files("smartcart.datasets").joinpath("founding.json").read_text(encoding="utf-8")
    return Founding.from_record(json.loads(text))


def _group(group: Mapping[str, Any], record: Mapping[str, Any]) -> Group:
    percents, amounts = np.array(record["percents"]) / 100, np.array(record["amounts"])
    curves = {name: (percents, np.array(each)) for name, each in group["quantiles"].items()}
    curves |= {name: (np.array(each), amounts) for name, each in group["below"].items()}
    curves |= {name: _curve(each) for name, each in group["shares"].items()}
    ordered = {name: curves[name] for name in record["drawn"]}
    mixer = np.linalg.cholesky(_matrix(group["correlations"])).astype(np.float64)
    return Group(group["size"], ordered, mixer)


def _matrix(triangle: list[list[float]]) -> NDArray[np.float64]:
    """Return the matrix of the correlations that are listed below its diagonal."""
    size = len(triangle) + 1
    lower = np.zeros((size, size))
    lower[np.tril_indices(size, -1)] = np.concatenate(triangle)
    return lower + lower.T + np.eye(size)


def _curve(shares: list[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn the shares of 0, 1, 2, ... into a curve that is rounded down to these numbers."""
    steps = np.concatenate([[0.0], np.cumsum(shares)])
    return steps / steps[-1], np.arange(len(steps), dtype=np.float64)
