"""A workbook or CSV file for the open form: looked at before it is taken, its words told once, one undo."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.entry.display import cell_text
from desktop.entry.paste import Fate
from desktop.reporting import ReportingOffice
from forms.errors import YuebaoError
from forms.index import Position
from tests.desktop.conftest import settle
from tests.desktop.memory_office import MemoryOffice, filled_office
from tests.desktop.plain import PlainTexts, open_presenter
from tests.sync.offices import PERIOD, Region

OWN = "拉萨市双创情况,,,,\n项目,国家,自治区级,市级（万家）,其他\n众创空间,4,5,0.0004,0\n孵化器,7,3,1,0\n星创天地,6,abc,0,2\n合计,9,9,9,9\n"


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "本市.csv"
    file.write_text(OWN, encoding="gb18030")
    return file


def shown(presenter, row, column):
    return cell_text(presenter.state.grid, (row, column), PlainTexts())


def fates(presenter):
    return {
        (cell.key or cell.place): cell.fate for cell in presenter.state.plan.cells if cell.key or cell.place
    }


def test_a_file_is_looked_at_before_it_is_taken(own):
    office = filled_office()
    presenter = open_presenter(office)
    presenter.read_file(own)
    found = fates(presenter)
    assert found[("02.03", "regional")] is Fate.KEPT
    assert found["D3"] is Fate.CONVERTED
    assert found["C4"] is Fate.REFUSED, "孵化器 is not understood yet"
    assert ("02.01", "city") not in found, "0.0004 万家 is the 4 that stands there"
    assert office.sheet("SC-02", "2026-10").cells[Position("02.03", "regional")].text == "11"
    presenter.cancel_paste()
    assert (presenter.state.plan, presenter.state.file) == (None, None)


def test_words_are_told_once_taken_in_one_step_and_known_next_month(own):
    office = filled_office()
    presenter = open_presenter(office)
    presenter.read_file(own)
    assert [word.text for word in presenter.state.file.words.headings if word.means is None] == [
        "项目",
        "国家",
        "其他",
    ]
    assert [word.text for word in presenter.state.file.words.titles if word.means is None] == [
        "孵化器",
        "合计",
    ]
    presenter.mean("国家", "national")
    presenter.mean("孵化器", "02.02")
    presenter.mean("合计", "02.03")
    presenter.mean("合计", "")
    presenter.accept_paste()
    assert [shown(presenter, "02.01", "national"), shown(presenter, "02.02", "national")] == ["4", "7"]
    assert shown(presenter, "02.03", "regional") == "abc"
    presenter.undo()
    assert [shown(presenter, "02.01", "national"), shown(presenter, "02.02", "national")] == ["3", "2"]
    presenter.read_file(own)
    assert [word.text for word in presenter.state.file.words.headings if word.means is None] == [
        "项目",
        "其他",
    ]


def test_a_report_that_cannot_be_changed_takes_no_file(own):
    presenter = open_presenter(MemoryOffice(read_only=True))
    presenter.read_file(own)
    assert presenter.state.file is None
    assert presenter._view.said == ["本表已不能修改。"]


def test_a_file_of_another_kind_is_refused(tmp_path):
    presenter = open_presenter(filled_office())
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(YuebaoError, match=r"a\.docx"):
        presenter.read_file(tmp_path / "a.docx")
    assert presenter.state.plan is None


def test_roster_lines_with_a_known_key_are_named_and_others_are_new(tmp_path):
    file = tmp_path / "名录.csv"
    file.write_text(
        "载体名称,统一社会信用代码,就业人数\n改名,91540100MA6T1ABC0X,390\n新载体,,5\n", encoding="utf-8"
    )
    presenter = open_presenter(filled_office(), "SC-02A")
    presenter.read_file(file)
    first = presenter.state.grid.rows[0].key
    assert presenter.state.plan.changes == {(first, "name"): "改名", (first, "jobs"): "390"}
    assert presenter.state.plan.lines == ({"name": "新载体", "jobs": "5"},)


def test_a_dropped_file_opens_the_preview(qtbot, entry, tasks, own):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(own))])
    buttons, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, none)
    entry.dragEnterEvent(entering)
    assert entering.isAccepted()
    entry.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, none))
    settle(qtbot, tasks)
    assert entry.paste_panel.isVisible()
    words = entry.paste_panel._words
    entry.paste_panel._turn()
    assert words.boxes["国家"].currentText() == "不取"
    words.boxes["国家"].activated.emit(1)
    settle(qtbot, tasks)
    assert words.boxes["国家"].currentText() == "本期数 · 国家级"
    entry.paste_panel.accepted.emit()
    settle(qtbot, tasks)
    assert entry.model.index_of(("02.01", "national")).data() == "4"


def test_the_office_writes_its_figures_and_takes_them_back(tmp_path):
    region = Region(tmp_path)
    office, texts = ReportingOffice(region.join("91").ws), PlainTexts().translator
    office.enter("T1", PERIOD, {Position("01", "m"): "3", Position("02", "m"): "12.50"})
    office.add_lines("R1", PERIOD, [{"name": "青稞公司", "jobs": "7"}, {"name": "雪莲公司", "jobs": "007"}])
    before = {form: office.sheet(form, PERIOD) for form in ("T1", "R1")}
    for form, stood in before.items():
        file = office.write_workbook(form, PERIOD, tmp_path / f"{form}.xlsx", texts, figures=True)
        after = office.fill(form, PERIOD, file, {})
        assert after.cells == stood.cells
        assert [line.values for line in after.lines] == [line.values for line in stood.lines]
        assert office.look_at(form, file, {}).filling.unrecognised == ()
    blank = office.write_workbook("T1", PERIOD, tmp_path / "blank.xlsx", texts, figures=False)
    assert not any(office.look_at("T1", blank, {}).filling.cells.values())
    region.close()
