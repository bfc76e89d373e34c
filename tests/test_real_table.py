"""Golden facts of the real founding table; skipped, with the reason, where it is absent."""

import json

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.model_file import dump_model


@pytest.fixture(scope="module")
def real(real_path) -> pd.DataFrame:
    return pd.read_csv(real_path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def customers(real_path) -> smartcart.Customers:
    return smartcart.read_customers(real_path)


@pytest.fixture(scope="module")
def segmentation(customers) -> smartcart.Segmentation:
    return smartcart.segment(customers)


def labels_of(segmentation) -> pd.Series:
    return segmentation.assignments.set_index("customer_id")["segment_id"]


def test_the_table_is_read_whole_and_its_quirks_are_counted(customers):
    quality = customers.quality
    assert (quality.records, quality.customers, quality.quarantined) == (2240, 2240, 0)
    assert quality.snapshot_date.isoformat() == "2014-10-04"
    counts = {(f.rule, f.column): f.count for f in (*quality.flags, *quality.repairs)}
    assert counts == {
        ("missing_value", "Income"): 24,
        ("age_not_plausible", "Year_Birth"): 3,
        ("age_set_missing", "Year_Birth"): 3,
        ("far_out", "Income"): 1,
        ("spend_without_purchases", ""): 6,
        ("same_except_id", ""): 182,
        ("same_except_id_and_outcome", ""): 201,
        ("repeats_disagree_on_outcome", ""): 19,
        ("category_recoded", "Marital_Status"): 7,
    }
    assert "0" in customers.table.index


def test_at_the_last_enrolment_147_customers_would_have_bought_before_joining(real_path):
    from datetime import date

    settings = smartcart.Settings(snapshot=date(2014, 6, 29))
    quality = smartcart.read_customers(real_path, settings=settings).quality
    (flag,) = [f for f in quality.flags if f.rule == "recency_beyond_tenure"]
    assert flag.count == 147


def test_three_segments_with_a_reason(segmentation):
    assert segmentation.k == 3
    assert "elbow of the inertia curve is at 3" in segmentation.choice.reason
    assert [segment.name for segment in segmentation.segments] == [
        "High-value loyal customers",
        "Moderate-value frequent buyers",
        "Low-engagement / churn-risk customers",
    ]
    high, moderate, low = segmentation.segments
    assert all(600 <= segment.size <= 950 for segment in segmentation.segments)
    assert high.spend_median > 1000
    assert 400 <= moderate.spend_median <= 700
    assert low.spend_median < 100
    assert all(segment.stability_jaccard >= 0.9 for segment in segmentation.segments)
    assert high.response_rate.rate > moderate.response_rate.rate > low.response_rate.rate


def test_the_segments_would_come_back(segmentation):
    figures = segmentation.figures
    assert figures["stability_ari_median"] >= 0.93
    assert figures["silhouette"] == pytest.approx(0.349, abs=0.005)
    assert figures["ward_agreement_ari"] > 0.6
    assert figures["variance_kept"] >= 0.9
    assert segmentation.warnings == ()


def test_they_are_a_stable_cut_of_a_continuum_and_it_is_said_so(segmentation):
    """Tighter by far than tables without structure, but no border is empty."""
    figures, verdict = segmentation.figures, segmentation.verdict
    assert figures["silhouette"] > figures["silhouette_null"] + 0.08
    assert figures["silhouette_z"] > 10
    assert figures["border_density"] > 0.8
    assert verdict.name == "reproducible"
    assert "not islands" in verdict.meaning
    assert "standard deviations higher" in verdict.reason
    assert segmentation.training.scores.votes["gap"] != 3  # the figures do not all agree
    assert not any(segment.sub_segments for segment in segmentation.segments)


def test_no_variable_made_the_segments_alone(segmentation):
    shares = segmentation.contributions
    assert shares["share_between"].sum() == pytest.approx(1)
    assert shares["share_between"].max() < 0.15
    assert shares["association"].max() < 0.85


def test_what_merely_describes_cannot_touch_the_labels(real, segmentation):
    """The choice of k is forced, since it sees the same space; one fit per change suffices."""
    base, generator = labels_of(segmentation), np.random.default_rng(0)
    quick = {"n_boot": 2, "n_null": 2, "segments": 3}
    for column in ("Response", "Complain", "Marital_Status", "Education"):
        permuted = real.assign(**{column: generator.permutation(real[column])})
        assert labels_of(smartcart.segment(permuted, quick)).equals(base), column
        assert labels_of(smartcart.segment(real.drop(columns=column), quick)).equals(base), column


def test_shuffled_rows_and_columns_give_the_same_files(real, real_path, segmentation, tmp_path):
    shuffled = real.sample(frac=1, random_state=1).sample(frac=1, axis=1, random_state=1)
    path = tmp_path / "shuffled.csv"
    shuffled.to_csv(path, index=False, sep=";")
    other = smartcart.segment(smartcart.read_customers(path))
    assert dump_model(other) == dump_model(segmentation)
    assert other.assignments.equals(segmentation.assignments)


def test_placing_again_gives_the_same_segments_together_and_alone(real, segmentation):
    together = segmentation.assign(real)
    pd.testing.assert_frame_equal(together, segmentation.assignments, check_exact=True)
    indexed = together.set_index("customer_id")
    for i in range(0, 2240, 56):
        alone = segmentation.assign(real.iloc[[i]]).set_index("customer_id")
        pd.testing.assert_frame_equal(alone, indexed.loc[alone.index], check_exact=True)


def test_the_command_ends_with_the_same_answer(command, real_path, segmentation, tmp_path):
    answer = command("segment", real_path, "--out", tmp_path / "out", "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["k"] == 3
    assert (tmp_path / "out" / "model.json").read_text() == dump_model(segmentation)
