"""What commands do on the rarer days: everything accepted at once, a month that is not ready, a conflict settled cell by
cell, totals over a year, another workspace named by the surroundings."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from line import GOOD, PACK, hand_over, join
from test_said import lines

from sync.cli import context
from sync.transport import stick
from sync.transport.drives import Drive

OCTOBER = ("--period", "2026-10")
LIVESTOCK = ("--form", "MY-01", *OCTOBER)


@pytest.fixture
def rivals(county, own):
    """Two laptops of T1 that disagree about November in two cells."""
    own.root = county.root
    join(own, "T1", workspace="T1b")
    november = {"T1": ("01,m=100", "02,m=80", "04,m=12"), "T1b": ("01,m=90", "02,m=70", "04,m=12")}
    files = [
        hand_over(own, "T1", *cells, period="2026-11", workspace=name) for name, cells in november.items()
    ]
    own("import", *(one["file"] for one in files), workspace="region", code=1)
    return own


# --- the desk ------------------------------------------------------------------------------------------------


def test_all_that_came_without_conflict_is_accepted_at_once(own):
    file = hand_over(own, "T1", period="2026-11")["file"]
    assert own("import", file, "--accept-all", "--dry-run", workspace="region").result["accepted"] == 0
    assert own("import", file, "--accept-all", workspace="region").result["accepted"] == 1
    units = own("matrix", "--period", "2026-11", workspace="region").result["units"]
    assert next(unit for unit in units if unit["unit"] == "T1")["forms"]["MY-01"] == "accepted"
    assert own("import", file, "--accept-all", workspace="region").result["accepted"] == 0, "it is known"
    said = own.say("accept", "--unit", "T1", "--period", "2026-11", workspace="region", lang="en")
    assert said == "Nothing had to be done.\n"


@pytest.mark.parametrize(
    ("period", "sentence", "code"),
    [
        ("2026-09", "Not all forms came from: 河谷乡", 0),
        ("2026-10", "Returned and not corrected yet: 河谷乡", 0),
        ("2026-11", "In conflict and not counted: 河谷乡", 1),
    ],
)
def test_what_stands_in_the_way_of_publishing_is_said(rivals, period, sentence, code):
    rivals("return", "--unit", "T1", *OCTOBER, "--reason", "请核实", workspace="region")
    about = ("outputs", "--period", period, "--kinds", "csv", "--to", "out")
    said = lines(rivals.say(*about, workspace="region", lang="en", code=code))
    assert sentence in said
    assert "The period is not locked; figures may still change." in said
    assert "Nothing came from: 东牧场, 草原镇, 雪山镇" in said


def test_a_locked_month_is_ready(own):
    about = ("outputs", *OCTOBER, "--kinds", "csv", "--to", "out")
    own("lock", *OCTOBER, "--reason", "已汇总", workspace="region")
    said = own.say(*about, workspace="region", lang="en")
    assert "1 reported" in said
    assert "may still change" not in said


def test_a_conflict_is_settled_cell_by_cell_but_never_by_a_figure_of_nobody(rivals):
    about = ("--unit", "T1", "--form", "MY-01", "--period", "2026-11", "--reason", "电话核实")
    report = {"form": "MY-01", "period": "2026-11", "cover": {"head": "扎西"}}

    def choose(**rows):
        whole = {"01": {"m": "90"}, "02": {"m": "70"}, "03": {"m": "20"}, "04": {"m": "12", "ytd": "36"}}
        cells = {**whole, **rows}
        return rivals.write("chosen.json", {**report, "cells": cells})

    words = ("resolve", *about, "--from")
    nobodys = choose(**{"01": {"m": "95"}})
    assert rivals(*words, nobodys, workspace="region", code=2).codes == ["E-CELL"]
    assert len(rivals("conflicts", workspace="region", code=1).result["conflicts"]) == 1
    rivals(*words, choose(), workspace="region")
    assert rivals("conflicts", workspace="region").result["conflicts"] == []
    shown = rivals(
        "show", "--unit", "T1", "--form", "MY-01", "--period", "2026-11", workspace="region"
    ).result
    assert {row: cells["m"] for row, cells in shown["cells"].items()}["02"] == "70"


def test_totals_over_a_year_have_the_flows_added_and_the_last_list(own):
    own("submit", "--period", "2026Q3", "--to", "stick", workspace="T1")
    own("import", "stick", workspace="region")
    found = own("summary", "--period", "2026", "--form", "MY-01", "MY-02", workspace="region").result["forms"]
    assert found["MY-01"]["cells"]["04"]["m"] == "24"
    assert found["MY-01"]["cells"]["01"]["m"] == "120", "stock is that of the last month"
    assert (found["MY-02"]["lines"], found["MY-02"]["fields"]["heads"]) == (1, "10")


def test_before_the_pack_began_nobody_owes_anything(county):
    matrix = county("matrix", "--period", "2024-12", workspace="region").result
    assert (matrix["expected"], matrix["missing"]) == (0, [])
    assert county("summary", "--period", "2024-12", "--form", "MY-01", workspace="region").result["forms"]["MY-01"]["expected"] == 0  # fmt: skip


def test_a_last_good_bundle_that_was_never_seen_ends_no_key(own):
    key = own("key", "show", workspace="T1").result["keyid"]
    about = ("key", "revoke", key, "--reason", "丢失", "--last-good", "0" * 64)
    assert own(*about, workspace="region", code=2).codes == ["E-USAGE"]
    assert not any(one["revoked"] for one in own("key", "list", workspace="region").result["keys"])


# --- the office ----------------------------------------------------------------------------------------------


def test_an_explanation_is_taken_back_by_an_empty_text(own):
    december = ("--form", "MY-01", "--period", "2026-11")
    own("set", *december, "01,m=1000", "02,m=1", "04,m=1", workspace="T1")
    about = ("explain", *december, "--check", "MY-01-2", "--cell", "01,m", "--text")
    own(*about, "集中出栏", workspace="T1")
    assert own("show", *december, workspace="T1").result["explanations"]
    own(*about, " ", workspace="T1")
    assert own("show", *december, workspace="T1").result["explanations"] == []


def test_a_notice_without_a_form_to_answer_in_stands_open(own):
    about = ("notify", "--unit", "T1", "--text", "清理草场", "--deadline", "2026-12-31")
    numbers = {own(*about, workspace="region").result["number"] for _ in range(2)}
    given = own("notices", workspace="region").result["given"]
    assert {one["standing"]["matter"]["number"] for one in given} == numbers
    assert [(one["state"], one["answer"]) for one in given] == [("open", None)] * 2


def test_a_file_goes_to_the_only_stick_there_is(own, monkeypatch):
    file = hand_over(own, "T1", period="2026-11")["file"]
    monkeypatch.setattr(stick, "drives", lambda: ())
    assert own("send", file, "--to", "usb", workspace="T1", code=2).codes == ["E-NO-DRIVE"]
    (own.folder / "U").mkdir()
    found = Drive(path=own.folder / "U", name="U", device="/dev/sdx1", file_system="vfat", free=1, size=1)
    monkeypatch.setattr(stick, "drives", lambda: (found,))
    (sent,) = own("send", file, "--to", "usb", workspace="T1").result["files"]
    assert Path(sent["file"]).parent == own.folder / "U"
    assert Path(sent["file"]).read_bytes() == Path(own.folder / file).read_bytes()
    assert own.say("send", file, "--to", "usb", workspace="T1", lang="en").endswith(
        "The drive may be removed now.\n"
    )


def test_a_letter_waits_where_nobody_is_there_to_give_the_mail_password(own):
    file = hand_over(own, "T1", period="2026-11")["file"]
    account = ("--smtp", "127.0.0.1:9", "--user", "t1", "--sender", "t1@example.cn")
    own("outbox", *account, workspace="T1")
    mail = ("send", file, "--to", "mail", "--address", "c1@example.cn")
    answer = own(*mail, workspace="T1", code=2)
    assert answer.codes == ["E-MAIL-SETUP"]
    assert "YUEBAO_MAIL_PASSWORD" in answer.said["problems"][0]["message"]
    (letter,) = own("outbox", workspace="T1", code=1).result["letters"]
    assert (letter["state"], letter["tries"]) == ("queued", 0)


# --- packs ---------------------------------------------------------------------------------------------------


@pytest.fixture
def pack(line):
    shutil.copytree(PACK, line.folder / "pack")
    return line.folder / "pack"


def test_a_scenario_that_comes_out_otherwise_is_shown(line, pack):
    sample = pack / "samples" / "my-01-clean.yaml"
    sample.write_text(sample.read_text(encoding="utf-8").replace('"650"', '"651"'), encoding="utf-8")
    answer = line("pack", "check", pack, code=2)
    (told,) = answer.result["samples"]
    assert (told["id"], told["ok"]) == ("my-01-clean", False)
    said = line.say("pack", "check", pack, code=2, lang="en")
    assert "✗ my-01-clean 存栏正常" in said
    assert "650" in said
    assert "651" in said


def test_a_broken_pack_has_no_counts_and_a_broken_scenario_makes_no_workbook(line, pack):
    sample = pack / "samples" / "my-01-clean.yaml"
    good = sample.read_text(encoding="utf-8")
    sample.write_text(good.replace("2026-02", "never"), encoding="utf-8")
    refused = line("pack", "to-xlsx", pack, "--out", "pack.xlsx", code=2)
    assert refused.said["problems"][0]["where"].endswith("my-01-clean.yaml") or refused.codes
    assert not (line.folder / "pack.xlsx").exists()
    (pack / "pack.yaml").write_text("id: [", encoding="utf-8")
    answer = line("pack", "check", pack, code=2)
    assert answer.result == {"samples": [], "counts": {}}


# --- which workspace -----------------------------------------------------------------------------------------


def test_the_workspace_is_named_by_the_surroundings_or_lies_beside_the_program(county, monkeypatch):
    expected = county("status", workspace="T1").result
    assert county("status", env={"YUEBAO_WORKSPACE": str(county.folder / "T1")}).result == expected
    assert county("status", code=2).codes == ["E-NO-STORE"]
    stick = county.folder / "stick with programs"
    shutil.copytree(county.folder / "T1", stick / "workspace")
    monkeypatch.setattr(context, "sys", SimpleNamespace(executable=str(stick / "yuebao"), platform="linux"))
    assert county("status").result == expected
    assert (stick / "workspace" / "yuebao.db").is_file()


def test_what_lies_in_an_archive_is_called_by_its_way_from_there(own):
    file = hand_over(own, "T1", *GOOD, period="2026-11")["file"]
    shutil.make_archive(str(own.folder / "post"), "zip", own.folder, "stick")
    taken = own("import", own.folder / "post.zip", workspace="region").result["files"]
    assert [one["file"] for one in taken if one["outcome"] == "merged"] == [f"stick/{Path(file).name}"]


def test_what_waits_is_accepted_in_one_step(rivals):
    """All of a period, or some units by name; a conflict stays for a person."""
    said = rivals("accept", "--all", *OCTOBER, workspace="region").result
    assert {(one["unit"], one["status"]) for one in said["reports"]} == {("T1", "accepted")}
    assert said["bundles"][-1] == said["bundle"]
    again = rivals("accept", "--all", *OCTOBER, workspace="region").result
    assert again == {"events": [], "reports": []}
    assert rivals("accept", "--all", "--period", "2026-11", workspace="region").result["reports"] == []
    assert (
        rivals("matrix", "--period", "2026-11", workspace="region").result["units"][0]["forms"]["MY-01"]
        == "conflict"
    )
    some = ("accept", "--unit", "T1", "T1", "--form", "MY-01", "--period", "2026-09")
    assert len(rivals(*some, workspace="region").result["reports"]) == 1
    assert rivals("accept", *OCTOBER, workspace="region", code=2).codes == ["E-USAGE"], "all, or whose"
