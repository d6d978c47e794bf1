"""`make pictures`: draws every picture of the user guide from the real screens.

A small demonstration region is made in a temporary folder; an office goes on from it to the next month, the
region receives, returns and totals, and the pages are drawn off screen on the way.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.actions import ScreenId
from desktop.entry.paste_panel import PastePanel
from desktop.entry.side import SideKind
from desktop.entry.state import Compare
from desktop.entry.view import EntryScreen
from desktop.setup.found_view import FoundScreen
from desktop.setup.view import SetupScreen
from forms.report import Cover
from tests.screens.guide_region import FIRST, FORM, OFFICE, REMARKED, SECOND, THIRD, Region
from tests.screens.guide_window import PICTURES, Window, wait, window

COVER = Cover(head="（示例）", statistician="（示例）", preparer="（示例）", phone="0891-0000000")
BLOCK = "指标名称\t国家级\t自治区级\n众创空间\t4\t8家\n加速器\t0\tabc\n没有的指标\t1\t2\n"
OWN_TABLE = "拉萨市双创载体,,,\n项目,国家,自治区级,市级\n众创空间,5,8,3\n孵化器,2,约3,1\n加速器,0,1,0\n"
CHANGED = {("02.01", "national"): "5"}
BECAUSE = "本月新认定1家国家级众创空间，SC-03将在下月补填"
CARRIERS = (
    ("拉萨众创空间（示例）", "众创空间", "国家级"),
    ("高原孵化器（示例）", "科技企业孵化器", "国家级"),
)


def first_use(region: Region) -> None:
    """The wizard, from the task bundle to the fingerprint that is read out."""
    task = region.task("540600")
    with window(region.folder, region.folder / "new") as shown:
        shown.draw("setup-task")
        presenter = shown.program.window.findChildren(SetupScreen)[0]._presenter
        presenter.choose_task(task)
        shown.settle()
        shown.draw("setup-root")
        presenter.enter_root(region.root())
        shown.settle()
        shown.draw("setup-unit")
        presenter.choose_unit("540600")
        shown.settle()
        shown.draw("setup-passphrase")
        presenter.use_sheet(wanted=True)
        shown.draw("setup-sheet")
        presenter.use_sheet(wanted=False)
        presenter.seal("一句 只有自己 知道的话", "一句 只有自己 知道的话", region.stick)
        shown.settle()
        shown.draw("setup-done")


def founding(region: Region) -> None:
    """A collecting office is set up."""
    words = "一句 只有自己 知道的话"
    with window(region.folder, region.folder / "founded") as shown:
        shown.program.window.findChildren(SetupScreen)[0].found_wanted.emit()
        shown.draw("found")
        presenter = shown.program.window.findChildren(FoundScreen)[0]._presenter
        presenter.found("540000", words, words)
        shown.draw("founded")


def filling(region: Region) -> None:
    """The clerk's month, up to the bundle."""
    with window(region.folder, region.office) as shown:
        shown.draw("home-zh")
        entry = shown.form(FORM, SECOND)
        shown.draw("entry-zh")
        entry.paste(BLOCK, ("02.01", "national"))
        shown.draw("entry-paste")
        entry.cancel_paste()
        own = region.folder / "本市双创载体.csv"
        own.write_text(OWN_TABLE, encoding="utf-8")
        entry.read_file(own)
        shown.draw("entry-file")
        shown.settle()
        shown.program.window.findChildren(PastePanel)[0]._turn()
        shown.draw("entry-words")
        entry.cancel_paste()
        entry.enter(CHANGED)
        shown.settle()
        finding = next(f for f in entry.state.grid.sheet.findings if f.blocks)
        entry.choose(finding)
        shown.draw("entry-finding")
        shown.go(ScreenId.SUBMIT)
        shown.draw("submit-zh")
        entry = shown.form(FORM, SECOND)
        entry.explain(finding, BECAUSE)
        entry.compare(Compare.PREVIOUS)
        shown.draw("entry-compare")
        entry.compare(Compare.NOTHING)
        shown.session._print_open_form()
        shown.settle()
        paper = shown.program.window._over.paper
        wait(lambda: paper.drawn)
        shown.draw("preview")
        shown.program.window.close_over()
        roster(shown, region.folder)
        submit = shown.session.submit
        shown.go(ScreenId.SUBMIT)
        submit.set_cover(COVER)
        submit.set_folder(region.stick)
        submit.hand_over(region.passphrase)
        shown.settle()
        shown.scroll_down()
        shown.draw("submitted")


def roster(shown: Window, folder: Path) -> None:
    """A roster with lines, what is new in it and a file, which the month then goes without."""
    entry = shown.form("SC-02A", SECOND)
    entry.carry_over()
    shown.settle()
    entry.show_side(None)
    lines = entry.state.grid.sheet.lines
    entry.delete_lines([line.id for line in lines[3:]])
    shown.settle()
    entry.enter({(lines[0].id, "firms"): "40"})
    shown.settle()
    entry.compare(Compare.NOTHING)
    for at, carrier in enumerate(CARRIERS, 1):
        entry.add_line()
        shown.settle()
        line = entry.state.grid.sheet.lines[-1].id
        told = (f"XZ-ZC-000{at}", *carrier)
        entry.enter(
            {(line, name): text for name, text in zip(("number", "name", "kind", "level"), told, strict=True)}
        )
        shown.settle()
    shown.draw("entry-roster")
    proof = folder / "认定文件.pdf"
    proof.write_bytes(b"%PDF-1.7\n" + bytes(240_000))
    entry.attach_files([proof])
    entry.show_side(SideKind.FILES)
    shown.draw("entry-files")
    entry.look_at_changes()
    shown.draw("entry-changes")
    entry.show_side(None)
    entry.compare(Compare.NOTHING)
    entry.delete_lines([line.id for line in entry.state.grid.sheet.lines])
    shown.settle()


def afterwards(region: Region) -> None:
    """What was handed over, what came back, and the page on safety."""
    with window(region.folder, region.office) as shown:
        shown.session.home.open(FIRST)
        shown.draw("home-returned")
        shown.form(FORM, FIRST)
        shown.program.window.findChildren(EntryScreen)[0].reveal(REMARKED)
        shown.draw("entry-returned")
        for page in (ScreenId.HISTORY, ScreenId.SAFETY, ScreenId.PREFERENCES):
            shown.go(page)
            shown.draw(page.value)


def second_signature(region: Region, bundle: Path) -> None:
    """The head of the office signs beside the clerk."""
    with window(region.folder, region.head()) as shown:
        shown.go(ScreenId.HISTORY)
        shown.session.second.open(bundle)
        shown.draw("second")


def new_version(region: Region) -> None:
    """Another version of the forms comes while a month is being filled in."""
    with window(region.folder, region.office) as shown:
        shown.form(FORM, THIRD).enter({("02.01", "national"): "5", ("02.15", "national"): "12"})
        shown.settle()
    region.new_version()
    with window(region.folder, region.office) as shown:
        entry = shown.form(FORM, THIRD)
        entry.show_side(SideKind.MIGRATION)
        shown.draw("entry-migration")


def collecting(region: Region, bundle: Path) -> None:
    """The region's desk."""
    damaged = region.stick / "540300-2021-02-1.ybz"
    damaged.write_bytes(bundle.read_bytes()[:-200])
    with window(region.folder, region.top) as shown:
        shown.go(ScreenId.INBOX)
        desk = shown.session.desk
        known = next((region.folder / "mail" / "to-540000" / FIRST).glob(f"{OFFICE}-*.ybz"))
        desk.inbox.examine([bundle, damaged, known])
        shown.draw("inbox")
        desk.inbox.take([file for file in desk.inbox.state.tray.files if Path(file.file).name == bundle.name])
        shown.settle()
        shown.go(ScreenId.MATRIX)
        desk.matrix.open(FIRST)
        shown.draw("matrix")
        desk.open_report(OFFICE, FORM, SECOND)
        shown.draw("review")
        shown.go(ScreenId.TOTALS)
        desk.totals.open(FORM, FIRST)
        shown.settle()
        desk.totals.point_at(("02.01", "total"))
        shown.draw("totals")
        for page in (ScreenId.TARGETS, ScreenId.CONFLICTS, ScreenId.UNITS, ScreenId.PACKS):
            shown.go(page)
            shown.draw(page.value)
        affairs(shown)


def affairs(shown: Window) -> None:
    """What goes out of a month, what is supervised, and the registers over time."""
    desk = shown.session.desk
    shown.go(ScreenId.OUTPUTS)
    desk.outputs.open(FIRST)
    shown.settle()
    desk.outputs.want("unit-pdf", wanted=True)
    desk.outputs.choose(folder=str(shown.folder / "输出"))
    shown.settle()
    shown.draw("outputs")
    shown.go(ScreenId.SUPERVISION)
    desk.supervision.open(FIRST)
    shown.settle()
    if desk.supervision.state.problems:
        desk.supervision.choose_problem(desk.supervision.state.problems[0])
    shown.draw("supervision")
    shown.go(ScreenId.REGISTRIES)
    shown.draw("registries")


def english(region: Region) -> None:
    """The same form in English."""
    with window(region.folder, region.office, "en") as shown:
        shown.form(FORM, SECOND)
        shown.draw("entry-en")


def main() -> int:
    """Draw them all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yuebao-pictures-") as folder:
        region = Region(Path(folder) / "双创月报")
        first_use(region)
        founding(region)
        region.fill_second_month()
        filling(region)
        english(region)
        bundle = next(region.stick.glob(f"{OFFICE}-{SECOND}-*.ybz"))
        second_signature(region, bundle)
        collecting(region, bundle)
        region.send_back()
        afterwards(region)
        new_version(region)
    return 0


if __name__ == "__main__":
    sys.exit(main())
