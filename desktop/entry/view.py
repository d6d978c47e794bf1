"""The entry screen: the form as it prints, its findings beside it, its tools above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.entry.bars import RosterBar, ToolBar
from desktop.entry.cell_bar import CellBar
from desktop.entry.excel_menu import dropped_file
from desktop.entry.findings_panel import FindingsPanel
from desktop.entry.form_head import FormHead
from desktop.entry.grid import CellKey
from desktop.entry.migration_bar import MigrationBar
from desktop.entry.model import GridModel
from desktop.entry.nil_bar import NilBar
from desktop.entry.paste_panel import PastePanel
from desktop.entry.presenter import EntryPresenter
from desktop.entry.search import SearchBar
from desktop.entry.side import SideKind, Verb
from desktop.entry.side_panel import SidePanel
from desktop.entry.standing import StandingBar
from desktop.entry.state import EntryState
from desktop.entry.table import GridView
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import column, empty_state, framed

PANEL = 320
LEAST_PANEL = 280


class EntryScreen(QWidget):
    """Places the parts, passes what they want to the presenter, shows what it answers."""

    said = Signal(str)
    saved = Signal(str)
    print_wanted = Signal()

    def __init__(
        self, presenter: EntryPresenter, theme: Theme, texts: Texts, today: Callable[[], dt.date]
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._today = today
        self._shape: tuple[str, bool, str] | None = None
        self._shown: EntryState | None = None
        self.model = GridModel(texts, self)
        self.table = GridView(self.model, theme, texts)
        self.panel = FindingsPanel(theme, texts)
        self.paste_panel = PastePanel(theme, texts)
        self.side = SidePanel(theme, texts)
        self.cell_bar = CellBar(theme, texts)
        self.migration = MigrationBar(presenter, theme, texts)
        self._head = FormHead(texts)
        self.tools = ToolBar(presenter, self, theme, texts)
        self.roster = RosterBar(presenter, self, theme, texts)
        self.search = SearchBar(self, theme, texts)
        self.standing = StandingBar(presenter, theme, texts)
        self.nil = NilBar(presenter, theme, texts)
        nothing = empty_state(
            texts, theme, "table-2", "No form is open", "Choose a form on the home page, or another period."
        )
        self._lay_out(nothing)
        self.setFocusProxy(self.table)
        self.setAcceptDrops(True)
        self._connect()
        self._add_keys()
        theme.changed.connect(self._look_again)
        presenter.attach(self)

    # the presenter's view -----------------------------------------------------------------------------

    def show_state(self, state: EntryState) -> None:
        """Show this and nothing else."""
        before, self._shown = self._shown, state
        changed = _changed(before, state)
        if changed == {"chosen"}:
            self.panel.show_state(state)
            return
        if changed <= {"grid", "waiting"} and _only_pending(before, state):
            self.model.show(state.grid)
            self.cell_bar.show_cell(state.grid, self.table.current_key())
            return
        self._pages.setCurrentIndex(1 if state.grid is None else 0)
        key = self.table.current_key()
        reshaped = self.model.show(state.grid)
        if state.is_roster:  # lines may bear other marks
            self.table.row_heads.viewport().update()
        self.tools.show_state(state)
        self.roster.show_state(state)
        self.standing.show_state(state)
        self.nil.show_state(state)
        self._head.show_state(state)
        self.panel.show_state(state)
        self.panel.setVisible(state.plan is None and state.side is None)
        self.paste_panel.show_state(state)
        self.side.show_side(state.side if state.plan is None else None)
        self.migration.show_state(state)
        self.cell_bar.show_cell(state.grid, self.table.current_key())
        self.table.column_heads.show_sorted(state.arrangement.field, state.arrangement.descending)
        self.saved.emit(state.saved)
        self._after(state, key, reshaped)

    def reveal(self, key: CellKey) -> None:
        """Bring a cell into sight and put the cursor there."""
        if self.table.go_to(key):
            self.table.setFocus()

    def tell(self, sentence: str) -> None:
        """Say something in passing."""
        self.said.emit(sentence)

    def _after(self, state: EntryState, key: CellKey | None, reshaped: bool) -> None:
        """Widths for another form, and the cursor where it was or on the first cell."""
        if state.grid is None:
            return
        shape = (state.form, state.grid.other is not None, self._texts.language)
        if reshaped or shape != self._shape:
            if self._shape is None or self._shape[0] != state.form:
                key = None
            self._shape = shape
            self.table.setAccessibleName(state.head.title if state.head else state.form)
            self.table.lay_out()
            if not (key and self.table.go_to(key)):
                self._first_cell()

    def _first_cell(self) -> None:
        grid = self.model.grid
        if grid is None or not grid.rows:
            return
        for one in grid.rows:
            for each in grid.columns:
                if grid.editable(one.key, each.id):
                    self.table.go_to((one.key, each.id))
                    return

    # parts --------------------------------------------------------------------------------------------

    def _lay_out(self, nothing: QWidget) -> None:
        paper = framed(
            column(
                self._head,
                self.migration,
                self.standing,
                self.nil,
                self.roster,
                self.search,
                self.table,
                self.cell_bar,
                space=Space.S,
                margin=Space.M,
            ),
            "paper",
        )
        side = QWidget()
        side.setLayout(column(self.panel, self.paste_panel, self.side))
        side.setMinimumWidth(LEAST_PANEL)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(paper)
        self._split.addWidget(side)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._split.setSizes([1000, PANEL])
        self._split.setHandleWidth(Space.S)
        self._split.splitterMoved.connect(lambda _at, _place: self.table.lay_out())
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._split)
        self._pages.addWidget(nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        box.setSpacing(Space.S)
        box.addWidget(self.tools)
        box.addWidget(pages, 1)

    def _connect(self) -> None:
        act = self._presenter
        self.model.edited.connect(lambda key, text: act.enter({key: text}))
        self.table.clear_wanted.connect(act.clear)
        self.table.paste_wanted.connect(act.paste)
        self.table.today_wanted.connect(self._enter_today)
        self.table.cursor_at.connect(self._cursor_at)
        self.side.acted.connect(self._act_aside)
        self.panel.chosen.connect(act.choose)
        self.panel.explained.connect(act.explain)
        self.panel.grouping_wanted.connect(act.group_by)
        self.paste_panel.accepted.connect(self._accept_paste)
        self.paste_panel.refused.connect(self._refuse_paste)
        self.paste_panel.meant.connect(act.mean)
        self.table.column_heads.sectionClicked.connect(self.roster.sort_by)

    def _add_keys(self) -> None:
        act = self._presenter
        keys: tuple[tuple[str | QKeySequence.StandardKey, Callable[[], object]], ...] = (
            (QKeySequence.StandardKey.Undo, act.undo),
            ("Ctrl+Y", act.redo),
            ("Ctrl+Shift+Z", act.redo),
            ("F8", self.next_finding),
            ("F9", act.recheck),
            (QKeySequence.StandardKey.Print, self.print_wanted.emit),
            ("Ctrl+F", self.open_search),
            ("Ctrl+PgDown", lambda: act.step(1)),
            ("Ctrl+PgUp", lambda: act.step(-1)),
            ("Esc", self._escape),
            ("F6", self._other_side),
        )
        for key, action in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def open_search(self) -> None:
        """Ctrl+F: find in the open form."""
        self.search.open()

    def next_finding(self) -> None:
        """F8: the next thing that needs the clerk."""
        self._presenter.next_finding(self.table.current_key())

    def _enter_today(self, keys: list[CellKey]) -> None:
        self._presenter.enter(dict.fromkeys(keys, self._today().isoformat()))

    def _cursor_at(self, key: CellKey) -> None:
        self._presenter.point_at(key)
        self._presenter.side_line(key[0] if isinstance(key[0], int) else None)
        self.cell_bar.show_cell(self.model.grid, key)

    def _act_aside(self, verb: Verb, keys: list[int]) -> None:
        act = self._presenter
        match verb:
            case Verb.ADD:
                chosen, _kind = QFileDialog.getOpenFileNames(self, self._texts.text("Attach files …"))
                act.attach_files([Path(name) for name in chosen])
            case Verb.OPEN if keys and act.state.side_kind is SideKind.FILES:
                act.take_out(keys[0], _opened)
            case Verb.ONLY_FRESH:
                act.arrange(replace(act.state.arrangement, fresh=not act.state.arrangement.fresh))
            case _:
                act.act_aside(verb, keys)

    def _accept_paste(self) -> None:
        self._presenter.accept_paste()
        self.table.setFocus()

    def _refuse_paste(self) -> None:
        self._presenter.cancel_paste()
        self.table.setFocus()

    def _other_side(self) -> None:
        """F6: Tab belongs to the cells, so this key leads to the findings and back."""
        here = self.table.hasFocus()
        beside = self.side.list if self.side.isVisible() else self.panel.list
        (beside if here else self.table).setFocus()

    def _escape(self) -> None:
        if self._presenter.state.plan is not None:
            self._refuse_paste()
        elif self.search.isVisible():
            self.search.close_bar()
        elif self._presenter.state.side_kind is not None:
            self._presenter.show_side(None)
            self.table.setFocus()

    def _look_again(self) -> None:
        self.table.lay_out()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook or CSV file may be dropped on the form."""
        if dropped_file(event.mimeData().urls()) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        file = dropped_file(event.mimeData().urls())
        if file is not None:
            event.acceptProposedAction()
            self._presenter.read_file(file)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.table.lay_out()


def _changed(before: EntryState | None, now: EntryState) -> set[str]:
    """What of the state is another object than before; `{""}` where nothing was shown yet."""
    if before is None:
        return {""}
    return {each.name for each in fields(now) if getattr(before, each.name) is not getattr(now, each.name)}


def _only_pending(before: EntryState | None, now: EntryState) -> bool:
    """Whether nothing but what waits to be stored is different: every entry is shown so, before its answer comes."""
    if before is None or before.grid is None or now.grid is None:
        return False
    kept = ("sheet", "rows", "columns", "other", "preview", "marks", "remarks", "line_marks", "with_files")
    return all(getattr(before.grid, name) is getattr(now.grid, name) for name in kept)


def _opened(file: Path) -> None:
    """Have the system's program show a file."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
