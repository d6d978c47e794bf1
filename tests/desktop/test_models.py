"""Every item model under Qt's own tester."""

from desktop.entry.findings_panel import FindingsModel
from desktop.entry.model import GridModel
from desktop.entry.paste_panel import PasteModel
from desktop.home.forms_table import FormsModel
from desktop.home.presenter import HomePresenter
from tests.desktop.memory_office import big_roster
from tests.desktop.plain import NowTasks, open_presenter


def test_the_grid_of_a_table_and_of_a_roster(qtmodeltester, texts, qapp, office):
    for form in ("SC-02", "SC-02A"):
        model = GridModel(texts)
        model.show(open_presenter(office, form=form).state.grid)
        qtmodeltester.check(model)
        model.show(None)
        qtmodeltester.check(model)


def test_a_changed_sheet_repaints_only_what_changed(texts, qtbot, office):
    presenter = open_presenter(office)
    model = GridModel(texts)
    model.show(presenter.state.grid)
    changed = []
    model.dataChanged.connect(lambda first, _last: changed.append(model.key(first)))
    presenter.enter({("02.03", "national"): "7"})
    assert not model.show(presenter.state.grid)
    assert set(changed) == {
        ("02.03", "national"),
        ("02.03", "total"),
        ("02.10", "national"),
        ("02.10", "total"),
    }


def test_findings_and_paste_and_forms(qtmodeltester, theme, texts, qtbot, office):
    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    presenter = open_presenter(office)
    findings = FindingsModel(texts, parent)
    findings.show(presenter.state.findings)
    qtmodeltester.check(findings)
    presenter.paste("1\t2\n3\tx", ("02.01", "national"))
    paste = PasteModel(texts, parent)
    paste.show(presenter.state.grid, presenter.state.plan)
    qtmodeltester.check(paste)
    home = HomePresenter(office, NowTasks(), texts)
    home.open()
    forms = FormsModel(texts, parent)
    forms.show(home.state.lines)
    qtmodeltester.check(forms)


def test_five_thousand_lines_open_and_edit_without_a_stall(qtbot, theme, texts, tasks, office, troubles):
    """The bound is generous for a shared machine; `make bench` measures."""
    import time

    from tests.desktop.conftest import open_entry, settle

    big_roster(office)
    screen = open_entry(qtbot, theme, texts, tasks, office, troubles, "SC-02A")
    grid = screen.presenter.state.grid
    assert len(grid.rows) == 5003
    began = time.process_time()
    screen.presenter.enter({(grid.rows[40].key, "jobs"): "77"})
    assert time.process_time() - began < 1
    settle(qtbot, tasks)
    assert screen.model.index_of((grid.rows[40].key, "jobs")).data() == "77"
