"""What may be claimed of coming back, by tables made up for each case."""

import pandas as pd
import pytest

from smartcart.forecast import OriginScores, choose_voice


def origins(observed, expected, days=(300, 250, 200)):
    empty = pd.DataFrame()
    return [
        OriginScores(day, 1_000, o, empty, empty, pd.DataFrame({"expected": {"bg_nbd": e}}), empty)
        for day, o, e in zip(days, observed, expected, strict=True)
    ]


def table(**rows):
    columns = ["auc", "auc_low", "level_gap", "fifth_gap", "value_ratio"]
    made = pd.DataFrame(rows, index=columns).T
    return made.sort_values("auc", ascending=False)


STEADY = origins([0.30, 0.31, 0.29], [0.31, 0.30, 0.30])


def test_a_level_that_held_on_days_all_over_the_past_is_a_probability():
    voice = choose_voice(table(bg_nbd=[0.75, 0.72, 0.01, 0.02, 1.1]), STEADY, 100, 400)
    assert (voice.name, voice.speaker, voice.money) == ("probability", "bg_nbd", True)
    assert voice.reason == (
        "From 3 days of the past BG/NBD was right in level: at most 1 point off on any day, and 2 "
        "points in any fifth of customers."
    )


def test_money_off_by_more_than_a_fifth_is_not_told():
    voice = choose_voice(table(bg_nbd=[0.75, 0.72, 0.01, 0.02, 1.3]), STEADY, 100, 400)
    assert (voice.name, voice.money) == ("probability", False)


def test_levels_that_move_leave_a_ranking_and_the_spread_is_shown():
    moved = origins([0.52, 0.58, 0.60], [0.71, 0.60, 0.62])
    voice = choose_voice(table(bg_nbd=[0.75, 0.72, 0.19, 0.10, 1.9]), moved, 100, 400)
    assert (voice.name, voice.speaker, voice.money) == ("ranking", "bg_nbd", False)
    assert voice.reason == (
        "A ranking, not a probability: levels move. From 3 days of the past, 52 % to 60 % of "
        "customers ordered within the horizon; once 71 % were expected and 52 % did."
    )


def test_days_close_together_are_no_proof_of_a_level_but_two_years_are():
    close = origins([0.30, 0.31], [0.31, 0.30], days=(300, 290))
    right = table(bg_nbd=[0.75, 0.72, 0.01, 0.02, 1.0])
    voice = choose_voice(right, close, 100, 400)
    assert voice.name == "ranking"
    assert voice.reason.endswith(
        "from 2 days of the past only, too close together to know that it stays."
    )
    assert choose_voice(right, close, 100, 730).name == "probability"


@pytest.mark.parametrize(("auc", "speaker"), [(0.755, "bg_nbd"), (0.77, "blend")])
def test_a_true_level_is_worth_a_hundredth_of_ranking(auc, speaker):
    rows = {"bg_nbd": [0.75, 0.72, 0.01, 0.02, 1.0], "blend": [auc, 0.73, 0.20, 0.20, 1.0]}
    scores = [
        OriginScores(
            each.day,
            1_000,
            each.observed,
            *(pd.DataFrame(),) * 2,
            pd.DataFrame({"expected": {"bg_nbd": 0.3, "blend": 0.5}}),
            pd.DataFrame(),
        )
        for each in STEADY
    ]
    voice = choose_voice(table(**rows), scores, 100, 400)
    assert voice.speaker == speaker
    assert voice.name == ("probability" if speaker == "bg_nbd" else "ranking")


def test_a_ranking_no_better_than_chance_is_kept_silent():
    voice = choose_voice(table(bg_nbd=[0.53, 0.49, 0.01, 0.02, 1.0]), STEADY, 100, 400)
    assert (voice.name, voice.speaker) == ("silent", "")
    assert voice.reason == (
        "Nothing can be said of coming back: no forecast ranked customers better than chance on "
        "days of the past."
    )
