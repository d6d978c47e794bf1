"""A regional officer in front of the real window: from a folder of files to accepted figures, totals and the month's documents."""

import subprocess

import pytest

UNITS = ("540100Z01", "540200", "540300")
SC_02 = "“双创”载体运行情况表"


def report(times):
    """A small office's SC-02 that passes its checks; the same figure in each of the four columns."""
    figures = {"02.01": times, "02.02": 0, "02.12": 10 * times, "02.13": 30 * times, "02.14": 3 * times}
    columns = ("national", "regional", "city", "other")
    cells = {row: {column: str(figure) for column in columns} for row, figure in figures.items()}
    return {"form": "SC-02", "period": "2026-10", "cells": cells}


@pytest.fixture
def mail(region):
    """A folder as it comes: three offices' bundles, and a fourth that a bad stick damaged."""
    for times, unit in enumerate(UNITS, 1):
        region.office(unit, unit)
        file = region.shell.write(f"{unit}.json", report(times))
        region.shell("fill", "--form", "SC-02", "--period", "2026-10", "--from", file, workspace=unit)
        done = region.shell(
            "submit", "--period", "2026-10", "--form", "SC-02", "--to", "mail", workspace=unit
        )
    bad = bytearray((region.folder / done.result["file"]).read_bytes())
    bad[len(bad) // 2] ^= 1
    folder = region.folder / "mail"
    (folder / "damaged.ybz").write_bytes(bytes(bad))
    return folder


def test_from_a_folder_of_files_to_the_documents_of_the_month(region, show, mail, tmp_path, passphrase):
    window = show(region.folder / "region")
    take_in(window, mail, passphrase)
    accept(window)
    read_the_total(window)
    folder = tmp_path / "month"
    folder.mkdir()
    write_the_documents(window, folder)
    replies = lock_and_reply(window, tmp_path)
    (reply,) = [file for file in replies if "-reply-540200-" in file.name]
    region.shell("import", reply, workspace="540200")
    told = region.shell("status", "--period", "2026-10", workspace="540200").result
    assert "locked" in str(told)
    listed = region("matrix", "--period", "2026-10")
    status = {unit["unit"]: unit["forms"]["SC-02"] for unit in listed["units"] if unit["unit"] in UNITS}
    assert set(status.values()) == {"locked"}


def take_in(window, mail, passphrase):
    """Verified and shown before anything is written; the damaged file is named and not ticked."""
    window.wait(lambda: window.all("check box", "收件台"), "the pages of a collecting office")
    window.click("check box", "收件台")
    window.enter("口令", passphrase, role="password text")
    window.click("push button", "解锁")
    choose(window, mail)
    window.reads("1 个拒收文件将放入隔离区")
    assert outcomes(window) == ["可接收", "可接收", "可接收", "拒收"]
    window.click("push button", "接收")
    window.wait(lambda: outcomes(window).count("已接收") == len(UNITS), "three bundles to be taken in")
    window.reads("3份报表 = 现行3")


def outcomes(window):
    return sorted(
        c["name"].split()[1] for c in window.cells("收到的文件") if c["name"].startswith("核验结果")
    )


def choose(window, folder):
    window.click("push button", "选择文件夹…")
    window.wait(lambda: window.all("dialog"), "the folder dialog")
    window.key("ctrl+a")
    window.type(str(folder))
    window.key("Return")
    window.wait(lambda: not window.all("dialog"), "the folder dialog to close")


def accept(window):
    window.click("check box", "审阅")
    window.find("table", SC_02)
    window.click("push button", "审定本表")
    window.wait(lambda: window.all("label", "已审定"), "the report to be accepted")


def read_the_total(window):
    """The zone lies inside its prefecture: its 1 is not added to 2 and 3."""
    window.click("check box", "汇总表")
    window.click("combo box", "SC-01…")
    window.key("Down", "Return")
    window.wait(
        lambda: any(c["name"] == "02.01 众创空间 国家级 5" for c in window.cells(SC_02)), "the total of 5"
    )


def write_the_documents(window, folder):
    window.click("check box", "报表输出")
    window.wait(lambda: window.all("push button", "写出"), "the page of documents")
    choose(window, folder)
    window.click("push button", "写出")
    window.wait(
        lambda: {file.suffix for file in folder.rglob("*.*")} >= {".xlsx", ".pdf", ".docx"},
        "three documents",
        120,
    )
    window.wait(lambda: not window.all("progress bar"), "the writing to end", 120)
    (pdf, *_others) = sorted(folder.rglob("*.pdf"))
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, text=True)
    assert "众创空间" in said.stdout


def lock_and_reply(window, tmp_path):
    """封存 with a reason, then one signed reply for each unit."""
    window.click("check box", "审阅")
    window.click("check box", "本月")
    window.enter("理由", "本月已核对完毕")
    window.click("push button", "封存本月")
    window.reads("本月已封存。")
    folder = tmp_path / "replies"
    folder.mkdir()
    window.click("push button", "为全部单位写回复包…")
    window.wait(lambda: window.all("dialog"), "the folder dialog")
    window.key("ctrl+a")
    window.type(str(folder))
    window.key("Return")
    window.reads("个回复包：")
    return list(folder.rglob("*.ybz"))
