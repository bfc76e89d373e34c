"""A person's own name belongs to the segment that lasts, never to its number."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartcart
from smartcart.config import parse_config
from smartcart.errors import SettingsError
from smartcart.model_file import dump_model, parse_model
from smartcart.segmentation import carry_own_names, pair_segments, rename_segments

CONFIG = """
[settings]
n_boot = 2
n_null = 2
n_starts = 2
k_max = 3
segments = {segments}
[measures]
value = "{value}"
frequency = ""
[columns.No]
role = "id"
[columns.Turnover]
role = "segmentation"
kind = "amount"
[columns.Visits]
role = "segmentation"
kind = "count"
"""
#: Turnover and visits of three kinds of customers; by visits the order is the other way round.
KINDS = {"spender": (900, 2), "middle": (90, 12), "visitor": (9, 60)}


def clients(kinds=tuple(KINDS), n=40, seed=0) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    parts = []
    for kind in kinds:
        turnover, visits = KINDS[kind]
        parts.append(
            pd.DataFrame(
                {
                    "No": [f"{kind}-{seed}-{i}" for i in range(n)],
                    "Turnover": (turnover * generator.uniform(0.8, 1.2, n)).round(2),
                    "Visits": (visits * generator.uniform(0.8, 1.2, n)).round().astype(int),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


class Shop:
    """A folder of results that is written again and again."""

    def __init__(self, command, folder: Path) -> None:
        self.command, self.folder = command, folder
        self.out = folder / "out"

    def run(self, frame: pd.DataFrame, *more, value="turnover", segments=3, names=""):
        frame.to_csv(self.folder / "clients.csv", index=False)
        (self.folder / "smartcart.toml").write_text(
            CONFIG.format(value=value, segments=segments) + names
        )
        answer = self.command(
            "segment",
            self.folder / "clients.csv",
            "--out",
            self.out,
            "--config",
            self.folder / "smartcart.toml",
            "--json",
            *more,
        )
        assert answer.code == 0, answer.err
        return json.loads(answer.out)

    def rename(self, segment_id: str, name: str):
        return self.command("rename", self.out / "model.json", segment_id, name)

    def kinds_called(self, name: str) -> set[str]:
        table = pd.read_csv(self.out / "segments.csv", dtype=str)
        return {each.split("-")[0] for each in table.loc[table["segment"] == name, "customer_id"]}


def lost(summary) -> list[str]:
    return [each for each in summary["warnings"] if "own name" in each]


@pytest.fixture
def shop(command, tmp_path) -> Shop:
    return Shop(command, tmp_path)


def test_a_name_given_once_survives_a_run_a_shuffle_and_more_customers(shop):
    shop.run(clients(), "--no-report")
    answer = shop.rename("S1", "Gold club")
    assert answer.code == 0
    assert "S1  Gold club (own name)" in answer.err
    for frame in (
        clients(),
        clients().sample(frac=1, random_state=1),
        pd.concat([clients(), clients(n=30, seed=1)]),
    ):
        summary = shop.run(frame, "--no-report")
        assert shop.kinds_called("Gold club") == {"spender"}
        assert summary["segments"][0]["name"] == "Gold club"
        assert lost(summary) == []
        (said,) = [r for r in summary["rules"]["rules"] if r["segment_id"] == "S1"]
        assert "→ S1 Gold club: " in said["sentence"]
        assert "carried over from S1 before" in summary["segments"][0]["evidence"][0]
        assert "the figures call it High-value customers" in summary["segments"][0]["evidence"][0]


def test_a_name_follows_its_customers_when_the_numbers_change(shop):
    shop.run(clients(), "--no-report")
    shop.rename("S1", "Gold club")
    summary = shop.run(clients(), value="visits")
    assert shop.kinds_called("Gold club") == {"spender"}
    assert [segment["name"] for segment in summary["segments"]][2] == "Gold club"
    page = (shop.out / "report.html").read_text()
    assert "carried over from S1 before (of the customers in either, 100% are in both)" in page
    profiles = pd.read_csv(shop.out / "profiles.csv", index_col="segment_id")
    assert profiles.loc["S3", "segment"] == "Gold club"


def test_a_segment_that_is_gone_takes_its_name_along_and_it_is_said(shop):
    shop.run(clients(), "--no-report")
    shop.rename("S2", "The middle")
    shop.rename("S3", "Curious")
    answer = shop.run(clients(("spender", "visitor")), segments=2)
    assert shop.kinds_called("Curious") == {"visitor"}
    (warning,) = lost(answer)
    assert warning.startswith("The own name The middle of S2 before was not carried over: no segm")
    assert warning in (shop.out / "report.html").read_text()
    assert shop.kinds_called("The middle") == set()


def test_the_names_of_the_settings_file_stay_with_the_run_and_win(shop):
    names = '[names]\nS1 = "Gold club"\n'
    for _ in range(2):
        summary = shop.run(clients(), "--no-report", names=names)
        assert summary["segments"][0]["name"] == "Gold club"
        assert lost(summary) == []
    # By visits S1 is another kind: the file still says S1, and the conflict is told.
    summary = shop.run(clients(), "--no-report", value="visits", names=names)
    assert summary["segments"][0]["name"] == "Gold club"
    assert summary["warnings"][-1].endswith(
        "S1 is called so, but the segment that bore it is now S3."
    )


def test_a_damaged_model_in_the_folder_stops_no_run(shop):
    shop.run(clients(), "--no-report")
    (shop.out / "model.json").write_text("{}")
    summary = shop.run(clients(), "--no-report")
    assert "could not be read; own names in it" in summary["warnings"][-1]


def test_scoring_and_explaining_speak_of_the_own_name(shop, command, tmp_path):
    shop.run(clients(), "--no-report")
    shop.rename("S1", "Gold club")
    model, source = shop.out / "model.json", shop.folder / "clients.csv"
    assert command("score", model, source, "--out", tmp_path / "scored.csv").code == 0
    scored = pd.read_csv(tmp_path / "scored.csv")
    assert set(scored.loc[scored["segment_id"] == "S1", "segment"]) == {"Gold club"}
    explained = command("explain", model, source, "--customer", "spender-0-1")
    assert "is in S1 (Gold club) rather than" in explained.err


def test_own_names_stand_apart_from_computed_ones_in_the_model_file(segmentation):
    renamed = rename_segments(segmentation, {"S2": "Überraschung 🎉"})
    content = json.loads(dump_model(renamed))
    assert content["own_names"] == {"S2": "Überraschung 🎉"}
    assert content["names"] == list(segmentation.model.names)
    loaded = parse_model(dump_model(renamed).encode())
    assert loaded.model.names[1] == loaded.segments[1].name == "Überraschung 🎉"
    assert dump_model(loaded) == dump_model(renamed)
    back = rename_segments(loaded, {"S2": segmentation.model.names[1]})
    assert dump_model(back) == dump_model(segmentation)


def test_only_names_change(segmentation):
    renamed = rename_segments(segmentation, {"S1": "Gold club"})
    assert renamed.segments[1:] == segmentation.segments[1:]
    assert renamed.segments[0].evidence[1:] == segmentation.segments[0].evidence
    ours, theirs = renamed.assignments, segmentation.assignments
    pd.testing.assert_frame_equal(ours.drop(columns="segment"), theirs.drop(columns="segment"))
    assert segmentation.profiles.loc["S1", "segment"] == "High-value loyal customers"


def test_a_table_without_the_old_columns_keeps_no_name_and_says_so(segmentation):
    frame = clients()
    config = parse_config(CONFIG.format(value="turnover", segments=3))
    customers = smartcart.check_customers(frame, config.schema)
    new = smartcart.segment(customers, {"n_boot": 2, "n_null": 2, "segments": 3})
    old = rename_segments(segmentation, {"S1": "Gold club"})
    carried = carry_own_names(old, new, customers)
    assert carried.model.own_names == {}
    assert carried.warnings[-1] == (
        "The own name Gold club of S1 before was not carried over: the table lacks columns that "
        "its model compares by."
    )


labels = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=40)


@given(labels)
def test_a_match_is_one_to_one_and_its_jaccard_is_counted(pairs):
    old = pd.Series([f"S{a}" for a, _ in pairs])
    new = pd.Series([f"S{b}" for _, b in pairs])
    matches = pair_segments(old, new)
    assert len({m.old for m in matches}) == len({m.new for m in matches}) == len(matches)
    assert len(matches) == min(old.nunique(), new.nunique())
    for match in matches:
        ours, theirs = old == match.old, new == match.new
        assert match.jaccard == pytest.approx((ours & theirs).sum() / (ours | theirs).sum())
    lasting = {(m.old, m.new) for m in matches if m.jaccard > 0.5}
    for a, b in {(f"S{a}", f"S{b}") for a, b in pairs}:
        if ((old == a) & (new == b)).sum() / ((old == a) | (new == b)).sum() > 0.5:
            assert (a, b) in lasting  # more than half of both has no rival


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ({"S4": "x"}, r"given to S4, and there is no such segment.\n.*There are S1, S2, S3"),
        ({"gold": "x"}, r"given to 'gold', which is no id.*\n.*Ids are S1"),
        ({"S1": "  "}, r"The name of S1, '  ', is empty"),
        ({"S1": "x" * 81}, r"The name of S1, .* has 81 letters.\n.*at most 80"),
        ({"S1": "a\nb"}, r"'a\?b', holds a control character"),
        ({"S1": "a\u202eb"}, r"holds a control character"),
        ({"S1": "=1+1"}, r"begins as a formula"),
        ({"S1": 3}, r"The name of S1, '3', is no text"),
        ({"S1": "Gold", "S2": "gold "}, r"S1 and S2 would both be called 'gold'"),
        ({"S1": "moderate-value frequent buyers"}, r"S1 and S2 would both be called"),
    ],
)
def test_an_impossible_name_is_refused_with_the_way_out(segmentation, names, message):
    with pytest.raises(SettingsError, match=message):
        rename_segments(segmentation, names)


def test_the_command_refuses_and_leaves_the_file_as_it_was(shop):
    shop.run(clients(), "--no-report")
    before = (shop.out / "model.json").read_bytes()
    for id_, name, said in (("S9", "x", "There are S1, S2, S3"), ("S1", "", "is empty")):
        answer = shop.rename(id_, name)
        assert (answer.code, said in answer.err) == (2, True)
    assert (shop.out / "model.json").read_bytes() == before
    with pytest.raises(SettingsError, match=r"'names' in the settings file is 3"):
        parse_config("names = 3")
    with pytest.raises(SettingsError, match="The name of S1, '', is empty"):
        parse_config("[names]\nS1 = ''")
