"""A roster in the real window: two hundred lines from a spreadsheet, what changed since last month, a file, and paper."""

import subprocess

from tests.window.test_clerk import UNIT, open_form

ROSTER = "“双创”载体名录"
HEADS = ("载体编号†", "载体名称", "类别", "级别", "是否在高新区", "本月状态", "入驻企业数")
LINES = 200


def line(number, firms):
    return (f"XZ-{number:04d}", f"示例载体{number:04d}", "众创空间", "市级", "是", "正常", str(firms))


def test_two_hundred_lines_a_changed_one_a_file_and_paper(region, show, tmp_path):
    office = region.office(UNIT)
    names = ("number", "name", "kind", "level", "in_zone", "state", "firms")
    before = [dict(zip(names, line(n, 10 + n % 7), strict=True)) for n in range(LINES)]
    source = region.shell.write("09.json", {"form": "SC-02A", "period": "2026-09", "rows": before})
    region.shell("fill", "--form", "SC-02A", "--period", "2026-09", "--from", source, workspace="office")
    window = show(office)
    window.find("table", "本期报表")
    open_form(window, ROSTER)
    paste(window, [line(n, 99 if n == 3 else 10 + n % 7) for n in range(LINES)])
    window.click("push button", "新增与减少")
    window.reads("新增 0 行，变化 1 行，减少 0 行，未变 199 行")
    attach(window, tmp_path)
    print_it(window, tmp_path)
    shown = region.shell("show", "--form", "SC-02A", "--period", "2026-10", workspace="office").result
    assert [row["firms"] for row in shown["rows"] if row["number"] == "XZ-0003"] == ["99"]


def paste(window, lines):
    """With its heads, as copied from a spreadsheet; the preview is taken by the keyboard."""
    window.copy("\n".join("\t".join(one) for one in (HEADS, *lines)))
    window.click("table", ROSTER)
    window.key("ctrl+v")
    window.find("push button", "填入")
    window.key("Return")
    window.wait(lambda: window.all("label", f"{LINES} 行"), "two hundred lines")


def attach(window, folder):
    proof = folder / "proof.pdf"
    proof.write_bytes(b"%PDF-1.7 example")
    window.click("push button", "附件")
    window.click("push button", "添加附件…")
    window.wait(lambda: window.all("dialog"), "the file dialog")
    window.type(str(proof))
    window.key("Return")
    window.wait(
        lambda: any("proof.pdf" in c["name"] for c in window.all(None, inside=True)), "the attached file"
    )


def print_it(window, folder):
    """Ctrl+P, through the pages by keys, a PDF file, and back with Esc."""
    window.key("ctrl+p")
    window.reads("第 1 页")
    window.key("Next")
    window.reads("第 2 页")
    paper = folder / "roster.pdf"
    window.click("push button", "存为 PDF…")
    window.wait(lambda: window.all("dialog"), "the file dialog")
    window.key("ctrl+a")
    window.type(str(paper))
    window.key("Return")
    window.wait(paper.exists, "the PDF file")
    said = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, check=True, text=True)
    assert said.stdout.count("示例载体") == LINES
    window.key("Escape")
    window.wait(lambda: window.all("table", ROSTER), "the form again")
