import re
import string
import tomllib
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import smartcart
from smartcart.config import parse_config
from smartcart.customers import Role
from smartcart.errors import DataError
from smartcart.suggest import suggest_config

N = 300
QUICK = "[settings]\nn_boot = 3\nn_null = 2\nn_starts = 3\n\n"


def gym() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    group = rng.integers(0, 3, N)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 1500, N), unit="D")
    return pd.DataFrame(
        {
            "Member no": [f"M-{i:04d}" for i in range(N)],
            "Joined": days,
            "Fee per month": np.array([19.9, 39.9, 79.9])[group] + rng.integers(0, 5, N) / 10,
            "Visits": rng.poisson(np.array([1, 6, 15])[group]),
            "E-mail": [f"p{i}@gym.example" for i in range(N)],
            "Mobile": [491510000000 + i * 7919 for i in range(N)],
            "Plan": np.array(["basic", "plus", "pro"])[group],
            "Age": rng.integers(18, 80, N),
            "Contract ends": days + pd.Timedelta(days=5000),
            "Bought drink": rng.integers(0, 2, N),
        }
    )


def saas() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    group = rng.integers(0, 3, N)
    spread = rng.lognormal(0, 0.3, N)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 1500, N), unit="D")
    return pd.DataFrame(
        {
            "Company": [f"Firm {i}" for i in range(N)],
            "Account ID": rng.permutation(90_000)[:N] + 10_000,
            "MRR": np.round(np.array([50, 400, 3000])[group] * spread, 2),
            "Seats": rng.poisson(np.array([3, 15, 90])[group]) + 1,
            "Logins last 30 days": rng.poisson(np.array([20, 90, 300])[group]),
            "Churned": rng.choice(["yes", "no"], N),
            "Created at": days.strftime("%d.%m.%Y"),
            "Country": rng.choice(["DE", "AT", "CH"], N),
            "NPS": rng.integers(-100, 100, N),
            "Source": "web",
        }
    )


@pytest.fixture
def suggested(command, tmp_path) -> Callable:
    """Suggest a file for a table, segment with it unchanged, and return its columns."""

    def run(frame: pd.DataFrame, **how: str) -> dict[str, dict]:
        source, config = tmp_path / "table.csv", tmp_path / "suggested.toml"
        frame.to_csv(source, index=False, **how)
        answer = command("check", source, "--suggest", "--out-config", config)
        assert answer.code == 0, answer.err
        quick, text = tmp_path / "quick.toml", config.read_text()
        quick.write_text(QUICK + text)
        out = tmp_path / "out"
        answer = command("segment", source, "--config", quick, "--out", out, "--no-report")
        assert answer.code == 0, answer.err
        assert len(pd.read_csv(out / "segments.csv")) == len(frame)
        return {**tomllib.loads(text)["columns"], "": tomllib.loads(text)["measures"]}

    return run


def meaning(columns: dict[str, dict]) -> dict[str, str]:
    words = {
        name: f"{c['role']} {c.get('kind', '')}".strip() for name, c in columns.items() if name
    }
    return {n: w + " personal" * columns[n].get("personal", False) for n, w in words.items()}


def test_a_gym_is_understood(suggested):
    columns = suggested(gym())
    assert meaning(columns) == {
        "Member no": "id",
        "Joined": "descriptor date",
        "Fee per month": "segmentation amount",
        "Visits": "segmentation count",
        "Plan": "descriptor category",
        "Age": "descriptor count personal",
        "Bought drink": "outcome flag",
    }
    assert columns[""] == {"value": "fee_per_month", "frequency": "visits"}


def test_a_table_with_semicolons_is_understood(suggested):
    columns = suggested(saas(), sep=";")
    assert meaning(columns) == {
        "Account ID": "id",
        "MRR": "segmentation amount",
        "Seats": "segmentation count",
        "Logins last 30 days": "segmentation count",
        "Churned": "outcome flag",
        "Created at": "descriptor date",
        "Country": "descriptor category personal",
        "NPS": "descriptor number",
    }
    assert columns[""] == {"value": "mrr", "frequency": "logins_last_30_days"}


def test_the_founding_table_is_understood(suggested):
    columns = suggested(smartcart.make_customers(600, seed=0))
    found = meaning(columns)
    schema = smartcart.FOUNDING_SCHEMA
    for column in schema.columns:
        if column.source in found:
            expected = f"{column.role} {column.kind}" + " personal" * column.personal
            assert found[column.source] == expected.replace("id id", "id"), column.source
    assert set(found) == {c.source for c in schema.columns} - {"Country"}
    assert columns["Recency"]["name"] == "recency_days"
    assert columns[""]["value"] == "mntwines"


def test_every_line_has_its_reason_and_no_cell_is_repeated():
    text = suggest_config(gym())
    lines = [line for line in text.splitlines() if line and not line.startswith(("[", "#"))]
    assert all(re.search(r"  # .+", line) for line in lines)
    assert "'E-mail': looks like e-mail addresses" in text
    assert "'Mobile': 'mobile' in its name" in text
    assert "'Contract ends': a day in the future" in text
    assert "gym.example" not in text
    assert "49151" not in text


def test_without_an_id_nothing_is_guessed():
    with pytest.raises(DataError, match="No column tells customers apart"):
        suggest_config(
            pd.DataFrame({"x": ["1", "1", "2"], "Email": ["a@b.de", "c@b.de", "d@b.de"]})
        )


def test_dates_that_can_be_read_in_two_ways_are_left_out():
    frame = pd.DataFrame({"id": range(40), "Joined": ["01/02/2020", "03/04/2021"] * 20})
    text = suggest_config(frame)
    assert "'Joined': its days can be read in two ways" in text


def test_names_that_would_be_alike_are_told_apart():
    frame = pd.DataFrame({"id": list("abcd"), "A b": [1, 2, 3, 3], "A-b": [4, 5, 5, 7]})
    names = [column.name for column in parse_config(suggest_config(frame)).schema.columns]
    assert names == ["id", "a_b", "a_b_2"]


def test_a_file_is_printed_or_written_but_never_written_over(command, tmp_path):
    source, config = tmp_path / "gym.csv", tmp_path / "smartcart.toml"
    gym().to_csv(source, index=False)
    printed = command("check", source, "--suggest")
    assert printed.code == 0
    assert printed.out == suggest_config(pd.read_csv(source, dtype=str, na_filter=False))
    config.write_text("mine")
    answer = command("check", source, "--suggest", "--out-config", config)
    assert (answer.code, config.read_text()) == (2, "mine")
    assert "exists already and is not overwritten" in answer.err
    for arguments, text in (
        (("--out-config", tmp_path / "a.toml"), "Add --suggest"),
        (("--suggest", "--json"), "--json is for a check"),
    ):
        answer = command("check", source, *arguments)
        assert (answer.code, answer.out) == (2, "")
        assert text in answer.err
    assert not (tmp_path / "a.toml").exists()


HEADERS = st.text(min_size=1, max_size=12) | st.sampled_from(
    [
        *("Umsatz", "Total", "Orders", "Year_Birth", "E-mail", "Created", "Churn", "Age", "Phone"),
        *("Recency", "recency days", "Last seen", "Zip", "customer_id", "No of orders", '\x7f\\"'),
    ]
)
CELLS = st.one_of(
    st.lists(st.integers(-(10**6), 10**6), min_size=12, max_size=12),
    st.lists(st.integers(0, 4), min_size=12, max_size=12),
    st.lists(st.integers(1900, 2015), min_size=12, max_size=12),
    st.lists(st.floats(0, 1e6), min_size=12, max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.lists(st.dates(), min_size=12, max_size=12).map(lambda days: [str(day) for day in days]),
    st.lists(st.sampled_from(["a", "b", ""]), min_size=12, max_size=12),
    st.lists(st.text(string.printable, max_size=8), min_size=12, max_size=12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(HEADERS, CELLS, max_size=6), st.booleans())
def test_whatever_the_table_the_suggestion_is_a_settings_file(columns, as_text):
    frame = pd.DataFrame({**columns, "Kundennummer": [f"K{i}" for i in range(12)]})
    text = suggest_config(frame.astype("str") if as_text else frame)
    schema = parse_config(text).schema
    assert len(schema.with_role(Role.ID)) == 1
    assert {column.source for column in schema.columns} <= set(frame.columns)
    assert suggest_config(frame.astype("str") if as_text else frame) == text


def test_a_few_typing_errors_do_not_hide_what_a_column_means():
    table = gym().assign(Born=[1950 + i % 50 for i in range(N)])
    table.loc[0, ["Visits", "Born"]] = [-1, 1890]
    columns = parse_config(suggest_config(table)).schema.columns
    kinds = {column.source: (str(column.role), str(column.kind)) for column in columns}
    assert kinds["Visits"] == ("segmentation", "count")
    assert kinds["Born"] == ("descriptor", "birth_year")
    table.loc[:9, "Visits"] = -1  # too many for slips of the hand
    assert 'kind = "number"  # numbers below zero' in suggest_config(table)
