"""The arithmetic is that of Python to the last bit: logarithms, ties, any model at all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.sql.tables import (
    PROBED,
    in_duckdb,
    in_postgres,
    in_python,
    logarithms,
    same,
)

from smartcart.clusters import Partition
from smartcart.customers import Column, Kind, Role, Schema
from smartcart.kernels import log1p
from smartcart.segmentation import SegmentModel
from smartcart.space import NominalScale, NumericScale, OrdinalScale, Scale, SpaceModel
from smartcart.sql import write_query

LEVELS = ("a'", "b;--", "\u00e9 c")


def test_the_logarithm_is_that_of_python_to_the_last_bit():
    rng = np.random.default_rng(0)
    near = 2.0 ** np.arange(1, 40) - 1
    near = np.concatenate([near * (1 + 2.0**-e) for e in (18, 19, 20, 21, 30, 52)])
    cents, wide = rng.lognormal(3, 3, 40_000).round(2), 10 ** rng.uniform(-20, 15, 20_000)
    for values, whole, low in (
        (np.arange(100_000.0), True, 0.0),
        (np.concatenate([cents, wide, near]), False, 0.0),
        (-rng.uniform(0, 1, 5_000), False, -1.0 + 2.0**-53),
    ):
        assert (logarithms(values, whole=whole, low=low) == log1p(values)).all()


def test_ln_of_the_sum_would_not_have_done():
    whole = np.arange(20_000.0)
    assert (np.log(1 + whole) != log1p(whole)).sum() > 100


def one_variable(kind: Kind, centroids: list[float], mean: float, method: str) -> SegmentModel:
    transform = "log1p" if kind in (Kind.AMOUNT, Kind.COUNT) else "identity"
    low = 0.0 if transform == "log1p" else None
    scale = NumericScale("spend", transform, mean, -99.0, 99.0, mean, 0.7)
    column = Column("spend", "Spend", Role.SEGMENTATION, kind, low=low, required=True)
    return model_of([column], [scale], np.eye(1), [[each] for each in centroids], method)


def model_of(columns, scales: list[Scale], loadings, centroids, method="kmeans", sizes=None):
    """Return a model that places customers, and knows no more."""
    schema = Schema((Column("customer_id", "ID", Role.ID, Kind.ID, required=True), *columns))
    width = sum(len(scale.columns) for scale in scales)
    space = SpaceModel(tuple(scales), np.zeros(width), np.asarray(loadings), np.ones(width) / width)
    k = len(centroids)
    sizes = np.full(k, 10) if sizes is None else np.asarray(sizes)
    partition = Partition(method, np.asarray(centroids, dtype=float), sizes)
    return SegmentModel(schema, space, partition, 1.0, tuple(f"Name {i}" for i in range(k)))


@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.AMOUNT, Kind.NUMBER])
@pytest.mark.parametrize("method", ["kmeans", "ward"])
def test_a_tie_goes_to_the_first_segment_in_python_and_in_databases(kind, method, postgres_url):
    """Half-way between two centroids, on one of two equal ones, and half-way between two pairs."""
    at = 9.0 if kind != Kind.AMOUNT else 37.25
    mean = at if kind == Kind.NUMBER else float(log1p(at))
    frame = pd.DataFrame({"ID": ["half-way", "below", "above"], "Spend": [at, 0, 1e4]})
    for centroids in ([-1.5, 1.5], [-1.5, -1.5, 1.5, 1.5], [0.0, 0.0], [-2.0, -0.3, 0.3, 2.0]):
        model = one_variable(kind, centroids, mean, method)
        expected = in_python(model, frame)
        tied = expected.set_index("customer_id").loc["half-way"]
        assert tied["segment_id"] == f"S{1 + int(np.argmin(np.abs(centroids)))}"
        assert tied["confidence"] == 0.0
        same(in_duckdb(write_query(model, "duckdb", "customers", more=True), frame), expected)
        query = write_query(model, "postgres", "customers", more=True)
        same(in_postgres(query, frame, postgres_url), expected)


KINDS = [Kind.AMOUNT, Kind.COUNT, Kind.NUMBER, Kind.FLAG, Kind.CATEGORY, Kind.ORDINAL]
FEW = st.sampled_from([-2.0, -1.0, -0.5, 0.0, 0.25, 1.0, 3.0]) | st.floats(-5, 5)


@st.composite
def scales(draw, kind: Kind, at: str) -> Scale:
    weight = draw(st.sampled_from([1.0, 0.5, 2.0, 3.7]))
    if kind == Kind.CATEGORY:
        return NominalScale(at, LEVELS, (0.2, 0.3, 0.5), weight)
    if kind == Kind.ORDINAL:
        scores = sorted(draw(st.tuples(FEW, FEW, FEW)))
        return OrdinalScale(at, LEVELS, tuple(scores), weight)
    low, fill, high = sorted(draw(st.tuples(FEW, FEW, FEW)))
    transform = "log1p" if kind in (Kind.AMOUNT, Kind.COUNT) else "identity"
    mean, deviation = draw(FEW), draw(st.floats(0.1, 9))
    return NumericScale(at, transform, fill, low, high + 1, mean, deviation, weight)


@st.composite
def models(draw) -> SegmentModel:
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=3))
    columns, found = [], []
    for i, kind in enumerate(kinds):
        lows = [0.0, -0.9] if kind in (Kind.AMOUNT, Kind.COUNT) else [None, -3.0]
        low = draw(st.sampled_from(lows)) if kind.is_quantity else None
        levels = LEVELS if kind == Kind.ORDINAL else ()
        source = f'c "{i}" o\'x'
        columns.append(
            Column(f"v{i}", source, Role.SEGMENTATION, kind, low=low, required=True, levels=levels)
        )
        found.append(draw(scales(kind, f"v{i}")))
    width, n = sum(len(each.columns) for each in found), draw(st.integers(1, 2))
    loadings = [[draw(FEW) for _ in range(n)] for _ in range(width)]
    k = draw(st.integers(1, 5))
    centroids = [[draw(FEW) for _ in range(n)] for _ in range(k)]
    sizes = draw(st.lists(st.sampled_from([1, 2, 50]), min_size=k, max_size=k))
    method = draw(st.sampled_from(["kmeans", "ward"]))
    return model_of(columns, found, loadings, centroids, method, sizes)


NUMBER = st.none() | FEW | st.floats(width=64) | st.integers(-5, 300).map(float)
LOGGED = st.none() | st.sampled_from(PROBED) | st.floats(-9, 1e15) | st.floats(1e9)
CELLS = {
    Kind.AMOUNT: LOGGED,
    Kind.COUNT: LOGGED,
    Kind.FLAG: st.sampled_from([0.0, 1.0, -0.0, None, 2.0, float("nan")]),
    Kind.CATEGORY: st.sampled_from([*LEVELS, "\u00c9  C", " B;-- ", "", None, "#N/A", "other"]),
}
CELLS[Kind.ORDINAL] = CELLS[Kind.CATEGORY]


@given(models(), st.data())
@settings(max_examples=20, phases=[Phase.generate])
def test_any_model_places_any_customers_alike(model, data):
    columns = [column for column in model.schema.columns if column.kind != Kind.ID]
    ids = data.draw(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12))
    frame = pd.DataFrame({"ID": ids})
    for column in columns:
        drawn = st.lists(CELLS.get(column.kind, NUMBER), min_size=len(ids), max_size=len(ids))
        kind = object if column.kind.is_text else "float64"
        frame[column.source] = pd.Series(data.draw(drawn), dtype=kind)
    found = in_duckdb(write_query(model, "duckdb", "customers", more=True), frame)
    same(found, in_python(model, frame))
