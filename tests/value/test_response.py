import numpy as np
import pytest

from smartcart.value import compare_responses, rate_segments
from smartcart.value.response import gain_responses


def test_shuffled_answers_give_lifts_whose_intervals_cover_1():
    # Segments are learnt without the outcome, so shuffling it leaves the labels as they are.
    generator = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], [729, 637, 874])
    answers = (np.arange(len(labels)) < 334).astype(float)
    covered = 0
    for _ in range(200):
        table = rate_segments(labels, generator.permutation(answers))
        covered += bool(((table["lift_low"] <= 1) & (table["lift_high"] >= 1)).all())
    assert covered >= 0.93 * 200


def test_a_planted_difference_is_found_and_its_lift_shown():
    labels = np.repeat([0, 1], [200, 800])
    answers = np.concatenate([np.arange(200) < 60, np.arange(800) < 80]).astype(float)
    table = rate_segments(labels, answers)
    assert table["rate"].tolist() == [0.3, 0.1]
    assert table["lift"].tolist() == pytest.approx([0.3 / 0.14, 0.1 / 0.14])
    assert table.loc["S1", "lift_low"] > 1 > table.loc["S2", "lift_high"]
    assert compare_responses(labels, answers) < 0.001


def test_the_permutation_p_is_that_of_permuting():
    generator = np.random.default_rng(1)
    labels = np.repeat([0, 1, 2], [30, 50, 40])
    answers = (np.arange(120) % 4 == 0).astype(float)
    answers[:9] = 1

    def statistic(values):
        return sum(values[labels == i].sum() ** 2 / (labels == i).sum() for i in range(3))

    seen = statistic(answers)
    permuted = [statistic(generator.permutation(answers)) for _ in range(4000)]
    by_hand = np.mean(np.array(permuted) >= seen - 1e-9)
    assert abs(compare_responses(labels, answers) - by_hand) < 0.03


def test_p_values_of_shuffled_answers_are_uniform():
    generator = np.random.default_rng(2)
    labels, answers = np.repeat([0, 1, 2], 300), (np.arange(900) % 7 == 0).astype(float)
    p = [compare_responses(labels, generator.permutation(answers)) for _ in range(200)]
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.10
    assert 0.4 < np.mean(p) < 0.6


def test_gains_are_counted_by_hand():
    answers = np.array([1.0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    gains = gain_responses(np.arange(10.0, 0, -1), answers)
    assert gains.round(3).tolist() == [0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1]
    tied = gain_responses(np.zeros(10), answers)
    assert tied.to_numpy() == pytest.approx(np.arange(1, 11) / 10)
