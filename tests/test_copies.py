"""A copy of a result, in this process or read from a pickle in another one, gives its answers."""

import copy
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
from tests.conftest import missing

import smartcart
from smartcart.churn import learn_ranks
from smartcart.churn.ranks import join_curves
from smartcart.kernels import SOURCE, Placing, RankedMeans, find_library

ELSEWHERE = """
import pickle, sys
with open(sys.argv[1], "rb") as kept:
    segmentation, scorer, frame, table = pickle.load(kept)
answers = segmentation.assign(frame), scorer.assign(table)
with open(sys.argv[1], "wb") as kept:
    pickle.dump(answers, kept)
"""


def test_a_result_and_its_scorer_pickled_after_use_assign_in_a_new_process(
    segmentation, generated, tmp_path
):
    frame = generated.iloc[:50]
    table = smartcart.check_customers(frame).table
    scorer, kept = segmentation.scorer(), tmp_path / "kept.pickle"
    here = segmentation.assign(frame), scorer.assign(table)
    kept.write_bytes(pickle.dumps((segmentation, scorer, frame, table)))
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(kept)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for ours, theirs in zip(here, pickle.loads(kept.read_bytes()), strict=True):  # noqa: S301 - our own
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True)


def test_a_deep_copy_of_a_scorer_gives_its_answers(segmentation, generated):
    table, scorer = smartcart.check_customers(generated).table, segmentation.scorer()
    again = copy.deepcopy(scorer).assign(table)
    pd.testing.assert_frame_equal(scorer.assign(table), again, check_exact=True)


def test_a_deep_copy_of_curves_reads_its_own_numbers():
    values, groups = np.array([1.5, 3.0, np.nan]), np.zeros(3, dtype=np.int64)
    curves = join_curves([learn_ranks([1.0, 2.0, 4.0])])
    means = RankedMeans([curves], np.ones(1), curves)
    expected = curves.place(values, groups), means.place([values], groups)
    copies = copy.deepcopy((curves, means))
    for array in (curves.grid, curves.x, curves.y, curves.slope):
        array[:] = np.nan
    found = copies[0].place(values, groups), copies[1].place([values], groups)
    np.testing.assert_array_equal(found, expected)


def test_a_deep_copy_of_what_places_customers_reads_its_own_numbers():
    if find_library() is None:
        missing("a C compiler")
    plan = np.array([(0, -1, 0, 0, 0.0, -9.0, 9.0, 0.0, 1.0, 1.0)], SOURCE)
    one = np.ones((1, 1))
    placing = Placing(plan, np.zeros(0), np.zeros(1), one, np.array([[1.0], [5.0]]), np.ones(2))
    again = copy.deepcopy(placing)
    placing.centroids[:] = 0.0
    assert again.place_one(4 * one, np.zeros((0, 1)))[:4] == (1, 0, 1.0, 9.0)
