"""Registers: every entry of all units, searched and filtered; what happened to the chosen one and who told it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.i18n import Texts
from desktop.registries.presenter import RegistriesPresenter
from desktop.registries.state import EntryLine, MoveLine, RegistriesState, Show
from desktop.theme import Space, Theme
from desktop.widgets.parts import bind_item, button, clear, column, label, plain_label, row

SHOW = {
    Show.ALL: "All entries",
    Show.LISTED: "Listed now",
    Show.GONE: "No longer listed",
    Show.MOVED: "With changes",
    Show.DOUBLE: "Listed by several units",
}
PATIENCE_MS = 200


class RegistriesScreen(QWidget):
    """Shows the state; `report_wanted` carries unit, form and period."""

    report_wanted = Signal(str, str, str)

    def __init__(self, presenter: RegistriesPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self.forms, self.show_box, self.search = QComboBox(), QComboBox(), QLineEdit()
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._make_choices()
        self._summary, self._written = plain_label("muted"), plain_label("muted", wrap=True)
        self.table: RowsTable[EntryLine] = RowsTable(texts, theme, "Entries of the register", self._columns())
        self.table.picked.connect(presenter.choose)
        self._name = plain_label("heading", wrap=True)
        self._facts = QGridLayout()
        self.moves: RowsTable[MoveLine] = RowsTable(texts, theme, "What happened", self._move_columns())
        self.moves.picked.connect(presenter.pick)
        self._source = plain_label("small", wrap=True)
        self._to_report = button(texts, "Open the report", self._open_report)
        self._nothing = nothing(
            texts,
            theme,
            "book-open",
            "No entries",
            "Entries come from the rosters of the units. Take in their bundles, or show other entries.",
        )
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: RegistriesState) -> None:
        """Show this and nothing else."""
        fill(self.forms, state.forms, state.form)
        with QSignalBlocker(self.show_box):
            self.show_box.setCurrentIndex(self.show_box.findData(state.show))
        self._summary.setText(state.summary)
        said = self._texts.text("Written: {file}", file=state.written) if state.written else ""
        self._written.setText(said)
        self.table.show_lines(state.lines)
        self._split.setVisible(bool(state.lines) or not state.ready)
        self._nothing.setVisible(state.ready and not state.lines)
        self._show_chosen(state)

    def _show_chosen(self, state: RegistriesState) -> None:
        chosen = state.chosen
        self._name.setText(f"{chosen.name}  {chosen.number}" if chosen else "")
        clear(self._facts)
        for place, (head, text) in enumerate(state.facts):
            word, said = plain_label("muted"), plain_label(wrap=True)
            word.setText(head)
            said.setText(text)
            self._facts.addWidget(word, place, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(said, place, 1)
        self.moves.show_lines(state.moves)
        self._source.setText(self._presenter.said_of_source())
        self._to_report.setEnabled(state.picked is not None)

    # parts --------------------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        bind = self._texts.bind
        bind(self.forms, QComboBox.setAccessibleName, "Register")
        bind(self.show_box, QComboBox.setAccessibleName, "Which entries")
        bind(self.search, QLineEdit.setPlaceholderText, "Search name, number, place …")
        bind(self.search, QLineEdit.setAccessibleName, "Search name, number, place …")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(self._theme.px(220))
        self.search.textChanged.connect(lambda _text: self._wait.start())
        self._wait.timeout.connect(lambda: self._presenter.look_for(self.search.text()))
        self.forms.setMinimumWidth(self._theme.px(220))
        self.forms.activated.connect(lambda at: self._presenter.open(self.forms.itemData(at)))
        for place, (show, text) in enumerate(SHOW.items()):
            self.show_box.addItem("", show)
            bind_item(self._texts, self.show_box, place, text)
        self.show_box.activated.connect(
            lambda at: self._presenter.show_only(Show(self.show_box.itemData(at)))
        )

    def _columns(self) -> tuple[Column[EntryLine], ...]:
        say = self._texts.text
        return (
            Column(title="Name", text=lambda one: one.name, second=lambda one: one.number, width=200),
            Column(title="Office", text=lambda one: one.unit, width=80),
            Column(
                title="Kind and level", text=lambda one: one.kind, width=STRETCH, shade=lambda _o: "neutral"
            ),
            Column(title="State", text=lambda one: say(_state(one)), shade=_state_shade, pill=True, width=96),
            Column(title="Since", text=lambda one: one.entry.since, width=76),
            Column(title="Times changed", text=lambda one: str(one.moves or ""), number=True, width=56),
        )

    @staticmethod
    def _move_columns() -> tuple[Column[MoveLine], ...]:
        return (
            Column(title="Period", text=lambda one: one.period, second=lambda one: one.form, width=90),
            Column(
                title="Change",
                text=lambda one: one.what,
                second=lambda one: one.said,
                tip=lambda one: one.said,
                shade=lambda one: one.shade,
                width=STRETCH,
            ),
        )

    def _lay_out(self) -> None:
        self._facts.setHorizontalSpacing(Space.M)
        self._facts.setColumnStretch(1, 1)
        side = QWidget()
        foot = row(self._source, self._to_report)
        foot.setStretch(0, 1)
        box = column(
            self._name, self._facts, label(self._texts, "What happened", "heading"), self.moves, foot
        )
        box.setStretch(3, 1)
        side.setLayout(box)
        side.setMinimumWidth(340)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.table)
        self._split.addWidget(side)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([800, 400])
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(Space.M)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        outer.setSpacing(Space.S)
        head = label(self._texts, "Registers", "display")
        outer.addLayout(row(head, None, self.search, self.show_box, self.forms))
        line = row(self._summary, self._written, button(self._texts, "Export …", self._export))
        line.setStretch(1, 1)
        outer.addLayout(line)
        outer.addWidget(self._split, 1)
        outer.addWidget(self._nothing, 1)

    # wishes -------------------------------------------------------------------------------------------

    def _open_report(self) -> None:
        chosen, picked = self._presenter.state.chosen, self._presenter.state.picked
        if chosen is not None and picked is not None:
            self.report_wanted.emit(chosen.entry.unit, picked.form, picked.month)

    def _export(self) -> None:
        name = f"{self._presenter.state.form}.xlsx"
        path, _ = QFileDialog.getSaveFileName(
            self, self._texts.text("Export …"), name, "Excel (*.xlsx);;CSV (*.csv)"
        )
        if path:
            self._presenter.export(Path(path))


def _state(line: EntryLine) -> str:
    return "listed by several" if line.double else "listed" if line.entry.stands else "no longer listed"


def _state_shade(line: EntryLine) -> str:
    return "warning" if line.double else "good" if line.entry.stands else "neutral"
