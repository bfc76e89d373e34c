"""Numbers, texts and texts in an order shape segments together, from the file to the score."""

import json

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.config import parse_config
from smartcart.model_file import dump_model, parse_model

CONFIG = """
[measures]
value = "fees"
[columns.Member]
role = "id"
[columns.Fees]
role = "segmentation"
kind = "amount"
[columns.Tier]
role = "segmentation"
kind = "ordinal"
levels = ["Bronze", "Silver", "Gold", "Platinum"]
[columns.Branch]
role = "segmentation"
kind = "category"
[columns.Mood]
role = "descriptor"
kind = "ordinal"
levels = ["bad", "fair", "good"]
"""
TIERS, BRANCHES, MOODS = ["Bronze", "Silver", "Gold"], ["North", "South", "West"], ["bad", "good"]


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    """Two groups of 60: dear fees with a high tier in a good mood, and the opposite."""
    generator = np.random.default_rng(3)
    dear = np.repeat([0, 1], 60)
    return pd.DataFrame(
        {
            "Member": [f"m{i:03d}" for i in range(120)],
            "Fees": generator.lognormal(2 + 2 * dear, 0.3).round(2),
            "Tier": np.take(TIERS, dear + generator.integers(0, 2, 120)),
            "Branch": np.take(BRANCHES, (dear + generator.integers(0, 2, 120)) % 3),
            "Mood": np.take(MOODS, dear),
        }
    )


@pytest.fixture(scope="module")
def mixed(members):
    customers = smartcart.check_customers(members, parse_config(CONFIG).schema)
    return smartcart.segment(customers, {"segments": 2, "n_boot": 3, "n_null": 2, "n_starts": 3})


def test_profiles_and_evidence_say_levels_in_words(mixed):
    assert mixed.profiles["fees"].iloc[0] > mixed.profiles["fees"].iloc[1]
    assert mixed.profiles["mood"].tolist() == ["good", "bad"]
    assert set(mixed.profiles["tier"]) <= set(TIERS)
    told = " ".join(sentence for each in mixed.segments for sentence in each.evidence)
    different = [s for s in mixed.profiles.index if mixed.profiles.loc[s, "tier"] != "Silver"]
    assert mixed.training.profiles.population["tier"] == "Silver"
    for segment in different:
        assert f"Tier, median {mixed.profiles.loc[segment, 'tier']} against Silver" in told
    assert len(different) == 1
    assert "Mood" not in told  # it shaped nothing


def test_the_median_level_is_one_that_stands_in_the_middle(mixed, members):
    labels = mixed.assignments.set_index("customer_id")["segment_id"]
    for segment, group in members.groupby(members["Member"].map(labels)):
        ordered = sorted(group["Tier"], key=TIERS.index)
        assert mixed.profiles.loc[segment, "tier"] == ordered[(len(ordered) - 1) // 2]


def test_the_model_file_holds_levels_and_scores_and_reads_back_the_same(mixed, members):
    text = dump_model(mixed)
    (tier,) = (each for each in json.loads(text)["transforms"] if each["name"] == "tier")
    assert list(tier) == ["kind", "levels", "name", "scores", "weight"]
    assert (tier["kind"], tier["levels"]) == ("ordinal", ["Bronze", "Silver", "Gold", "Platinum"])
    loaded = parse_model(text.encode())
    assert dump_model(loaded) == text
    pd.testing.assert_frame_equal(loaded.assign(members), mixed.assignments, check_exact=True)
    pd.testing.assert_frame_equal(loaded.profiles, mixed.profiles, check_exact=True)


def test_a_member_scored_alone_gets_the_bits_of_the_batch(mixed, members):
    """Spelt in another way, with an unknown level, with none: always the same answer."""
    strange = members.head(12).assign(
        Tier=["bronze", "GOLD", " Silver", "Platinum", "Tin", "", *["Gold"] * 6],
        Branch=["north", "SOUTH", "West ", "East", "", "North", *["South"] * 6],
    )
    together = mixed.assign(strange)
    for row in range(len(strange)):
        alone = mixed.assign(strange.iloc[[row]])
        pd.testing.assert_frame_equal(
            alone, together.iloc[[row]].reset_index(drop=True), check_exact=True
        )


def test_the_report_shows_the_level(mixed, tmp_path):
    mixed.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    row = page[page.index(">Mood<") :].split("</tr>")[0]
    assert row.index("good") < row.index("bad")


def test_the_whole_way_on_the_command_line(command, members, tmp_path):
    members.to_csv(tmp_path / "members.csv", index=False)
    (tmp_path / "smartcart.toml").write_text("[settings]\nsegments = 2\nn_boot = 3\n" + CONFIG)
    source, out = tmp_path / "members.csv", tmp_path / "out"
    answer = command("segment", source, "--config", tmp_path / "smartcart.toml", "--out", out)
    assert answer.code == 0, answer.err
    profiles = pd.read_csv(out / "profiles.csv")
    assert profiles["mood"].tolist() == ["good", "bad"]
    answer = command("score", out / "model.json", source, "--out", tmp_path / "scored.csv")
    assert answer.code == 0, answer.err
    assert (tmp_path / "scored.csv").read_bytes() == (out / "segments.csv").read_bytes()
