from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcart.customers import FOUNDING_SCHEMA, Column, Kind, Role, Schema, check_customers
from smartcart.errors import DataError, SettingsError
from smartcart.settings import Settings

SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("birth_year", "Born", Role.DESCRIPTOR, Kind.BIRTH_YEAR, low=1800),
        Column("income", "Income", Role.DESCRIPTOR, Kind.AMOUNT, low=0, high=1e8),
        Column("joined_on", "Joined", Role.DESCRIPTOR, Kind.DATE),
        Column("recency_days", "Recency", Role.DESCRIPTOR, Kind.COUNT, low=0),
        Column("spend_x", "X", Role.SEGMENTATION, Kind.AMOUNT, low=0, adds_to="spend_total"),
        Column("n_x", "N", Role.SEGMENTATION, Kind.COUNT, low=0, adds_to="n_purchases"),
        Column("answered", "Answered", Role.OUTCOME, Kind.FLAG),
    )
)
GOOD = {
    "ID": "1",
    "Born": "1980",
    "Income": "50000",
    "Joined": "21-08-2013",
    "Recency": "10",
    "X": "5",
    "N": "1",
    "Answered": "0",
}
ANY = Settings(max_quarantine=1.0)


def table(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{**GOOD, "ID": str(i + 1), "X": str(i), **row} for i, row in enumerate(rows)]
    )


def rules(findings) -> dict[tuple[str, str], int]:
    return {(finding.rule, finding.column): finding.count for finding in findings}


def test_a_table_counted_by_hand():
    customers = check_customers(
        table(
            {"ID": "0"},
            {"ID": "0007", "Income": "", "Answered": "yes"},
            {"ID": "10", "Born": "1893"},
            {"ID": "11", "Income": "666666"},
            {"ID": "12", "N": "0"},
            {"ID": "12", "N": "0", "X": "4"},  # the same row again
            {"ID": "13", "Income": "lots"},
            {"ID": "14", "X": "-3"},
            {"ID": "15", "Born": "2012"},
            {"ID": "16", "X": "1"},
            {"ID": "16", "X": "2"},  # the same id, another customer
            {"ID": " "},
        ),
        SCHEMA,
        ANY,
    )
    quality = customers.quality
    assert list(customers.table.index) == ["0", "10", "11", "12", "0007"]
    assert (quality.records, quality.customers, quality.quarantined) == (12, 5, 6)
    assert quality.duplicates_dropped == 1
    assert customers.quarantine[["line", "customer_id", "column"]].to_numpy().tolist() == [
        [7, "13", "Income"],
        [8, "14", "X"],
        [9, "15", "Born"],
        [10, "16", "ID"],
        [11, "16", "ID"],
        [12, "", "ID"],
    ]
    assert rules(quality.repairs) == {
        ("word_read_as_flag", "Answered"): 1,
        ("age_set_missing", "Born"): 1,
    }
    assert rules(quality.flags) == {
        ("missing_value", "Income"): 1,
        ("age_not_plausible", "Born"): 1,
        ("far_out", "Income"): 1,
        ("spend_without_purchases", ""): 1,
    }
    assert customers.snapshot_date.isoformat() == "2013-08-31"  # 21 August + 10 days


@pytest.mark.parametrize("came", ["customers.csv", [{"ID": 1}], None])
def test_what_is_no_table_is_refused_by_its_type_alone(came):
    with pytest.raises(DataError) as refused:
        check_customers(came)
    assert f"a pandas DataFrame, or what was read from a file; {type(came).__name__} came." in str(
        refused.value
    )
    assert "smartcart.read_customers(PATH)" in str(refused.value)
    assert "customers.csv" not in str(refused.value)


def test_a_quarantined_row_says_what_came_and_what_to_do():
    customers = check_customers(table({}, {"X": "1.5e"}, {"N": "1.5"}), SCHEMA, ANY)
    first, second = customers.quarantine.to_dict("records")
    assert first == {
        "line": 2,
        "customer_id": "2",
        "column": "X",
        "value": "1.5e",
        "reason": "X must be a plain number",
        "fix": "correct the cell",
    }
    assert second["reason"] == "N must be a whole number"


def test_repeats_under_another_id_are_counted_with_those_who_disagree():
    rows = [{"X": "1"}, {"X": "1"}, {"X": "1", "Answered": "1"}, {"X": "2"}, {"X": "2"}, {"X": "3"}]
    flags = rules(check_customers(table(*rows), SCHEMA).quality.flags)
    assert flags["same_except_id", ""] == 2
    assert flags["same_except_id_and_outcome", ""] == 3
    assert flags["repeats_disagree_on_outcome", ""] == 1


def test_a_date_far_in_the_future_does_not_move_the_snapshot_date():
    rows = [{"Joined": f"{day:02d}-08-2013"} for day in range(1, 29)] + [{"Joined": "21-08-2113"}]
    customers = check_customers(table(*rows), SCHEMA)
    assert customers.snapshot_date.isoformat() == "2013-09-07"
    assert "far after all other dates" in customers.quarantine.loc[0, "reason"]


def test_a_given_snapshot_date_sets_aside_those_who_joined_later():
    settings = Settings(snapshot=date(2013, 8, 25), max_quarantine=1.0)
    customers = check_customers(table({}, {"Joined": "26-08-2013"}), SCHEMA, settings)
    assert list(customers.table.index) == ["1"]
    assert rules(customers.quality.flags) == {("recency_beyond_tenure", "Recency"): 1}


def test_more_than_the_allowed_share_set_aside_is_refused_with_the_reasons():
    bad = table({}, {}, {"X": "many"}, {"X": "lots"})
    with pytest.raises(
        DataError, match=r"2 of 4 records .* allowed 5%.*X must be a plain number \(2\)"
    ):
        check_customers(bad, SCHEMA)
    with pytest.raises(DataError, match="raise --max-quarantine"):
        check_customers(bad, SCHEMA)
    with pytest.raises(DataError, match="No customer is left"):
        check_customers(table({"X": "many"}), SCHEMA, ANY)


def test_columns_are_found_under_other_spellings_and_never_guessed():
    spelled = table({}, {}).rename(columns={"Income": " INCOME ", "Recency": "re-cency"})
    columns = check_customers(spelled, SCHEMA).quality.columns
    assert (columns["income"], columns["recency_days"]) == (" INCOME ", "re-cency")
    with pytest.raises(DataError, match="Two columns claim to be 'Income': ' INCOME ', 'income'"):
        check_customers(spelled.assign(income="1"), SCHEMA)
    lost = table({}).rename(columns={"X": "X1", "N": "NN"})
    with pytest.raises(DataError, match=r"2 required columns are missing: 'X', 'N'"):
        check_customers(lost, _require(SCHEMA))
    founding = pd.DataFrame(columns=["ID", "MntWines2", "Recency"])
    with pytest.raises(DataError, match=r"'MntWines' may be called 'MntWines2'"):
        check_customers(founding, FOUNDING_SCHEMA)


def _require(schema: Schema) -> Schema:
    return schema.assign_roles({"X": "segmentation", "N": "segmentation"})


def test_columns_that_mean_nothing_here_are_named_and_not_kept():
    customers = check_customers(table({}).assign(Email="a@b.c"), SCHEMA)
    assert customers.quality.ignored_columns == ("Email",)
    assert "a@b.c" not in customers.table.to_csv()


@given(st.permutations(range(6)), st.permutations(list(GOOD)))
def test_the_order_of_rows_and_columns_changes_nothing(rows, columns):
    frame = table({}, {"Income": ""}, {"Born": "1960"}, {"ID": "20"}, {"ID": "03"}, {"X": "7.25"})
    base = check_customers(frame, SCHEMA)
    other = check_customers(frame.iloc[rows][columns], SCHEMA)
    assert other.data_hash == base.data_hash
    pd.testing.assert_frame_equal(other.table, base.table)


cells = st.sampled_from(["", "1", "2", "-1", "1.5", "x", "NA", "1e400", "99", "1899", "2030"])


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(["ID", "Born", "Income", "X", "N"], cells))))
def test_records_are_customers_quarantined_or_dropped_whatever_comes(rows):
    frame = pd.DataFrame([{**GOOD, **row} for row in rows], columns=list(GOOD), dtype="str")
    if not len(frame) or (frame["ID"] == "").all():
        with pytest.raises(DataError, match=r"no customers|No customer is left"):
            check_customers(frame, SCHEMA, ANY)
        return
    try:
        customers = check_customers(frame, SCHEMA, ANY)
    except DataError as error:
        assert "No customer is left" in str(error)  # noqa: PT017 - the only refusal allowed here
        return
    quality = customers.quality
    assert quality.customers == len(customers.table)
    assert quality.records == quality.customers + quality.quarantined + quality.duplicates_dropped
    assert np.isfinite(customers.table["spend_x"].dropna()).all()


def test_typed_columns_give_the_same_customers_as_text():
    text = table({"ID": "5", "Income": ""}, {"ID": "12"})
    typed = pd.DataFrame(
        {
            "ID": [5.0, 12.0],
            "Born": [1980, 1980],
            "Income": [np.nan, 50000],
            "Joined": pd.to_datetime(["2013-08-21"] * 2),
            "Recency": [10, 10],
            "X": [0.0, 1.0],
            "N": [1, 1],
            "Answered": [False, False],
        }
    )
    assert check_customers(typed, SCHEMA).data_hash == check_customers(text, SCHEMA).data_hash


def test_a_role_for_an_unknown_column_names_the_nearest():
    with pytest.raises(SettingsError, match=r"(?s)'Incme'.*Did you mean 'Income'"):
        FOUNDING_SCHEMA.assign_roles({"Incme": "segmentation"})
    with pytest.raises(SettingsError, match=r"There is no role 'target'"):
        FOUNDING_SCHEMA.assign_roles({"Income": "target"})
    with pytest.raises(SettingsError, match=r"'ID' cannot change its role"):
        FOUNDING_SCHEMA.assign_roles({"ID": "descriptor"})


@pytest.mark.parametrize("size", [1e16, 1e160, 1e300, -1e300])
def test_no_number_is_too_large_to_be_set_aside(size):
    rows = table({}, {}, {}, {}, {}).assign(
        Born=1980.0, Recency=10.0, Income=5.0, X=[0.0, 1, 2, 3, 4]
    )
    for place, column in enumerate(["Born", "Recency", "Income", "X"]):
        rows.loc[place, column] = size
    customers = check_customers(rows, SCHEMA, ANY)
    assert list(customers.table.index) == ["5"]
    assert set(customers.quarantine["column"]) == {"Born", "Recency", "Income", "X"}
    assert customers.snapshot_date == date(2013, 8, 31)
    reasons = customers.quarantine.set_index("column")["reason"]
    assert reasons["X"] == ("X must be 0 or more" if size < 0 else "X is too large to be true")


def test_a_row_that_says_nothing_of_what_is_compared_is_no_customer():
    customers = check_customers(table({}, {"X": "", "N": "NA"}, {"X": ""}), SCHEMA, ANY)
    assert list(customers.table.index) == ["1", "3"]
    aside = customers.quarantine.iloc[0]
    assert (aside["line"], aside["customer_id"]) == (2, "2")
    assert aside["reason"] == "no value in any column that customers are compared by"
