"""Made-up customers as a DataFrame."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from smartcart.datasets.tables import checked, customer_tables

__all__ = ["make_customers"]


def make_customers(n: int = 2240, seed: int = 0, country: bool = False) -> pd.DataFrame:
    """Return made-up customers that look like the founding table, with its faults.

    The founding table is the public "Customer Personality Analysis" (2,240 customers). Only
    rounded figures of it are used; no customer of it comes back. Customers are drawn in blocks
    of 2,240, and each block has the faults of the founding table at random rows: 24 missing
    incomes and one of 666666, births in 1893, 1899 and 1900, the marital states YOLO (2),
    Absurd (2) and Alone (3), 6 customers who spend without any purchase, 182 rows that repeat
    another one under a new ID, and 19 more that repeat one with the opposite response.

    Parameters
    ----------
    n : int, default 2240
        Number of customers, at least 1. The first rows do not depend on it.
    seed : int, default 0
        Not negative. The same seed gives the same customers.
    country : bool, default False
        Add a column ``Country`` at the end (eight countries); the others stay as they are.

    Returns
    -------
    DataFrame of shape (n, 22) or (n, 23)
        ``ID`` (unique, in no order), ``Year_Birth``, ``Education`` and ``Marital_Status``
        (text), ``Income`` (money per year, ``Int64``, may be missing), ``Kidhome`` and
        ``Teenhome`` (children, teenagers), ``Dt_Customer`` (enrolment, text DD-MM-YYYY),
        ``Recency`` (days since the last purchase), ``MntWines``, ``MntFruits``,
        ``MntMeatProducts``, ``MntFishProducts``, ``MntSweetProducts`` and ``MntGoldProds``
        (money in two years), ``NumDealsPurchases``, ``NumWebPurchases``,
        ``NumCatalogPurchases``, ``NumStorePurchases`` and ``NumWebVisitsMonth`` (counts),
        ``Complain`` and ``Response`` (0 or 1).

    Raises
    ------
    SettingsError
        When `n` is below 1, `seed` is negative, or either is not a whole number.

    Examples
    --------
    >>> customers = make_customers(100)
    >>> customers.shape, int(customers["ID"].nunique())
    ((100, 22), 100)
    >>> customers.equals(make_customers(5000).head(100))
    True
    """
    n, seed = checked(n, seed)
    frame = pa.concat_tables(customer_tables(n, seed, country)).to_pandas()
    return frame.assign(Income=frame["Income"].astype("Int64"))
