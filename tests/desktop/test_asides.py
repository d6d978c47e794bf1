"""What stands beside a form: lines against the last period, attached files, a new version of the forms."""

import pytest
from PySide6.QtCore import Qt

from desktop.entry.arrange import Arrangement
from desktop.entry.display import compared, explain_cell
from desktop.entry.grid import LineMark
from desktop.entry.side import SideKind, Verb
from desktop.entry.state import Compare
from desktop.reporting import ReportingOffice
from forms.errors import YuebaoError
from forms.index import Position
from forms.migrate_pack import Dropped, Migration, Refitted
from forms.report import Cover, Status
from sync.office import attaching
from tests.desktop.conftest import settle
from tests.desktop.memory_office import CARRIERS, filled_office
from tests.desktop.plain import PlainTexts, open_presenter
from tests.sync.offices import PASSPHRASE, PERIOD, Region

ZH = PlainTexts()


@pytest.fixture
def office():
    made = filled_office()
    earlier = [
        {**CARRIERS[0], "jobs": "300"},
        {"name": "藏青创业园", "uscc": "91540100MA6T1ABC2X", "kind": "众创空间"},
    ]
    made.add_lines("SC-02A", "2026-09", earlier)
    return made


def marks(presenter):
    grid = presenter.state.grid
    return [grid.line_marks.get(row.key) for row in grid.rows]


def test_lines_are_new_changed_and_gone_against_the_last_period(office):
    presenter = open_presenter(office, "SC-02A")
    presenter.look_at_changes()
    assert presenter.state.compare is Compare.PREVIOUS
    assert marks(presenter) == [LineMark.CHANGED, LineMark.NEW, LineMark.NEW]
    side = presenter.state.side
    assert side.summary == "新增 2 行，变化 1 行，减少 1 行，未变 0 行。"
    assert [line.text for line in side.lines] == ["藏青创业园 · 91540100MA6T1ABC2X · 众创空间"]
    first = presenter.state.grid.rows[0].key
    assert compared(presenter.state.grid, (first, "jobs"), ZH) == "300（+86）"
    presenter.act_aside(Verb.TAKE_BACK, [side.lines[0].key])
    assert marks(presenter) == [LineMark.CHANGED, LineMark.NEW, LineMark.NEW, None]
    assert presenter.state.side.lines == ()
    presenter.enter({(first, "jobs"): "300"})
    assert marks(presenter)[0] is None, "marks follow the typing"
    presenter.arrange(Arrangement(fresh=True))
    assert len(presenter.state.grid.rows) == 2
    presenter.look_at_changes()
    assert presenter.state.side is None


def test_carrying_over_says_how_many_lines_came_and_marks_what_changes(office):
    presenter = open_presenter(office, "SC-02A")
    presenter.carry_over()
    assert presenter._view.said == ["已从上期带来 1 行。"]
    assert presenter.state.side.kind is SideKind.CARRY
    presenter.undo()
    assert len(presenter.state.grid.rows) == 3


def test_a_text_that_changed_shows_what_it_was(office):
    office.enter("SC-02", "2026-09", {Position("02.01", "note"): "上月的话"})
    presenter = open_presenter(office)
    presenter.compare(Compare.PREVIOUS)
    assert compared(presenter.state.grid, ("02.01", "note"), ZH) == "上月的话"
    assert compared(presenter.state.grid, ("02.02", "note"), ZH) == ""


def test_a_correction_stands_beside_what_was_handed_over(office):
    office.statuses["SC-02"] = Status.CORRECTING
    presenter = open_presenter(office)
    presenter.begin_beside("nonsense")
    assert presenter.state.compare is Compare.NOTHING
    presenter.begin_beside("handed-over")
    presenter.refresh()
    assert presenter.state.compare is Compare.HANDED_OVER
    assert compared(presenter.state.grid, ("02.01", "national"), ZH) == "2（+1）"


def test_files_of_the_line_with_the_cursor_come_first(office, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(name.encode() * 1000)
    presenter = open_presenter(office, "SC-02A")
    first, second = (row.key for row in presenter.state.grid.rows[:2])
    presenter.turn_side(SideKind.FILES)
    presenter.side_line(second)
    presenter.attach_files([tmp_path / "b.pdf"])
    presenter.side_line(first)
    presenter.attach_files([tmp_path / "a.pdf"])
    lines = presenter.state.side.lines
    assert [(line.text, line.small) for line in lines] == [
        ("a.pdf", "第 1 行 · 5 KB"),
        ("b.pdf", "第 2 行 · 5 KB"),
    ]
    assert presenter.state.grid.with_files == {first, second}
    opened = []
    presenter.take_out(lines[1].key, opened.append)
    assert [file.name for file in opened] == ["b.pdf"]
    presenter.act_aside(Verb.REMOVE, [lines[0].key])
    assert [line.text for line in presenter.state.side.lines] == ["b.pdf"]
    presenter.undo()
    assert len(presenter.state.side.lines) == 2


def test_the_panel_of_files_follows_the_cursor_and_escape_puts_it_away(qtbot, roster, tasks):
    roster.presenter.show_side(SideKind.FILES)
    roster.table.go_to((roster.presenter.state.grid.rows[1].key, "name"))
    settle(qtbot, tasks)
    assert roster.side.isVisible()
    assert not roster.panel.isVisible()
    assert roster.side._summary.text().startswith("新加的附件属于：第 2 行")
    qtbot.keyClick(roster.table, Qt.Key.Key_Escape)
    assert not roster.side.isVisible()
    assert roster.panel.isVisible()


def test_a_draft_of_an_earlier_version_is_offered_and_goes_on(qtbot, entry, tasks, office):
    assert not entry.migration.isVisible()
    office.old_drafts = frozenset({"SC-02"})
    office.waiting = Migration(
        form="SC-02",
        former="SC-02",
        entries={},
        lines={},
        explanations=(),
        attachments=(),
        kept=40,
        renamed=(),
        refitted=(Refitted(cell=("02.13", "city"), old="402", text="0.0402"),),
        dropped=(Dropped(cell=("02.99", "city"), text="7"), Dropped(cell=("#2", "area"), text="80")),
        added=(),
        explanations_dropped=(),
        former_titles={
            ("02.99", "city"): (("旧平台", "Old platforms"), ("市级", "City")),
            ("#2", "area"): (("#2", None), ("面积", None)),
        },
    )
    entry.presenter.refresh()
    settle(qtbot, tasks)
    assert entry.migration.isVisible()
    entry.migration.look.click()
    settle(qtbot, tasks)
    assert [(line.text, line.small) for line in entry.presenter.state.side.lines] == [
        ("02.99 旧平台 · 市级", "新版没有这一格：7"),
        ("#2 · 面积", "新版没有这一格：80"),
        ("02.13 期末在载体内就业人数 · 市级", "402 → 0.0402"),
    ]
    entry.side.press(Verb.MIGRATE)
    settle(qtbot, tasks)
    assert ("migrate", "SC-02") in office.calls
    assert not entry.migration.isVisible()
    assert not entry.side.isVisible()


def test_the_line_below_the_grid_says_what_the_cell_is(qtbot, entry, tasks, office):
    entry.table.go_to(("02.05", "national"))
    assert entry.cell_bar._said.text() == "02.05 创新创业基地（市级） · 国家级  ·  此处不填  ·  此处不需填报"
    office.remarks = {("02.12", "national"): "请核对：名录只有 17 家"}
    entry.presenter.refresh()
    settle(qtbot, tasks)
    entry.table.go_to(("02.12", "national"))
    assert entry.cell_bar._remark.text() == "汇总单位的意见：请核对：名录只有 17 家"
    assert entry.cell_bar._frame.isVisible()
    entry.table.go_to(("02.13", "national"))
    assert not entry.cell_bar._frame.isVisible()
    assert "请核对" in explain_cell(entry.presenter.state.grid, ("02.12", "national"), ZH)


@pytest.fixture
def real(tmp_path):
    region = Region(tmp_path / "r")
    joined = region.join("91")
    yield region, ReportingOffice(joined.ws)
    region.close()


def test_attached_files_travel_in_the_bundle_with_their_line(real, tmp_path):
    region, office = real
    office.add_lines("R1", PERIOD, [{"name": "甲", "jobs": "1"}, {"name": "乙", "jobs": "2"}])
    first, second = (line.id for line in office.sheet("R1", PERIOD).lines)
    proof = tmp_path / "证明.pdf"
    proof.write_bytes(b"%PDF proof")
    office.attach("R1", PERIOD, [proof], second)
    office.delete_lines("R1", PERIOD, [first])
    (kept,) = office.sheet("R1", PERIOD).attachments
    assert office.take_out(kept).read_bytes() == b"%PDF proof"
    done = office.submit(PERIOD, ["R1"], tmp_path, PASSPHRASE, Cover(head="次仁"))
    region.top.take(done.file)
    store = region.top.ws.store
    assert store.documents.get("attachment", kept.sha256) == b"%PDF proof"
    (sent,) = office.sheet("R1", PERIOD).attachments
    assert (sent.name, sent.row) == ("证明.pdf", 1), "by the line's place once it is handed over"
    beside = office.handed_over_sheet("R1", PERIOD)
    assert [line.values["name"].text for line in beside.lines] == ["乙"]
    office.correct("R1", PERIOD, "再看")
    (again,) = office.sheet("R1", PERIOD).attachments
    assert again.row == office.sheet("R1", PERIOD).lines[0].id
    office.detach("R1", PERIOD, [again])
    assert office.sheet("R1", PERIOD).attachments == ()
    assert office.undo("R1", PERIOD).attachments == (again,)


def test_a_file_too_large_is_refused(real, tmp_path, monkeypatch):
    _region, office = real
    monkeypatch.setattr(attaching, "MOST_BYTES", 5)
    (tmp_path / "big.pdf").write_bytes(b"123456")
    with pytest.raises(YuebaoError, match="E-LIMIT"):
        office.attach("T1", PERIOD, [tmp_path / "big.pdf"], None)
    monkeypatch.setattr(attaching, "MOST_BYTES", 50)
    monkeypatch.setattr(attaching, "MOST_OF_REPORT", 5)
    with pytest.raises(YuebaoError, match="E-LIMIT"):
        office.attach("T1", PERIOD, [tmp_path / "big.pdf"], None)
    assert office.sheet("T1", PERIOD).attachments == ()


def test_a_roster_is_compared_by_the_real_office(real):
    _region, office = real
    office.add_lines("R1", "2026-09", [{"name": "甲", "jobs": "1"}, {"name": "丙", "jobs": "2"}])
    office.add_lines("R1", PERIOD, [{"name": "甲", "jobs": "3"}, {"name": "乙", "jobs": "2"}])
    found = office.carried("R1", PERIOD)
    assert (found.new, [c.line for c in found.changed], len(found.gone)) == ((2,), [1], 1)
    with pytest.raises(YuebaoError):
        office.migration("R1", PERIOD)
