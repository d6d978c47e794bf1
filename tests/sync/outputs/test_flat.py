"""Totals as one long table."""

from __future__ import annotations

import csv
import io
from importlib.util import find_spec

import pytest

from forms.errors import YuebaoError
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


def test_parquet_says_what_is_missing(tmp_path, summary, collected):
    out = tmp_path / "t.parquet"
    if find_spec("pyarrow") is None:
        with pytest.raises(YuebaoError) as refused:
            write_summary(out, summary, collected, columns=None, translator=ZH)
        assert refused.value.code == "E-LIBRARY"
        assert not out.exists()
    else:
        import pandas as pd

        write_summary(out, summary, collected, columns=None, translator=ZH)
        frame = pd.read_parquet(out)
        assert str(frame[frame.column == "#lines"].iloc[0].figure) == "127"
