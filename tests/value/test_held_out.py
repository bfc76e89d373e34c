import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

import smartcart
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.errors import DataError, SettingsError
from smartcart.features import build_features
from smartcart.settings import Settings
from smartcart.value import find_outcome, learn_segments, predict_held_out, take_predictors
from smartcart.value.model import calibrate
from smartcart.value.predictors import Predictors


def one_segment(train):
    return np.zeros(len(train), dtype=np.int64)


def test_copies_on_both_sides_would_flatter_a_model_and_do_not():
    generator = np.random.default_rng(0)
    noise = np.tile(generator.normal(size=(300, 6)), (2, 1))
    table = pd.DataFrame(noise, columns=list("abcdef"), index=[str(i) for i in range(600)])
    answers = pd.Series(np.tile((np.arange(300) % 3 == 0).astype(float), 2), index=table.index)
    twins = np.tile(np.arange(300, dtype=np.uint64), 2)
    predictors = Predictors(table, (), ())
    honest = predict_held_out(predictors, answers, twins, one_segment).probability["boosting"]
    alone = np.arange(600, dtype=np.uint64)
    fooled = predict_held_out(predictors, answers, alone, one_segment).probability["boosting"]
    assert roc_auc_score(answers, honest) < 0.6
    assert roc_auc_score(answers, fooled) > 0.7


def test_probabilities_are_calibrated_and_rank_a_planted_effect():
    generator = np.random.default_rng(1)
    x = generator.normal(size=(1500, 3))
    truth = expit(-1.5 + 1.5 * x[:, 0])
    table = pd.DataFrame(x, columns=list("abc"))
    answers = pd.Series((generator.random(1500) < truth).astype(float))
    groups = np.arange(1500, dtype=np.uint64)
    held_out = predict_held_out(Predictors(table, (), ()), answers, groups, one_segment)
    p = held_out.probability["planner"].to_numpy()
    assert np.corrcoef(p, truth)[0, 1] > 0.95
    top = p > 0.4
    error = np.sqrt((p[top] * (1 - p[top])).sum())
    assert abs(p[top].sum() - answers[top].sum()) < 3 * error
    assert set(held_out.families) <= {"logistic", "blend"}  # the truth is a straight line


def test_the_calibration_is_logistic_regression_by_another_way():
    generator = np.random.default_rng(2)
    scores = generator.normal(size=4000)
    answers = (generator.random(4000) < expit(-1 + 0.6 * scores)).astype(float)
    curve = calibrate(scores, answers)
    other = LogisticRegression(C=1e9, tol=1e-8).fit(scores[:, None], answers)
    assert curve.slope == pytest.approx(other.coef_[0, 0], abs=0.01)
    assert curve.intercept == pytest.approx(other.intercept_[0], abs=0.01)


def test_scores_that_rank_the_wrong_way_round_say_nothing():
    scores = np.linspace(-2, 2, 200)
    curve = calibrate(scores, (scores < -1).astype(float))
    assert curve.slope == 0
    assert curve.probability(scores) == pytest.approx(np.full(200, 0.25), abs=0.01)


def test_segments_do_not_hear_the_outcome(generated):
    train = np.arange(len(generated)) % 5 > 0
    labels = []
    for raw in (generated, generated.assign(Response=1)):
        features = build_features(smartcart.check_customers(raw))
        labels.append(learn_segments(features, 3, Settings(n_starts=2))(train))
    assert (labels[0] == labels[1]).all()


def test_an_outcome_that_shapes_the_segments_is_refused(generated):
    schema = FOUNDING_SCHEMA.assign_roles({"Response": "segmentation"})
    features = build_features(smartcart.check_customers(generated, schema))
    with pytest.raises(SettingsError, match="Response is an outcome and shapes the segments"):
        learn_segments(features, 3, Settings())


def test_personal_characteristics_predict_only_by_consent(generated):
    customers = smartcart.check_customers(generated)
    default, consent = take_predictors(customers), take_predictors(customers, allow_sensitive=True)
    assert default.withheld == ("age_years", "is_partnered")
    assert {"recency_days", "tenure_days", "income", "n_children"} <= set(default.table)
    assert set(consent.table) - set(default.table) == {"age_years", "is_partnered"}
    assert not {"has_responded", "has_complained"} & set(consent.table)
    schema = FOUNDING_SCHEMA.assign_roles({"Kidhome": "sensitive"})
    strict = take_predictors(smartcart.check_customers(generated, schema))
    assert not {"n_kids", "n_children"} & set(strict.table)


def test_a_table_without_the_outcome_is_refused(generated):
    customers = smartcart.check_customers(generated.drop(columns="Response"))
    with pytest.raises(
        DataError, match=r"(?s)no column 'has_responded'.*Columns of 0 and 1 there: Complain"
    ):
        find_outcome(customers)
    with pytest.raises(SettingsError, match="'Income' has the role descriptor"):
        find_outcome(customers, "Income")


def test_too_few_answers_are_refused(generated):
    customers = smartcart.check_customers(generated.head(200))
    answers = pd.Series(np.zeros(200))
    answers[:3] = 1.0
    groups = np.arange(200, dtype=np.uint64)
    with pytest.raises(DataError, match="3 of 200 customers answered: too few"):
        predict_held_out(take_predictors(customers), answers, groups, one_segment)
