"""The rival: the pipeline that notebooks on the founding table run, with 50 bootstraps."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score, silhouette_score
from sklearn.preprocessing import StandardScaler


def main(path: str) -> None:
    table = pd.read_csv(path).dropna()
    table["Age"] = 2014 - table["Year_Birth"]
    table["Spent"] = table.filter(like="Mnt").sum(axis=1)
    numeric = table.drop(columns=["ID", "Year_Birth"]).select_dtypes("number")
    space = PCA(n_components=3).fit_transform(StandardScaler().fit_transform(numeric))
    for k in range(2, 11):
        labels = KMeans(k, n_init=10, random_state=0).fit_predict(space)
        silhouette_score(space, labels)
    base = KMeans(3, n_init=10, random_state=0).fit(space)
    generator = np.random.default_rng(0)
    for _ in range(50):
        rows = generator.integers(0, len(space), len(space))
        refit = KMeans(3, n_init=10, random_state=0).fit(space[rows])
        adjusted_rand_score(base.labels_, refit.predict(space))
    labels = AgglomerativeClustering(3).fit_predict(space)
    print(table.assign(Cluster=labels).groupby("Cluster")[["Income", "Spent", "Age"]].mean())


if __name__ == "__main__":
    main(sys.argv[1])
