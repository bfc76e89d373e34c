import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from smartcart.errors import DataError
from smartcart.tables import read_table


def put(folder, columns, name="customers.csv"):
    pq.write_table(pa.table(columns), folder / name)
    return folder / name


def test_types_are_kept_and_gaps_do_not_change_them(tmp_path):
    long_id = 2**53 + 1
    raw = read_table(
        put(
            tmp_path,
            {
                "ID": pa.array([long_id, None]),
                "Income": pa.array([58138.5, None]),
                "Education": pa.array(["PhD", None]).dictionary_encode(),
                "Complain": pa.array([True, False]),
                "Dt_Customer": pa.array([dt.date(2012, 9, 4), None]),
                "Price": pa.array([Decimal("1.10"), None]),
            },
        )
    )
    kinds = [str(dtype) for dtype in raw.cells.dtypes]
    assert kinds[:2] + kinds[3:4] + kinds[5:] == ["Int64", "float64", "bool", "float64"]
    assert kinds[4].startswith("datetime64")
    assert raw.cells["ID"][0] == long_id
    assert raw.cells["Education"].tolist() == ["PhD", ""]
    assert raw.cells["Price"][0] == 1.1
    assert raw.lines.tolist() == [1, 2]
    assert (raw.source.format, raw.source.records, raw.source.non_data) == ("parquet", 2, 0)


def test_nested_column_empty_table_and_damage_are_refused(tmp_path):
    with pytest.raises(DataError, match="column 'Orders' holds 'list"):
        read_table(put(tmp_path, {"ID": [1], "Orders": [[1, 2]]}))
    with pytest.raises(DataError, match="header but no customers below"):
        read_table(put(tmp_path, {"ID": pa.array([], pa.int64())}))
    path = put(tmp_path, {"ID": [1]})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match="damaged or was not copied completely"):
        read_table(path)
