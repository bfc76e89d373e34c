"""Value and risk of the whole flow: in every output, for any customer, and never in the labels."""

import json

import numpy as np
import pandas as pd
import pytest

import smartcart
from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.errors import ModelFileError
from smartcart.jobs import summarize
from smartcart.model_file import dump_model, parse_model

LAST = ["risk_index", "is_high_value", "is_churn_prone"]


def worth_of(assigned: pd.DataFrame) -> pd.DataFrame:
    return assigned.set_index("customer_id")[LAST]


def test_they_are_the_last_columns_and_every_customer_has_them(segmentation):
    assigned = segmentation.assignments
    assert assigned.columns[-3:].tolist() == LAST
    assert assigned[LAST].notna().all().all()
    assert assigned["risk_index"].between(0, 100).all()
    assert (assigned["risk_index"] * 10 == (assigned["risk_index"] * 10).round()).all()
    spend = segmentation.training.features.measures["spend_total"].to_numpy()
    assert (assigned["is_high_value"] == (spend >= segmentation.value.high_value_from)).all()
    starts = dict(zip(segmentation.model.ids, segmentation.model.risk.prone_from, strict=True))
    assert starts == {"S1": 80, "S2": 80, "S3": 50}  # S3 buys less often than two thirds of all
    prone = assigned["risk_index"] >= assigned["segment_id"].map(starts)
    assert (assigned["is_churn_prone"] == prone).all()


def test_the_profiles_say_how_many_are_such(segmentation):
    by_segment = segmentation.assignments.groupby("segment_id")
    table = segmentation.profiles
    assert table.columns[-2:].tolist() == ["share_high_value", "share_churn_prone"]
    for flag in ("high_value", "churn_prone"):
        shares = by_segment[f"is_{flag}"].mean().astype(float)
        assert table[f"share_{flag}"].tolist() == shares.tolist()
    assert table["share_high_value"].is_monotonic_decreasing


def test_what_only_tells_the_risk_cannot_touch_the_labels(generated, quick, segmentation):
    columns = [c for c in segmentation.assignments if c not in LAST]
    base = segmentation.assignments
    generator = np.random.default_rng(0)
    permuted = generated.assign(Recency=generator.permutation(generated["Recency"]))
    for other in (permuted, generated.drop(columns="Recency")):
        found = smartcart.segment(other, quick)
        pd.testing.assert_frame_equal(found.assignments[columns], base[columns], check_exact=True)
        assert not found.assignments["risk_index"].equals(base["risk_index"])
    assert found.model.risk.parts == ("n_purchases", "visits_per_purchase")
    assert found.model.risk.weights == pytest.approx((0.6, 0.4))
    assert found.churn.note.startswith("The risk index does without days since the last purchase:")


def test_scoring_without_recency_leaves_the_risk_empty_and_says_so(
    command, generated, segmentation, tmp_path
):
    segmentation.save(tmp_path / "model.json")
    source, out = tmp_path / "few.csv", tmp_path / "scored.csv"
    generated.head(30).drop(columns="Recency").to_csv(source, index=False)
    answer = command("score", tmp_path / "model.json", source, "--out", out, "--json")
    assert answer.code == 0, answer.err
    said = "risk_index and is_churn_prone are empty: no days since the last purchase."
    assert said in answer.err
    assert json.loads(answer.out)["notes"] == [said]
    scored = pd.read_csv(out, dtype={"customer_id": str})
    base = segmentation.assignments.set_index("customer_id").loc[scored["customer_id"]]
    assert scored["risk_index"].isna().all()
    assert scored["is_churn_prone"].isna().all()
    assert scored["is_high_value"].tolist() == base["is_high_value"].tolist()
    assert scored["segment_id"].tolist() == base["segment_id"].tolist()
    for name in ("scored.parquet", "scored.xlsx"):
        answer = command("score", tmp_path / "model.json", source, "--out", tmp_path / name)
        assert answer.code == 0, answer.err


def test_the_parts_of_one_customer_are_told(command, generated, segmentation, tmp_path):
    segmentation.save(tmp_path / "model.json")
    generated.to_csv(tmp_path / "customers.csv", index=False)
    row = segmentation.assignments.iloc[100]
    customer = row["customer_id"]
    files = (tmp_path / "model.json", tmp_path / "customers.csv")
    answer = command("explain", *files, "--customer", customer, "--json")
    risk = json.loads(answer.out)["risk"]
    assert (risk["index"], risk["is_churn_prone"]) == (row["risk_index"], row["is_churn_prone"])
    assert [part["feature"] for part in risk["parts"]] == [
        "recency_days",
        "n_purchases",
        "visits_per_purchase",
    ]
    assert sum(part["weight"] for part in risk["parts"]) == pytest.approx(1)
    recency = generated.set_index(generated["ID"].astype(str)).loc[customer, "Recency"]
    assert risk["parts"][0]["value"] == recency
    own = segmentation.assignments["segment_id"] == row["segment_id"]
    peers = segmentation.training.customers.table["recency_days"][own.to_numpy()]
    counted = 100 * ((peers < recency).mean() + (peers == recency).mean() / 2)
    assert risk["parts"][0]["percentile"] == pytest.approx(counted, abs=0.1)
    assert risk["sentence"] in answer.err
    assert f"Risk index {risk['index']:.1f} of 100 among the customers of" in risk["sentence"]
    assert risk["sentence"].endswith("An index, not a probability.")
    without = generated.drop(columns="Recency")
    said = segmentation.explain(without, customer).risk
    assert (said.index, said.is_churn_prone) == (None, None)
    assert said.sentence == "Its risk index is not known without days since the last purchase."


def test_the_summary_holds_both_with_their_reasons(segmentation):
    summary = json.loads(json.dumps(summarize(segmentation, {}), allow_nan=False))
    value, churn = summary["value"], summary["churn"]
    assert value["measure"] == "spend_total"
    assert [tier["tier"] for tier in value["tiers"]] == ["A", "B", "C"]
    assert set(value["tiers"][0]) == {
        *("tier", "customers", "share_customers", "share_value", "from"),
    }
    assert sum(tier["share_value"] for tier in value["tiers"]) == pytest.approx(1)
    assert churn["voice"] == "index"
    assert churn["reason"].startswith("An index, not a probability: ")
    assert churn["check"]["is_rejected"] is True
    assert len(churn["check"]["table"]) == 5
    assert [part["weight"] for part in churn["index"]["parts"]] == [0.5, 0.3, 0.2]


def test_the_report_has_a_section_on_both(segmentation):
    from smartcart.report import collect_facts, render_report

    page = render_report(collect_facts(segmentation), {})
    for text in (
        "Value and risk",
        "Share of spend",
        segmentation.churn.reason,
        "Churn-prone means",
    ):
        assert text in page, text
    assert "High-value customers" in page  # the row of the profile table
    everyone = collect_facts(segmentation).profile.loc["share_high_value", "all"]
    assert everyone == segmentation.assignments["is_high_value"].mean()


def test_a_table_without_value_or_purchases_says_what_it_lacks(quick):
    """Noise in which nobody is special."""
    names = [f"x{i}" for i in range(4)]
    columns = [Column(name, name, Role.SEGMENTATION, Kind.NUMBER, required=True) for name in names]
    schema = Schema((Column("customer_id", "key", Role.ID, Kind.ID, required=True), *columns))
    noise = pd.DataFrame(np.random.default_rng(0).normal(size=(200, 4)), columns=names)
    found = smartcart.segment(check_customers(noise.assign(key=range(200)), schema), quick)
    assert found.assignments[LAST].isna().all().all()
    assert found.value is None
    assert found.model.risk is None
    assert not {"share_high_value", "share_churn_prone"} & set(found.profiles)
    assert found.churn.note.startswith("There is no risk index: the table has no days since")
    summary = summarize(found, {})
    assert summary["value"] is None
    assert summary["churn"]["index"] is None
    loaded = parse_model(dump_model(found).encode())
    assert worth_of(loaded.assign(noise.assign(key=range(200)))).isna().all().all()
    everybody = found.explain(noise.assign(key=range(200)), "5")
    assert everybody.risk is None


def test_in_a_table_without_segments_none_is_special(quick):
    """A frequency that is noise: no segment is called one that buys seldom."""
    generator = np.random.default_rng(1)
    schema = Schema(
        (
            Column("customer_id", "key", Role.ID, Kind.ID, required=True),
            *(
                Column(name, name, Role.SEGMENTATION, Kind.NUMBER)
                for name in ("n_purchases", "x", "y")
            ),
        )
    )
    noise = pd.DataFrame(generator.normal(9, 1, (300, 3)), columns=["n_purchases", "x", "y"])
    customers = check_customers(noise.assign(key=range(300)), schema)
    found = smartcart.segment(customers, {**quick, "segments": 3})
    assert found.verdict.name == "none"
    assert set(found.model.risk.prone_from) == {80}
    shares = found.assignments.groupby("segment_id")["is_churn_prone"].mean().astype(float)
    starts = np.array(found.model.risk.prone_from)
    assert shares.to_numpy() == pytest.approx((100 - starts) / 100, abs=0.02)


def test_a_model_whose_risk_does_not_fit_its_segments_is_refused(segmentation):
    from smartcart.model_file import _canonical, _checksum

    content = json.loads(dump_model(segmentation))
    del content["checksum"]
    for key in ("peers", "index", "prone_from"):
        content["risk"][key] = content["risk"][key][:2]
    forged = _canonical({**content, "checksum": _checksum(content)}).encode()
    with pytest.raises(ModelFileError, match="a part is missing or misshapen"):
        parse_model(forged)
