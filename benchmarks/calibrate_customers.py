"""Work out ``src/smartcart/datasets/founding.json`` from a founding table.

Run ``python benchmarks/calibrate_customers.py customers.csv founding.json``. Only rounded
figures of groups leave the table: quantiles from 1 % to 99 % (the outer ends are invented by
going on a little), shares of customers below round amounts and of small counts, as long as
several customers have them, correlations, and the weights of a logistic regression.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

from smartcart.datasets.blocks import draw_group
from smartcart.datasets.founding import AMOUNTS, AT, COLUMNS, FIRST_DAY, LEVELS, Founding
from smartcart.datasets.response import TERMS, response_terms

SOURCE = (
    'Rounded figures of the public CC0 table "Customer Personality Analysis" '
    "(2,240 customers); no row of it is contained."
)
AMOUNT_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 33, 40, 50, 60, 80]
AMOUNT_STEPS += [100, 130, 160, 200, 250, 320, 400, 500, 600, 750, 900, 1100, 1300, 1600, 2000]
PERCENTS = [0, 1, 2.5, *range(5, 100, 5), 97.5, 99, 100]
CHANNELS = ["NumWebPurchases", "NumCatalogPurchases", "NumStorePurchases"]
COUNTS = ["NumDealsPurchases", *CHANNELS, "NumWebVisitsMonth"]
CURVES = ["Year_Birth", "Income", "Dt_Customer"]
SHARES = [*LEVELS, "Kidhome", "Teenhome", *COUNTS]
APART = ["Recency", "Complain"]  # independent of everything else
DRAWN = [*CURVES, *AMOUNTS, *SHARES, *APART]
RARE = 3  # a count that fewer customers of a group have is left out
ROUNDS, SIMULATED = 8, 40_000


def main(table: str, target: str) -> None:
    values = read(table)
    parts = [values.loc[members] for members in split(values)]
    record = {
        "source": SOURCE,
        "percents": PERCENTS,
        "amounts": AMOUNT_STEPS,
        "drawn": DRAWN,
        "groups": [describe(part, values["Complain"]) for part in parts],
        "response": response_weights(values),
    }
    for group, part in zip(record["groups"], parts, strict=True):
        fit_correlations(record, group, usual(part))
    Path(target).write_text(as_text(record), encoding="utf-8")


def read(table: str) -> pd.DataFrame:
    """Read the table with texts as positions in their levels and dates as days."""
    frame = pd.read_csv(table)[list(COLUMNS)].sort_values("ID", ignore_index=True)
    for name, levels in LEVELS.items():
        frame[name] = frame[name].map(levels.index)
    days = pd.to_datetime(frame["Dt_Customer"], format="%d-%m-%Y") - pd.Timestamp(FIRST_DAY)
    return frame.assign(Dt_Customer=days.dt.days)


def split(values: pd.DataFrame) -> list[pd.Index]:
    """Return the three k-means groups, each cut at its median number of purchases.

    The cut is for the lowest group: there those who buy least do so in every channel at once,
    which a correlation cannot say.
    """
    logs = np.log1p(values[[*AMOUNTS, *COUNTS]])
    scores = PCA(0.9).fit_transform((logs - logs.mean()) / logs.std(ddof=0))
    labels = KMeans(3, n_init=10, random_state=0).fit_predict(scores)
    groups = values[list(AMOUNTS)].sum(axis=1).groupby(labels)
    order = groups.median().sort_values(ascending=False).index
    return [half for label in order for half in halves(values.loc[groups.groups[label]])]


def halves(members: pd.DataFrame) -> list[pd.Index]:
    purchases = members[CHANNELS].sum(axis=1)
    many = purchases > purchases.median()
    return [members.index[many], members.index[~many]]


def usual(values: pd.DataFrame) -> pd.DataFrame:
    """Leave out the customers whom the generator adds as quirks."""
    bought = values[CHANNELS].sum(axis=1) > 0
    named = values["Marital_Status"] < LEVELS["Marital_Status"].index("YOLO")
    likely = (values["Year_Birth"] >= 1905) & (values["Income"] < 600_000)
    return values[bought & named & likely]


def describe(members: pd.DataFrame, complaints: pd.Series) -> dict:
    rows = usual(members)
    shares = {name: small_shares(rows[name]) for name in SHARES}
    return {
        "size": len(members),
        "quantiles": {name: curve(name, rows[name]) for name in CURVES} | {"Recency": PERCENTS},
        "below": {name: shares_below(rows[name]) for name in AMOUNTS},
        "shares": shares | {"Complain": small_shares(complaints)},
    }


def shares_below(column: pd.Series) -> list[float]:
    """Return the share of customers below each amount, the rarest at either end left out."""
    below = np.searchsorted(np.sort(column), AMOUNT_STEPS)
    below[below < RARE] = 0
    below[below > len(column) - RARE] = len(column)
    return [round(float(each), 3) for each in below / len(column)]


def curve(name: str, column: pd.Series) -> list[float]:
    """Return quantiles of the column with each whole number spread evenly up to the next."""
    counts = column.astype(int).value_counts().sort_index()
    reached = np.concatenate([[0.0], np.cumsum(counts) / counts.sum()])
    numbers = counts.index.to_numpy()
    knots = np.unique(np.concatenate([numbers, numbers + 1]))
    below = np.array([reached[np.searchsorted(numbers, knot)] for knot in knots])
    inner = np.interp(np.array(PERCENTS[1:-1]) / 100, below, knots)
    low = max(2 * inner[0] - inner[1], inner[0] / 2)
    high = 2 * inner[-1] - inner[-2]
    if name == "Dt_Customer":
        low, high = 0, 700  # the season of the table
    return [shorten(name, value) for value in (low, *inner, high)]


def shorten(name: str, value: float) -> float:
    if name in ("Year_Birth", "Dt_Customer"):
        return round(float(value), 1)
    return float(f"{value:.3g}")


def small_shares(column: pd.Series) -> list[float]:
    """Return the shares of 0, 1, 2, ...; the last is of so many and the few who have more."""
    counts = np.bincount(column)
    last = np.flatnonzero(counts >= RARE)[-1]
    counts = np.bincount(column.clip(upper=last))
    kept = np.where(counts >= RARE, counts, 0)
    return [round(float(each), 3) for each in kept / kept.sum()]


def response_weights(values: pd.DataFrame) -> dict[str, float]:
    rows = usual(without_contradictions(values))
    block = np.zeros((len(AT), len(rows)), dtype=np.int64)
    block[[AT[name] for name in COLUMNS]] = rows[list(COLUMNS)].T
    model = LogisticRegression(C=1e6, fit_intercept=False, max_iter=10_000, tol=1e-8)
    model.fit(response_terms(block).T, block[AT["Response"]])
    weights = model.coef_[0].round(2) + 0.0  # no minus zero
    return dict(zip(TERMS, weights.tolist(), strict=True))


def without_contradictions(values: pd.DataFrame) -> pd.DataFrame:
    """Leave out responders repeated as non-responders: the generator adds such pairs later."""
    same = [name for name in COLUMNS if name not in ("ID", "Response")]
    both = values.groupby(same, dropna=False)["Response"].transform("nunique") > 1
    return values[~(both & (values["Response"] == 1))]


def fit_correlations(record: dict, group: dict, rows: pd.DataFrame) -> None:
    """Move the correlations until drawn customers have the rank correlations of `rows`."""
    target = as_normal(rows[DRAWN].to_numpy())
    latent = possible(target)
    for _ in range(ROUNDS):
        latent = possible(latent + target - as_normal(simulate(record, group, latent)))
    group["correlations"] = triangle(latent)


def simulate(record: dict, group: dict, latent: np.ndarray) -> np.ndarray:
    one = {**record, "groups": [{**group, "correlations": triangle(latent)}]}
    drawn = draw_group(Founding.from_record(one).groups[0], SIMULATED, np.random.default_rng(0))
    return drawn.T


def as_normal(rows: np.ndarray) -> np.ndarray:
    """Return correlations of normal scores that have the rank correlations of `rows`."""
    linked = len(DRAWN) - len(APART)
    correlations = np.eye(len(DRAWN))
    ranks = pd.DataFrame(rows[:, :linked]).corr("spearman").fillna(0)
    correlations[:linked, :linked] = 2 * np.sin(np.pi / 6 * ranks)
    return correlations


def possible(correlations: np.ndarray) -> np.ndarray:
    """Return the nearest matrix that is a correlation matrix after rounding, too."""
    symmetric = (correlations + correlations.T) / 2
    np.fill_diagonal(symmetric, 1)
    values, vectors = np.linalg.eigh(symmetric)
    mended = (vectors * np.maximum(values, 0.03)) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    return mended / np.outer(scale, scale)


def triangle(correlations: np.ndarray) -> list[list[float]]:
    rounded = correlations.round(2) + 0.0  # no minus zero
    return [rounded[row, :row].tolist() for row in range(1, len(rounded))]


def as_text(record: dict) -> str:
    """Write the record with one list a line."""
    text = json.dumps(record, indent=1)
    return re.sub(r"\[[^][{}]+\]", lambda found: re.sub(r"\s+", " ", found[0]), text) + "\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
