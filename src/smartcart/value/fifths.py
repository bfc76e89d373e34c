"""What was forecast beside what happened, from the least likely customers to the likeliest."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from smartcart.profiles import wilson_rate

__all__ = ["compare_fifths"]

_Floats = NDArray[np.float64]


def compare_fifths(probability: _Floats, answers: _Floats) -> pd.DataFrame:
    """Return forecast and observed share of answers by fifth of the forecast.

    Where both agree in every fifth, a probability means what it says (a reliability diagram;
    Murphy and Winkler 1977).

    Parameters
    ----------
    probability : array of shape (n_customers,)
        From models that never saw the customer. Equal ones are in one fifth, so a fifth may be
        empty; it is left out.
    answers : array of 0 and 1 of shape (n_customers,)

    Returns
    -------
    DataFrame
        Index ``fifth``, 1 the least likely: customers, forecast (mean probability), answers,
        rate, low, high (95 %, Wilson 1927).

    Examples
    --------
    >>> table = compare_fifths(np.arange(10) / 10, np.r_[np.zeros(8), 1.0, 1.0])
    >>> table[["customers", "forecast", "rate"]].iloc[[0, 4]].round(2).to_numpy().tolist()
    [[2.0, 0.05, 0.0], [2.0, 0.85, 1.0]]
    """
    place = pd.Series(probability).rank(method="average").to_numpy() / len(probability)
    fifth = pd.Index(np.ceil(5 * place - 1e-9).astype(np.int64), name="fifth")
    customers = pd.DataFrame({"forecast": probability, "answers": answers})
    own = customers.groupby(fifth)
    table = own.size().rename("customers").to_frame()
    table["forecast"] = own["forecast"].mean()
    table["answers"] = own["answers"].sum().astype(np.int64)
    rates = [wilson_rate(row.answers, row.customers) for row in table.itertuples()]
    for name in ("rate", "low", "high"):
        table[name] = [getattr(rate, name) for rate in rates]
    return table
