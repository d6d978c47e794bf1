"""Registers by command: what is listed, what happened month by month, which report tells it; searched, and as files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from test_said import lines

REGISTER = ("registry", "--form", "L")


def keys(told, *words):
    """The numbers of the entries found."""
    return [entry["key"][0] for entry in told(*REGISTER, *words, workspace="region").result["entries"]]


def test_the_registers_of_the_pack(told, county):
    assert told("registry", workspace="region").result == {"registers": [{"form": "L", "title": "L"}]}
    assert told.say("registry", workspace="region") == "L  L\n"
    assert county("registry", workspace="region").result == {
        "registers": [{"form": "MY-02", "title": "规模养殖户名录"}]
    }


def test_what_happened_to_every_entry_and_which_report_tells_it(told):
    said = told(*REGISTER, workspace="region").result
    happened = {
        (entry["unit"], entry["key"][0]): [(change["period"], change["what"]) for change in entry["changes"]]
        for entry in said["entries"]
    }
    assert happened == {
        ("91", "1"): [("2026-08", "first"), ("2026-10", "upgraded"), ("2026-10", "event")],
        ("91", "2"): [("2026-08", "first"), ("2026-09", "gone")],
        ("91", "3"): [("2026-10", "added")],
        ("92", "7"): [("2026-10", "first")],
    }
    (added,) = next(entry["changes"] for entry in said["entries"] if entry["key"] == ["3"])
    past = told("history", "--unit", "91", "--form", "L", "--period", "2026-10", workspace="region").result
    assert [revision["revision"] for revision in past["revisions"]] == [added["revision"]]
    assert said["file"] is None


@pytest.mark.parametrize(
    ("lang", "first", "closing"),
    [
        ("zh", ["2026-10|地|1|载体1|升级|level: 市级 → 国家级|L", "2026-10|地|1|载体1|升级|市级 → 国家级 2026-10-08|E"],
         "共 4 条，其中在册 3 条"),
        ("en", ["2026-10|地|1|载体1|upgraded|level: city → national|L", "2026-10|地|1|载体1|升级|市级 → 国家级 2026-10-08|E"],
         "4 entries, 3 of them listed now"),
    ],
)  # fmt: skip
def test_for_people(told, lang, first, closing):
    said = lines(told.say(*REGISTER, workspace="region", lang=lang))
    assert [line for line in said if line in first] == first
    assert said[-1] == closing


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--state", "listed"), ["1", "3", "7"]),
        (("--state", "gone"), ["2"]),
        (("--unit", "92"), ["7"]),
        (("--unit", "93"), []),
        (("--search", "城关"), ["3"]),
        (("--search", "空间 高原"), ["7"]),
        (("--period", "2026-09"), ["1", "2"]),
        (("--period", "2026-09", "--state", "listed"), ["1"]),
        (("--period", "2026Q3"), ["1", "2"]),
        (("--period", "2025-12"), []),
    ],
    ids=" ".join,
)
def test_only_what_was_asked_for(told, words, found):
    assert keys(told, *words) == found


def test_it_is_written_as_a_workbook_and_as_csv(told, tmp_path):
    about = (*REGISTER, "--state", "listed", "--out")
    written = told(*about, tmp_path / "l.csv", workspace="region").result["file"]
    lines_of = csv.DictReader(io.StringIO(Path(written).read_text(encoding="utf-8-sig")))
    assert [line["name"] for line in lines_of] == ["载体1", "载体3", "高原空间"]
    book = told(*about, tmp_path / "l.xlsx", workspace="region").result["file"]
    sheets = pd.read_excel(book, sheet_name=None, header=1, dtype=str, engine="openpyxl")
    assert list(sheets["名录"]["level"]) == ["国家级", "国家级", "市级"]
    assert list(sheets["变动"]["变动"]) == ["首次报表即有", "升级", "升级", "新列入", "首次报表即有"]
    assert told(*about, tmp_path / "l.txt", workspace="region", code=2).codes == ["E-USAGE"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["l.csv", "l.xlsx"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("registry", "--form", "XX"), "E-USAGE"),
        (("registry", "--form", "L", "--period", "then"), "E-PERIOD"),
        (("registry", "--form", "L", "--state", "both"), "E-USAGE"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_wrong_usage(told, words, code):
    assert told(*words, workspace="region", code=2).codes == [code]
