"""Files that are not what their name says, and workbooks that would fill the memory."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from forms import spreadsheet
from forms.errors import PackError, YuebaoError
from forms.intake.readers import read_filling
from forms.messages import Translator
from forms.packs.xlsx_read import read_workbook
from forms.spreadsheet import Excess, Kind, excess, kind_of
from tests.forms.engine_pack import INDEX

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
KINDS = [
    (b"PK\x03\x04 and more", Kind.PACKED),
    (OLE, Kind.OLD),
    (OLE + "EncryptedPackage".encode("utf-16-le"), Kind.PROTECTED),
    (b"%PDF-1.7", Kind.PDF),
    (b"\xef\xbb\xbf <!DOCTYPE html><html><table>", Kind.WEB),
    (b'<?xml version="1.0"?><Workbook>', Kind.WEB),
    ("指标,本月".encode("gb18030"), Kind.TEXT),
    ("指标\t本月".encode("utf-16"), Kind.TEXT),
    (b"", Kind.TEXT),
    (b"\x89PNG\r\n\x00\x00", Kind.OTHER),
]


@pytest.mark.parametrize(("data", "kind"), KINDS, ids=[kind.name for _, kind in KINDS])
def test_the_kind_is_told_by_the_first_bytes(data, kind):
    assert kind_of(data) is kind


def refused(path):
    with pytest.raises(YuebaoError) as told:
        read_filling(INDEX.forms["A"], path)
    return told.value.problems[0]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.et", OLE, Kind.OLD),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), Kind.PROTECTED),
        ("a.xls", b"<html><body><table></table></body></html>", Kind.WEB),
        ("a.csv", b"PK\x03\x04", Kind.PACKED),
        ("a.xlsx", b"1,2\n", Kind.TEXT),
        ("a.pdf", b"%PDF-1.7", Kind.PDF),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00", Kind.OTHER),
    ],
)
def test_a_wrong_kind_is_refused_with_advice_in_both_languages(tmp_path, name, data, kind):
    (tmp_path / name).write_bytes(data)
    problem = refused(tmp_path / name)
    assert (problem.code, problem.params["kind"]) == ("E-FILE-TYPE", kind.value)
    said = Translator("zh").word(problem)
    assert Translator("zh").text(kind.value) in said.message
    assert "另存为 .xlsx" in said.advice
    assert "save it as .xlsx" in Translator("en").word(problem).advice


def packed(method=zipfile.ZIP_DEFLATED, **entries):
    """A zip with entries given as `a__b` for a/b."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as book:
        for name, text in entries.items():
            book.writestr(name.replace("__", "/") + ".xml", text)
    return data.getvalue()


def test_what_unpacks_without_end_is_left_packed(tmp_path):
    data = packed(xl__sharedStrings=b"0" * (spreadsheet.MAX_UNPACKED + 1))
    assert len(data) < 200_000
    found = excess(data)
    assert found is not None
    assert (found.what, found.limit) == ("unpacked bytes", spreadsheet.MAX_UNPACKED)
    (tmp_path / "a.xlsx").write_bytes(data)
    assert refused(tmp_path / "a.xlsx").code == "E-FILE-SIZE"
    with pytest.raises(PackError) as told:
        read_workbook(tmp_path / "a.xlsx")
    assert [problem.code for problem in told.value.problems] == ["E-FILE-SIZE"]


def test_an_index_that_says_less_than_there_is_is_not_believed():
    data = bytearray(packed(a=b"0" * (spreadsheet.MAX_UNPACKED + 1)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].file_size == 10
    assert excess(bytes(data)).what == "unpacked bytes"


def test_a_stray_cell_in_the_last_corner_does_not_end_the_program(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("封面")
        sheet.write("A1", "x")
        sheet.write("XFD1048576", "y")
    assert excess(path.read_bytes()) == Excess("cells", 16_384 * 1_048_576, spreadsheet.MAX_AREA)
    problem = refused(path)
    assert "17179869184 个单元格" in Translator("zh").word(problem).message
    with pytest.raises(PackError) as told:
        read_workbook(path)
    assert [(p.code, p.params["found"]) for p in told.value.problems] == [("E-FILE-SIZE", "17179869184")]


def table(*rows):
    return "<table:table>" + "".join(rows) + "</table:table>"


def row(times, cells):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


FULL = '<table:table-cell table:number-columns-repeated="{}" office:value="7"><text:p>7</text:p></table:table-cell>'
EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (table(row(1_048_576, FULL.format(16_384))), 1_048_576 * 16_384),
        (table(row(3, FULL.format(4)), row(1_048_000, EMPTY)), None),
        (table(row(1_000_000, EMPTY), row(1, EMPTY.replace("16384", "9") + FULL.format(1))), 10_000_010),
        (table(row(2_000_000, FULL.format(1))) + table(row(2_000_000, FULL.format(1))), None),
    ],
)
def test_repetitions_of_opendocument_count(content, cells):
    found = excess(packed(content=content))
    assert (found and found.found) == cells


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_otherwise_than_workbooks_are(method):
    with pytest.raises(zipfile.BadZipFile):
        excess(packed(method, a="x"))


def test_cut_streams_are_damage():
    data = bytearray(packed(a=b"".join(bytes([n * n % 251]) for n in range(5000))))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = (50).to_bytes(4, "little")
    with pytest.raises(zipfile.BadZipFile):
        excess(bytes(data))


def test_an_ordinary_workbook_may_be_opened(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number in range(200):
            sheet.write_row(number, 0, range(20))
    assert excess(path.read_bytes()) is None
