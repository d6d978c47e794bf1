"""A month at one office and its county, by the commands' own entry point: entries, checks, gaps, keys, hidden files."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.county import GOOD, fill, join, submit


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
    from undo import undone  # the service itself: the clock of both entries is the same

    assert undone(region.folder / "T1") == {"01": "120", "02": None}
