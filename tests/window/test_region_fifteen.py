"""A regional officer's month with fifteen offices in the real window: names a screen reader gives, keys and the mouse."""

import hashlib
import subprocess
from decimal import Decimal

import docx
import openpyxl
import pytest

from forms.report import ReportKey
from sync.office.standing import remarks_on
from tests.sync.offices import PASSPHRASE, PERIOD
from tests.window.fifteen import (
    COLUMNS,
    CORRECTS,
    DAMAGED,
    EXPLAINED,
    FORGED,
    LATE,
    NEW,
    RETURNED,
    RIVAL,
    TWICE,
    UNITS,
    Fifteen,
    independent,
    tables,
)

SC_02, SC_09 = "“双创”载体运行情况表", "扶持政策兑现情况表"
FILES, ASKING, QUARANTINE = "收到的文件", "待登记的申请", "隔离区的文件"
MATRIX, RIVALS = "单位×报表", "不同之处"
NEXT_WEEK = "2026-11-09T09:00:00+08:00"
ROWS = 8


@pytest.fixture
def offices(tmp_path):
    made = Fifteen(tmp_path / "offices")
    good = made.fill_the_stick()
    made.top.ws.close()
    made.offices.remove(made.top)
    yield made, good
    made.close()


def test_fifteen_offices_from_a_folder_to_a_locked_month_and_a_correction_too_late(offices, show, tmp_path):
    region, good = offices
    window = show(region.folder / "region")
    first_day(window, region)
    window.close()
    window = show(region.folder / "region", now=NEXT_WEEK)
    region.day = region.day.replace(day=9)
    unlock(window)
    later_days(window, region, good)
    one_is_returned_and_corrects(window, region, tmp_path)
    before = totals_agree(window, region)
    documents_agree(window, before, tmp_path / "documents")
    rule_and_lock(window, region, tmp_path)
    too_late(window, region, before)


# the first day ---------------------------------------------------------------------------------------------


def first_day(window, region):
    """Seventeen files: what is wrong with which of them stands on top, before anything is written."""
    unlock(window)
    examine(window, region.stick)
    names = [cell["name"] for cell in window.cells(FILES, rows=20) if cell["column"] in (0, 1)]
    outcomes = dict(zip(names[::2], names[1::2], strict=True))
    top = list(outcomes.items())[:4]
    assert [outcome for _, outcome in top] == [
        "核验结果 拒收",
        "核验结果 拒收",
        "核验结果 待处理",
        "核验结果 待处理",
    ]
    assert sorted(file.split()[-1] for file, _ in top[:2]) == ["damaged.ybz", "forged.ybz"]
    assert list(outcomes.values()).count("核验结果 已有") == 1
    window.reads("21份报表 = 现行15 + 被取代0 + 冲突4 + 已有2 + 拒收0；待处理2")
    take_in(window)
    window.click("check box", "隔离区")
    assert {reason_of(window, file) for file in ("damaged.ybz", "forged.ybz")} == {
        "文件不完整",
        "签名无效",
    }
    admit(window, region.by_code[NEW].fingerprint)


def unlock(window):
    window.wait(lambda: window.all("check box", "收件台"), "the pages of a collecting office")
    window.enter("口令", PASSPHRASE, role="password text")
    window.click("push button", "解锁")
    window.wait(lambda: not window.all("password text"), "the key to open")


def choose(window, folder, button="选择文件夹…"):
    window.click("push button", button)
    window.wait(lambda: window.all("dialog"), "the folder dialog")
    window.key("ctrl+a")
    window.type(str(folder))
    window.key("Return")
    window.wait(lambda: not window.all("dialog"), "the folder dialog to close")


def examine(window, folder):
    window.click("check box", "收件台")
    window.click("check box", FILES)
    if window.all("push button", "移开"):
        window.click("push button", "移开")
        window.reads("收件台为空")
    window.drop(folder, onto=window.find("label", "收件台为空"))
    window.reads("份报表 =")


def take_in(window):
    window.click("push button", "接收")
    window.wait(lambda: not window.all("push button", "接收"), "the files to be taken in", 120)


def reason_of(window, file):
    """Why a file is in quarantine, as the page tells it when it is clicked; the words before the details."""
    row = window.wait(
        lambda: next((c for c in window.cells(QUARANTINE) if f" {file} " in c["name"]), None), file
    )
    window.click_at(row)
    window.reads(f"贵单位报来的文件 {file}")
    said = next(t["name"] for t in window.all("label") if "请" in t["name"] and "\n" in t["name"])
    assert row["name"].endswith(said.partition("：")[0]), "the list says it in few words"
    return said.partition("：")[0]


def admit(window, fingerprint):
    """One waits, so it is chosen already: only what was heard on the telephone is typed."""
    window.click("check box", "待登记")
    window.find("table", ASKING)
    window.enter("电话中对方读出的指纹", fingerprint)
    window.click("push button", "准予登记")
    window.reads("没有登记申请")


# later -------------------------------------------------------------------------------------------------------


def later_days(window, region, good):
    """The missing three arrive late, and the rivals of one office are settled for its first laptop."""
    assert states(window)[FORGED] == states(window)[LATE] == "未报"
    assert states(window)[NEW] == "已收", "what waited for the key was taken in by itself"
    assert states(window)[RIVAL] == "冲突"
    second = region.folder / "second-stick"
    second.mkdir()
    for code in (FORGED, DAMAGED, LATE):
        (second / f"{code}.ybz").write_bytes(good[code].read_bytes())
    examine(window, second)
    take_in(window)
    assert {states(window)[code] for code in (FORGED, DAMAGED, LATE)} == {"已收"}
    settle(window, region)
    assert states(window)[RIVAL] == "已收"


def states(window):
    """SC-02 of the seven prefectures in the matrix, by unit; a cell says whose it is."""
    window.click("check box", "报送情况")
    window.find("table", MATRIX)
    names = window.wait(
        lambda: [c["name"] for c in window.cells(MATRIX, rows=ROWS) if " SC-02 " in c["name"]], "the matrix"
    )
    found = {name.split()[0]: name.split()[2] for name in names}
    shorts = {
        "540100": "拉萨",
        "540200": "日喀则",
        "540300": "昌都",
        "540400": "林芝",
        "540500": "山南",
        "540600": "那曲",
        "542500": "阿里",
        "540100Z01": "拉萨高新区",
    }
    return {code: found[short] for code, short in shorts.items()}


def settle(window, region):
    """The first laptop has one letter in both forms."""
    window.click("check box", "冲突")
    said = window.reads(region.by_code[RIVAL].fingerprint)
    for _form in ("SC-02", "SC-09"):
        window.find("table", RIVALS)
        assert window.reads(region.by_code[RIVAL].fingerprint)[0] == said[0]
        left = len(window.cells("有冲突的报表"))
        window.click("push button", f"全部采用{said[0]}")
        window.enter("理由", "以第一台为准")
        window.click("push button", "签名处理")
        window.wait(lambda left=left: len(window.cells("有冲突的报表")) < left, "the conflict to go")


def one_is_returned_and_corrects(window, region, tmp_path):
    """From the matrix into the report, a remark on a cell, back to its office, and in again with two cells changed."""
    open_report(window, "拉萨高新区 SC-02")
    rule_on_explanations(window)
    cell = window.wait(
        lambda: next(
            (c for c in window.cells(SC_02, 2) if c["name"].startswith("02.01 众创空间 国家级")), None
        ),
        "the report",
    )
    window.click_at(cell)
    window.click("check box", "退回")
    window.enter("对该单元的意见", "应为3家")
    window.click("push button", "记入意见")
    window.enter("退回理由", "众创空间请核对")
    window.click("push button", "退回本表")
    window.wait(lambda: window.all("label", "退回"), "the report to go back")
    office = region.by_code[RETURNED]
    office.take(*replies(window, tmp_path / "first-replies", RETURNED))
    assert office.state(RETURNED, "SC-02") == "returned"
    told = remarks_on(office.ws.store, ReportKey(RETURNED, "SC-02", PERIOD))
    assert told["02.01", "national"] == "应为3家"
    assert any(EXPLAINED["CK-04-SC-02-2"] in text for text in told.values()), (
        "what was refused goes back with it"
    )
    assert not any(EXPLAINED["CK-02-SC-02-2"] in text for text in told.values())
    corrected = tmp_path / "corrected"
    corrected.mkdir()
    file = region.correct(RETURNED, {("02.01", "national"): "3"}, "按退回意见订正")
    (corrected / file.name).write_bytes(file.read_bytes())
    examine(window, corrected)
    window.reads("将变动4个单元")  # the figure, its sum, and both in the row of all carriers
    take_in(window)
    assert states(window)[RETURNED] == "已收"


def rule_on_explanations(window):
    """Two warnings were explained: one explanation is accepted, the other refused, each by itself."""
    window.click("check box", "审核结果")
    for said, button, told in (
        ("载体合计", "认可说明", "说明已认可"),
        ("服务次数为负", "不认可", "说明不认可"),
    ):
        row = window.wait(lambda said=said: finding(window, said), said)
        assert row["name"].endswith("已说明")
        window.click_at(row)
        window.click("push button", button)
        window.wait(lambda said=said, told=told: finding(window, said, told), f"{said} {told}")


def finding(window, said, told=""):
    cells = window.cells("审核结果")
    return next((cell for cell in cells if said in cell["name"] and cell["name"].endswith(told)), None)


def open_report(window, begins):
    window.click("check box", "报送情况")
    window.find("table", MATRIX)
    cell = window.wait(
        lambda: next((c for c in window.cells(MATRIX, ROWS) if c["name"].startswith(f"{begins} ")), None),
        begins,
    )
    window.click_at(cell, times=2)
    window.find("push button", "审定本表")


def replies(window, folder, *units):
    """Replies of the page, of these units or of all."""
    folder.mkdir()
    window.click("check box", "审阅")
    window.click("check box", "本月")
    choose(window, folder, "为全部单位写回复包…")
    found = window.wait(lambda: told_and_written(window, folder), "the replies")
    return (
        [file for file in found if any(f"-reply-{unit}-" in file.name for unit in units)] if units else found
    )


def told_and_written(window, folder):
    """The files, once the page tells of as many."""
    files = sorted(folder.glob("*.ybz"))
    told = f"已写出{len(files)}个回复包："
    return files if files and any(t["name"].startswith(told) for t in window.all("label")) else None


# figures -----------------------------------------------------------------------------------------------------


def totals_agree(window, region, without=frozenset()):
    """Every figure of both totals on the screen is what pandas finds in the archive, to the last digit."""
    own = independent(region.folder / "region" / "archive", without)
    for form, title, columns in (
        (
            "SC-02",
            SC_02,
            dict(
                zip(
                    ("国家级", "自治区级", "市级", "其他（未定级）", "合计"), (*COLUMNS, "total"), strict=True
                )
            ),
        ),
        ("SC-09", SC_09, {"本月笔数": "cnt", "本月金额（万元）": "amt", "受益主体数": "bene"}),
    ):
        shown = total_on_screen(window, form, title, columns)
        wanted = {(row, column): text for (its, row, column), text in own.items() if its == form}
        assert {place: shown.get(place) for place in wanted} == wanted
        assert {place for place in shown if place[0] != "02.10"} <= set(wanted)
    return own


def total_on_screen(window, form, title, columns):
    """Row and column with the figure, from what the table's cells say of themselves."""
    window.click("check box", "汇总表")
    box = window.wait(
        lambda: [b for b in window.all("combo box") if b["name"].startswith("SC-")], "the forms"
    )[0]
    if not box["name"].startswith(form):
        window.click_at(box)
        window.type(form)
        window.key("Return")
    window.wait(lambda: window.all("table", title), form)
    found = {}
    for cell in window.wait(lambda: window.cells(title, rows=40), "the total"):
        words = cell["name"].split()
        if len(words) >= 4 and words[-2] in columns and words[-1].replace(",", "").replace(".", "").isdigit():
            found[words[0], columns[words[-2]]] = Decimal(words[-1].replace(",", ""))
    return found


def documents_agree(window, own, folder):
    """Workbook, print, a print for each unit and the brief, chosen and written on the page."""
    folder.mkdir()
    window.click("check box", "报表输出")
    window.find("push button", "写出")
    window.click("check box", "各单位报表（PDF）")
    choose(window, folder)
    window.click("push button", "写出")
    window.wait(lambda: list(folder.glob("*.docx")), "the last document", 180)
    window.wait(lambda: not window.all("progress bar"), "the writing to end", 180)
    amount, makers = own["SC-09", "09.06", "amt"], own["SC-02", "02.01", "national"]
    sheets = openpyxl.load_workbook(next(folder.glob("*.xlsx")), data_only=True)
    figures = {cell.value for sheet in sheets for line in sheet.iter_rows() for cell in line}
    assert {float(amount), float(makers)} <= {float(v) for v in figures if isinstance(v, int | float)}
    assert f"{amount}" in text_of(next(folder.glob("*.pdf")))
    prints = {file.name.partition("-")[0]: file for file in folder.rglob("*-unit-pdf/*.pdf")}
    assert set(prints) == set(UNITS)
    own_figures = tables(CORRECTS)["SC-09"]["09.06", "amt"]
    said = text_of(prints[CORRECTS])
    assert own_figures in said
    assert said.count("拉萨市") >= 2
    brief = "\n".join(p.text for p in docx.Document(str(next(folder.glob("*.docx")))).paragraphs)
    assert "2026年10月" in brief


def text_of(pdf):
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True, text=True)
    return done.stdout


# the end ---------------------------------------------------------------------------------------------------


def rule_and_lock(window, region, tmp_path):
    """What was received is accepted at once, the month is shut, and every office hears of it."""
    window.click("check box", "审阅")
    window.click("check box", "本月")
    window.click("push button", "审定已接收的报表")
    window.wait(lambda: not window.all("push button", "审定已接收的报表"), "every report to be accepted", 120)
    window.enter("理由", "本月已核对完毕")
    window.click("push button", "封存本月")
    window.reads("本月已封存。")
    written = replies(window, tmp_path / "replies")
    assert {unit for unit in UNITS for file in written if f"-reply-{unit}-" in file.name} == set(UNITS)
    office = region.by_code[TWICE]
    office.take(*(file for file in written if f"-reply-{TWICE}-" in file.name))
    assert office.state(TWICE, "SC-02") == "locked"


def too_late(window, region, before):
    """An office that has not heard of the lock corrects: told before anything is written, and no total moves."""
    late = region.folder / "late"
    late.mkdir()
    file = region.correct(CORRECTS, {("02.01", "national"): "99"}, "补报")
    (late / file.name).write_bytes(file.read_bytes())
    examine(window, late)
    window.reads("封存")
    take_in(window)
    assert states(window)[CORRECTS] == "封存"
    assert totals_agree(window, region, frozenset({hashlib.sha256(file.read_bytes()).hexdigest()})).equals(
        before
    )
