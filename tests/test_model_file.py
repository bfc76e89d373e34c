import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.errors import ModelFileError
from smartcart.model_file import FORMAT, dump_model, parse_model


@pytest.fixture(scope="module")
def written(segmentation) -> bytes:
    return dump_model(segmentation).encode()


def test_a_model_read_back_is_the_same_model(segmentation, written, generated, tmp_path):
    path = tmp_path / "model.json"
    segmentation.save(path)
    assert path.read_bytes() == written
    loaded = smartcart.load(path)
    assert dump_model(loaded).encode() == written
    pd.testing.assert_frame_equal(
        loaded.assign(generated), segmentation.assignments, check_exact=True
    )
    pd.testing.assert_frame_equal(loaded.profiles, segmentation.profiles, check_exact=True)
    pd.testing.assert_frame_equal(loaded.k_scores, segmentation.k_scores, check_exact=True)
    assert loaded.segments == segmentation.segments
    assert loaded.settings == segmentation.settings


def test_nominal_variables_survive_the_file(generated, quick):
    schema = smartcart.FOUNDING_SCHEMA.assign_roles({"Education": "segmentation"})
    customers = smartcart.check_customers(generated.head(300), schema)
    result = smartcart.segment(customers, quick)
    loaded = parse_model(dump_model(result).encode())
    pd.testing.assert_frame_equal(loaded.assign(customers), result.assignments, check_exact=True)


def test_any_changed_byte_is_refused(written):
    generator = np.random.default_rng(0)
    for position in generator.choice(len(written), 300, replace=False):
        changed = bytearray(written)
        changed[position] ^= 1 << int(generator.integers(0, 8))
        with pytest.raises(ModelFileError, match=r"is not an intact model file|has format"):
            parse_model(bytes(changed))


def test_a_truncated_or_foreign_file_is_refused(written, tmp_path):
    for data in (b"", written[:100], written[:-1], b"[]", b"{}", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(ModelFileError):
            parse_model(data)
    with pytest.raises(ModelFileError, match=r"There is no model file 'none.json'"):
        smartcart.load(tmp_path / "none.json")


def test_a_newer_format_is_refused_by_name(written):
    content = json.loads(written)
    content["format"] = 2
    with pytest.raises(ModelFileError, match=r"has format 2; this version reads 1"):
        parse_model(json.dumps(content).encode())


def test_a_model_holds_no_customer(generated, quick):
    named = generated.head(200).assign(ID=[f"canary-{i}" for i in range(200)])
    named["Education"] = "canary"
    assert "canary" not in dump_model(smartcart.segment(named, quick))


def test_a_loaded_model_says_that_it_has_no_customers(written, tmp_path):
    loaded = parse_model(written)
    with pytest.raises(ModelFileError, match="holds no customers"):
        _ = loaded.assignments
    with pytest.raises(ModelFileError, match="a model read from a file holds none"):
        loaded.report(tmp_path / "report.html")


def test_a_model_file_of_every_format_places_customers_as_it_did(tmp_path):
    models = sorted((Path(__file__).parent / "golden").glob("model_*.json"))
    assert models[-1].stem == f"model_{FORMAT}"
    for model in models:
        number = model.stem.removeprefix("model_")
        customers = smartcart.read_customers(model.with_name(f"customers_{number}.csv"))
        placed = smartcart.load(model).assign(customers)
        placed.to_csv(tmp_path / "segments.csv", index=False, lineterminator="\n")
        kept = model.with_name(f"segments_{number}.csv").read_bytes()
        assert (tmp_path / "segments.csv").read_bytes() == kept
