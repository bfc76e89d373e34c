import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline

import smartcart
from smartcart.customers import FOUNDING_SCHEMA, check_customers
from smartcart.errors import DataError, SettingsError
from smartcart.features import BehaviouralFeatures, build_features
from smartcart.segmenter import Segmenter


@pytest.fixture
def two(generated):
    """Two customers whose measures can be counted by hand."""
    frame = generated.head(2).copy()
    frame.iloc[:, 9:20] = 0
    frame["ID"] = [1, 2]
    frame["Dt_Customer"] = ["01-09-2014", "21-09-2014"]
    frame["Recency"] = [20, 10]
    frame["Year_Birth"], frame["Kidhome"], frame["Teenhome"] = [1970, 1980], [1, 0], [1, 0]
    frame["Marital_Status"] = ["Together", "Divorced"]
    frame.loc[frame.index[0], ["MntWines", "MntGoldProds"]] = [75, 25]
    frame.loc[frame.index[0], ["NumWebPurchases", "NumStorePurchases"]] = [1, 3]
    frame.loc[frame.index[0], "NumDealsPurchases"] = 2
    return check_customers(frame)


def test_measures_counted_by_hand(two):
    first = build_features(two).measures.loc["1"]
    expected = {
        "spend_total": 100,
        "share_wines": 0.75,
        "n_purchases": 4,
        "share_web": 0.25,
        "share_store": 0.75,
        "share_catalog": 0,
        "share_deals": 0.5,
        "n_children": 2,
        "age_years": 44,
        "tenure_days": 30,  # the table describes 1 October: 21 September + 10 days
        "is_partnered": 1,
    }
    assert first[list(expected)].to_dict() == expected


def test_a_share_of_nothing_is_missing_not_zero(two):
    second = build_features(two).measures.loc["2"]
    assert second[["spend_total", "n_purchases"]].tolist() == [0, 0]
    assert second[["share_wines", "share_web", "share_deals"]].isna().all()


def test_variables_that_cannot_tell_customers_apart_are_dropped_and_named(two):
    features = build_features(two)
    assert [c.source for c in features.variables] == [
        "MntWines",
        "MntGoldProds",
        "NumDealsPurchases",
        "NumWebPurchases",
        "NumStorePurchases",
    ]
    assert ("MntFruits", "the same for every customer") in [
        (finding.column, finding.meaning) for finding in features.dropped
    ]


def test_a_variable_that_varies_by_rounding_is_dropped_and_named(generated):
    frame = generated.head(100).copy()
    frame["MntFruits"] = np.where(np.arange(100) % 2, 0.3, 0.1 * 3)
    features = build_features(check_customers(frame))
    assert "MntFruits" not in [column.source for column in features.variables]
    assert ("MntFruits", "the same for every customer but for rounding") in [
        (finding.column, finding.meaning) for finding in features.dropped
    ]


def test_a_table_where_nothing_varies_is_refused(generated):
    same = generated.head(30).copy()
    same.iloc[:, 9:20] = 1
    with pytest.raises(
        DataError, match="No column is left to compare customers by: MntWines is the"
    ):
        build_features(check_customers(same))


def test_a_personal_characteristic_shapes_segments_only_by_consent(generated):
    schema = FOUNDING_SCHEMA.assign_roles({"Marital_Status": "segmentation"})
    customers = check_customers(generated.head(200), schema)
    with pytest.raises(SettingsError, match=r"(?s)Marital_Status is a personal.*allow_sensitive"):
        build_features(customers)
    features = build_features(customers, allow_sensitive=True)
    assert "marital_status" in features.table


def test_the_transformer_in_a_pipeline_finds_the_same_segments(generated, quick, segmentation):
    shuffled = generated.sample(frac=1, random_state=3)
    pipeline = make_pipeline(
        BehaviouralFeatures(),
        Segmenter(n_bootstrap=quick["n_boot"], n_null=quick["n_null"], n_init=quick["n_starts"]),
    )
    labels = pipeline.fit_predict(shuffled)
    ids = segmentation.assignments.set_index("customer_id")["segment_id"]
    pairs = pd.crosstab(labels, ids.loc[shuffled["ID"].astype(str)].to_numpy())
    assert (pairs > 0).sum().sum() == segmentation.k  # the same groups, under other numbers


def test_the_transformer_keeps_rows_in_place_or_refuses(generated):
    frame = generated.head(40)
    features = BehaviouralFeatures(log=False).fit_transform(frame)
    assert features.index.equals(frame.index)
    np.testing.assert_array_equal(features["spend_wines"], frame["MntWines"])
    broken = frame.assign(MntWines=frame["MntWines"].where(frame.index != frame.index[7], -1))
    with pytest.raises(DataError, match=r"1 rows cannot be used.*row 8: MntWines must lie between"):
        BehaviouralFeatures().fit(frame).transform(broken)


def test_the_same_customers_have_the_same_features_alone(generated):
    customers = smartcart.check_customers(generated.head(50))
    everyone = build_features(customers).measures
    alone = [
        build_features_alone(generated.iloc[[i]], customers.snapshot_date) for i in range(0, 50, 7)
    ]
    together = everyone.loc[[frame.index[0] for frame in alone]]
    pd.testing.assert_frame_equal(pd.concat(alone), together, check_dtype=False)


def build_features_alone(row, day):
    from smartcart.features import measure_customers

    settings = smartcart.Settings(snapshot=day, date_order="dmy")
    return measure_customers(smartcart.check_customers(row, settings=settings))
