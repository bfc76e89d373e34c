import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.errors import ModelFileError
from smartcart.model_file import dump_model, parse_model
from smartcart.report import collect_facts
from smartcart.report.facts import EVERYONE
from smartcart.report.map_facts import MAX_POINTS, collect_map


def test_the_facts_are_the_numbers_of_the_segmentation(segmentation):
    facts = collect_facts(segmentation)
    assert facts.segments == segmentation.segments
    assert facts.n_customers == sum(segment.size for segment in facts.segments) == 2240
    assert (facts.choice.k, facts.choice.elbow) == (3, segmentation.training.scores.elbow)
    pd.testing.assert_frame_equal(facts.choice.scores, segmentation.k_scores)
    spend = facts.profile.loc["spend_total"]
    assert spend["S1"] == segmentation.segments[0].spend_median
    measures = segmentation.training.features.measures
    assert spend[EVERYONE] == measures["spend_total"].median()
    answered = measures["has_responded"].mean()
    assert facts.profile.loc["response_rate", EVERYONE] == pytest.approx(answered)
    assert facts.profile.loc["share_customers"].tolist()[-1] == 1.0


def test_the_facts_are_copies(segmentation):
    facts = collect_facts(segmentation)
    before = segmentation.k_scores.copy(), segmentation.training.profiles.positions.copy()
    facts.choice.scores.iloc[:] = 0
    facts.positions.iloc[:] = 0
    pd.testing.assert_frame_equal(segmentation.k_scores, before[0])
    pd.testing.assert_frame_equal(segmentation.training.profiles.positions, before[1])


def test_the_account_says_what_was_done_to_the_data(segmentation):
    quality = collect_facts(segmentation).quality
    assert quality.records == quality.customers == 2240
    assert "Year_Birth: age above 100 set missing (3 values)." in quality.repairs
    assert "Spend but no purchase, kept (6 customers)." in quality.flags


def test_records_set_aside_are_counted_by_reason(generated, quick):
    frame = generated.head(300).astype({"MntWines": "object", "MntFruits": "object"})
    frame.loc[[3, 5], "MntWines"] = "much"
    frame.loc[7, "MntFruits"] = -1
    quality = collect_facts(smartcart.segment(frame, quick)).quality
    assert quality.quarantined == 3
    assert sorted(each[-12:] for each in quality.set_aside) == [" (2 records)", "0 (1 record)"]


def test_the_map_is_the_space_seen_from_its_first_two_components(segmentation):
    facts = collect_facts(segmentation).map
    model = segmentation.training.space.model
    np.testing.assert_array_equal(facts.points, segmentation.training.space.points[:, :2])
    assert [axis.share for axis in facts.axes] == model.explained[:2].tolist()
    assert "spend on meat" in facts.axes[0].more
    for k in range(3):
        centre = facts.points[facts.labels == k].mean(axis=0)
        np.testing.assert_allclose(facts.centroids[k], centre, atol=1e-9)


def test_a_large_map_shows_the_same_sample_in_any_order(monkeypatch, segmentation):
    monkeypatch.setattr("smartcart.report.map_facts.MAX_POINTS", 100)
    training = segmentation.training
    facts = collect_map(training.space, training.clusters)
    assert MAX_POINTS == 5_000
    assert (len(facts.points), facts.is_sampled, facts.n_customers) == (100, True, 2240)


def test_a_model_from_a_file_has_no_customers_to_report_on(segmentation):
    loaded = parse_model(dump_model(segmentation).encode())
    with pytest.raises(ModelFileError, match="customers its segments were learnt from"):
        collect_facts(loaded)
    with pytest.raises(ModelFileError, match="Segment the customers anew"):
        loaded.report("report.html")
