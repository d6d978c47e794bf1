"""The head's own laptop, and keys that come back: each walked in the real window by keys and the mouse."""

import pytest

from sync import key_sheet
from sync.bundle import open_bundle
from sync.workspace import Workspace
from tests.desktop.plain import NOW as THEN
from tests.window.test_clerk import UNIT, choose_folder
from tests.window.test_region import report

PERIOD = "2026-10"


@pytest.fixture
def handed(region, tmp_path):
    """A bundle that the clerk has signed, on the stick."""
    region.office(UNIT, "clerk")
    file = region.shell.write("figures.json", report(1))
    region.shell("fill", "--form", "SC-02", "--period", PERIOD, "--from", file, workspace="clerk")
    (tmp_path / "stick").mkdir()
    done = region.shell("submit", "--period", PERIOD, "--form", "SC-02", "--to", "stick", workspace="clerk")
    return tmp_path / done.result["file"]


def to_the_unit(window, task, mark, unit=UNIT):
    """The wizard up to the choice of the unit."""
    window.find("push button", "选择文件…")
    window.key("Return")
    window.find("dialog", "打开下发包")
    window.type(str(task))
    window.key("Return")
    window.find("text", "自治区办公室的指纹")
    window.type(mark)
    window.key("Return")
    window.find("combo box", "填报单位")
    window.type(unit)


def test_the_head_signs_beside_the_clerk_on_a_laptop_of_his_own(region, show, tmp_path, passphrase, handed):
    task = region("issue", "--to", "newer", "--period", PERIOD)["files"][0]  # knows the clerk's key
    window = show(tmp_path / "head")
    to_the_unit(window, task, region.mark)
    window.key("Down", "Return")  # picked in the list of suggestions: the page stays
    window.click("check box", "这台电脑给单位负责人用，在填表人的签名旁边加签")
    window.click("push button", "下一步")
    window.find("password text", "口令")
    window.type(passphrase)
    window.key("Return")
    window.type(passphrase)
    choose_folder(window, tmp_path / "stick")
    window.click("push button", "建立工作区")
    request = window.reads("enrolment")
    mark = next(t["name"] for t in window.all("label") if t["name"].count("-") == 4 and "/" not in t["name"])
    window.click("push button", "开始")
    region.admit(request, mark)
    not_from_here(window)
    sign_beside(window, handed, passphrase)
    (taken,) = region("import", handed)["files"]
    assert [one["state"] for one in taken["reports"]] == ["current"]
    assert len(open_bundle(handed.read_bytes()).signatures.signatures) == 2


def not_from_here(window):
    """The head's laptop hands nothing over itself: the page says so and leads to the second signature."""
    window.find("table", "本期报表")
    window.key("ctrl+3")
    window.reads("这台电脑给单位负责人用")
    assert "enabled" not in window.find("push button", "签名并写出")["states"]
    window.click("push button", "负责人加签…")
    window.wait(lambda: window.all("label", "上报记录"), "the page with the second signature")


def sign_beside(window, file, passphrase):
    window.click("push button", "负责人加签…")
    window.wait(lambda: window.all("dialog"), "the file dialog")
    window.type(str(file))
    window.key("Return")
    window.find("table", "包里的报表")
    window.type(passphrase)  # the cursor is there already
    window.key("Return")
    window.reads("文件里已有两个签名")


@pytest.fixture
def lost(region, tmp_path):
    """A laptop that is gone: the text of its key sheet, the fingerprint, a backup, and a newer task bundle."""
    office = region.office(UNIT, "old")
    region.shell("backup", "--to", "backup", workspace="old")
    with Workspace.open(office, lambda: THEN, read_only=True) as ws:
        sheet = key_sheet.make(ws)
    (backup,) = (tmp_path / "backup").glob("*.db")
    task = region("issue", "--to", "newer", "--period", PERIOD)["files"][0]
    return "\n".join(key_sheet.codes(sheet)), sheet.fingerprints[0], backup, task


def test_a_key_comes_back_from_its_sheet_in_the_wizard(region, show, tmp_path, passphrase, lost):
    scanned, mark, _backup, task = lost
    window = show(tmp_path / "new")
    to_the_unit(window, task, region.mark)
    window.key("Return")
    window.click("push button", "用密钥备份单恢复另一台电脑的密钥…")
    window.find("text", "备份单上的各行，或扫描所得文字")
    window.copy(scanned)
    window.key("ctrl+v", "Tab", "Tab")
    window.type("not this one")
    window.key("Return")
    window.reads("口令不能用")
    window.enter("打印当日的口令", passphrase, role="password text")
    window.key("Return")
    window.reads("密钥已恢复")
    assert mark in [one["name"] for one in window.all("label")]
    window.click("push button", "开始")
    window.find("table", "本期报表")
    window.key("ctrl+5")
    window.find("label", "已登记")


def test_a_backup_comes_first_and_home_leads_to_the_key(show, tmp_path, passphrase, lost):
    scanned, mark, backup, _task = lost
    window = show(tmp_path / "new")
    window.click("push button", "从另一台电脑的备份恢复…")
    window.wait(lambda: window.all("dialog"), "the file dialog")
    window.type(str(backup))
    window.key("Return")
    window.reads("这台电脑上还没有密钥")
    window.click("push button", "恢复密钥…")
    window.reads("这台电脑没有密钥")
    window.click("push button", "用备份单恢复密钥…")
    window.copy(scanned)
    window.key("ctrl+v")
    window.enter("打印当日的口令", passphrase, role="password text")
    window.key("Return")
    window.find("label", mark)
    window.key("ctrl+1")
    window.wait(lambda: not window.all("label", "这台电脑上还没有密钥…"), "home to be calm")
