"""The rival: PyCaret's clustering with a scan over k, as its documentation runs it.

It needs old versions of our own dependencies, so it runs in an environment of its own:
``python3.11 -m venv rival; rival/bin/python -m pip install pycaret six``. PyCaret 3.3.2 imports six
and does not say so.
"""

from __future__ import annotations

import os
import sys

os.environ["PYCARET_CUSTOM_LOGGING_PATH"] = os.devnull  # or it leaves a log where it is run

import pandas as pd
from pycaret.clustering import ClusteringExperiment


def main(path: str) -> None:
    table = pd.read_csv(path).drop(columns=["ID", "Dt_Customer"])
    experiment = ClusteringExperiment()
    experiment.setup(
        table, normalize=True, pca=True, session_id=0, verbose=False, html=False, system_log=False
    )
    for k in range(2, 11):
        experiment.create_model("kmeans", num_clusters=k, verbose=False)
    model = experiment.create_model("kmeans", num_clusters=3, verbose=False)
    labelled = experiment.assign_model(model, verbose=False)
    print(labelled.groupby("Cluster")[["Income"]].mean())


if __name__ == "__main__":
    main(sys.argv[1])
