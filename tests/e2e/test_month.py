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


def test_entries_not_understood_are_kept_and_listed(region):
    cells = {"01": {"m": "12O"}, "04": {"m": "1.5"}, "99": {"m": "1"}}
    said = fill(region, "T1", cells, code=1).result
    assert {u["where"] for u in said["unrecognised"]} == {"[01, m]", "[04, m]", "[99, m]"}
    shown = region("show", "--form", "MY-01", "--period", "2026-10", workspace="T1").result
    assert shown["cells"]["01"]["m"] == "12O"
    assert {tuple(i["cell"]) for i in shown["invalid"]} == {("01", "m"), ("04", "m")}


def test_errors_stop_a_submission_and_warnings_need_an_explanation(region):
    fill(region, "T1", GOOD, period="2026-09")
    submit(region, "T1", period="2026-09")
    fill(region, "T1", {**GOOD, "01": {"m": "60"}})
    found = region("check", "--period", "2026-10", workspace="T1", code=1).result
    assert {f["id"] for f in found["findings"]} == {"MY-01-auto-part_of", "MY-01-1"}
    wrong = next(f for f in found["findings"] if f["id"] == "MY-01-1")
    assert (wrong["left"], wrong["right"], wrong["difference"]) == ("80", "60", "20")
    assert wrong["cells"][0] == ["02", "m"]
    assert submit(region, "T1", code=1).codes == ["E-CHECKS"]

    region("set", "--form", "MY-01", "--period", "2026-10", "02,m=30", "01,m=40", workspace="T1")
    jump = region("check", "--period", "2026-10", workspace="T1").result
    assert [(f["id"], f["level"]) for f in jump["findings"]] == [("MY-01-2", "warning")]
    assert "prev([01, m])" in jump["findings"][0]["operands"]
    assert submit(region, "T1", code=1).codes == ["E-CHECKS"]
    region("explain", "--form", "MY-01", "--period", "2026-10", "--check", "MY-01-2", "--cell", "01,m",
           "--text", "集中出栏", workspace="T1")  # fmt: skip
    assert submit(region, "T1").result["sequence"] == 2


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


def test_a_key_that_is_not_admitted_yet_waits_and_is_decided_by_itself(region):
    joined = join(region, "T3", enrol=False)
    fill(region, "T3", GOOD)
    file = submit(region, "T3").result["file"]
    taken = region("import", file, workspace="region", code=1).result
    assert taken["files"][0]["outcome"] == "pending"
    region("enroll", joined["request"], "--fingerprint", joined["fingerprint"], workspace="region")
    assert "T3" not in region("matrix", "--period", "2026-10", workspace="region").result["missing"]


def test_a_lost_bundle_shows_as_a_gap_and_the_next_one_heals_it(region):
    fill(region, "T1", GOOD, period="2026-08")
    submit(region, "T1", period="2026-08")
    fill(region, "T1", GOOD, period="2026-09")
    second = submit(region, "T1", period="2026-09").result["file"]
    taken = region("import", second, workspace="region").result["files"][0]
    assert taken["missing_sequences"] == [1]
    assert {r["period"] for r in taken["reports"]} == {"2026-08", "2026-09"}
    assert region("matrix", "--period", "2026-08", workspace="region").result["reported"] == 1


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


def test_a_dry_run_keeps_nothing(region):
    fill(region, "T1", GOOD)
    file = submit(region, "T1").result["file"]
    said = region("import", file, "--dry-run", workspace="region").result
    assert said["balance"]["current"] == 1
    assert region("matrix", "--period", "2026-10", workspace="region").result["reported"] == 0


def test_roster_lines_with_a_known_key_replace_it_and_repeated_keys_are_found(region):
    head = {"form": "MY-02", "period": "2026Q3"}
    code = "91540100MA0000020P"
    lines = [{"name": "甲", "uscc": code, "heads": "10"}, {"name": "乙", "uscc": "N2", "heads": "5"}]
    file = region.write("roster.json", {**head, "rows": lines})
    region("fill", "--form", "MY-02", "--period", "2026Q3", "--from", file, workspace="T1")
    file = region.write("more.json", {**head, "rows": [{"name": "甲", "uscc": code, "heads": "12"}]})
    region("fill", "--form", "MY-02", "--period", "2026Q3", "--from", file, workspace="T1")
    shown = region("show", "--form", "MY-02", "--period", "2026Q3", workspace="T1").result
    assert [row["heads"] for row in shown["rows"]] == ["12", "5"]
    file = region.write(
        "twice.json", {**head, "rows": [{"name": "丙", "uscc": "N3"}, {"name": "丁", "uscc": "N3"}]}
    )
    region("fill", "--form", "MY-02", "--period", "2026Q3", "--from", file, workspace="T1")
    found = region("check", "--period", "2026Q3", "--form", "MY-02", workspace="T1", code=1).result
    assert {"MY-02-1", "MY-02-auto-key"} <= {f["id"] for f in found["findings"]}


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


def test_a_wrong_fingerprint_or_passphrase_is_refused(region):
    wrong = "0" * 4 + "-0000-0000-0000-0"
    answer = region("join", region.task, "--unit", "T3", "--root", wrong, "--to", "r", workspace="x", code=3)
    assert answer.codes == ["E-ROOT"]
    fill(region, "T1", GOOD)
    answer = region(
        "submit",
        "--period",
        "2026-10",
        "--to",
        "s",
        workspace="T1",
        code=2,
        env={"YUEBAO_PASSPHRASE": "wrong one"},
    )
    assert answer.codes == ["E-PASSPHRASE"]


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


def test_a_hidden_bundle_is_read_by_its_receiver_and_by_nobody_else(region, tmp_path):
    join(region, "T3")
    fill(region, "T1", GOOD)
    handed = region("submit", "--period", "2026-10", "--to", "stick", "--encrypt", workspace="T1").result[
        "file"
    ]
    assert handed.endswith(".ybz.age")
    assert Path(handed).read_bytes().startswith(b"age-encryption.org/")
    stranger = region("import", handed, workspace="T3", code=3)
    assert stranger.codes == ["E-DECRYPT"]
    taken = region("import", handed, workspace="region").result
    assert taken["balance"]["current"] == 1


def test_two_entries_in_one_tick_of_the_clock_are_two_steps_of_undo(region):
    from tests.e2e.undo import undone  # the service itself: the clock of both entries is the same

    assert undone(region.folder / "T1") == {"01": "120", "02": None}
