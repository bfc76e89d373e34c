import pytest

from smartcart.config import parse_config
from smartcart.errors import SettingsError


def test_a_settings_file_maps_another_firms_table():
    config = parse_config(
        """
        [settings]
        segments = 4
        snapshot = 2014-10-04
        [measures]
        value = "turnover"
        frequency = "orders"
        [columns."Client no"]
        role = "id"
        [columns.Turnover]
        role = "segmentation"
        kind = "amount"
        unit = "EUR a year"
        [columns.Orders]
        role = "segmentation"
        kind = "count"
        aliases = ["No of orders"]
        [columns.Religion]
        role = "sensitive"
        kind = "category"
        """
    )
    assert config.settings["segments"] == 4
    assert config.settings["snapshot"].isoformat() == "2014-10-04"
    assert (config.schema.value, config.schema.frequency) == ("turnover", "orders")
    assert [column.name for column in config.schema.columns] == [
        "client_no",
        "turnover",
        "orders",
        "religion",
    ]
    assert config.schema["turnover"].low == 0
    assert config.schema["religion"].personal


def test_an_ordinal_column_states_its_levels_in_their_order():
    schema = parse_config(
        """
        [columns."Client no"]
        role = "id"
        [columns.Tier]
        role = "segmentation"
        kind = "ordinal"
        levels = ["Bronze", "Silver", "Gold"]
        recode = { "Starter" = "Bronze" }
        weight = 2.0
        """
    ).schema
    assert schema["tier"].levels == ("Bronze", "Silver", "Gold")
    assert (schema["tier"].weight, schema["tier"].low) == (2.0, None)


_ORDINAL = "[columns.A]\nrole = 'id'\n[columns.B]\nrole = 'segmentation'\nkind = 'ordinal'\n"


def test_roles_change_the_founding_table():
    schema = parse_config("[roles]\nIncome = 'segmentation'").schema
    assert schema["income"].role == "segmentation"


def test_measures_may_be_chosen_without_mapping_columns():
    schema = parse_config("[measures]\nvalue = 'income'").schema
    assert (schema.value, schema.frequency) == ("income", "n_purchases")


BLOCKS = """
[columns.A]
role = 'id'
[columns.Turnover]
role = 'segmentation'
kind = 'amount'
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("settings = 3", r"'settings' .* is 3; it needs a table.*\n.*Write \[settings\]"),
        ("columns = 'all'", r"'columns' .* is 'all'; it needs a table"),
        ("roles = []", r"'roles' .* is \[\]; it needs a table"),
        ("[roles]\nIncome = ['a']", r"role of column 'Income' cannot be \['a'\]"),
        ("[measures]\nvalue = 3", r"value is 3, which is no measure"),
        (
            BLOCKS + "[measures]\nvalue = 'Turnovr'",
            r"value is 'Turnovr', which is no measure.*\n.*Did you mean 'turnover'",
        ),
        (BLOCKS + "low = 'x'", r"low of column 'Turnover' cannot be 'x'.*\n.*a number"),
        (BLOCKS + "weight = -1", r"weight of column 'Turnover' cannot be -1.*\n.*above 0"),
        (BLOCKS + "aliases = 'Sales'", r"aliases of column .* 'Sales'.*\n.*a list of texts"),
        (BLOCKS + "name = 3", r"name of column 'Turnover' cannot be 3"),
        (BLOCKS + "required = 'no'", r"required of column .* 'no'.*\n.*true or false"),
        ("[settings]\nseed = = 3", r"not valid TOML.*line 2"),
        ("[setings]\nsegments = 3", r"a table 'setings'.*\n.*Did you mean 'settings'"),
        ("[columns.A]\nrole = 'segmentation'\nkind = 'amount'", r"maps 0 columns to the role 'id'"),
        ("[columns.A]\nrole = 'id'\n[columns.B]\nrole = 'id'", r"maps 2 columns .*: A, B"),
        ("[columns.A]\nrole = 'key'", r"role of column 'A' cannot be 'key'.*\n.*id, segmentation"),
        (
            "[columns.A]\nrole = 'id'\n[columns.B]\nrole = 'outcome'",
            r"kind of column 'B' is missing",
        ),
        ("[columns.A]\nrole = 'id'\nknd = 'id'", r"an entry 'knd'.*\n.*Did you mean 'kind'"),
        ("[columns]\nA = 'id'", r"\[columns\] maps 'A' to 'id'"),
        ("[columns.A]\nrole='id'\n[columns.a]\nrole='outcome'\nkind='flag'", r"both be called 'a'"),
        (_ORDINAL, r"ordinal column 'B' has 0 levels.*\n.*levels = "),
        (f"{_ORDINAL}levels = 'low, high'", r"levels of column 'B' must be a list.*'low, high'"),
        (f"{_ORDINAL}levels = [1, 2]", r"levels of column 'B' must be a list of texts"),
        (f"{_ORDINAL}levels = ['a', 'b', 'A']", r"'B' has the level 'A' twice"),
        (f"{_ORDINAL}levels = ['a', 'b']\nrecode = {{ c = 'd' }}", r"recodes a text to 'd'"),
        (
            f"{_ORDINAL}levels = ['a', 'b']\nrecode = {{ c = 1 }}",
            r"recode of column 'B' cannot be .*\n.*texts",
        ),
        (
            f"[measures]\nvalue = 'b'\n{_ORDINAL}levels = ['a', 'b']",
            r"value is 'b', which is no measure .*\n.*No column holds amounts or counts",
        ),
        (f"{_ORDINAL}levels = ['a', 'b']\nadds_to = 'x'", r"'B' adds to 'x', but its kind"),
        (f"{_ORDINAL}level = ['a', 'b']", r"an entry 'level'.*\n.*Did you mean 'levels'"),
        (
            "[columns.A]\nrole = 'id'\nlevels = ['a', 'b']",
            r"Column 'A' has levels, but is not ordinal",
        ),
        ("[roles]\nIncme = 'segmentation'", r"'Incme'.*\n.*Did you mean 'Income'"),
    ],
)
def test_a_wrong_file_is_refused_with_the_way_out(text, message):
    with pytest.raises(SettingsError, match=message):
        parse_config(text)
