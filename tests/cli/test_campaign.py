import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smartcart.jobs import CampaignJob, run_campaign
from smartcart.value import Offer

OFFER = ("--contact-cost", 3, "--value", 11)
FILES = {
    "audience.csv",
    "strategies.csv",
    "response.csv",
    "gains.csv",
    "segments_plan.csv",
    "fairness.csv",
    "campaign.json",
    "campaign.html",
    "figures",
}
FIGURES = ("plan", "profit", "gains", "calibration")


@pytest.fixture(scope="module")
def raw(generated) -> pd.DataFrame:
    """Return 600 customers, half of them mailed by chance, which made some answer."""
    few = generated.head(600)
    generator = np.random.default_rng(0)
    sent = generator.integers(0, 2, 600)
    moved = (generator.random(600) < 0.2) & (sent == 1)
    return few.assign(Response=few["Response"] | moved.astype(int), Sent=sent, Visits=range(600))


@pytest.fixture(scope="module")
def source(tmp_path_factory, raw) -> Path:
    path = tmp_path_factory.mktemp("source") / "customers.csv"
    raw.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory, segmentation) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.json"
    segmentation.save(path)
    return path


@pytest.fixture
def campaign(command, model) -> Callable:
    def run(source, *arguments: object, offer=OFFER):
        return command("campaign", model, source, *offer, *arguments)

    return run


def test_a_plan_is_written_whole_and_its_figures_agree(
    campaign, source, raw, tmp_path, segmentation, command, model
):
    out = tmp_path / "plan"
    answer = campaign(source, "--out", out, "--json")
    assert answer.code == 0, answer.err
    assert {path.name for path in out.iterdir()} == FILES
    said = json.loads(answer.out)
    assert said == json.loads((out / "campaign.json").read_text())

    audience = pd.read_csv(out / "audience.csv", dtype={"customer_id": "str"})
    assert list(audience) == [
        "customer_id",
        "segment_id",
        "segment",
        "probability",
        "expected_profit",
        "contact",
        "held_out",
    ]
    assert set(audience["customer_id"]) == set(raw["ID"].astype(str))
    assert audience["expected_profit"].is_monotonic_decreasing
    contact = audience["contact"] == 1
    assert (audience.loc[contact, "expected_profit"] > 0).all()
    assert not (contact & (audience["held_out"] == 1)).any()

    command("score", model, source, "--out", tmp_path / "scored.csv")
    scored = pd.read_csv(tmp_path / "scored.csv", dtype={"customer_id": "str"})
    both = audience.merge(scored, on="customer_id")
    assert (both["segment_id_x"] == both["segment_id_y"]).all()  # segments are the model's
    assert (both["segment_x"] == both["segment_y"]).all()

    chosen = said["chosen"]
    assert chosen["contacts"] == contact.sum()
    assert chosen["expected_responses"] == pytest.approx(audience.loc[contact, "probability"].sum())
    assert chosen["profit"] == pytest.approx(audience.loc[contact, "expected_profit"].sum())
    assert chosen["profit_low"] < chosen["profit"] < chosen["profit_high"]
    plan = pd.read_csv(out / "segments_plan.csv")
    assert plan["expected_profit"].sum() == pytest.approx(chosen["profit"])
    assert plan["contacts"].tolist() == [row["contacts"] for row in chosen["segments"]]

    answered = int(raw["Response"].sum())
    assert said["everybody"] == {
        "contacts": 600,
        "expected_responses": pytest.approx(answered),
        "profit": pytest.approx(answered * 11 - 600 * 3),
    }
    strategies = pd.read_csv(out / "strategies.csv", index_col="strategy")
    assert set(said["baselines"]) >= {"rfm", "logistic", "random"}
    for name, profit in said["baselines"].items():
        assert profit == strategies.loc[name, "profit"]
    assert strategies["winner"].sum() == strategies.loc[said["winner"], "winner"] == 1
    assert said["holdout_share"] == 0.1
    assert said["held_out"] == audience["held_out"].sum() > 0
    assert {row["trait"] for row in said["fairness"]["traits"]} >= {"age", "children", "partner"}
    assert said["uplift"] is None


def test_the_page_is_left_out_on_demand_and_its_parts_asked_for_before_the_long_work(
    campaign, source, tmp_path, monkeypatch
):
    out = tmp_path / "plan"
    (out / "figures").mkdir(parents=True)
    (out / "campaign.html").write_text("an older plan")
    (out / "campaign.json").write_text("{}")
    monkeypatch.setattr("smartcart.jobs.campaign.load_model", None)  # the long work begins here
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    answer = campaign(source, "--out", out)
    assert answer.code == 2
    assert 'pip install "smartcart[report]"' in answer.err
    assert (out / "campaign.html").read_text() == "an older plan"
    monkeypatch.undo()
    answer = campaign(source, "--out", out, "--no-report")
    assert answer.code == 0, answer.err
    assert {path.name for path in out.iterdir()} == FILES - {"campaign.html", "figures"}
    assert "campaign.html" not in answer.err


def test_people_read_the_hard_things_first(campaign, source, tmp_path):
    answer = campaign(
        source, "--out", tmp_path / "plan", offer=("--contact-cost", 4, "--value", 11)
    )
    assert answer.code == 0, answer.err
    assert answer.out == ""
    in_order = [
        "The hard things first",
        "No whole segment pays at cost 4 and value 11",
        "Contacting 600 customers without choosing lost",
        "This is propensity, not uplift",
        "What each choice earned",
        "(winner)",
        "Whom to contact",
        "stay uncontacted",
        str(tmp_path / "plan" / "audience.csv"),
        "--treatment SENT",
        f"Open {tmp_path / 'plan' / 'campaign.html'}",
    ]
    places = [answer.err.find(text) for text in in_order]
    assert min(places) >= 0, in_order[places.index(-1)]
    assert places == sorted(places)


def test_a_treatment_turns_propensity_into_what_was_measured(campaign, source, raw, tmp_path):
    out = tmp_path / "plan"
    answer = campaign(source, "--out", out, "--treatment", "sent", "--holdout", 0, "--json")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert "not uplift" not in answer.err
    assert "Uplift, measured: " in answer.err
    assert "Nobody is held out" in answer.err
    everybody = said["uplift"]["everybody"]
    assert everybody["contacted"] == raw["Sent"].sum()
    assert everybody["answers_left_alone"] == raw.loc[raw["Sent"] == 0, "Response"].sum()
    assert everybody["low"] < everybody["uplift"] < everybody["high"]
    assert set(said["uplift"]["qini"]) == {"coefficient", "low", "high"}
    assert said["judged_on"] == raw["Sent"].sum()  # who was left alone cannot say who answers
    assert said["customers"] == 600
    by_segment = pd.read_csv(out / "uplift.csv")
    assert by_segment["contacted"].sum() == everybody["contacted"]
    assert by_segment.columns[:2].tolist() == ["segment_id", "segment"]


def test_order_of_rows_a_treatment_and_the_name_of_the_outcome_change_no_byte(
    campaign, model, source, raw, tmp_path
):
    plain, other = tmp_path / "plain", tmp_path / "other"
    run_campaign(CampaignJob(model, source, plain, Offer(3, 11), name="May"))
    mixed = raw.sample(frac=1, random_state=0).rename(columns={"Response": "Bought again"})
    mixed.assign(Sent=1).to_csv(tmp_path / "customers.csv", index=False)
    answer = campaign(
        tmp_path / "customers.csv", "--out", other, "--outcome", "bought again", "--name", "May"
    )
    assert answer.code == 0, answer.err
    for path in plain.glob("*.csv"):
        assert path.read_bytes() == (other / path.name).read_bytes(), path.name
    assert (plain / "audience.csv").exists()
    names = {path.name for path in (plain / "figures").iterdir()}
    assert names == {f"{name}.{kind}" for name in FIGURES for kind in ("svg", "png")}
    for name in names:
        assert (plain / "figures" / name).read_bytes() == (other / "figures" / name).read_bytes()
    page, renamed = ((out / "campaign.html").read_text() for out in (plain, other))
    assert page == renamed.replace("The column bought again of", "The column Response of")


def test_the_suppressed_are_not_in_the_file_and_ids_cannot_run(campaign, raw, tmp_path):
    ids = raw["ID"].astype(str)
    ids.iloc[:3] = ["=1+1", "@SUM(A1)", '=HYPERLINK("http://x")']
    odd, stop = tmp_path / "odd.csv", tmp_path / "stop.txt"
    raw.assign(ID=ids).to_csv(odd, index=False)
    stop.write_text("\n".join(["Customer ID", "@SUM(A1)", *ids.iloc[5:25], "nobody@x.example"]))
    out = tmp_path / "plan"
    answer = campaign(odd, "--out", out, "--suppress", stop, "--json", "--no-report")
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert (said["customers"], said["suppressed"], said["suppressed_unknown"]) == (579, 21, 1)
    assert "21 customers are suppressed and left out; 1 id of the list nobody has." in answer.err
    assert "nobody@x.example" not in answer.err
    text = (out / "audience.csv").read_text()
    written = pd.read_csv(out / "audience.csv", dtype="str")["customer_id"]
    assert not set(ids.iloc[5:25]) & set(written)
    assert "@SUM" not in text
    assert {"'=1+1", '\'=HYPERLINK("http://x")'} <= set(written)
    assert not written.str.startswith(("=", "+", "@", "-")).any()


def refused(answer, out: Path, *texts: str) -> None:
    assert answer.code == 2, answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
    for text in texts:
        assert text in answer.err
    before = {"audience.csv": "May's\n", "campaign.json": "{}"}
    assert {path.name: path.read_text() for path in out.iterdir()} == before


def test_bad_input_is_refused_with_one_message_and_an_untouched_folder(
    campaign, command, source, raw, tmp_path, model
):
    out, missing = tmp_path / "plan", tmp_path / "no.txt"
    out.mkdir()
    (out / "audience.csv").write_text("May's\n")
    (out / "campaign.json").write_text("{}")

    def run(*options, offer=OFFER, table=source):
        return campaign(table, "--out", out, *options, offer=offer)

    for cost in ("-3", "nan", "inf", "0"):
        offer = (f"--contact-cost={cost}", "--value", 11)
        refused(run(offer=offer), out, f"The contact cost is {cost}")
    for value in ("-1", "0"):
        refused(run(offer=("--contact-cost", 3, f"--value={value}")), out, "The value is")
    refused(run("--budget", 2), out, "The budget is 2", "at least one contact")
    refused(run("--holdout", 1), out, "The share held out is 1", "below 1")
    refused(run("--holdout=-0.1"), out, "at least 0")
    refused(run(offer=("--contact-cost", "dear", "--value", 11)), out, "--contact-cost")
    refused(run("--suppress", missing), out, "There is no file", "no.txt")
    refused(run("--outcome", "Answered"), out, "no column 'Answered'", "Complain, Response")
    refused(run("--outcome", "Answered"), out, "'Sent'")
    refused(run("--outcome", "Income"), out, "'Income' has the kind amount")
    refused(run("--outcome", "MntWines"), out, "'MntWines' shapes the segments")
    refused(run("--outcome", "Visits"), out, "Visits must be 0 or 1")
    refused(run("--treatment", "Mailed"), out, "no column 'Mailed'", "who was contacted")
    refused(run("--treatment", "Response"), out, "both who was contacted and who answered")
    refused(command("campaign", tmp_path / "no.json", source, *OFFER, "--out", out), out, "no.json")

    lost, few, constant = (tmp_path / name for name in ("lost.csv", "few.csv", "constant.csv"))
    raw.drop(columns="MntWines").to_csv(lost, index=False)
    raw.assign(Response=(raw["ID"].rank() <= 7).astype(int)).to_csv(few, index=False)
    raw.assign(Sent=1).to_csv(constant, index=False)
    refused(run(table=lost), out, "1 required column is missing: 'MntWines'")
    refused(run(table=few), out, "7 of 600 customers answered: too few")
    refused(run("--treatment", "Sent", table=constant), out, "'Sent' is 1 for every customer")
    raw.drop(columns="Response").to_csv(lost, index=False)
    refused(run(table=lost), out, "no column 'Response'", "Columns of 0 and 1 there: Complain")


def test_records_set_aside_are_written_and_a_budget_is_kept(campaign, raw, tmp_path):
    broken = raw.astype({"MntWines": "object"})
    broken.loc[broken.index[3], "MntWines"] = "much"
    broken.to_csv(tmp_path / "broken.csv", index=False)
    out = tmp_path / "plan"
    more = ("--budget", 31, "--json", "--no-report")
    answer = campaign(tmp_path / "broken.csv", "--out", out, *more)
    assert answer.code == 0, answer.err
    said = json.loads(answer.out)
    assert said["quarantined"] == 1
    assert said["chosen"]["contacts"] == said["everybody"]["contacts"] == 10
    assert len(pd.read_csv(out / "campaign_quarantine.csv")) == 1


def test_help_loads_no_model():
    code = (
        "import sys; sys.argv = ['smartcart', 'campaign', '--help']; import smartcart.cli\n"
        "try:\n    smartcart.cli.main()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--contact-cost" in done.stdout
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert not loaded & {"pandas", "sklearn", "scipy", "matplotlib"}
