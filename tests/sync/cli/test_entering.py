"""What an office may enter and hand over, by command: opening figures, computed cells, measures, corrections, once more."""

from __future__ import annotations

from pathlib import Path

import pytest
from line import PACK, Line, issue

DECEMBER = ("--form", "MY-01", "--period", "2026-12")
HOUSEHOLDS = ("--form", "MY-02", "--period", "2026Q3")


def fill(line: Line, words, content, **how):
    file = line.write("filling.json", content)
    return line("fill", *words, "--from", file, workspace="T1", **how).result


def cells(line: Line, words) -> dict:
    return line("show", *words, workspace="T1").result["cells"]


def test_a_cumulative_figure_may_be_typed_where_the_months_before_are_not_here(own):
    """1—本月 typed when reporting begins in the middle of a year; typing what the months give keeps nothing."""
    fill(own, DECEMBER, {"cells": {"04": {"m": "10", "ytd": "90"}}})
    assert cells(own, DECEMBER)["04"]["ytd"] == "90"
    fill(own, DECEMBER, {"cells": {"04": {"ytd": None}}})
    assert cells(own, DECEMBER)["04"]["ytd"] == "34"
    fill(own, DECEMBER, {"cells": {"04": {"ytd": "34"}}})
    own("set", *DECEMBER, "04,m=11", workspace="T1")
    assert cells(own, DECEMBER)["04"]["ytd"] == "35"


def test_a_computed_cell_takes_its_own_figure_and_no_other(own):
    entries = {"01": {"m": "120"}, "02": {"m": "80"}, "03": {"m": "41"}}
    said = fill(own, DECEMBER, {"cells": entries}, code=1)
    assert [u["where"] for u in said["unrecognised"]] == ["[03, m]"]
    entries["03"]["m"] = "40"
    assert fill(own, DECEMBER, {"cells": entries})["unrecognised"] == []


def test_a_cell_that_is_not_asked_takes_only_a_dash(own):
    november = ("--form", "MY-01", "--period", "2026-11")
    said = fill(own, november, {"cells": {"05": {"m": "3.50"}}}, code=1)
    assert [u["where"] for u in said["unrecognised"]] == ["[05, m]"]
    assert fill(own, november, {"cells": {"05": {"m": "—"}}})["unrecognised"] == []


def test_lines_of_a_roster_are_read_as_cells_are(own):
    rows = [{"name": "乙", "uscc": "N2", "heads": "1,200", "sold": "一些"}, {"name": "丙"}, {"name": "丁"}]
    said = fill(own, HOUSEHOLDS, {"rows": rows}, code=1)
    assert (said["rows_set"], [u["where"] for u in said["unrecognised"]]) == (3, ["#1 sold"])
    shown = own("show", *HOUSEHOLDS, workspace="T1").result["rows"]
    assert [(row["name"], row["heads"], row["sold"]) for row in shown] == [
        ("甲", "10", "12"), ("乙", "1200", "一些"), ("丙", None, None), ("丁", None, None),
    ]  # fmt: skip
    twice = [{"name": "乙", "uscc": "N2"}, {"name": "乙乙", "uscc": "N2"}]
    fill(own, HOUSEHOLDS, {"rows": twice})
    fill(own, HOUSEHOLDS, {"rows": [{"name": "只一个", "uscc": "N2"}]})
    shown = own("show", *HOUSEHOLDS, workspace="T1").result["rows"]
    assert [row["name"] for row in shown] == ["甲", "只一个", "丙", "丁"]


def test_a_measure_typed_into_a_roster_is_converted_and_said(own):
    file = own.write("filling.json", {"rows": [{"name": "乙", "uscc": "N2", "heads": "1.2千头"}]})
    said = own("fill", *HOUSEHOLDS, "--from", file, workspace="T1").result
    assert [(one["where"], one["text"], one["measure"]) for one in said["converted"]] == [
        ("#1 heads", "1.2千头", "头")
    ]
    assert own("show", *HOUSEHOLDS, workspace="T1").result["rows"][1]["heads"] == "1200"


def test_replace_clears_the_form_first(own):
    file = own.write("filling.json", {"rows": [{"name": "戊", "uscc": "N5"}]})
    own("fill", *HOUSEHOLDS, "--from", file, "--replace", workspace="T1")
    assert [row["name"] for row in own("show", *HOUSEHOLDS, workspace="T1").result["rows"]] == ["戊"]
    own("set", *DECEMBER, "01,m=1", workspace="T1")
    fill(own, (*DECEMBER, "--replace"), {"cells": {"02": {"m": "2"}}})
    assert (cells(own, DECEMBER)["01"]["m"], cells(own, DECEMBER)["02"]["m"]) == (None, "2")


def test_an_explanation_is_for_a_finding_and_can_be_taken_back(own):
    own("set", *DECEMBER, "01,m=1000", "02,m=1", "04,m=1", workspace="T1")
    about = ("explain", *DECEMBER, "--check", "MY-01-2")
    assert own(*about, "--cell", "02,m", "--text", "x", workspace="T1", code=2).codes == ["E-USAGE"]
    assert own("explain", *DECEMBER, "--check", "MY-01-9", "--text", "x", workspace="T1", code=2).codes == [
        "E-USAGE"
    ]


def test_what_has_no_receipt_yet_is_handed_over_once_more(own):
    """Nothing new to say, and the stick was lost: the same revisions go again in the next bundle."""
    again = own("submit", "--period", "2026-10", "--to", "again", workspace="T1").result
    assert again["revisions"] == {}
    taken = own("import", again["file"], workspace="region").result
    assert {r["state"] for f in taken["files"] for r in f["reports"]} == {"known"}


def test_a_locked_report_is_opened_by_nobody(own):
    own("lock", "--period", "2026-10", "--reason", "已汇总", workspace="region")
    replies = own("reply", "--to", "replies", "--unit", "T1", workspace="region").result["files"]
    own("import", *replies, workspace="T1")
    words = ("--form", "MY-01", "--period", "2026-10")
    assert own("correct", *words, "--reason", "x", workspace="T1", code=1).codes == ["E-LOCKED"]
    assert own("set", *words, "01,m=1", workspace="T1", code=1).codes == ["E-LOCKED"]


def test_forms_of_others_and_hidden_bundles(own):
    assert own("show", "--form", "MY-02", "--period", "2026-10", workspace="T1", code=2).codes == ["E-PERIOD"]
    roster = ("show", "--form", "MY-02", "--period", "2026Q3", "--unit", "C1")
    assert own(*roster, workspace="region", code=2).codes == ["E-UNIT"]
    hidden = own("submit", "--period", "2026Q3", "--to", "stick", "--encrypt", workspace="T1").result["file"]
    assert Path(hidden).read_bytes().startswith(b"age-encryption.org/")
    assert own("import", hidden, workspace="region").result["balance"]["current"] == 1


# --- drafts under a newer version of the forms -------------------------------------------------------------------


@pytest.fixture
def renamed(own):
    """MY-02 became MY-22, MY-03 is gone, and T1 has a draft of each."""
    own("set", "--form", "MY-03", "--period", "2026", "1,area=7", workspace="T1")
    own("pack", "from-xlsx", _workbook(own), "--out", "next")
    folder = own.folder / "next"
    (folder / "forms" / "MY-03.yaml").unlink()
    text = (folder / "forms" / "MY-02.yaml").read_text(encoding="utf-8").replace("MY-02", "MY-22")
    (folder / "forms" / "MY-02.yaml").unlink()
    (folder / "forms" / "MY-22.yaml").write_text(text, encoding="utf-8")
    pack = folder / "pack.yaml"
    text = pack.read_text(encoding="utf-8")
    text = text.replace("MY-02", "MY-22").replace("'1.0'", "'1.1'").replace('"1.0"', '"1.1"')
    text = text.replace(", MY-03", "").replace("- MY-03\n", "")
    pack.write_text(text + '\nrenamed: {"MY-02": "MY-22"}\n', encoding="utf-8")
    own("pack", "adopt", "next", workspace="region")
    own("import", issue(own), workspace="T1")
    return own


def _workbook(line: Line) -> str:
    return line("pack", "to-xlsx", PACK, "--out", "pack.xlsx").result["file"]


def test_a_draft_follows_its_form_to_the_new_name(renamed):
    listed = renamed("draft", "list", workspace="T1").result["drafts"]
    assert {draft["form"] for draft in listed} == {"MY-02", "MY-03"}
    planned = renamed("draft", "migrate", "--form", "MY-22", "--period", "2026Q3", workspace="T1").result
    assert (planned["former"], planned["form"], planned["done"]) == ("MY-02", "MY-22", True)
    (row,) = renamed("show", "--form", "MY-22", "--period", "2026Q3", workspace="T1").result["rows"]
    assert row["name"] == "甲"
    said = renamed("draft", "migrate", "--form", "MY-03", "--period", "2026", workspace="T1", code=2)
    assert said.codes[0].startswith("E-")
