"""What commands refuse, and how: a code, a sentence in both languages, advice, the contract's exit code, nothing changed."""

from __future__ import annotations

import json
import shutil

import pytest
from line import PACK, Line

OCTOBER = ("--period", "2026-10")
LIVESTOCK = ("--form", "MY-01", *OCTOBER)
T1 = ("--unit", "T1", *OCTOBER)

USAGE = [
    ("region", ("summary", *OCTOBER, "--form", "MY-02"), "E-PERIOD"),
    ("region", ("summary", *OCTOBER, "--form", "XX"), "E-USAGE"),
    ("region", ("summary", *OCTOBER, "--unit", "XX"), "E-UNIT"),
    ("region", ("summary", *OCTOBER, "--out", "total.txt"), "E-USAGE"),
    ("region", ("matrix", "--period", "2026-13"), "E-PERIOD"),
    ("region", ("nodecheck", "--period", "then"), "E-PERIOD"),
    ("region", ("show", "--unit", "T3", *LIVESTOCK), "E-NO-REPORT"),
    ("region", ("show", "--revision", "0" * 64, *LIVESTOCK), "E-NO-REPORT"),
    ("region", ("accept", "--unit", "T3", *OCTOBER), "E-NO-REPORT"),
    ("region", ("accept", "--unit", "P2", *OCTOBER), "E-UNIT"),
    ("region", ("return", *T1, "--reason", "x", "--cell", "MY-01"), "E-USAGE"),
    ("region", ("return", *T1, "--reason", "x", "--cell", "01=x"), "E-USAGE"),
    ("region", ("adjust", *T1, "--cell", "01,m=1", "--reason", "x"), "E-USAGE"),
    ("region", ("adjust", *T1, "--form", "MY-01", "--cell", "01,m=one", "--reason", "x"), "E-USAGE"),
    ("region", ("adjust", *T1, "--form", "MY-01", "--cell", "01", "--reason", "x"), "E-USAGE"),
    ("region", ("adjust", *T1, "--form", "MY-01", "--cell", "99,m=1", "--reason", "x"), "E-CELL"),
    ("region", ("return", *T1, "--reason", "x", "--cell", "MY-01,99,m=x"), "E-CELL"),
    ("region", ("return", *T1, "--form", "MY-01", "--reason", "x", "--cell", "MY-03,1,area=x"), "E-CELL"),
    ("region", ("summary", *OCTOBER, "--form", "MY-01", "--columns", "zz"), "E-USAGE"),
    ("region", ("unlock", *OCTOBER), "E-USAGE"),
    ("region", ("resolve", *T1, "--form", "MY-01", "--reason", "x"), "E-USAGE"),
    ("region", ("resolve", "--unit", "P2", *LIVESTOCK, "--keep", "0" * 64, "--reason", "x"), "E-UNIT"),
    ("region", ("withdraw", "0" * 64, "--reason", "x"), "E-USAGE"),
    ("region", ("enroll", "none.ybz"), "E-USAGE"),
    ("region", ("pack", "adopt", "nowhere"), "E-PACK-NAME"),
    ("region", ("pack", "try", "2026-10", "--pack", "no/where"), "E-PACK-NAME"),
    ("region", ("restore", "none.db"), "E-NO-STORE"),
    ("T1", ("set", *LIVESTOCK, "01=1"), "E-USAGE"),
    ("T1", ("set", *LIVESTOCK, "01,m"), "E-USAGE"),
    ("T1", ("fill", *LIVESTOCK, "--from", "report.json", "--map", "存栏"), "E-USAGE"),
    ("T1", ("submit", *OCTOBER, "--to", "x", "--cover", "none.json"), "E-USAGE"),
    ("T1", ("submit", *OCTOBER, "--to", "x", "--cover", "broken.json"), "E-FILE-CONTENT"),
    ("T1", ("submit", *OCTOBER, "--to", "x", "--cover", "."), "E-USAGE"),
    ("T1", ("correct", *LIVESTOCK, "--reason", " "), "E-USAGE"),
    ("T1", ("status", "--passphrase", "secret"), "E-USAGE"),  # nobody's passphrase is taken for a file's name
    ("T1", ("key", "passphrase"), "E-PASSPHRASE"),
    ("T1", ("key", "recover", "--from", "broken.json"), "E-KEY-SHEET"),
    ("T1", ("template", "--form", "MY-02", *OCTOBER, "--out", "a.xlsx"), "E-PERIOD"),
    ("T1", ("draft", "migrate", *LIVESTOCK), "E-DRAFT-CURRENT"),
    ("elsewhere", ("status",), "E-NO-STORE"),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def broken(county):
    """A file that is no JSON."""
    (county.folder / "broken.json").write_text("{", encoding="utf-8")
    county.write("report.json", {"form": "MY-01", "period": "2026-10", "cells": {}})


@pytest.mark.parametrize(("workspace", "words", "code"), USAGE, ids=[" ".join(u[1])[:60] for u in USAGE])
def test_wrong_usage(county, workspace, words, code):
    answer = county(*words, workspace=workspace, code=2)
    assert answer.codes[0] == code
    (told, *_) = answer.said["problems"]
    assert told["advice"]
    english = county.say(*words, workspace=workspace, code=2, lang="en")
    assert f"[{code}]" in english
    assert told["message"] not in english


@pytest.mark.parametrize(
    "words",
    [
        ("pack", "to-xlsx", str(PACK), "--out", "."),
        ("pack", "to-xlsx", str(PACK), "--out", "no/where/a.xlsx"),
        ("pack", "from-xlsx", "pack.xlsx", "--out", "report.json"),
    ],
    ids=lambda words: words[-1],
)
def test_where_nothing_can_be_written(county, words):
    county("pack", "to-xlsx", PACK, "--out", "pack.xlsx")
    assert county(*words, code=4).codes == ["E-DISK"]


def test_what_was_not_begun_cannot_be_taken_back(county, line):
    shutil.copytree(county.folder / "T1", line.folder / "T1")
    words = ("draft", "undo", "--form", "MY-03", "--period", "2026")
    assert line(*words, workspace="T1").result["undone"] is False
    assert "MY-03" not in {draft["form"] for draft in line("draft", "list", workspace="T1").result["drafts"]}
    line("set", "--form", "MY-03", "--period", "2026", "1,area=7", workspace="T1")
    assert line(*words, workspace="T1").result["undone"] is True
    shown = line("show", "--form", "MY-03", "--period", "2026", workspace="T1").result
    assert shown["cells"]["1"]["area"] is None


# --- the passphrase and the clock ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "code", "exit_code"),
    [(None, "E-USAGE", 2), (b"", "E-PASSPHRASE", 2), (b"\n", "E-PASSPHRASE", 2), (b"\xff\xfe", "E-PASSPHRASE", 2), (b"wrong", "E-PASSPHRASE", 2)],
)  # fmt: skip
def test_a_passphrase_file_that_does_not_help(county, tmp_path, content, code, exit_code):
    file = tmp_path / "secret.txt"
    if content is not None:
        file.write_bytes(content)
    words = ("issue", "--to", tmp_path / "out", "--passphrase-file", file)
    assert county(*words, workspace="region", code=exit_code).codes == [code]
    assert not (tmp_path / "out").exists()


def test_nobody_to_ask_for_a_passphrase(county, tmp_path):
    answer = county("issue", "--to", tmp_path, workspace="region", code=2, env={"YUEBAO_PASSPHRASE": None})
    assert answer.codes == ["E-PASSPHRASE"]


def test_a_request_is_not_admitted_unseen(county, tmp_path, line):
    """Without `--fingerprint` a person must say that it was compared; a script has nobody to ask."""
    (request, *_) = (county.folder / "requests").iterdir()
    shutil.copytree(county.folder / "region", line.folder / "region")
    answer = line("enroll", request, workspace="region", code=2)
    assert answer.codes == ["E-USAGE"]
    assert "--fingerprint" in answer.said["problems"][0]["message"]


def test_a_clock_that_cannot_be_read(county):
    assert county("status", workspace="T1", code=2, env={"YUEBAO_NOW": "soon"}).codes == ["E-USAGE"]


@pytest.mark.parametrize("words", [["--lang=en"], ["--lang", "en"]])
def test_the_language_counts_before_anything_else_is_understood(county, words):
    status, _, said = county.run(*words, "nonsense")
    assert status == 2
    assert "[E-USAGE]" in said
    assert said.isascii() or "用法" not in said


# --- the last net --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["bugs", "a file/bugs"])
def test_a_mistake_of_ours_is_reported_with_a_file(line, where):
    (line.folder / "a file").write_bytes(b"")
    reports = line.folder / where
    words = ("--json", "init", "--unit", "C1", "--pack", PACK, "--units", "a\0b")  # no file can be called so
    status, out, err = line.run(*words, env={"YUEBAO_REPORTS": str(reports)})
    (problem,) = json.loads(out)["problems"]
    assert (status, problem["code"], err) == (4, "E-BUG", "")
    if where == "bugs":
        (report,) = reports.iterdir()
        assert "Traceback" in report.read_text(encoding="utf-8")
        assert str(report) in problem["advice"]


def test_an_interrupted_command_says_so(county):
    """Ctrl-C while the passphrase is asked for, or anywhere."""

    class Impatient:
        def isatty(self):
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", Impatient())
        status, _, err = county.run("issue", "--to", "x", workspace="region", env={"YUEBAO_PASSPHRASE": None})
    assert status == 130
    assert "[E-CANCELLED]" in err


# --- init, join ----------------------------------------------------------------------------------------------


def test_a_region_is_made_once_and_with_units_of_its_own(line: Line):
    units = (PACK / "units.csv").read_text(encoding="utf-8").replace("雪山镇", "雪峰镇")
    (line.folder / "units.csv").write_text(units, encoding="utf-8")
    words = ("init", "--unit", "C1", "--pack", PACK, "--units", "units.csv")
    assert "telephone" in line.say(*words, workspace="region", lang="en")
    assert "雪峰镇" in line.say("matrix", *OCTOBER, workspace="region")
    assert line(*words, workspace="region", code=2).codes == ["E-WORKSPACE"]
    assert line("init", "--unit", "XX", "--pack", PACK, workspace="other", code=2).codes == ["E-UNIT"]
    assert not (line.folder / "other").exists()
    missing = line("init", "--unit", "C1", "--pack", PACK, "--units", "none.csv", workspace="other", code=2)
    assert missing.codes == ["E-USAGE"]
