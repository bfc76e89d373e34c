"""A cluster of Spark gives what one machine gives, however the customers are spread over it."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.engines.conftest import need_spark

import smartcart
from smartcart import Settings
from smartcart.choice import adjusted_rand
from smartcart.customers import FOUNDING_SCHEMA
from smartcart.engines import Source, check_there, read_there, score_there, segment_there
from smartcart.engines.settle import settle_reading
from smartcart.errors import DataError, OpenQuestionError, SettingsError
from smartcart.jobs import SparkPlace, run_score_on_spark
from smartcart.model_file import load_model

pytestmark = pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")

#: A panel smaller than the table, so that a sample is a sample.
SMALL = Settings(n_boot=3, n_null=2, n_starts=3, k_max=5, panel_size=500)


def silent(stage: str, done: int, total: int) -> None:
    """Say nothing."""


def run(spark, path: Path, settings: Settings, partitions: int | None = None, sample: int = 10_000):
    source = read_there(spark, str(path), FOUNDING_SCHEMA)
    if partitions:
        source = Source(source.frame.repartition(partitions), source.facts)
    there = check_there(source, FOUNDING_SCHEMA, settings)
    segmentation = segment_there(there, settings, silent, sample=sample)
    placed = score_there(there, segmentation.model).toArrow().to_pandas()
    there.release()
    return segmentation, placed.set_index("customer_id")


def same_customers_same_segments(local, spark, placed) -> None:
    ours, theirs = local.model, spark.model
    assert local.k == spark.k
    assert ours.names == theirs.names
    assert local.choice == spark.choice
    assert local.verdict == spark.verdict
    scale = np.abs(ours.partition.centroids).max()
    apart = np.abs(ours.partition.centroids - theirs.partition.centroids).max()
    assert apart <= 1e-9 * scale
    assert ours.partition.sizes.tolist() == theirs.partition.sizes.tolist()
    pd.testing.assert_frame_equal(local.profiles, spark.profiles, check_exact=False)
    assigned = local.assignments.set_index("customer_id")["segment_id"]
    assert (placed["segment_id"].reindex(assigned.index) == assigned).all()


def test_the_real_table_of_text_gives_what_one_machine_gives(spark, real_path, quick):
    settings = Settings(**quick)
    local = smartcart.segment(smartcart.read_customers(real_path), settings)
    segmentation, placed = run(spark, real_path, settings)
    same_customers_same_segments(local, segmentation, placed)
    assert segmentation.segments == local.segments
    pd.testing.assert_frame_equal(
        segmentation.training.customers.table, local.training.customers.table
    )
    counted = {"records", "customers", "quarantined", "duplicates_dropped", "snapshot_date"}
    ours, theirs = (each.training.customers.quality.to_dict() for each in (local, segmentation))
    assert {name: ours[name] for name in counted} == {name: theirs[name] for name in counted}
    assert ours["repairs"] == theirs["repairs"]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Return customers as Parquet: a copy, an id whose rows disagree, impossible values."""
    frame = smartcart.make_customers(1500, seed=3)
    again = frame.iloc[[4, 5]].copy()
    again.loc[again.index[1], "MntWines"] += 1  # the id of the second disagrees
    frame = pd.concat([frame, again], ignore_index=True)
    frame.loc[10, "MntFruits"] = -1
    frame.loc[11, "Year_Birth"] = 1850
    path = tmp_path_factory.mktemp("spark") / "customers.parquet"
    frame.to_parquet(path)
    return path


def test_one_four_and_sixty_four_partitions_agree_to_the_bit(spark, made, tmp_path):
    local = smartcart.segment(smartcart.read_customers(made), SMALL)
    found = [run(spark, made, SMALL, partitions, sample=600) for partitions in (1, 4, 64)]
    for segmentation, placed in found:
        # What is begun from a sample may come to rest a few customers beside the local solution.
        assert local.k == segmentation.k
        assert local.model.names == segmentation.model.names
        assert local.verdict == segmentation.verdict
        assert local.choice == segmentation.choice
        own = local.assignments.set_index("customer_id")["segment_id"]
        both = own, placed["segment_id"].reindex(own.index)
        assert adjusted_rand(*(pd.factorize(each, sort=True)[0] for each in both)) >= 0.99
        ours, theirs = (each.model.partition.centroids for each in (local, segmentation))
        assert np.abs(ours - theirs).max() <= 1e-3 * np.abs(ours).max()
        assert len(segmentation.training.customers) == 600
        assert any("a sample of 600" in each for each in segmentation.warnings)
    (first, placed), *others = found
    first.save(tmp_path / "model.json")
    where = tmp_path / "model.json", str(made), str(tmp_path / "again")
    counted = run_score_on_spark(*where, SparkPlace("local[2]"))
    assert [each["size"] for each in counted["segments"]] == [s.size for s in first.segments]
    written = pd.read_parquet(tmp_path / "again").set_index("customer_id")
    pd.testing.assert_frame_equal(written.sort_index(), placed.sort_index())
    with pytest.raises(SettingsError, match="something stands there already"):
        run_score_on_spark(*where, SparkPlace("local[2]"))
    for segmentation, other in others:
        left, right = first.model, segmentation.model
        assert left.partition.centroids.tobytes() == right.partition.centroids.tobytes()
        assert left.space.loadings.tobytes() == right.space.loadings.tobytes()
        assert left.risk == right.risk
        assert first.data_hash == segmentation.data_hash
        assert first.segments == segmentation.segments
        pd.testing.assert_frame_equal(placed.sort_index(), other.sort_index())


def test_every_record_is_used_set_aside_dropped_or_counted(spark, made):
    there = check_there(read_there(spark, str(made), FOUNDING_SCHEMA), FOUNDING_SCHEMA, SMALL)
    local = smartcart.read_customers(made).quality
    quality = there.quality
    assert quality.records == quality.customers + quality.quarantined + quality.duplicates_dropped
    assert (quality.customers, quality.quarantined, quality.duplicates_dropped) == (
        local.customers,
        local.quarantined,
        local.duplicates_dropped,
    )
    assert sorted(there.quarantine["reason"]) == sorted(
        smartcart.read_customers(made).quarantine["reason"]
    )
    sampled = [there.sample(len(there) - less).table for less in (0, 1, 100)]
    assert [len(each) for each in sampled] == [len(there) - less for less in (0, 1, 100)]
    left, n = there.without({there.sample(500).table.index[0], "nobody"})
    assert (n, len(left)) == (1, len(there) - 1)
    there.release()


def text(spark, tmp_path: Path, frame: pd.DataFrame, **options) -> Source:
    path = tmp_path / "customers.csv"
    frame.to_csv(path, index=False, **options)
    return read_there(spark, str(path), FOUNDING_SCHEMA)


def test_what_only_a_whole_column_says_is_settled_for_all_partitions(spark, tmp_path):
    frame = smartcart.make_customers(60, seed=0)
    frame["Income"] = [f"{value:,.2f}" for value in frame["Income"].fillna(1)]
    frame.loc[0, "Marital_Status"] = "MARRIED"
    source = text(spark, tmp_path, frame, sep=";")
    settled = settle_reading(source.frame, FOUNDING_SCHEMA, SMALL)
    assert settled.reading.conventions["income"].decimal == "."
    assert settled.reading.conventions["marital_status"].spelling["married"] == "Married"
    there = check_there(source, FOUNDING_SCHEMA, SMALL)
    local = smartcart.read_customers(tmp_path / "customers.csv")
    pd.testing.assert_frame_equal(there.sample(100).table, local.table)
    there.release()


def test_what_cannot_be_read_safely_is_refused(spark, tmp_path):
    frame = smartcart.make_customers(60, seed=0)
    with pytest.raises(DataError, match="no column of ids"):
        settle_reading(
            text(spark, tmp_path, frame.drop(columns="ID")).frame, FOUNDING_SCHEMA, SMALL
        )
    unclear = frame.assign(Dt_Customer="04-09-2012")
    with pytest.raises(OpenQuestionError, match="whether day or month comes first"):
        settle_reading(text(spark, tmp_path, unclear).frame, FOUNDING_SCHEMA, SMALL)
    marks = frame.assign(MntWines=["1,5", "2.5"] * 30)
    with pytest.raises(DataError, match="mixes two ways to write decimals: 30 numbers prove a"):
        settle_reading(text(spark, tmp_path, marks).frame, FOUNDING_SCHEMA, SMALL)
    with pytest.raises(DataError, match="Spark finds no table"):
        read_there(spark, str(tmp_path / "nowhere"), FOUNDING_SCHEMA)
    broken = frame.assign(MntWines=-1)
    with pytest.raises(DataError, match="No customer is left"):
        check_there(text(spark, tmp_path, broken), FOUNDING_SCHEMA, SMALL)


KILLED = """
    import sys, json
    import psutil
    from smartcart import Settings
    from smartcart.customers import FOUNDING_SCHEMA
    from smartcart.engines import check_there, open_session, read_there, segment_there

    killed = []

    def kill_one(stage, done, total):
        if stage == "fit" and not killed:
            children = psutil.Process().children(recursive=True)
            alive = [p for p in children if p.status() != psutil.STATUS_ZOMBIE]
            own = [p for p in alive if "CoarseGrainedExecutorBackend" in " ".join(p.cmdline())]
            own[0].kill()
            killed.append(len(own))

    settings = Settings(n_boot=3, n_null=2, n_starts=3, k_max=5, panel_size=500)
    with open_session("local-cluster[2,1,1024]") as session:
        source = read_there(session, sys.argv[1], FOUNDING_SCHEMA)
        there = check_there(source, FOUNDING_SCHEMA, settings)
        found = segment_there(there, settings, kill_one, sample=600)
    print(json.dumps([killed, found.model.partition.centroids.tobytes().hex(), found.data_hash]))
"""


def test_a_killed_executor_changes_nothing(spark, made):
    undisturbed, _ = run(spark, made, SMALL, sample=600)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(KILLED), str(made)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    killed, centroids, fingerprint = json.loads(done.stdout)
    assert killed == [2]  # one of two
    assert centroids == undisturbed.model.partition.centroids.tobytes().hex()
    assert fingerprint == undisturbed.data_hash


def test_spark_connect_and_the_command_line_give_the_same(made, tmp_path):
    """`local[2]` as SPARK_REMOTE starts a server of Spark Connect; nothing but it is used."""
    need_spark()
    config = tmp_path / "smartcart.toml"
    values = SMALL.model_dump(include={"n_boot", "n_null", "n_starts", "k_max", "panel_size"})
    lines = "".join(f"{name} = {value}\n" for name, value in values.items())
    config.write_text(f"[settings]\n{lines}")
    out = tmp_path / "results"
    command = ["segment", made, "--config", config, "--out", out, "--engine", "spark"]
    places = ["--out-segments", tmp_path / "placed"]
    done = subprocess.run(
        [sys.executable, "-m", "smartcart", *map(str, [*command, *places, "--json"])],
        env={**os.environ, "SPARK_REMOTE": "local[2]"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not any(word in done.stderr for word in ("Spark", "WARN"))
    local = smartcart.segment(smartcart.read_customers(made), SMALL)
    loaded = load_model(out / "model.json")
    same_customers_same_segments(
        local, loaded, pd.read_parquet(tmp_path / "placed").set_index("customer_id")
    )
    names = {"model.json", "profiles.csv", "k_selection.csv", "summary.json", "report.html"}
    assert names <= {each.name for each in out.iterdir()}
    assert json.loads(done.stdout)["customers"] == len(local.training.customers)
