"""A clerk in front of the real window, with nothing but the keyboard, the mouse and the user guide."""

UNIT = "540100Z01"
SC_02 = "“双创”载体运行情况表"
ASKED = 101
"""Cells of SC-02 that a zone types: four columns, less the sums and what is not asked."""


def cell(window, table, name):
    """The cell of row and column `name`, such as `02.14 其中：西藏籍高校毕业生 国家级`, once it stands there."""
    return window.wait(
        lambda: next((c for c in window.cells(table) if c["name"].startswith(name)), None), f"cell {name}"
    )


def go_to(window, table, name):
    """With Ctrl+Home and the arrows, as one does without a mouse."""
    there = cell(window, table, name)
    window.key("ctrl+Home", *["Down"] * there["row"], *["Right"] * there["column"])


def first_use(window, region, passphrase, stick):
    """Three steps of the guide: the task bundle, the fingerprint, the unit; then the enrolment file."""
    window.click("push button", "选择文件…")
    window.find("dialog", "打开下发包")
    window.type(region.task)
    window.key("Return")
    window.find("text", "自治区办公室的指纹")
    window.type(region.mark)
    window.key("Return")
    window.find("combo box", "填报单位")
    window.type(UNIT)
    window.key("Return")
    window.find("password text", "口令")
    window.type(passphrase)
    window.key("Tab")
    window.type(passphrase)
    choose_folder(window, stick)
    window.click("push button", "建立工作区")
    request = window.reads(".ybz")
    fingerprint = next(
        t["name"] for t in window.all("label") if t["name"].count("-") == 4 and "/" not in t["name"]
    )
    window.click("push button", "开始")
    window.find("table", "本期报表")
    return request, fingerprint


def choose_folder(window, folder):
    window.click("push button", "选择文件夹…")
    window.wait(lambda: window.all("dialog"), "the folder dialog")
    window.key("ctrl+a")
    window.type(str(folder))
    window.key("Return")
    window.wait(lambda: not window.all("dialog"), "the folder dialog to close")


def open_form(window, table):
    """Forward from form to form with Ctrl+PgDown, as the guide says."""

    def shown():
        return [each["name"] for each in window.all("table")]

    window.click("check box", "录入")
    there = window.wait(shown, "a form")
    while table not in there:
        window.key("ctrl+Next")
        window.wait(lambda before=there: shown() not in ([], before), f"the form after {there}")
        there = shown()


def hand_over(window, passphrase, stick):
    """The page 审核与上报: cover, folder, passphrase, the file."""
    before = set(stick.glob("*.ybz"))
    window.click("check box", "审核与上报")
    window.enter("填表人", "测试甲")
    window.enter("联系电话", "0891-0000000")
    choose_folder(window, stick)
    window.enter("口令", passphrase, role="password text")
    window.click("push button", "签名并写出")
    made = window.wait(lambda: set(stick.glob("*.ybz")) - before, "the bundle on the stick")
    return next(iter(made))


def test_a_month_from_first_use_to_the_correction_of_a_return(region, show, tmp_path, passphrase):
    stick = tmp_path / "stick"
    stick.mkdir()
    window = show(tmp_path / "office")
    region.admit(*first_use(window, region, passphrase, stick))
    fill_in(window)
    find_and_mend_the_error(window)
    bundle = hand_over(window, passphrase, stick)
    taken = region("import", bundle)
    assert [(r["form"], r["state"]) for r in taken["files"][0]["reports"]] == [("SC-02", "current")]
    correct_what_was_returned(window, region, stick)
    again = hand_over(window, passphrase, stick)
    (report,) = region("import", again)["files"][0]["reports"]
    assert (report["state"], report["changed_cells"]) == ("current", 2)  # the figure and its sum
    shown = region("show", "--form", "SC-02", "--period", "2026-10", "--unit", UNIT)
    assert shown["cells"]["02.12"]["national"] == "12"
    assert shown["cover"]["preparer"] == "测试甲"


def fill_in(window):
    """The whole of SC-02 with Enter alone: down one column, on at the top of the next."""
    open_form(window, SC_02)
    cell(window, SC_02, "02.01 众创空间 国家级 未填")
    window.figures(["1", *["0"] * (ASKED - 1)])
    cell(window, SC_02, "02.16.4 服务次数：产品推介 其他（未定级） 0")


def find_and_mend_the_error(window):
    """More graduates than people employed: F8 leads there, and the error goes when it is mended."""
    go_to(window, SC_02, "02.12 入驻企业 国家级")
    window.figures(["11", "5", "6"])  # enterprises, jobs, graduates among them
    window.wait(lambda: window.all("label", "审核未通过"), "the form to fail its checks")
    window.key("F8")
    window.figures(["4"])
    window.wait(lambda: window.all("label", "审核通过"), "the form to pass its checks")


def correct_what_was_returned(window, region, stick):
    """The region returns one cell with a remark; the reply is taken in and the form opens at that cell."""
    region(
        *("return", "--unit", UNIT, "--period", "2026-10", "--form", "SC-02", "--reason", "入驻企业请核对"),
        *("--cell", "SC-02,02.12,national=应为12家"),
    )
    (reply,) = region("reply", "--to", "replies", "--unit", UNIT)["files"]
    window.click("check box", "首页")
    window.key("ctrl+o")
    window.wait(lambda: window.all("dialog"), "the file dialog")
    window.type(reply)
    window.key("Return")
    window.reads("入驻企业请核对")
    window.click("push button", "去订正")
    assert cell(window, SC_02, "02.12 入驻企业 国家级")["name"].split()[-1] == "11"
    window.click("push button", "去订正")
    window.reads("应为12家")  # the remark, in full below the grid: the cursor stands on the marked cell
    window.figures(["12"])
    cell(window, SC_02, "02.12 入驻企业 国家级 12")


def test_a_kill_in_the_middle_of_typing_loses_no_committed_cell(region, show):
    office = region.office(UNIT)
    window = show(office)
    window.find("table", "本期报表")
    open_form(window, SC_02)
    window.figures([str(figure) for figure in range(1, 9)])
    cell(window, SC_02, "02.08.2 工匠工作室 国家级 8")
    window.type("99")  # still in the editor
    window.kill()
    again = show(office)
    again.find("table", "本期报表")
    open_form(again, SC_02)
    cell(again, SC_02, "02.08.2 工匠工作室 国家级 8")
    kept = [c["name"].rsplit(" ", 1)[-1] for c in again.cells(SC_02) if c["column"] == 0]
    assert kept[:9] == ["1", "2", "3", "4", "—", "5", "6", "7", "8"]
    again.key("ctrl+z")  # undo reaches back over the crash
    cell(again, SC_02, "02.08.2 工匠工作室 国家级 未填")


def test_a_block_from_a_spreadsheet_goes_where_its_heads_say_and_back_with_one_undo(region, show):
    window = show(region.office(UNIT))
    window.find("table", "本期报表")
    open_form(window, SC_02)
    window.copy("指标名称\t市级\t国家级\n入驻企业\t1,200\t３家\n加速器\t7\tabc\n没有的\t1\t2")
    window.click_at(cell(window, SC_02, "02.01 众创空间 国家级"))
    window.key("ctrl+v")
    window.click("push button", "填入")
    cell(window, SC_02, "02.12 入驻企业 市级 1,200")
    cell(window, SC_02, "02.12 入驻企业 国家级 3")
    window.click_at(cell(window, SC_02, "02.01 众创空间 国家级"))
    window.key("ctrl+z")
    cell(window, SC_02, "02.12 入驻企业 市级 未填")
