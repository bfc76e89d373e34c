import pytest

import smartcart
from smartcart.errors import DataError
from smartcart.tables import read_id_list

ID = smartcart.FOUNDING_SCHEMA.id_column


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (b"7\n0042\n9\n", {"7", "0042", "9"}),
        (b"\xef\xbb\xbfCustomer ID\r\n7\r\n\r\n 9 \r\n7", {"7", "9"}),
        ("id;reason\n7;Müller\n9;x\n".encode("cp1252"), {"7", "9"}),
        (b'ID,why\n"a,b",x\n"\'=1+1",y\n', {"a,b", "=1+1"}),
        (b'7\n"8\n9\n', {"7", "8", "9"}),  # a quote that is not closed hides nobody
        (b"ID\n", set()),
        ("ID\n7\n".encode("utf-16"), {"7"}),
    ],
)
def test_one_id_is_read_from_each_line(tmp_path, data, ids):
    path = tmp_path / "stop.csv"
    path.write_bytes(data)
    assert read_id_list(path, ID) == ids


def test_a_list_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(DataError, match="There is no file"):
        read_id_list(tmp_path / "stop.csv", ID)
    (tmp_path / "empty.csv").touch()
    with pytest.raises(DataError, match="0 bytes"):
        read_id_list(tmp_path / "empty.csv", ID)
    (tmp_path / "stop.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    with pytest.raises(DataError, match=r"stop\.xlsx"):
        read_id_list(tmp_path / "stop.xlsx", ID)
