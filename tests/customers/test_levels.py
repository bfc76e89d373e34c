"""An ordinal column: what may be stated, and what becomes of each cell."""

import pandas as pd
import pytest

from smartcart.customers import Column, Customers, Kind, Role, Schema, check_customers
from smartcart.errors import SettingsError

LEVELS = ("Basic", "Graduation", "2n Cycle", "PhD")


def schema_of(levels=LEVELS, **more) -> Schema:
    return Schema(
        (
            Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
            Column(
                "school", "School", Role.SEGMENTATION, Kind.ORDINAL, required=True, levels=levels,
                **more,
            ),
            # So that something is known of a customer whose level is not.
            Column("spend", "Spend", Role.SEGMENTATION, Kind.AMOUNT),
        )
    )  # fmt: skip


def read(cells, *args, **more) -> Customers:
    ids = [f"c{i:03d}" for i in range(len(cells))]
    frame = pd.DataFrame({"ID": ids, "School": cells, "Spend": 1.0})
    return check_customers(frame, schema_of(*args, **more))


def test_cells_are_read_by_the_stated_levels_and_every_change_is_counted():
    cells = ["Basic", "  basic", "2N  CYCLE", "PhD", "", None, "#N/A", "Diploma", "NA", "Uni"]
    customers = read(cells, recode={"uni": "graduation"})
    assert customers.table["school"].fillna("").tolist() == [
        "Basic", "Basic", "2n Cycle", "PhD", "", "", "", "", "", "Graduation",
    ]  # fmt: skip
    found = {each.rule: each for each in customers.quality.repairs}
    counts = {rule: each.count for rule, each in found.items()}
    assert counts == {
        "excel_error": 1, "category_recoded": 1, "category_spelling": 2, "unknown_level": 2,
    }  # fmt: skip
    assert "none of the stated levels read as missing (first in lines" in (
        found["unknown_level"].meaning
    )
    assert "Diploma" not in str(customers.quality.to_dict())
    (missing,) = (each for each in customers.quality.flags if each.rule == "missing_value")
    assert (missing.count, missing.meaning) == (
        5,
        "no value, taken as average to compare customers",
    )


def test_numbers_are_levels_however_a_program_wrote_them():
    stars = ("1", "2", "3")
    for cells in ([3, 1], ["3", "1"], [3.0, 1.0], ["3.0", " 1"]):
        assert read(cells, stars).table["school"].tolist() == ["3", "1"]


def test_a_level_may_be_a_word_that_elsewhere_means_missing():
    customers = read(["none", "some", "N/A"], ("None", "Some", "All"))
    assert customers.table["school"].fillna("").tolist() == ["None", "Some", ""]


def test_a_cell_read_alone_is_the_cell_read_in_a_batch():
    cells = ["phd", "PHD", " phd ", "PhD", "basic", "BASIC", "", "else"]
    together = read(cells).table["school"].fillna("").tolist()
    assert [read([cell]).table["school"].fillna("").iloc[0] for cell in cells] == together


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ((), r"'School' has 0 levels; it needs two or more.*\n.*lowest to the highest"),
        (("Basic",), r"'School' has 1 levels"),
        (("Basic", " "), r"'School' has an empty level"),
        (("Basic", "PhD", " basic"), r"'School' has the level ' basic' twice"),
    ],
)
def test_levels_that_make_no_order_are_refused(levels, message):
    with pytest.raises(SettingsError, match=message):
        schema_of(levels)


def test_a_recoding_must_lead_to_a_level_and_other_kinds_have_none():
    with pytest.raises(SettingsError, match=r"recodes a text to 'Master', .*\n.*Basic, Graduation"):
        schema_of(recode={"MSc": "Master"})
    with pytest.raises(SettingsError, match=r"'Town' has levels, but is not ordinal"):
        Column("town", "Town", Role.DESCRIPTOR, Kind.CATEGORY, levels=("a", "b"))


def test_a_schema_with_levels_reads_back_from_plain_data():
    schema = schema_of(recode={"MSc": "2n Cycle"})
    assert Schema.from_dict(schema.to_dict()) == schema
