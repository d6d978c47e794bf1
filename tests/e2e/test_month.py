"""A month from task bundle to totals through the installed command, on a pack that shares nothing with the shipped one."""

import json
from pathlib import Path

import pytest

from tests.e2e.county import GOOD, fill, join, submit


def test_a_month_is_reported_merged_and_totalled(region):
    fill(region, "T1", GOOD)
    handed = submit(region, "T1").result
    assert handed["sequence"] == 1
    assert list(handed["revisions"]) == ["MY-01"]

    taken = region("import", handed["file"], workspace="region").result
    assert [file["outcome"] for file in taken["files"]] == ["merged"]
    assert taken["balance"] == {
        "reports_in": 1, "current": 1, "superseded": 0, "conflict": 0, "known": 0, "refused": 0, "pending": 0,
    }  # fmt: skip

    matrix = region("matrix", "--period", "2026-10", workspace="region").result
    assert (matrix["expected"], matrix["reported"]) == (4, 1)
    assert matrix["missing"] == ["T3", "T4", "P1"]

    total = region("summary", "--period", "2026-10", "--form", "MY-01", workspace="region").result["forms"][
        "MY-01"
    ]
    assert total["cells"]["01"]["m"] == "120"
    assert total["cells"]["03"]["m"] == "40"
    assert total["units_counted"] == 1
    assert total["units_missing"] == ["T3", "T4"]


def test_the_same_file_twice_is_known_and_no_error(region):
    fill(region, "T1", GOOD)
    file = submit(region, "T1").result["file"]
    region("import", file, workspace="region")
    again = region("import", file, workspace="region").result
    assert again["files"][0]["outcome"] == "known"
    assert again["balance"]["known"] == again["balance"]["reports_in"] == 1


def test_a_correction_replaces_the_figure_and_both_states_stay(region):
    fill(region, "T1", GOOD)
    region("import", submit(region, "T1").result["file"], workspace="region")
    assert "E-SUBMITTED" in fill(region, "T1", GOOD, code=2).codes
    region("correct", "--form", "MY-01", "--period", "2026-10", "--reason", "漏报", workspace="T1")
    region("set", "--form", "MY-01", "--period", "2026-10", "01,m=125", workspace="T1")
    taken = region("import", submit(region, "T1").result["file"], workspace="region").result
    states = {(r["state"], r["changed_cells"]) for r in taken["files"][0]["reports"]}
    assert ("current", 2) in states  # 01 and the computed 03
    past = region(
        "history", "--unit", "T1", "--form", "MY-01", "--period", "2026-10", workspace="region"
    ).result
    assert [r["kind"] for r in past["revisions"]] == ["submit", "correct"]
    old = past["revisions"][0]["revision"]
    shown = region(
        "show",
        "--form",
        "MY-01",
        "--period",
        "2026-10",
        "--unit",
        "T1",
        "--revision",
        old,
        workspace="region",
    )
    assert shown.result["cells"]["01"]["m"] == "120"


def test_two_laptops_of_one_office_make_a_conflict_that_is_kept_and_resolved(region):
    join(region, "T1", workspace="T1b")
    for laptop, heads in (("T1", "120"), ("T1b", "130")):
        fill(region, laptop, {**GOOD, "01": {"m": heads}})
        submit(region, laptop)
    taken = region("import", "stick", workspace="region", code=1).result
    assert taken["balance"]["conflict"] == taken["balance"]["reports_in"] == 2
    found = region("conflicts", workspace="region", code=1).result["conflicts"]
    assert [(c["unit"], c["form"], c["base"]) for c in found] == [("T1", "MY-01", None)]
    assert len(found[0]["heads"]) == 2
    region("resolve", "--unit", "T1", "--form", "MY-01", "--period", "2026-10", "--keep", found[0]["heads"][0],
           "--reason", "电话核实", workspace="region")  # fmt: skip
    assert region("conflicts", workspace="region").result["conflicts"] == []


def test_return_reply_and_correction_come_full_circle(region):
    fill(region, "T1", GOOD)
    region("import", submit(region, "T1").result["file"], workspace="region")
    region("return", "--unit", "T1", "--period", "2026-10", "--reason", "请核实",
           "--cell", "MY-01,01,m=比上年少", workspace="region")  # fmt: skip
    reply = region("reply", "--to", "replies", workspace="region").result["files"]
    region("import", *reply, workspace="T1")
    shown = region("show", "--form", "MY-01", "--period", "2026-10", workspace="T1").result
    assert shown["status"] in ("returned", "correcting")
    assert {"cell": ["01", "m"], "text": "比上年少"} in shown["remarks"]
    region("correct", "--form", "MY-01", "--period", "2026-10", "--reason", "已核实", workspace="T1")
    region("set", "--form", "MY-01", "--period", "2026-10", "01,m=128", workspace="T1")
    region("import", submit(region, "T1").result["file"], workspace="region")
    region("accept", "--unit", "T1", "--period", "2026-10", workspace="region")
    units = region("matrix", "--period", "2026-10", workspace="region").result["units"]
    assert next(u for u in units if u["unit"] == "T1")["forms"]["MY-01"] == "accepted"


def test_the_store_is_rebuilt_identical_from_the_archive(region):
    fill(region, "T1", GOOD)
    region("import", submit(region, "T1").result["file"], workspace="region")
    region("accept", "--unit", "T1", "--period", "2026-10", workspace="region")
    rebuilt = region("rebuild", workspace="region").result
    assert rebuilt["identical"] is True
    assert rebuilt["revisions"] == 1


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (["frobnicate"], 2, "E-USAGE"),
        (["show", "--form", "MY-01"], 2, "E-USAGE"),
        (["show", "--form", "XX", "--period", "2026-10"], 2, "E-USAGE"),
        (["show", "--form", "MY-01", "--period", "2026-13"], 2, "E-PERIOD"),
        (["show", "--form", "MY-03", "--period", "2026-10"], 2, "E-PERIOD"),
        (["check", "--period", "soon"], 2, "E-PERIOD"),
        (["fill", "--form", "MY-01", "--period", "2026-10", "--from", "none.json"], 2, "E-USAGE"),
        (["set", "--form", "MY-01", "--period", "2026-10", "zz,m=1"], 2, "E-USAGE"),
        (["submit", "--period", "2026-10", "--to", "stick"], 2, "E-NOTHING"),
        (["correct", "--form", "MY-01", "--period", "2026-10", "--reason", "x"], 2, "E-USAGE"),
        (["import", "none.ybz"], 2, "E-USAGE"),
        (["verify", "none.ybz"], 2, "E-USAGE"),
    ],
)
def test_wrong_usage_has_a_code_and_advice(founded, words, code, problem):
    answer = founded(*words, workspace="T1", code=code)
    assert answer.codes[0] == problem
    assert all(p["advice"] for p in answer.said["problems"])


def test_damaged_bundles_go_to_quarantine_and_change_nothing(region, tmp_path):
    fill(region, "T1", GOOD)
    data = bytearray(Path(submit(region, "T1").result["file"]).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "bad.ybz").write_bytes(bytes(data))
    answer = region("import", "bad.ybz", workspace="region", code=3)
    assert answer.result["files"][0]["outcome"] == "refused"
    assert region("matrix", "--period", "2026-10", workspace="region").result["reported"] == 0
    assert len(list((tmp_path / "region" / "quarantine").iterdir())) == 1


def test_global_options_stand_before_and_after_the_command(region):
    before = region("--lang", "en", "status", "--period", "2026-10", workspace="T1")
    after = region("status", "--period", "2026-10", "--lang", "en", "--workspace", region.folder / "T1")
    assert before.result == after.result
    assert json.dumps(before.said["command"]) == '"status"'
