"""What a careful reader must know is said: each guard speaks once, and only when it must."""

import numpy as np
import pandas as pd
import pytest

import smartcart
import smartcart.testing
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.profiles import share_contributions

QUICK = {"n_boot": 3, "n_null": 3, "k_max": 4}


def segment(frame: pd.DataFrame, kinds: dict[str, Kind], **settings):
    columns = [Column("id", "id", Role.ID, Kind.ID, required=True)]
    columns += [Column(name, name, Role.SEGMENTATION, kind) for name, kind in kinds.items()]
    frame = frame.assign(id=[f"c{i}" for i in range(len(frame))])
    return smartcart.segment(check_customers(frame, Schema(tuple(columns))), {**QUICK, **settings})


def said(segmentation, words: str) -> list[str]:
    return [warning for warning in segmentation.warnings if words in warning]


def test_a_planted_binary_pair_that_takes_over_is_named():
    """A partner flag and its opposite, z-scored like numbers, against weak variables."""
    generator = np.random.default_rng(0)
    partner = np.repeat([0.0, 1.0], 150)
    frame = pd.DataFrame(
        {
            "partner": partner,
            "alone": 1 - partner,
            "spend": generator.normal(size=300),
        }
    )
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER), segments=2)
    assert len(said(result, "alone reproduces the segments")) == 2
    assert said(result, "partner alone reproduces the segments (association 1.00 of 1)")
    shares = result.contributions
    assert shares.loc[["partner", "alone"], "share_between"].sum() > 0.95


def test_a_nominal_variable_that_takes_over_is_named():
    generator = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"city": np.repeat(["Bonn", "Ghent"], 150), "spend": generator.normal(size=300)}
    )
    result = segment(frame, {"city": Kind.CATEGORY, "spend": Kind.NUMBER}, segments=2)
    assert said(result, "city alone reproduces the segments")


def test_variables_that_share_the_work_are_not_accused():
    points, _ = smartcart.testing.plant_groups(0, apart=5)
    frame = pd.DataFrame(points, columns=["a", "b", "c"])
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER))
    assert not said(result, "alone reproduces")
    shares = result.contributions
    assert shares["share_between"].sum() == pytest.approx(1, abs=1e-12)
    assert shares["share_total"].sum() == pytest.approx(1, abs=1e-12)
    assert shares["share_between"].between(0.2, 0.5).all()


def test_contributions_counted_by_hand():
    """Column x separates the two groups fully, y not at all: all of the inertia between is x's."""
    frame = pd.DataFrame({"x": np.repeat([0.0, 10.0], 100), "y": np.tile([0.0, 1.0], 100)})
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER), segments=2)
    labels = pd.Series(np.repeat([0, 1], 100))
    shares = share_contributions(frame, result.training.space, labels)
    assert shares["share_total"].tolist() == pytest.approx([0.5, 0.5])
    assert shares["share_between"].tolist() == pytest.approx([1.0, 0.0])
    assert shares["association"].tolist() == pytest.approx([1.0, 0.0])


def test_few_customers_for_many_variables_are_pointed_out():
    points = np.random.default_rng(0).normal(size=(100, 4))
    frame = pd.DataFrame(points, columns=list("abcd"))
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER), segments=2)
    assert said(result, "100 customers are few for 4 variables: below 280 (70 each)")
    enough = pd.concat([frame] * 3, ignore_index=True)
    assert not said(segment(enough, dict.fromkeys(frame, Kind.NUMBER), segments=2), "are few for")


def test_a_handful_of_customers_is_no_segment():
    """Two crowds, and eight customers far from both."""
    crowds = smartcart.testing.plant_groups(0, apart=7, n_each=150, n_columns=2, n_groups=2)[0]
    few = np.random.default_rng(1).normal([5, 5], 0.3, (8, 2)) + 6
    frame = pd.DataFrame(np.vstack([crowds, few]), columns=["a", "b"])
    kinds = dict.fromkeys(frame, Kind.NUMBER)
    asked = segment(frame, kinds, segments=3)
    smallest = min(asked.segments, key=lambda each: each.size)
    assert smallest.size == 8
    assert said(asked, f"{smallest.id} has 8 customers, fewer than the 30 that a segment")
    assert segment(frame, kinds).k == 2
    assert segment(frame, kinds, min_segment=5).k in (2, 3)
    assert not said(segment(frame, kinds, segments=3, min_segment=5), "fewer than the")


def test_a_constant_column_is_left_out_and_said():
    points, _ = smartcart.testing.plant_groups(0, apart=6)
    frame = pd.DataFrame(points, columns=["a", "b", "c"]).assign(d=1.0)
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER))
    assert said(result, "d was left out of the comparison: the same for every customer")


def test_noise_is_told_that_there_is_nothing():
    frame = pd.DataFrame(smartcart.testing.plant_cloud(0, n=400), columns=["a", "b", "c"])
    result = segment(frame, dict.fromkeys(frame, Kind.NUMBER), n_boot=10, n_null=10)
    assert result.verdict.name in {"none", "constructive"}
    assert result.figures["silhouette_z"] < 3
