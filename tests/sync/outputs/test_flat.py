"""Totals as one long table."""

from __future__ import annotations

import csv
import io

import pytest

from forms.messages import Translator
from sync.outputs import write_summary
from sync.outputs.flat import FIELDS, csv_text, safe

ZH = Translator("zh")


def read(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("@x", "'@x"),
        ("-x", "'-x"),
        ("-3", "-3"),
        ("-3.50", "-3.50"),
        ("—", "—"),
        ("", ""),
    ],
)
def test_no_text_begins_like_a_formula(text, written):
    assert safe(text) == written
    assert next(csv.reader(io.StringIO(csv_text(["a"], [[text, "b"]]).split("\r\n", 1)[1]))) == [written, "b"]


def test_every_total_in_its_state(tmp_path, summary, collected):
    path = write_summary(tmp_path / "t.csv", summary, collected, columns=None, translator=ZH)
    lines = read(path)
    assert tuple(lines[0]) == FIELDS
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    found = {(r["form"], r["row"], r["column"]): r for r in lines}
    for total in summary.forms:
        for row, cells in total.cells.items():
            for column, text in cells.items():
                line = found[total.form, row, column]
                assert line["total"] == safe(text or "")
                if text in (None, "—"):
                    assert line["state"] in ("blank", "not-applicable")
    states = {r["state"] for r in lines}
    assert states == {"value", "zero", "blank", "not-applicable"}
    lines_of = found["SC-02A", "", "#lines"]
    assert lines_of["total"] == "127"
    assert lines_of["units_missing"] == "540600"


def test_columns_limit_tables(tmp_path, summary, collected):
    path = write_summary(tmp_path / "t.csv", summary, collected, columns=["m"], translator=ZH)
    lines = read(path)
    assert {r["column"] for r in lines if r["row"]} == {"m"}
