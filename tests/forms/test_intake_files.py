"""Files for `fill`: JSON, CSV and workbooks as people save them, and files that mean harm."""

from __future__ import annotations

import contextlib
import datetime as dt
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from forms.errors import YuebaoError
from forms.index import Position
from forms.intake import readers
from forms.intake.filling import UNKNOWN_CELL, UNKNOWN_FIELD, WRONG_SHAPE
from forms.intake.readers import csv_grid, read_filling, read_json
from forms.report import Cover, Explanation
from tests.forms.engine_pack import INDEX

A, R = INDEX.forms["A"], INDEX.forms["R"]


def code(form, path):
    with pytest.raises(YuebaoError) as refused:
        read_filling(form, path)
    return refused.value.code


def test_report_json_with_everything_beside_it():
    data = """\ufeff{"form": "A", "unit": "P", "period": "2026-03", "cells": {"01": {"m": 12.50, "ytd": "9", "x": 1},
        "10": {"m": true}, "05": {"m": null}, "02": {"m": 123456789012345678}, "03": {"m": [1]}},
        "explanations": [{"check": "A-2", "cell": ["05", "m"], "text": "搬迁"}],
        "cover": {"head": "局长", "phone": null, "mail": "x"}}""".encode()
    found = read_json(A, data)
    assert found.cells == {
        Position("01", "m"): "12.50",
        Position("01", "ytd"): "9",
        Position("10", "m"): "yes",
        Position("05", "m"): None,
        Position("02", "m"): "123456789012345678",
        Position("03", "m"): "[1]",
    }
    assert found.explanations == (Explanation(check="A-2", cell=("05", "m"), text="搬迁"),)
    assert found.cover == Cover(head="局长")
    assert [(u.where, u.text, u.reason) for u in found.unrecognised] == [
        ("[01, x]", "1", UNKNOWN_CELL),
        ("cover.mail", "x", WRONG_SHAPE),
    ]


def test_roster_json():
    found = read_json(R, '{"rows": [{"name": "甲", "jobs": 5, "x": false}]}'.encode())
    assert found.rows == ({"name": "甲", "jobs": "5"},)
    assert [(u.where, u.text, u.reason) for u in found.unrecognised] == [("#1 x", "no", UNKNOWN_FIELD)]
    assert found.cover is None


BAD_JSON = [
    b"", b"{", b"[1]", b'"x"', b"\xff\xfe{", b'{"cells": 5}', b'{"cells": {"01": 5}}', b'{"rows": [5]}',
    b'{"form": "B"}', b'{"x":' + b"[" * 100_000, b'{"cells": {"01": {"m": "\\ud800"}}}', b'{"cells": {"01": {"m": NaN}}}',
]  # fmt: skip


@pytest.mark.parametrize("data", BAD_JSON, ids=range(len(BAD_JSON)))
def test_json_that_is_none(data):
    with pytest.raises(YuebaoError) as refused:
        read_json(A, data)
    assert refused.value.code == ("E-FILE-FORM" if data == b'{"form": "B"}' else "E-FILE-CONTENT")


def test_a_number_of_a_billion_digits_is_not_written_out():
    found = read_json(A, b'{"cells": {"01": {"m": 1e999999999, "ytd": 1e3}}}')
    assert found.cells == {Position("01", "m"): "1E+999999999", Position("01", "ytd"): "1000"}


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_a_grid_or_refused(data):
    with contextlib.suppress(YuebaoError):
        assert all(isinstance(cell, str) for line in csv_grid(data) for cell in line)


def test_csv_that_no_reader_takes():
    with pytest.raises(YuebaoError, match="E-FILE-CONTENT"):
        csv_grid(b"a," + b"x" * 200_000)
    with pytest.raises(YuebaoError, match="E-FILE-CONTENT"):
        csv_grid(b"\x81\xff\xff")


def test_files_by_their_ending(tmp_path):
    (tmp_path / "a.json").write_bytes(b'{"cells": {"01": {"m": 1}}}')
    (tmp_path / "a.CSV").write_bytes("指标,本月\n新注册企业,1\n".encode("gb18030"))
    (tmp_path / "a.tsv").write_bytes("指标\t本月\n新注册企业\t1\n".encode())
    for name in ("a.json", "a.CSV", "a.tsv"):
        assert read_filling(A, tmp_path / name).cells == {Position("01", "m"): "1"}


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    assert code(A, tmp_path / "none.json") == "E-USAGE"
    assert code(A, tmp_path / "none.pdf") == "E-USAGE"
    assert code(A, tmp_path / "none.xlsx") == "E-USAGE"
    (tmp_path / "folder.csv").mkdir()
    assert code(A, tmp_path / "folder.csv") == "E-USAGE"
    (tmp_path / "a.csv").write_bytes(b"x" * 20)
    monkeypatch.setattr(readers, "MAX_BYTES", 10)
    assert code(A, tmp_path / "a.csv") == "E-FILE-SIZE"


def workbook(path, sheets):
    """`sheets` maps a name to rows of Python values."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(number, place, value, day)
                    elif value is not None:
                        sheet.write(number, place, value)
    return path


def test_a_workbook_gives_what_was_typed(tmp_path):
    rows = [
        ["月报"],
        ["指标", "本月", "1—本月"],
        ["新注册企业", 12, 0.1 + 0.2],
        ["财政收入", 12.5, 1234567.89],
        ["是否挂牌", True, None],
        ["期末企业", dt.date(2026, 3, 5), "１２"],
    ]
    found = read_filling(A, workbook(tmp_path / "a.xlsx", {"表": rows}))
    assert {" ".join(p): v for p, v in found.cells.items()} == {
        "01 m": "12",
        "01 ytd": "0.3",
        "07 m": "12.5",
        "07 ytd": "1234567.89",
        "10 m": "yes",
        "05 m": "2026-03-05",
        "05 ytd": "１２",
    }


def test_the_sheet_of_the_form_is_taken_else_the_first(tmp_path):
    one = [["指标", "本月"], ["新注册企业", 1]]
    two = [["指标", "本月"], ["新注册企业", 2]]
    by_name = workbook(tmp_path / "a.xlsx", {"封面": one, "A 月报": two})
    first = workbook(tmp_path / "b.xlsx", {"封面": one, "其他": two})
    assert read_filling(A, by_name).cells == {Position("01", "m"): "2"}
    assert read_filling(A, first).cells == {Position("01", "m"): "1"}


def test_no_workbook(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 no")
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no")
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    for name in ("a.xlsx", "a.xls", "b.xlsx"):
        assert code(A, tmp_path / name) == "E-FILE-CONTENT"


def test_a_workbook_damaged_inside(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"表": [["指标", "本月"]]})
    data = bytearray(path.read_bytes())
    start = data.index(b"xl/worksheets/sheet1.xml") + len(b"xl/worksheets/sheet1.xml")
    data[start + 20 : start + 60] = b"\xff" * 40
    path.write_bytes(data)
    assert code(A, path) == "E-FILE-CONTENT"


def encoded(text, encoding):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    return mark + text.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_separators_and_measures_in_heads_together(tmp_path, encoding, separator):
    heads = {
        "本月（亿元）": "18800",
        "本月(千元)": "0.188",
        "本月（单位：万元）": "1.88",
        "本月〔元〕†": None,
    }
    for place, (head, seen) in enumerate(heads.items()):
        lines = ["双创月报表", separator.join(["指标", head]), separator.join(["财政收入", "1.88"])]
        path = tmp_path / f"{place}.csv"
        path.write_bytes(encoded("\r\n".join(lines), encoding))
        found = read_filling(A, path)
        if seen is None:  # a measure in brackets of another kind is no head: told, not guessed
            assert not found.cells
            assert found.unrecognised
            continue
        assert Decimal(found.cells[Position("07", "m")]) == Decimal(seen)
        assert [one.measure for one in found.converted] == ([] if seen == "1.88" else ["万元"])


def test_marks_of_footnotes_are_no_part_of_a_heading(tmp_path):
    (tmp_path / "a.csv").write_text("名称†,就业‡（千人）\n甲,1.5\n", encoding="utf-8")
    assert read_filling(R, tmp_path / "a.csv").rows == ({"name": "甲", "jobs": "1.5"},)
