"""BehaviouralFeatures: raw customer columns -> segmentation variables, in a Pipeline."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from smartcart.customers import FOUNDING_SCHEMA, Kind, Role, Schema, check_customers
from smartcart.errors import DataError
from smartcart.features.build import build_features
from smartcart.kernels import log1p
from smartcart.settings import Settings

__all__ = ["BehaviouralFeatures"]


class BehaviouralFeatures(TransformerMixin, BaseEstimator):
    """Turn a raw customer table into the numbers that customers are compared by.

    Amounts and counts become log(1 + x); other numbers stay. Rows keep their order, so
    nothing may be set aside: a row that breaks the contract is an error that names it.

    Parameters
    ----------
    schema : Schema, optional
        What the columns mean; the founding table by default.
    log : bool, default=True
        Whether amounts and counts are put on the log scale.

    Attributes
    ----------
    variables_ : tuple of Column
        Variables that vary among the training customers.

    Examples
    --------
    >>> import smartcart
    >>> frame = smartcart.make_customers(50, seed=0)
    >>> BehaviouralFeatures().fit_transform(frame).shape
    (50, 11)
    """

    def __init__(self, schema: Schema | None = None, *, log: bool = True) -> None:
        self.schema = schema
        self.log = log

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: ARG002
        """Learn which variables vary."""
        customers = check_customers(X, self._schema(), Settings(max_quarantine=1.0))
        self.variables_ = build_features(customers).variables
        self.feature_names_in_ = np.array([str(name) for name in X.columns], dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return one row per row of X, in the same order, indexed like X.

        Raises
        ------
        DataError
            When a row breaks the contract or an id repeats.
        """
        check_is_fitted(self)
        customers = check_customers(X, self._schema(), Settings(max_quarantine=1.0))
        if len(customers) < len(X):
            raise _incomplete(customers.quarantine, len(X) - len(customers))
        ids = X[customers.quality.columns[customers.schema.id_column.name]].astype("str")
        table = customers.table.loc[ids.str.strip(), [v.name for v in self.variables_]]
        table.index = X.index
        for variable in self.variables_:
            if self.log and variable.kind in (Kind.AMOUNT, Kind.COUNT):
                table[variable.name] = log1p(table[variable.name])
        return table

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:  # noqa: ARG002
        """Return the names of the variables."""
        check_is_fitted(self)
        return np.array([variable.name for variable in self.variables_], dtype=object)

    def _schema(self) -> Schema:
        """Return the id and the variables; what merely describes need not be there."""
        schema = self.schema or FOUNDING_SCHEMA
        columns = [c for c in schema.columns if c.role in (Role.ID, Role.SEGMENTATION)]
        return replace(schema, columns=tuple(columns))


def _incomplete(quarantine: pd.DataFrame, count: int) -> DataError:
    where = ""
    if len(quarantine):
        first = quarantine.iloc[0]
        where = f" The first is row {first['line']}: {first['reason']}."
    return DataError(
        f"{count} rows cannot be used, and a transformer may not drop any.{where}",
        "Clean the table first, with smartcart.check_customers.",
    )
