"""The print preview: pages in the window as they will be on paper, a PDF that says what it is."""

import shutil
import subprocess

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from desktop.preview.paper import Zoom
from desktop.preview.presenter import PreviewPresenter
from desktop.preview.press import QtPress
from desktop.preview.state import PrintSource
from desktop.preview.view import PreviewScreen
from desktop.reporting import ReportingOffice
from desktop.task_port import Cancelled
from forms.errors import StoreError
from forms.index import Position
from forms.report import Cover
from tests.desktop.conftest import settle
from tests.desktop.memory_office import big_roster, filled_office
from tests.desktop.plain import NowTasks, PlainTexts
from tests.sync.offices import PASSPHRASE, PERIOD, Region

K = Qt.Key


def source(office, reports=(("SC-02", "2026-10"),), language="zh"):
    translator = PlainTexts(language).translator
    return PrintSource(
        title="“双创”载体运行情况表",
        file="540100-SC-02-2026-10",
        job=lambda relations: office.print_job(reports, translator, relations=relations),
    )


def presenter(office, said=None, troubles=None, tasks=None, **about):
    made = PreviewPresenter(
        source(office, **about),
        QtPress(),
        tasks or NowTasks(),
        PlainTexts(),
        (said if said is not None else []).append,
        (troubles if troubles is not None else []).append,
    )
    made.attach(View())
    return made


class View:
    def __init__(self):
        self.states, self.pictures = [], []

    def show_state(self, state):
        self.states.append(state)

    def show_picture(self, number, dots_per_mm, picture):
        self.pictures.append((number, picture))


@pytest.fixture
def screen(qtbot, theme, texts, tasks, office, troubles):
    said = []
    made = PreviewPresenter(
        source(office, (("SC-02", "2026-10"), ("SC-02A", "2026-10"), ("SC-07", "2026-10"))),
        QtPress(),
        tasks,
        texts,
        said.append,
        troubles.append,
    )
    shown = PreviewScreen(made, theme, texts)
    shown.said, shown.presenter = said, made
    qtbot.addWidget(shown)
    shown.resize(1200, 700)
    shown.show()
    shown.activateWindow()
    settle(qtbot, tasks)
    qtbot.waitUntil(lambda: shown.paper.drawn, timeout=10_000)
    settle(qtbot, tasks)
    shown.paper.setFocus()
    return shown


def test_pages_come_with_and_without_relations(theme):
    made = presenter(filled_office())
    assert len(made.state.pages) == 1
    assert made.state.ready
    assert not made.state.working
    made.lay_out(relations=True)
    assert len(made.state.pages) == 2
    assert made.state.relations
    made.draw(1, 2.0)
    made.draw(2, 2.0)
    number, picture = made._view.pictures[-1]
    assert (number, picture.width()) == (1, 420)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_draft_is_saved_as_a_draft_and_without_a_hash(theme, tmp_path):
    said = []
    made = presenter(filled_office(), said)
    made.save(tmp_path / "报表")
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "报表.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "草稿，未上报，仅供核对" in text
    assert "上报包" not in text
    assert "SC-02" in text
    assert said == [f"已存为：{tmp_path / '报表.pdf'}"]
    assert [file.name for file in tmp_path.iterdir()] == ["报表.pdf"]


def test_a_full_disk_is_told_and_leaves_no_half_file(theme, tmp_path):
    troubles = []
    made = presenter(filled_office(), troubles=troubles)
    (tmp_path / "file").write_text("x")
    made.save(tmp_path / "file" / "a.pdf")
    assert [type(error) for error in troubles] == [StoreError]
    assert not made.state.working


def test_pages_go_to_a_printer(theme, tmp_path):
    made = presenter(filled_office(), said := [], reports=(("SC-02", "2026-10"), ("SC-02A", "2026-10")))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    made.send(printer, 2, 2)
    assert said == ["已送往打印机：1 页"]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    made.send("no printer")
    assert not made.state.working


class Stopping(NowTasks):
    """As if the user had pressed cancel at once."""

    def query(self, operation, done, failed=None, lane=None):
        class Watch:
            def step(self, done, total, text=""):
                raise Cancelled

        done(operation(Watch()))


def test_laying_out_can_be_cancelled(theme):
    office = big_roster(filled_office(), 120)
    made = presenter(office, tasks=Stopping(), reports=(("SC-02A", "2026-10"),))
    assert made.state.pages == ()
    assert not made.state.working
    assert not made.state.ready


def test_page_keys_go_from_page_to_page(qtbot, screen):
    paper, count = screen.paper, len(screen.presenter.state.pages)
    assert count >= 3
    qtbot.keyClick(paper, K.Key_PageDown)
    assert paper.current == 1
    assert screen._place.text() == f"第 2 页 共 {count} 页"
    qtbot.keyClick(paper, K.Key_End)
    assert paper.current == count - 1
    qtbot.keyClick(paper, K.Key_PageUp)
    assert paper.current == count - 2
    qtbot.keyClick(paper, K.Key_Home)
    assert paper.current == 0


def test_another_size_keeps_the_page(qtbot, screen, tasks):
    screen.paper.go_to(1)
    for zoom in (Zoom.PAGE, Zoom.LARGEST, Zoom.WIDTH):
        screen.paper.set_zoom(zoom)
        assert screen.paper.current == 1
        qtbot.waitUntil(lambda: screen.paper.drawn, timeout=10_000)
        settle(qtbot, tasks)


def test_the_paper_is_white_and_written_on(screen):
    image = screen.paper.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    place = screen.paper._place(0)
    colours = {
        image.pixelColor(x, y).value()
        for x in range(place.left() + 4, place.right() - 4, 3)
        for y in range(place.top() + 4, image.height() - 4, 3)
    }
    assert 255 in colours
    assert min(colours) < 80


def test_escape_leaves(qtbot, screen):
    with qtbot.waitSignal(screen.left):
        qtbot.keyClick(screen.paper, K.Key_Escape)


def test_every_control_has_a_name(screen):
    from PySide6.QtWidgets import QAbstractButton, QComboBox

    named = [*screen.findChildren(QAbstractButton), *screen.findChildren(QComboBox), screen.paper]
    assert [one for one in named if not one.accessibleName()] == []


def test_a_draft_bears_no_hash_and_what_was_handed_over_its_bundles(tmp_path):
    region = Region(tmp_path)
    office = ReportingOffice(region.join("91").ws)
    texts = PlainTexts().translator
    office.enter("T1", PERIOD, {Position("01", "m"): "3"})
    draft = office.print_job([("T1", PERIOD)], texts, relations=False, cover=Cover(head="央金"))
    assert (draft.stamp.text, draft.stamp.code) == ("草稿，未上报，仅供核对", "")
    assert ("单位负责人", "央金") in draft.forms[0].foot
    done = office.submit(PERIOD, ["T1"], tmp_path, PASSPHRASE, Cover(head="次仁"))
    handed_over = office.print_job([("T1", PERIOD)], texts, relations=True, cover=Cover(head="央金"))
    assert handed_over.stamp.code == f"yuebao:{done.bundle}"
    assert ("单位负责人", "次仁") in handed_over.forms[0].foot, "what went cannot be given another cover"
    region.close()
