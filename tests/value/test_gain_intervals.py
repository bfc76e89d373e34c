import numpy as np
import pandas as pd
import pytest

from smartcart.value import HeldOut, compare_fifths, gain_intervals, measure_response
from smartcart.value.gain_intervals import bound_gains
from smartcart.value.response import gain_responses

SHARES = np.arange(1, 11) / 10


def held_out(answers, groups=None, folds=None, **probability) -> HeldOut:
    n = len(answers)
    zeros = np.zeros(n, dtype=np.int64)
    return HeldOut(
        pd.DataFrame(probability, index=[str(i) for i in range(n)]),
        np.asarray(answers, dtype=float),
        np.arange(n, dtype=np.uint64) if groups is None else groups,
        zeros,
        zeros if folds is None else folds,
        np.zeros(n),
        (),
    )


def by_hand(some: HeldOut, name: str, rows) -> np.ndarray:
    """Return the gains of some rows, each written out as often as it was drawn."""
    score, answers, folds = some.probability[name].to_numpy()[rows], some.answers[rows], some.folds
    own = [folds[rows] == fold for fold in np.unique(folds)]
    reached = [gain_responses(score[f], answers[f]) * answers[f].sum() for f in own if f.any()]
    return np.sum(reached, axis=0) / max(answers.sum(), 1)


def test_intervals_are_those_of_samples_written_out_row_by_row(monkeypatch):
    monkeypatch.setattr(gain_intervals, "_DRAWS", 120)
    monkeypatch.setattr(gain_intervals, "_AT_ONCE", 40)
    generator = np.random.default_rng(3)
    groups = np.r_[np.arange(20), np.arange(10)].astype(np.uint64)  # ten customers twice
    folds = (groups % 3).astype(np.int64)
    coarse = generator.integers(0, 4, 30) / 4  # many customers of equal score
    some = held_out(
        (groups % 4 == 0), groups, folds, planner=coarse, rfm=generator.random(30), logistic=coarse
    )
    found = measure_response(some).bounds
    draws, rows = np.random.default_rng(0), np.arange(30)
    written = []
    for _ in range(120):
        times = np.bincount(draws.integers(0, 20, 20), minlength=20)[groups.astype(int)]
        sample = np.repeat(rows, times)
        written.append([by_hand(some, name, sample) for name in ("planner", found.rival)])
    planner, rival = np.swapaxes(written, 0, 1)
    low, high = np.quantile(planner, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(found.low, low, atol=1e-12)
    np.testing.assert_allclose(found.high, high, atol=1e-12)
    low, high = np.quantile(planner - rival, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(found.ahead[["low", "high"]].T, [low, high], atol=1e-12)


def test_a_ranking_is_ahead_of_the_best_rival_alone_and_never_of_itself():
    generator = np.random.default_rng(0)
    truth = generator.random(400)
    answers = generator.random(400) < truth
    blurred = truth + generator.normal(size=400)
    some = held_out(answers, planner=truth, logistic=blurred, rfm=np.zeros(400), boosting=truth)
    found = measure_response(some).bounds
    assert found.rival == "logistic"  # boosting is ours
    assert (found.ahead["low"].iloc[:5] > 0).all()
    assert found.ahead.loc[1.0].tolist() == [0, 0, 0]
    same = measure_response(held_out(answers, planner=truth, logistic=truth)).bounds
    assert not same.ahead.to_numpy().any()
    alone = measure_response(held_out(answers, planner=truth)).bounds
    assert (alone.rival, len(alone.ahead)) == ("", 0)
    assert (alone.low <= alone.high).all()


def test_copies_make_nobody_surer():
    generator = np.random.default_rng(1)
    score = generator.random(200)
    answers = generator.random(200) < score
    once = measure_response(held_out(answers, planner=score)).bounds
    twins = np.tile(np.arange(200, dtype=np.uint64), 2)
    both = held_out(np.tile(answers, 2), twins, planner=np.tile(score, 2))
    twice = measure_response(both).bounds
    np.testing.assert_allclose(twice.low, once.low)
    np.testing.assert_allclose(twice.high, once.high)


@pytest.mark.parametrize("n", [1, 12])
def test_few_customers_and_no_answers_have_intervals_too(n):
    some = held_out(np.zeros(n), np.zeros(n, dtype=np.uint64), planner=np.full(n, 0.5))
    gains = pd.DataFrame({"planner": np.zeros(10)}, index=pd.Index(SHARES))
    found = bound_gains(some, gains)
    assert found.low.tolist() == found.high.tolist() == [0.0] * 10


def test_a_fifth_is_counted_by_hand_and_equals_stay_together():
    probability = np.array([0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    table = compare_fifths(probability, np.array([0, 1, 0, 0, 0, 0, 0, 1, 1, 1.0]))
    assert table["customers"].tolist() == [2] * 5
    assert table["forecast"].round(2).tolist() == [0.1, 0.25, 0.45, 0.65, 0.85]
    assert table["answers"].tolist() == [1, 0, 0, 1, 2]
    assert table["rate"].tolist() == [0.5, 0, 0, 0.5, 1]
    same = compare_fifths(np.full(7, 0.3), np.array([1, 0, 0, 0, 0, 0, 0.0]))
    assert same.index.tolist() == [3]
    assert same["customers"].tolist() == [7]
