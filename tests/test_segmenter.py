import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils.estimator_checks import parametrize_with_checks

import smartcart
from smartcart.errors import DataError, SettingsError

Segmenter = smartcart.Segmenter


@pytest.fixture
def blobs():
    generator = np.random.default_rng(0)
    return np.vstack([generator.normal(c, 0.4, (80, 3)) for c in (0, 3, 6)])


TOO_FEW = "the check fits 10 to 15 rows; fewer than 10 rows per segment are refused on purpose"


@parametrize_with_checks(
    [Segmenter(n_null=2, n_bootstrap=2, n_init=2, k_max=4)],
    expected_failed_checks=lambda estimator: {
        "check_n_features_in_after_fitting": TOO_FEW,
        "check_estimators_nan_inf": TOO_FEW,
        "check_fit2d_1feature": TOO_FEW,
    },
)
def test_it_is_a_scikit_learn_clusterer(estimator, check):
    check(estimator)


def test_planted_groups_are_found(blobs):
    segmenter = Segmenter(n_bootstrap=5, n_null=5).fit(blobs)
    assert segmenter.n_segments_ == 3
    assert adjusted_rand_score(segmenter.labels_, np.repeat([0, 1, 2], 80)) == 1
    assert segmenter.k_scores_.loc[3, "chosen"] == 1


def test_it_speaks_dataframe(blobs):
    frame = pd.DataFrame(blobs, columns=["height", "weight", "age"])
    segmenter = Segmenter(n_segments=3, n_bootstrap=2, n_null=2).fit(frame)
    assert segmenter.segmentation_.model.variables == ("height", "weight", "age")
    assert "height" in segmenter.segmentation_.profiles
    np.testing.assert_array_equal(segmenter.predict(frame), segmenter.labels_)


def test_it_clones_and_stands_in_a_pipeline(blobs):
    segmenter = Segmenter(n_segments=3, n_bootstrap=2, n_null=2)
    assert clone(segmenter).get_params() == segmenter.get_params()
    pipeline = make_pipeline(FunctionTransformer(np.negative), segmenter)
    assert adjusted_rand_score(pipeline.fit_predict(blobs), np.repeat([0, 1, 2], 80)) == 1


@pytest.mark.parametrize("method", ["kmeans", "ward"])
def test_one_row_is_predicted_as_in_a_batch(blobs, method):
    segmenter = Segmenter(n_segments=4, method=method, n_bootstrap=2, n_null=2).fit(blobs)
    alone = [int(segmenter.predict(row[np.newaxis])[0]) for row in blobs[::17]]
    assert alone == segmenter.predict(blobs)[::17].tolist()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_rows_with_missing_or_infinite_values_are_refused(blobs, bad):
    segmenter = Segmenter(n_segments=3, n_bootstrap=2, n_null=2).fit(blobs)
    broken = blobs.copy()
    broken[5, 1] = bad
    for attempt in (segmenter.predict, Segmenter().fit):
        with pytest.raises(ValueError, match=r"contains (NaN|infinity)"):
            attempt(broken)


def test_wrong_parameters_are_refused_at_fit(blobs):
    with pytest.raises(SettingsError, match="'segments' does not take 'many'"):
        Segmenter(n_segments="many").fit(blobs)
    with pytest.raises(DataError, match="too few for 30 segments"):
        Segmenter(n_segments=30).fit(blobs)
