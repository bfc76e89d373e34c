import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.errors import DataError, ModelFileError, SettingsError
from smartcart.model_file import dump_model
from smartcart.report import collect_facts
from smartcart.report.account import collect_method


def labels_of(segmentation) -> pd.Series:
    return segmentation.assignments.set_index("customer_id")["segment_id"]


def test_the_generated_customers_fall_into_the_three_segments(segmentation):
    assert [segment.name for segment in segmentation.segments] == [
        "High-value loyal customers",
        "Moderate-value frequent buyers",
        "Low-engagement / churn-risk customers",
    ]
    assert [segment.id for segment in segmentation.segments] == ["S1", "S2", "S3"]
    assert sum(segment.size for segment in segmentation.segments) == 2240
    assert sum(segment.share_spend for segment in segmentation.segments) == pytest.approx(1)


@pytest.mark.parametrize("method", ["kmeans", "ward"])
def test_shuffled_rows_and_columns_give_the_same_model_to_the_byte(generated, quick, method):
    frame = generated.head(400)
    settings = {**quick, "method": method}
    base = dump_model(smartcart.segment(frame, settings))
    for seed in range(3):
        shuffled = frame.sample(frac=1, random_state=seed).sample(frac=1, axis=1, random_state=seed)
        assert dump_model(smartcart.segment(shuffled, settings)) == base


def test_what_is_no_segmentation_variable_cannot_touch_the_labels(generated, quick, segmentation):
    base = labels_of(segmentation)
    generator = np.random.default_rng(0)
    for column in ("Response", "Complain", "Marital_Status", "Education", "Income"):
        permuted = generated.assign(**{column: generator.permutation(generated[column])})
        assert labels_of(smartcart.segment(permuted, quick)).equals(base), column
        deleted = generated.drop(columns=column)
        assert labels_of(smartcart.segment(deleted, quick)).equals(base), column


def test_training_customers_are_placed_where_they_were_put(generated, segmentation):
    pd.testing.assert_frame_equal(segmentation.assign(generated), segmentation.assignments)


def test_a_customer_alone_is_placed_as_in_a_batch(generated, segmentation):
    together = segmentation.assignments.set_index("customer_id")
    for i in range(0, 2240, 311):
        alone = segmentation.assign(generated.iloc[[i]]).set_index("customer_id")
        pd.testing.assert_frame_equal(alone, together.loc[alone.index], check_exact=True)


def test_placing_needs_nothing_but_id_and_variables(generated, segmentation):
    wanted = [column.source for column in segmentation.model.scoring_schema.columns]
    assert len(wanted) == 13  # days since the last purchase only tell the risk
    pd.testing.assert_frame_equal(
        segmentation.assign(generated[wanted]), segmentation.assignments, check_exact=True
    )


def test_income_can_be_made_a_variable_and_missing_ones_count_as_the_median(generated, quick):
    schema = smartcart.FOUNDING_SCHEMA.assign_roles({"Income": "segmentation"})
    customers = check_customers(generated, schema)
    result = smartcart.segment(customers, {**quick, "segments": 3})
    assert "income" in result.model.variables
    assert len(result.assignments) == 2240
    assert int(customers.table["income"].isna().sum()) == 24


def test_consent_to_a_personal_characteristic_is_stated(generated, quick):
    schema = smartcart.FOUNDING_SCHEMA.assign_roles({"Marital_Status": "segmentation"})
    customers = check_customers(generated, schema)
    with pytest.raises(SettingsError, match="personal characteristic"):
        smartcart.segment(customers, quick)
    result = smartcart.segment(customers, {**quick, "allow_sensitive": True})
    assert any("Marital_Status is a personal characteristic" in each for each in result.warnings)


def test_ward_reports_how_many_it_would_put_back(generated, quick):
    result = smartcart.segment(generated.head(600), {**quick, "method": "ward", "segments": 3})
    assert 0.7 < result.figures["returned_share"] < 1
    assert 0 < result.figures["ward_agreement_ari"] <= 1
    assert adjusted_rand_score(
        labels_of(result), result.training.clusters.method_labels
    ) == pytest.approx(1, abs=0.35)


def test_a_tree_of_micro_clusters_is_stated(generated, quick, monkeypatch):
    monkeypatch.setattr("smartcart.clusters.solve.WARD_SIZE", 300)
    monkeypatch.setattr("smartcart.clusters.solve.MICRO_CLUSTERS", 200)
    result = smartcart.segment(generated.head(600), {**quick, "method": "ward", "segments": 3})
    n = result.training.clusters.micro_clusters
    assert f"Ward's tree was built on {n} micro-clusters of all 600 customers." in result.warnings
    assert ("Method", f"Ward's agglomeration of {n} micro-clusters of all customers") in (
        collect_method(result, result.training)
    )


def test_another_firms_table_is_segmented_by_its_own_columns():
    """A gym: visits and fees; nothing of it is in the founding table."""
    generator = np.random.default_rng(0)
    fees = np.concatenate([generator.normal(c, c / 10, 50) for c in (20, 80, 300)]).clip(1)
    visits = np.concatenate([generator.poisson(c, 50) for c in (1, 6, 20)])
    schema = Schema(
        (
            Column("member", "Member", Role.ID, Kind.ID, required=True),
            Column("fees", "Fees", Role.SEGMENTATION, Kind.AMOUNT, low=0),
            Column("visits", "Visits", Role.SEGMENTATION, Kind.COUNT, low=0),
        ),
        value="fees",
        frequency="visits",
    )
    frame = pd.DataFrame({"Member": range(150), "Fees": fees, "Visits": visits})
    result = smartcart.segment(check_customers(frame, schema), {"n_boot": 4, "n_null": 2})
    assert result.k == 3
    assert result.snapshot_date is None
    assert [segment.size for segment in result.segments] == [50, 50, 50]
    assert result.segments[0].name == "High-value loyal customers"
    assert result.segments[0].spend_median > 250


def test_too_few_customers_are_refused_with_the_number_needed(generated):
    with pytest.raises(
        DataError, match=r"There are 19 customers, too few for at least 2 .* 20 are"
    ):
        smartcart.segment(generated.head(19))
    with pytest.raises(DataError, match=r"There are 39 customers, too few for 4 segments.* 40 are"):
        smartcart.segment(generated.head(39), {"segments": 4})


def test_identical_customers_become_one_segment_and_it_is_said(generated, quick):
    two_kinds = pd.concat([generated.iloc[[0]]] * 30 + [generated.iloc[[1]]] * 30)
    two_kinds = two_kinds.assign(ID=range(60))
    result = smartcart.segment(two_kinds, {**quick, "segments": 4})
    assert result.k == 2
    assert any("Only 2 distinct customers exist" in each for each in result.warnings)


def test_unknown_settings_name_the_nearest():
    with pytest.raises(SettingsError, match=r"(?s)no setting 'segment'.*Did you mean 'segments'"):
        smartcart.segment(pd.DataFrame(), {"segment": 3})
    with pytest.raises(SettingsError, match="'method' does not take 'dbscan'"):
        smartcart.segment(pd.DataFrame(), {"method": "dbscan"})


@pytest.mark.parametrize(
    ("setting", "value", "rule"),
    [
        ("segments", 0, "does not take 0: it should be at least 1 or 'auto'"),
        ("segments", "3", "does not take '3': it should be a whole number or 'auto'"),
        ("method", "dbscan", "it should be 'kmeans' or 'ward'"),
        ("max_quarantine", 2, "it should be at most 1"),
        ("seed", 2**32, "it should be below 4,294,967,296"),
        ("snapshot", "2014-10-04", "it should be a day such as 2014-10-04, without quotes"),
        ("allow_sensitive", "yes", "it should be true or false"),
    ],
)
def test_a_setting_out_of_range_is_told_in_words(setting, value, rule):
    with pytest.raises(SettingsError, match=rf"(?s)'{setting}' .*{rule}.*What it sets: "):
        smartcart.segment(pd.DataFrame(), {setting: value})


def test_customers_without_the_models_columns_are_refused(segmentation):
    schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID, required=True),))
    strangers = check_customers(pd.DataFrame({"ID": ["1"]}), schema)
    with pytest.raises(ModelFileError, match="compares customers by spend_wines"):
        segmentation.assign(strangers)


def test_ids_are_not_looked_up(generated, quick):
    """To find one, pandas makes an object of every id: of ten million customers, a gigabyte."""
    customers = check_customers(generated)
    collect_facts(smartcart.segment(customers, {**quick, "panel_size": 500}))
    assert "_engine" not in customers.table.index._cache
