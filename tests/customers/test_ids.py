import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from smartcart.customers import Column, Kind, Role, Schema, check_customers
from smartcart.customers.ids import as_whole_numbers

SCHEMA = Schema(
    (
        Column("customer_id", "ID", Role.ID, Kind.ID, required=True),
        Column("spend_total", "Spend", Role.SEGMENTATION, Kind.AMOUNT),
    )
)
# What an id of digits can do wrong: a zero in front, more digits than 64 bits hold, none at all.
digits = st.from_regex(r"0|0{0,2}[1-9][0-9]{0,20}", fullmatch=True)
any_id = digits | st.sampled_from(["A7", "7a", "٣", "1.0", "-5"])


@given(st.lists(digits, min_size=1))
def test_numbers_stand_for_ids_only_where_they_are_equal_and_ordered_alike(ids):
    numbers = as_whole_numbers(pd.Series(ids, dtype="str"))
    exact = all(len(each) <= 18 and not (each[0] == "0" and each != "0") for each in ids)
    assert (numbers is not None) == exact
    if numbers is not None:
        assert [str(number) for number in numbers] == ids


@given(st.lists(any_id, min_size=1, max_size=12, unique=True))
def test_ids_come_back_as_written_with_the_shorter_one_first(ids):
    frame = pd.DataFrame([{"ID": each, "Spend": "5"} for each in ids])
    customers = check_customers(frame, SCHEMA)
    assert customers.table.index.tolist() == sorted(ids, key=lambda each: (len(each), each))


def test_a_repeated_id_is_seen_among_numbers_and_among_texts():
    for ids in (["7", "10", "7"], ["A7", "10", "A7"], ["07", "7", "07"]):
        customers = check_customers(
            pd.DataFrame([{"ID": each, "Spend": "5"} for each in ids]), SCHEMA
        )
        assert customers.quality.duplicates_dropped == 1
        assert customers.table.index.tolist() == sorted(set(ids), key=lambda i: (len(i), i))
