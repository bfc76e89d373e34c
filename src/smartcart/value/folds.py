"""Customers -> folds: repeated rows together, answers spread evenly, the same in any row order."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from smartcart.customers import Customers, Role
from smartcart.errors import SettingsError

__all__ = [
    "check_holdout_share",
    "deal_folds",
    "fingerprint_customers",
    "hold_out",
    "sample_groups",
]

#: Odd constants of a 64-bit mixer (Steele, Lea & Flood 2014), so that each salt deals anew.
_STEP, _MIX = 0x9E3779B97F4A7C15, np.uint64(0xBF58476D1CE4E5B9)


def fingerprint_customers(customers: Customers) -> NDArray[np.uint64]:
    """Return a number per customer, equal for rows equal in everything but id and outcomes.

    A copy under another id, learnt from and judged on, makes any model look better than it is;
    so customers with the same fingerprint are kept in one fold.

    Returns
    -------
    array of shape (n_customers,)

    Examples
    --------
    >>> import smartcart
    >>> raw = smartcart.make_customers(50, seed=0)
    >>> twin = raw.iloc[[0]].assign(ID="twin", Response=1)
    >>> customers = smartcart.check_customers(pd.concat([raw, twin]))
    >>> len(customers), len(np.unique(fingerprint_customers(customers)))
    (51, 50)
    """
    outcomes = [column.name for column in customers.schema.with_role(Role.OUTCOME)]
    described = customers.table.drop(columns=outcomes, errors="ignore")
    texts = described.columns[~described.dtypes.map(_is_plain)]
    # A category is hashed by its text, once, and not once per customer.
    described = described.astype(dict.fromkeys(texts, "category"))
    return np.asarray(pd.util.hash_pandas_object(described, index=False).to_numpy(), np.uint64)


def deal_folds(
    groups: ArrayLike, answers: ArrayLike, n_folds: int = 5, salt: int = 0
) -> NDArray[np.int64]:
    """Deal groups of customers into folds, those with an answer and those without alike.

    Within both kinds the groups are ordered by a hash of their number and dealt in turn, so
    folds differ by at most one group of each kind.

    Parameters
    ----------
    groups : array of unsigned integers of shape (n_customers,)
        As `fingerprint_customers` returns them; one group is never divided.
    answers : array of 0 and 1 of shape (n_customers,)
    n_folds : int
    salt : int
        Another number deals another time.

    Returns
    -------
    array of int of shape (n_customers,), 0 to ``n_folds - 1``.

    Raises
    ------
    SettingsError
        With fewer than two folds, or fewer groups than folds.

    Examples
    --------
    >>> folds = deal_folds(np.array([7, 7, 8, 9, 10]), [1, 0, 1, 0, 0], n_folds=2)
    >>> bool(folds[0] == folds[1]), sorted(np.bincount(folds[1:]).tolist())
    (True, [2, 2])
    """
    distinct, of_row = np.unique(np.asarray(groups, dtype=np.uint64), return_inverse=True)
    if not 2 <= n_folds <= len(distinct):
        raise SettingsError(
            f"{n_folds} folds of {len(distinct):,} different customers are not possible: there "
            "should be at least two folds, and a customer for each.",
            "Give more customers, or ask for fewer folds.",
        )
    answered = np.zeros(len(distinct))
    np.maximum.at(answered, of_row, np.asarray(answers, dtype=np.float64))
    order = np.lexsort([_mixed(distinct, salt), answered])
    folds = np.empty(len(distinct), dtype=np.int64)
    folds[order] = np.arange(len(distinct)) % n_folds
    return np.asarray(folds[of_row], dtype=np.int64)


def sample_groups(groups: NDArray[np.uint64], most: int) -> NDArray[np.bool_]:
    """Say which customers are sampled: whole groups in the order of a hash, at most so many.

    Examples
    --------
    >>> sample_groups(np.array([5, 5, 6, 7], dtype=np.uint64), 4).tolist()
    [True, True, True, True]
    """
    hashes = _mixed(groups, 2)
    if len(hashes) <= most:
        return np.ones(len(hashes), dtype=bool)
    return np.asarray(hashes < np.partition(hashes, most)[most])


def hold_out(ids: pd.Index, share: float, campaign: str = "") -> NDArray[np.bool_]:
    """Say who is left uncontacted, so that the next campaign can measure its effect.

    A customer's place follows from the id and the name of the campaign alone: the same in any
    table, whoever else is in it.

    Parameters
    ----------
    ids : Index of text of shape (n_customers,)
    share : float
        Share of customers to hold out, from 0 up to but not including 1.
    campaign : str
        Another name holds out other customers.

    Raises
    ------
    SettingsError
        For a share outside 0 to 1.

    Examples
    --------
    >>> ids = pd.Index([str(i) for i in range(10_000)])
    >>> bool(900 <= hold_out(ids, 0.1, "spring").sum() <= 1100)
    True
    """
    check_holdout_share(share)
    named = np.array([f"{campaign}\x1f{each}" for each in ids.tolist()], dtype=object)
    hashes = np.asarray(pd.util.hash_array(named, categorize=False), dtype=np.uint64)
    return np.asarray(_mixed(hashes, 0) < np.uint64(int(share * 2**63) * 2))


def check_holdout_share(share: float) -> None:
    """Refuse a share of customers that cannot be held out.

    Raises
    ------
    SettingsError
        For a share outside 0 to 1.

    Examples
    --------
    >>> check_holdout_share(0.1)
    """
    if not 0 <= share < 1:
        raise SettingsError(
            f"The share held out is {share:g}, but it should be at least 0 and below 1.",
            "Give a share such as 0.1.",
        )


def _is_plain(dtype: object) -> bool:
    types = pd.api.types
    return bool(types.is_numeric_dtype(dtype) or types.is_datetime64_any_dtype(dtype))


def _mixed(numbers: NDArray[np.uint64], salt: int) -> NDArray[np.uint64]:
    mixed = numbers + np.uint64((salt + 1) * _STEP % 2**64)  # arrays wrap around
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), dtype=np.uint64)
