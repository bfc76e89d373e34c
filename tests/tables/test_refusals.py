import gzip
import hashlib

import pytest

from smartcart.errors import DataError, SettingsError
from smartcart.tables import read_table, source

NAMES = ("ID", "Year_Birth", "Income")


def put(folder, content, name="customers.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


LOOKS_LIKE = {
    "PDF": b"%PDF-1.7\n",
    "PNG": b"\x89PNG\r\n\x1a\n\0\0",
    "JPEG": b"\xff\xd8\xff\xe0",
    r"web page \(HTML\)": b"\xef\xbb\xbf\n <!DOCTYPE html><html>",
    "web page": "<html><body>Please log in".encode("utf-16"),
    "XML": b"<?xml version='1.0'?>",
    "JSON": b'[{"ID": 1}]',
    "looks like JSON": b'{"ID": 1}\n{"ID": 2}\n',
    "SQLite": b"SQLite format 3\0",
    "zip archive": b"PK\x05\x06" + bytes(18),
}


@pytest.mark.parametrize(("looks", "content"), [*LOOKS_LIKE.items()])
def test_what_is_no_table_is_named(tmp_path, looks, content):
    with pytest.raises(DataError, match=rf"'customers.csv' looks like .*{looks}|{looks}"):
        read_table(put(tmp_path, content), names=NAMES)


REFUSED = [
    (b"", r"empty \(0 bytes\)"),
    (b"\n \r\n\t\n", "only blank lines"),
    (b"ID,Income\n", "header but no customers below"),
    (b"ID,Income\n\n\n", "header but no customers below"),
    (bytes(range(1, 256)) * 4, "is binary"),
    (b"ID,Income\n1,a\0b\n" + bytes(20), "is binary"),
    (b"\xff\xfeI\0D\0,", "looks like utf-16"),
    (b"ID,Year_Birth,ID\n1,2,3\n", "'ID' stands twice in .*: in columns 1 and 3"),
    (b"1957,58138,04-09-2012\n1954,46344,08-03-2014\n", "No header was found: line 1 .*3 cells"),
    (b"Number\n1\n", "No delimiter was found in line 1"),
    (b"sep=^\nID^Income\n", "declares the delimiter '\\^'"),
    (b"ID,Income,Year_Birth\n1,2,3\n4,5", r"ends in the middle of a row \(line 3\): 2 cells"),
    (b'ID,Income\n1,"a\nb"\n2,"c\n3,d\n', "quote that opens on line 4 is never closed"),
    (b'ID,Income\n"1\n2","3\n4,5\n', "quote that opens on line 3 is never closed"),
    (b'ID,Income\n1,"a\n2,"b"\n', "opens on line 2 is followed by text .* on line 3"),
    (b'ID,Income\n1,"Cafe "De Tuin\n', "opens on line 2 is followed by text .* on line 2"),
    (b"ID,Income\n1," + b"9" * 140_000 + b"\n", "Line 2 has a cell that is too long"),
    (b"ID,Income\n1,2\r\n" + b"9," * 600_000, "Line 3 of .* longer than 1,000,000"),
    (b",".join(b"ID%d" % n for n in range(501)) + b"\n1\n", "501 columns; at most 500"),
    (b"ID,,\n1,2,3\n", "2 columns have cells but no name: columns 2, 3"),
]


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_text_that_cannot_be_read_in_one_way_only_is_refused(tmp_path, content, message):
    with pytest.raises(DataError, match=message) as caught:
        read_table(put(tmp_path, content), names=NAMES)
    assert caught.value.next_step
    for value in ("58138", "04-09-2012", "Tuin", "9999"):
        assert value not in str(caught.value)


def test_header_of_unknown_names_passes_for_the_check_to_explain(tmp_path):
    raw = read_table(put(tmp_path, "Kunde,Einkommen\n1,2\n"), names=NAMES)
    assert list(raw.cells.columns) == ["Kunde", "Einkommen"]


def test_json_like_header_is_a_header(tmp_path):
    raw = read_table(put(tmp_path, "[ID],[Income]\n1,2\n"), names=NAMES)
    assert list(raw.cells.columns) == ["[ID]", "[Income]"]


def test_missing_file_names_the_nearest(tmp_path):
    put(tmp_path, "ID,Income\n1,2\n", "customers_2014.csv")
    with pytest.raises(DataError, match=r"There is no file .*\n.*'customers_2014.csv'"):
        read_table(tmp_path / "customer_2014.csv")
    with pytest.raises(DataError, match=r"There is no folder"):
        read_table(tmp_path / "gone" / "customers.csv")


def test_folder_device_and_closed_file_are_refused(tmp_path, monkeypatch):
    with pytest.raises(DataError, match=r"is a folder, not a table"):
        read_table(tmp_path)
    with pytest.raises(DataError, match=r"a device or a pipe"):
        read_table("/dev/null")

    def forbid(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path, "ID,Income\n1,2\n")
    monkeypatch.setattr("pathlib.Path.open", forbid)
    with pytest.raises(DataError, match=r"cannot be opened: Permission denied"):
        read_table(path)


def test_file_that_grows_while_it_is_read_is_refused(tmp_path):
    path = put(tmp_path, "ID,Income\n1,2\n")
    for failing in (False, True):
        with (  # noqa: PT012
            pytest.raises(DataError, match=r"changed while it was read: .* bytes before"),
            source.open_source(path),
        ):
            with path.open("a") as file:
                file.write("3,4\n")
            if failing:
                raise DataError("half a row")


def test_sha256_is_that_of_the_file(tmp_path):
    path = put(tmp_path, "ID,Income\n1,2\n")
    expected = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_table(path, names=NAMES).source.sha256 == expected


def test_sheet_of_a_text_file_is_a_wrong_setting(tmp_path):
    with pytest.raises(SettingsError, match=r"is not an Excel workbook"):
        read_table(put(tmp_path, "ID,Income\n1,2\n"), sheet="Data")


def test_gzip_is_unpacked_by_content(tmp_path):
    path = put(tmp_path, gzip.compress(b"ID,Income\n1,2\n"))
    raw = read_table(path, names=NAMES)
    assert raw.cells["Income"].tolist() == ["2"]
    assert raw.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert raw.source.notes == ("unpacked from gzip: 14 bytes",)


def test_gzip_bomb_torn_gzip_and_gzip_in_gzip_are_refused(tmp_path, monkeypatch):
    packed = gzip.compress(b"ID,Income\n" + b"1,2\n" * 1_000_000)
    monkeypatch.setattr(source, "UNPACKED_ALWAYS", 1_000_000)
    with pytest.raises(DataError, match=r"unpacks to more than"):
        read_table(put(tmp_path, packed))
    with pytest.raises(DataError, match=r"damaged or incomplete"):
        read_table(put(tmp_path, gzip.compress(b"ID,Income\n1,2\n")[:-12]))
    with pytest.raises(DataError, match=r"gzip file inside a gzip file"):
        read_table(put(tmp_path, gzip.compress(gzip.compress(b"ID"))))
    with pytest.raises(DataError, match=r"empty file \(0 bytes\)"):
        read_table(put(tmp_path, gzip.compress(b"")))
