"""The numbers behind the pictures, on tables small enough to count by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import silhouette_samples
from tests.report.page import Page

import smartcart
from smartcart.customers import (
    FOUNDING_SCHEMA,
    Column,
    Kind,
    Role,
    check_customers,
)
from smartcart.report import render
from smartcart.report.facts import ReportFacts
from smartcart.report.figures import draw_flow, draw_silhouettes
from smartcart.report.shape_facts import SilhouetteFacts
from smartcart.report.worth_facts import collect_answers


@pytest.fixture(scope="module")
def facts(report) -> ReportFacts:
    return report.facts


def test_silhouettes_are_those_of_scikit_learn_sorted_within_each_segment(facts, segmentation):
    training = segmentation.training
    labels = training.clusters.labels.to_numpy()
    expected = silhouette_samples(training.space.points, labels)
    for segment, widths in enumerate(facts.silhouettes.widths):
        np.testing.assert_allclose(widths, np.sort(expected[labels == segment])[::-1], atol=1e-12)
    confidence = np.concatenate(facts.silhouettes.confidence)
    written = segmentation.assignments["confidence"]
    np.testing.assert_array_equal(np.sort(confidence), np.sort(written))


def test_two_segments_of_one_and_three_customers_are_drawn_in_proportion(segmentation):
    widths = (np.array([0.5]), np.array([0.9, 0.3, -0.3]))
    figure = draw_silhouettes(SilhouetteFacts(widths, widths, 4), segmentation.segments[:2])
    heights = [
        np.ptp(collection.get_paths()[0].vertices[:, 1])
        for collection in figure.axes[0].collections
    ]
    assert heights == pytest.approx([0.25, 0.75])
    means = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_linewidth() == 2.0]
    assert means == pytest.approx([0.5, 0.3])


def test_the_flow_holds_every_customer_in_every_column(facts, segmentation):
    flow = facts.flow
    columns = flow.groupby("k")["n_customers"].sum()
    assert set(columns) == {len(segmentation.training.scores.panel)}
    taken = flow[flow["next_k"] == facts.choice.k]
    assert taken.groupby("next_cluster")["segment"].nunique().eq(1).all()
    sizes = taken.groupby("segment")["n_customers"].sum().tolist()
    assert sizes == [segment.size for segment in segmentation.segments]


def test_bars_of_the_flow_are_as_high_as_their_clusters(segmentation):
    rows = [(1, 0, 2, 0, 3, 0), (1, 0, 2, 1, 1, 1)]
    names = ["k", "cluster", "next_k", "next_cluster", "n_customers", "segment"]
    figure = draw_flow(pd.DataFrame(rows, columns=names), segmentation.segments[:2], 2)
    frames = figure.axes[0].collections[-1].get_paths()
    heights = [np.ptp(path.vertices[:, 1]) for path in frames]
    assert heights == pytest.approx([1.0, 0.75, 0.25])


def test_the_tree_holds_every_customer_and_is_cut_into_the_segments(facts, segmentation):
    tree = facts.tree
    assert tree.sizes.sum() == tree.n_shown == len(segmentation.training.customers)
    joins = tree.up.max(axis=1)
    assert (joins > tree.cut).sum() == segmentation.k - 1
    crossing = (tree.up[:, [0, 3]] < tree.cut) & (joins[:, None] > tree.cut)
    assert crossing.sum() == segmentation.k  # branches that the dashed line goes through


def test_a_join_has_the_segment_of_both_its_sides_or_none(facts):
    owners = set(facts.tree.owners)
    assert owners == {0, 1, 2}
    assert set(facts.tree.joins) <= owners | {-1}
    assert facts.tree.joins[-1] == -1  # the last join holds everybody


def test_gains_add_the_best_segments_first_and_end_with_everybody(facts, segmentation):
    gains = facts.answers.gains
    rates = [segmentation.segments[i].response_rate.rate for i in gains["segment"]]
    assert rates == sorted(rates, reverse=True)
    assert gains.iloc[-1][["share_customers", "share_answers"]].tolist() == [1.0, 1.0]
    assert (gains["low"] <= gains["share_answers"]).all()
    assert (gains["share_answers"] <= gains["high"] + 1e-9).all()
    answered = segmentation.training.customers.table["has_responded"].sum()
    first = segmentation.segments[gains["segment"][0]]
    expected = first.response_rate.rate * first.size / answered
    assert gains["share_answers"][0] == pytest.approx(expected)


def test_without_an_answer_nothing_is_said_of_answers(segmentation):
    silent = tuple(replace(each, response_rate=None) for each in segmentation.segments)
    assert collect_answers(silent, segmentation.training) is None


def test_risk_on_the_map_is_comparable_between_segments(facts, segmentation):
    assert facts.risk_map.points.index.tolist() == [each.id for each in segmentation.segments]
    table = segmentation.training.customers.table
    recency = table["recency_days"].groupby(segmentation.training.clusters.labels).median()
    risk = facts.risk_map.points["risk"].to_numpy()
    assert risk[0] < 50 < risk[-1]  # few purchases weigh more than an even recency
    assert np.ptp(recency) < 10


def test_loadings_are_those_of_the_space(facts, segmentation):
    loadings = segmentation.training.space.model.loadings
    np.testing.assert_array_equal(facts.loadings.loadings.to_numpy(), loadings[:, :3])
    assert "spend on wines" in facts.loadings.loadings.index


@pytest.mark.parametrize("dropped", [["Response"], ["Income"], ["Recency"], ["Response", "Income"]])
def test_the_report_holds_without_an_outcome_an_income_or_recency(generated, quick, dropped):
    report = render(smartcart.segment(generated.head(400).drop(columns=dropped), quick))
    assert ("answers" in report.figures) == ("Response" not in dropped)
    words = Page(report.html).text.split()
    assert not {"nan", "nan%", "NaN"} & set(words)


def test_the_report_holds_with_a_country_and_twelve_segments_below_three_megabytes(
    generated, quick
):
    country = Column("country", "Country", Role.DESCRIPTOR, Kind.CATEGORY)
    schema = replace(FOUNDING_SCHEMA, columns=(*FOUNDING_SCHEMA.columns, country))
    names = np.array(["Spain", "India", "Germany"])
    frame = generated.head(900).assign(Country=names[np.arange(900) % 3])
    settings = {**quick, "segments": 12, "k_max": 4}
    report = render(smartcart.segment(check_customers(frame, schema), settings))
    text = Page(report.html).text
    assert "Country" in text
    assert all(segment.name in text for segment in report.facts.segments)
    assert len(report.html.encode()) < 3_000_000
