"""The matrix: units down, forms or months across, status by colour and by word, and the 催报 list."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.desk.nothing import nothing
from desktop.desk.rows import Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk.words import MISSING, NOT_YET, SENT_BACK, form_name, moment, state_shade, state_word
from desktop.i18n import Texts
from desktop.matrix.presenter import MatrixPresenter
from desktop.matrix.state import MatrixState, MonthsLine, Only, UnitLine
from desktop.theme import Space, Theme
from desktop.widgets.parts import bind_item, button, column, label, plain_label, row
from forms.index import PackIndex

FORMS, MONTHS, REMINDERS = range(3)
ONLY = {
    Only.ALL: "All units",
    Only.LATE: "Late ones",
    Only.MISSING: "With missing forms",
    Only.RETURNED: "With returns outstanding",
}
SHORT = {
    MISSING: "none",
    NOT_YET: "Not due yet",
    "received": "in",
    "accepted": "final",
    "returned": "back",
    "correcting": "back",
    "conflict": "rival",
    SENT_BACK: "asked",
    "locked": "shut",
    "withdrawn": "gone",
}
LATE, GAPS, RECEIVED = 58, 58, 128


class MatrixScreen(QWidget):
    """Shows the state; a cell leads to its report."""

    report_wanted = Signal(str, str, str)

    def __init__(
        self,
        presenter: MatrixPresenter,
        index: PackIndex,
        theme: Theme,
        texts: Texts,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._index = index
        self._theme = theme
        self._texts = texts
        self._across: tuple[tuple[str, ...], tuple[str, ...], str] = ((), (), "")
        self.forms: RowsTable[UnitLine] = RowsTable(texts, theme, "Units by forms", (), cells=True)
        self.forms.name_rows(lambda line: line.name, 150)
        self.forms.activated.connect(self._open)
        self.forms.doubleClicked.connect(self._open)
        self.months: RowsTable[MonthsLine] = RowsTable(texts, theme, "Units by months", (), cells=True)
        self.months.name_rows(lambda line: line.name, 150)
        self.months.activated.connect(self._open_month)
        self.months.doubleClicked.connect(self._open_month)
        self._summary = plain_label("muted")
        self.periods, self.only = QComboBox(), QComboBox()
        self._make_choices()
        self.reminder = QPlainTextEdit()
        self.reminder.setReadOnly(True)
        texts.bind(self.reminder, QWidget.setAccessibleName, "Reminders")
        self._drafts = plain_label("good")
        self._nothing = nothing(
            texts,
            theme,
            "layout-grid",
            "Nobody owes a report here",
            "Choose another month or show all units.",
        )
        self.parts = Segments(
            texts,
            (
                ("By form", self._make_forms()),
                ("By month", self.months),
                ("Reminders", self._make_reminders()),
            ),
        )
        self._lay_out()
        texts.changed.connect(self._head_months)
        presenter.attach(self)

    def show_state(self, state: MatrixState) -> None:
        """Show this and nothing else."""
        self._summary.setText(state.summary)
        with QSignalBlocker(self.periods):
            self.periods.clear()
            for period, name in state.periods:
                self.periods.addItem(name, period)
            self.periods.setCurrentIndex(self.periods.findData(state.period))
        across = (state.forms, state.shown_months, self._texts.language)
        new, self._across = across != self._across, across
        self.forms.show_lines(state.lines, self._form_columns(state) if new else None)
        self.months.show_lines(state.months, self._month_columns(state) if new else None)
        self.forms.setVisible(bool(state.lines))
        self._nothing.setVisible(state.ready and not state.lines)
        self.reminder.setPlainText(state.reminder or self._texts.text("Nobody has to be reminded."))
        self._drafts.setVisible(state.drafts is not None)
        self._drafts.setText(self._texts.text("{count} mail drafts written", count=state.drafts or 0))
        owing = sum(bool(line.missing or line.returned) for line in state.lines)
        self.parts.count(REMINDERS, owing)

    # columns ------------------------------------------------------------------------------------------

    def _form_columns(self, state: MatrixState) -> tuple[Column[UnitLine], ...]:
        say = self._texts.text
        first: tuple[Column[UnitLine], ...] = (
            Column(
                title="Late",
                text=lambda one: say("{days} d", days=one.late_days) if one.late_days else "",
                shade=lambda _one: "error",
                number=True,
                width=LATE,
            ),
            Column(
                title="Gaps",
                text=lambda one: "、".join(map(str, one.gaps)),
                tip=lambda one: (
                    say("Bundles that never arrived: {numbers}", numbers="、".join(map(str, one.gaps)))
                    if one.gaps
                    else ""
                ),
                shade=lambda _one: "warning",
                width=GAPS,
            ),
            Column(
                title="Last received",
                text=lambda one: moment(one.received),
                shade=lambda _one: "neutral",
                width=RECEIVED,
            ),
        )
        return first + tuple(self._form_column(form) for form in state.forms)

    def _form_column(self, form: str) -> Column[UnitLine]:
        def state(one: UnitLine) -> str:
            return one.forms.get(form, "")

        def word(one: UnitLine) -> str:
            known = one.forms.get(form)
            return self._texts.text(SHORT.get(known, known)) if known else ""

        def shade(one: UnitLine) -> str:
            known = one.forms.get(form)
            return state_shade(known) if known else ""

        return Column(
            title=form,
            literal=True,
            text=word,
            shade=shade,
            tip=lambda one: (
                f"{one.name}  {form_name(self._index, form, self._texts)}\n{state_word(self._texts, state(one))}"
                if state(one)
                else self._texts.text("Not owed")
            ),
            pill=True,
            width=60,
        )

    def _month_columns(self, state: MatrixState) -> tuple[Column[MonthsLine], ...]:
        return tuple(self._month_column(month) for month in state.shown_months)

    def _month_column(self, month: str) -> Column[MonthsLine]:
        def words(one: MonthsLine) -> str:
            state, number = one.months[month]
            word = self._texts.text(SHORT.get(state, state))
            return f"{word} {number}" if number else word

        return Column(
            title=month,
            literal=True,
            text=words,
            shade=lambda one: state_shade(one.months[month][0]),
            pill=True,
            width=84,
        )

    def _head_months(self) -> None:
        self.show_state(self._presenter.state)

    # parts --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.M)
        box.setSpacing(Space.S)
        box.addLayout(
            row(
                label(self._texts, "Who reported", "display"),
                None,
                self.only,
                self.periods,
                button(self._texts, "Print …", self._print),
            )
        )
        box.addWidget(self._summary)
        box.addWidget(self.parts, 1)

    def _make_choices(self) -> None:
        self.periods.setMinimumWidth(130)
        self._texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self.periods.activated.connect(lambda at: self._presenter.open(self.periods.itemData(at)))
        self._texts.bind(self.only, QComboBox.setAccessibleName, "Which units")
        for place, (only, text) in enumerate(ONLY.items()):
            self.only.addItem("", only)
            bind_item(self._texts, self.only, place, text)
        self.only.activated.connect(lambda at: self._presenter.show_only(Only(self.only.itemData(at))))

    def _make_forms(self) -> QWidget:
        made = QWidget()
        made.setLayout(column(self.forms, self._nothing))
        return made

    def _make_reminders(self) -> QWidget:
        made = QWidget()
        copy = button(self._texts, "Copy", self._copy)
        drafts = button(self._texts, "Write a mail draft for each unit …", self._write)
        made.setLayout(column(self.reminder, row(self._drafts, None, copy, drafts)))
        return made

    # answers ------------------------------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        line = self.forms.rows.lines[index.row()]
        form = self.forms.rows.columns[index.column()].title
        if line.forms.get(form, MISSING) != MISSING:
            self.report_wanted.emit(line.unit, form, self._presenter.state.period)

    def _open_month(self, index: QModelIndex) -> None:
        self._presenter.open(self.months.rows.columns[index.column()].title)
        self.parts.go(FORMS)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.reminder.toPlainText())

    def _write(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.write_reminders(Path(chosen))

    def _print(self) -> None:
        acts = {
            FORMS: self._presenter.print_forms,
            MONTHS: self._presenter.print_months,
            REMINDERS: self._presenter.print_reminders,
        }
        acts[self.parts.pages.currentIndex()]()
