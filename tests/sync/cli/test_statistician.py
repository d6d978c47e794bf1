"""A statistician's change of the forms, from the exported workbook to an office whose open draft migrates."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from line import PACK

from tests.e2e.county import GOOD, fill, submit

F = ("--form", "MY-01", "--period", "2026-10")


def edit(book: Path) -> None:
    """What the statistician does: 02 becomes 02.1, row 04 goes; a row, a rule, a list entry and a target are new."""
    work = openpyxl.load_workbook(book)
    _set(work["封面"], {"key": "version"}, value="1.1")
    _append(work["封面"], key="renamed", value="MY-01[02]", second="MY-01[02.1]")
    _set(work["行"], {"form": "MY-01", "id": "02"}, id="02.1")
    _set(
        work["行"],
        {"form": "MY-01", "id": "04"},
        id="07",
        title="当年新生",
        applies="goal: no；ly: no；ytd: no",
    )
    _set(work["运算"], {"form": "MY-01"}, formula="[01, m] - [02.1, m]")
    _set(work["审核"], {"id": "MY-01-1"}, formula="02.1 ≤ 01")
    _append(
        work["审核"], form="MY-01", id="MY-01-9", level="error", formula="07 ≤ 01", message="新生多于存栏"
    )
    _append(work["字典"], list="weather", code="W4", title="冰雹")
    _append(work["指标目标"], id="G-4", indicator="新生", form="MY-01", row="07", column="m", unit="C1", target="9000",
            comparator="≥", target_year="2027", nature="flow", document="农牧发〔2025〕3号", clause="第七条")  # fmt: skip
    work.save(book)


def _heads(sheet):
    """Column numbers by English id; they stand on the second line of each head."""
    texts = [str(cell.value or "").split("\n")[-1] for cell in sheet[1]]
    return {text: number for number, text in enumerate(texts, 1)}


def _set(sheet, where, **fields):
    columns = _heads(sheet)
    line = next(
        r
        for r in range(2, sheet.max_row + 1)
        if all(sheet.cell(r, columns[name]).value == text for name, text in where.items())
    )
    for name, text in fields.items():
        sheet.cell(line, columns[name]).value = text


def _append(sheet, **fields):
    columns = _heads(sheet)
    line = next(r for r in range(2, sheet.max_row + 3) if not any(cell.value for cell in sheet[r]))
    for name, text in fields.items():
        sheet.cell(line, columns[name]).value = text


def through_libreoffice(book: Path) -> None:
    """The workbook as LibreOffice writes it when the statistician saves."""
    out = book.parent / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{book.parent}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", out, book],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shutil.move(out / book.name, book)


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice")
def test_the_statistician_may_save_with_libreoffice(line):
    """What comes out of its file is the very pack that comes out of the one Excel would have written."""
    book = line.folder / "forms.xlsx"
    line("pack", "to-xlsx", PACK, "--out", book)
    edit(book)
    made = line("pack", "from-xlsx", book, "--out", "excel").result
    through_libreoffice(book)
    saved = line("pack", "from-xlsx", book, "--out", "libreoffice").result
    assert saved["hash"] == made["hash"]
    assert saved["left_out"] == made["left_out"]
    assert line("pack", "diff", "excel", "libreoffice").result["changes"] == []


def test_a_change_of_the_workbook_reaches_an_open_draft(region):
    fill(region, "T1", GOOD, period="2026-09")
    region("import", submit(region, "T1", period="2026-09").result["file"], workspace="region")
    fill(region, "T1", {**GOOD, "04": {"m": "7"}})

    book = region.folder / "forms.xlsx"
    region("pack", "to-xlsx", PACK, "--out", book)
    edit(book)
    (stale,) = {
        one["where"].partition("!")[0]
        for one in region("pack", "from-xlsx", book, "--out", "next").result["left_out"]
    }
    assert stale == "样例"
    assert region("pack", "check", "next").result["version"] == "1.1"

    told = region("pack", "diff", PACK, "next").result["changes"]
    assert {(c["kind"], c["part"], c["id"]) for c in told} >= {
        ("renamed", "row", "02.1"), ("added", "row", "07"), ("dropped", "row", "04"),
        ("added", "check", "MY-01-9"), ("added", "choice", "W4"), ("added", "target", "G-4"),
    }  # fmt: skip
    printed = region("pack", "show", "next", "--relations", "MY-01").result["relations"]
    assert {"MY-01-1": "02.1 ≤ 01", "MY-01-9": "07 ≤ 01"}.items() <= {
        r["id"]: r["text"] for r in printed
    }.items()

    (tried,) = region("pack", "try", "2026-09", "--pack", "next", workspace="region").result["reports"]
    assert {tuple(cell) for cell in tried["cells_dropped"]} == {("02", "m"), ("04", "m"), ("04", "ytd")}
    assert tried["findings"] == []

    adopted = region("pack", "adopt", "next", workspace="region").result
    assert (adopted["version"], adopted["changed"]) == ("1.1", True)
    assert region("pack", "adopt", "next", workspace="region").result["changed"] is False
    region("pack", "adopt", PACK, workspace="region")
    region("pack", "adopt", "next", workspace="region")
    (task,) = region("issue", "--to", "task2", workspace="region").result["files"]
    region("import", task, workspace="T1")
    migrates(region)


def migrates(region):
    """T1's open draft of 2026-10 says that it is of an earlier version, and migrates."""
    shown = region("show", *F, workspace="T1").result
    assert shown["pack_outdated"] is True
    (status,) = region("status", "--period", "2026-10", workspace="T1").result["reports"]
    assert status["pack_outdated"] is True
    assert submit(region, "T1", code=2).codes == ["E-DRAFT-PACK"]

    planned = region("draft", "migrate", *F, "--dry-run", workspace="T1").result
    assert planned["renamed"] == [{"old": ["02", "m"], "new": ["02.1", "m"]}]
    assert planned["dropped"] == [{"cell": ["04", "m"], "text": "7"}]
    assert ["07", "m"] in planned["added"]
    assert region("show", *F, workspace="T1").result["pack_outdated"] is True

    done = region("draft", "migrate", *F, workspace="T1").result
    assert {**done, "done": False} == planned
    region("draft", "undo", *F, workspace="T1")
    assert region("show", *F, workspace="T1").result["pack_outdated"] is True
    region("draft", "migrate", *F, workspace="T1")
    shown = region("show", *F, workspace="T1").result
    assert (shown["pack_outdated"], shown["cells"]["02.1"]["m"], shown["cells"]["03"]["m"]) == (
        False,
        "80",
        "40",
    )
    assert region("draft", "migrate", *F, workspace="T1", code=2).codes == ["E-DRAFT-CURRENT"]
    former = region("draft", "former", workspace="T1").result["drafts"]
    assert former[-1]["cells"] == {"01": {"m": "120"}, "02": {"m": "80"}, "04": {"m": "7"}}

    region("set", *F, "07,m=130", workspace="T1")
    found = region("check", "--period", "2026-10", workspace="T1", code=1).result["findings"]
    assert [f["id"] for f in found] == ["MY-01-9"]
    region("set", *F, "07,m=30", workspace="T1")
    taken = region("import", submit(region, "T1").result["file"], workspace="region").result
    assert taken["files"][0]["outcome"] == "merged"
    total = region("summary", "--period", "2026-10", "--form", "MY-01", workspace="region").result
    assert total["forms"]["MY-01"]["cells"]["07"]["m"] == "30"
