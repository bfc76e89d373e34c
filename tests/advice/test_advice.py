"""What to do with a segment: every line stands on a figure of its profile."""

import json
import re

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.advice import (
    DEFAULT_TEXT,
    advise_segments,
    default_playbook,
    figure_names,
    parse_playbook,
    write_advice,
)
from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema
from smartcart.errors import SettingsError
from smartcart.features import Features
from smartcart.profiles import describe_segments, format_value

PLAY = """
[plays.win-back]
goal = "win back"
figure = "recency_days"
side = "above"
by = 0.2
say = "{own} days against {all}."
"""


def advice_for(labels: list[int], text: str = DEFAULT_TEXT, **measures) -> list[list[str]]:
    table = pd.DataFrame(measures, dtype="float64")
    rates = {name: "response_rate" for name in table if name == "has_responded"}
    features = Features(table, (), table, rates=rates)
    profiles = describe_segments(pd.Series(labels), features)
    found = advise_segments(profiles, features, parse_playbook(text))
    return [[line.sentence for line in lines] for lines in found]


HALVES = [0] * 50 + [1] * 50


def test_a_play_speaks_where_its_figure_differs_by_its_share_and_says_both_figures():
    """Medians 60 and 40 against 50 of all: a fifth above, and a fifth below."""
    found = advice_for(HALVES, PLAY, recency_days=[60] * 50 + [40] * 50)
    assert found == [["Win back: 60 days against 50."], []]
    assert advice_for(HALVES, PLAY, recency_days=[59] * 50 + [41] * 50) == [[], []]


def test_a_second_condition_must_hold_as_well():
    text = PLAY + 'also = { spend_total = "above" }\n'
    days = [60] * 50 + [40] * 50
    assert advice_for(HALVES, text, recency_days=days, spend_total=[9] * 50 + [1] * 50)[0]
    assert not advice_for(HALVES, text, recency_days=days, spend_total=[1] * 50 + [9] * 50)[0]
    assert not advice_for(HALVES, text, recency_days=days)[0]


def test_a_rate_speaks_only_beyond_what_chance_would_do():
    """40 % of 50 answered against 30 % of 100: a third more, but within three errors."""
    answered = [1] * 20 + [0] * 30 + [1] * 10 + [0] * 40
    assert advice_for(HALVES, has_responded=answered) == [[], []]
    many = advice_for(HALVES * 20, has_responded=answered * 20)
    assert many[0] == [
        "Campaign: 40% answered the last campaign against 30% of all customers. Contact them first."
    ]
    assert many[1][0].startswith("Campaign: 20% answered")


def test_every_segment_gets_two_to_five_lines_the_strongest_first_one_for_each_goal(segmentation):
    training = segmentation.training
    found = advise_segments(training.profiles, training.features, default_playbook())
    for segment, lines in zip(segmentation.segments, found, strict=True):
        assert 2 <= len(lines) <= 5
        assert [line.strength for line in lines] == sorted(
            [x.strength for x in lines], reverse=True
        )
        assert len({line.goal for line in lines}) == len(lines)
        assert segment.advice == tuple(line.sentence for line in lines)


def test_the_figures_said_are_those_of_the_profiles(segmentation):
    training = segmentation.training
    found = advise_segments(training.profiles, training.features, default_playbook())
    for (segment, row), lines in zip(segmentation.profiles.iterrows(), found, strict=True):
        for line in lines:
            assert line.own == row[line.figure], (segment, line)
            everyone = training.profiles.population[line.figure]
            assert format_value(line.figure, line.own) in line.sentence
            assert f"against {format_value(line.figure, everyone)}" in line.sentence


def test_advice_follows_the_customers_not_the_number_of_the_segment(segmentation):
    training = segmentation.training
    order = np.array([2, 0, 1])
    permuted = training.clusters.labels.map(dict(enumerate(order)))
    profiles = describe_segments(permuted, training.features)
    found = advise_segments(profiles, training.features, default_playbook())
    base = advise_segments(training.profiles, training.features, default_playbook())
    assert [found[i] for i in order] == list(base)


def test_random_groups_are_to_be_treated_as_everyone(segmentation):
    training = segmentation.training
    for seed in range(10):
        labels = np.random.default_rng(seed).permutation(training.clusters.labels)
        profiles = describe_segments(
            pd.Series(labels, index=training.clusters.labels.index), training.features
        )
        found = advise_segments(profiles, training.features, default_playbook())
        assert [write_advice(lines) for lines in found] == [
            ("Nothing sets this segment apart: treat it as everyone.",)
        ] * 3


def test_one_line_alone_says_that_there_is_no_other():
    lines = advise_segments(*_one_figure(), parse_playbook(PLAY))
    assert write_advice(lines[0])[1:] == (
        "Otherwise treat it as everyone: nothing else in the playbook sets it apart.",
    )


def _one_figure():
    table = pd.DataFrame({"recency_days": [60.0] * 50 + [40.0] * 50})
    features = Features(table, (), table)
    return describe_segments(pd.Series(HALVES), features), features


def test_another_firms_table_gets_advice_on_its_own_value_and_frequency():
    table = pd.DataFrame({"fees": [90.0] * 50 + [10.0] * 50, "tickets": [8.0] * 50 + [1.0] * 50})
    features = Features(table, (), table, value="fees", frequency="tickets")
    profiles = describe_segments(pd.Series(HALVES), features)
    high, low = advise_segments(profiles, features, default_playbook())
    assert [line.figure for line in high] == ["fees", "tickets"]
    assert high[0].sentence.startswith("Retention: median fees 90 against 50 of all customers.")
    assert [line.goal for line in low] == ["contact", "repeat purchase"]


def test_the_default_playbook_names_figures_of_the_founding_table_only(segmentation):
    assert parse_playbook(DEFAULT_TEXT, figure_names(FOUNDING_SCHEMA)) == default_playbook()
    known = {"value", "frequency", *segmentation.profiles.columns}
    assert {play.figure for play in default_playbook().plays} <= known


def test_the_figures_of_a_table_are_the_columns_of_its_profiles(segmentation):
    columns = set(segmentation.training.profiles.population.index)
    assert columns <= set(figure_names(FOUNDING_SCHEMA))
    own = Schema(
        (
            Column("id", "Id", Role.ID, Kind.ID),
            Column("fees", "Fees", Role.SEGMENTATION, Kind.AMOUNT),
        ),
        "fees",
        "",
    )
    assert "fees" in figure_names(own)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[plays.win-back]", "[plays.win-back", r"playbook is not valid TOML.*line 2"),
        ("[plays.win-back]", "[play.win-back]", r"table 'play', which .*\n.*Did you mean 'plays'"),
        (PLAY, "", r"no table \[plays.NAME\].*\n.*'smartcart playbook' writes"),
        (PLAY, "[plays]\nx = 3", r"\[plays\] maps 'x' to 3; it needs a table"),
        ("side =", "sid =", r"\[plays.win-back\] has an entry 'sid'.*\n.*Did you mean 'side'"),
        ('"above"', '"over"', r"side of \[plays.win-back\] cannot be 'over'.*\n.*above, below"),
        (
            '"recency_days"',
            '"recency_day"',
            r"names 'recency_day'.*\n.*Did you mean 'recency_days'",
        ),
        ('figure = "recency_days"', "", r"figure of \[plays.win-back\] is missing"),
        ("0.2", "-0.2", r"by of \[plays.win-back\] cannot be '-0.2'.*\n.*at least 0"),
        ("0.2", "true", r"by of \[plays.win-back\] cannot be 'True'"),
        ('"win back"', "3", r"goal of \[plays.win-back\] cannot be '3'.*\n.*a text of at most 40"),
        ('"win back"', '"win\\nback"', r"goal .*\n.*without line breaks"),
        ("{all}", "", r"say of .*\n.*both \{own\} and \{all\}"),
        ("{all}", "{all", r"say of .*\n.*braces in pairs"),
        ("{all}", "{all} {own.__class__}", r"say of .*\n.*no other places than \{own\}"),
        ("{all}", "{all:>9}", r"say of .*\n.*no other places"),
        ("by = 0.2", "also = 3", r"also of .* cannot be '3'.*\n.*a table such as"),
        ("by = 0.2", "also = { x = 'above' }", r"also of .* names 'x', which is no figure"),
    ],
)
def test_a_bad_playbook_is_refused_with_the_way_out(old, new, message):
    with pytest.raises(SettingsError, match=message):
        parse_playbook(PLAY.replace(old, new), figure_names(FOUNDING_SCHEMA))


def test_editing_the_file_changes_the_advice(command, generated, tmp_path):
    source, book = tmp_path / "customers.csv", tmp_path / "playbook.toml"
    generated.head(600).to_csv(source, index=False)
    config = tmp_path / "smartcart.toml"
    config.write_text("[settings]\nn_boot = 2\nn_null = 2\nn_starts = 2\nsegments = 3\n")
    assert command("playbook", "--out", book).code == 0
    assert book.read_text() == DEFAULT_TEXT == command("playbook").out
    again = command("playbook", "--out", book)
    assert (again.code, "exists already and is not overwritten" in again.err) == (2, True)

    def advice() -> list[list[str]]:
        answer = command(
            "segment",
            source,
            "--out",
            tmp_path / "out",
            "--config",
            config,
            "--no-report",
            "--playbook",
            book,
            "--json",
        )
        assert answer.code == 0, answer.err
        segments = json.loads(answer.out)["segments"]
        loaded = smartcart.load(tmp_path / "out" / "model.json")
        assert [list(each.advice) for each in loaded.segments] == [s["advice"] for s in segments]
        return [segment["advice"] for segment in segments]

    before = advice()
    book.write_text(re.sub(r"Keep them: [^\"]*", "Ring them up.", book.read_text()))
    after = advice()
    assert before[0] != after[0]
    assert any(line.endswith("Ring them up.") for line in after[0])
    assert before[2] == after[2]


def test_a_playbook_that_cannot_be_read_or_used_stops_before_the_work(command, tmp_path):
    missing = command("segment", "x.csv", "--out", tmp_path, "--playbook", tmp_path / "none.toml")
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    book = tmp_path / "book.toml"
    book.write_text(PLAY.replace("recency_days", "recncy_days"))
    wrong = command("segment", "x.csv", "--out", tmp_path, "--playbook", book)
    assert (wrong.code, "Did you mean 'recency_days'" in wrong.err) == (2, True)
