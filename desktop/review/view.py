"""The review page: the unit's forms, the report as it prints, and what there is to rule on."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.paper import FormPaper
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.desk.words import MISSING, state_shade, state_word
from desktop.i18n import Texts
from desktop.review.month import MonthPart
from desktop.review.panels import AdjustPart, DifferencesPart, FindingsPart, HistoryPart, ReturnPart
from desktop.review.presenter import ReviewPresenter
from desktop.review.state import Beside, FormLine, ReviewState
from desktop.says import STATUS_SHADES, status_word
from desktop.theme import Space, Theme, re_role
from desktop.widgets.parts import bind_item, button, label, plain_label, row
from forms.report import Status

BESIDE = {
    Beside.NOTHING: "Beside nothing",
    Beside.BEFORE: "Beside the last revision",
    Beside.LAST_MONTH: "Beside last period",
}


class ReviewScreen(QWidget):
    """Places the parts and passes on what they want."""

    def __init__(self, presenter: ReviewPresenter, signing: Signing, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self.units, self.periods, self.beside = QComboBox(), QComboBox(), QComboBox()
        self._make_choices()
        self.forms: RowsTable[FormLine] = RowsTable(texts, theme, "Forms of the unit", self._columns())
        self.forms.picked.connect(lambda line: presenter.open(form=line.form))
        self.forms.horizontalHeader().hide()
        self.paper = FormPaper(theme, texts)
        self.paper.cursor_at.connect(presenter.point_at)
        self._nothing = nothing(
            texts,
            theme,
            "file-check",
            "No report to review",
            "Nothing counts for this form and period, or rivals stand: see the conflicts.",
        )
        self._status = plain_label("pill-neutral")
        self._accept = button(texts, "Accept this form", presenter.accept, "primary")
        self._accept_all = button(texts, "Accept all of this unit", lambda: presenter.accept(all_forms=True))
        self.findings = FindingsPart(presenter, theme, texts)
        self.differences = DifferencesPart(theme, texts, self.paper.table.go_to)
        self.back = ReturnPart(presenter, theme, texts)
        self.adjust = AdjustPart(presenter, theme, texts)
        self.history = HistoryPart(theme, texts)
        self.month = MonthPart(presenter, texts)
        self.panels = Segments(
            texts,
            (
                ("Findings", self.findings),
                ("Differences", self.differences),
                ("Return", self.back),
                ("Adjust", self.adjust),
                ("History", self.history),
                ("Month", self.month),
            ),
            across=3,
        )
        self._sign = SignBar(signing, theme, texts)
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        fill(self.units, state.units, state.unit)
        fill(self.periods, state.periods, state.period)
        with QSignalBlocker(self.beside):
            self.beside.setCurrentIndex(self.beside.findData(state.beside))
        self.forms.show_lines(state.forms)
        self._mark_form(state)
        self.paper.show_form(state.head, state.grid)
        self.paper.setVisible(state.grid is not None)
        self._nothing.setVisible(state.ready and state.grid is None)
        if state.report is not None:
            self._status.setText(status_word(self._texts, state.report.status))
            re_role(self._status, f"pill-{STATUS_SHADES[state.report.status]}")
        self._status.setVisible(state.report is not None)
        for made in (self._accept, self._accept_all):
            made.setEnabled(state.can_rule)
        for part in (self.findings, self.differences, self.back, self.adjust, self.history, self.month):
            part.show_state(state)
        self.panels.count(0, len(state.findings))
        changed = sum(line.against is Beside.BEFORE for line in state.differences)
        self.panels.count(1, changed)
        self.panels.count(2, len(state.remarks))
        self.panels.count(3, len(state.adjustments))

    def _mark_form(self, state: ReviewState) -> None:
        place = next((at for at, line in enumerate(state.forms) if line.form == state.form), -1)
        if place >= 0:
            with QSignalBlocker(self.forms.selectionModel()):
                self.forms.setCurrentIndex(self.forms.rows.index(place, 0))

    # parts --------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[FormLine], ...]:
        return (
            Column(
                title="Form",
                text=lambda one: one.form,
                second=lambda one: one.title,
                tip=lambda one: f"{one.form} {one.title}",
                width=STRETCH,
                least=60,
            ),
            Column(
                title="Status",
                text=lambda one: state_word(self._texts, _state(one)),
                shade=lambda one: state_shade(_state(one)),
                tip=lambda one: one.title,
                pill=True,
                width=70,
            ),
        )

    def _make_choices(self) -> None:
        for box, name in (
            (self.units, "Office"),
            (self.periods, "Report period"),
            (self.beside, "Compare"),
        ):
            self._texts.bind(box, QComboBox.setAccessibleName, name)
            box.setMinimumWidth(130)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.units.activated.connect(lambda at: self._presenter.open(unit=self.units.itemData(at)))
        self.periods.activated.connect(lambda at: self._presenter.open(period=self.periods.itemData(at)))
        for place, (beside, text) in enumerate(BESIDE.items()):
            self.beside.addItem("", beside)
            bind_item(self._texts, self.beside, place, text)
        self.beside.activated.connect(lambda at: self._presenter.compare(Beside(self.beside.itemData(at))))

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.paper, 1)
        inside.addWidget(self._nothing, 1)
        self.forms.setMinimumWidth(self._theme.px(172))
        self.panels.setMinimumWidth(320)
        for part in (self.forms, middle, self.panels):
            split.addWidget(part)
        split.setStretchFactor(1, 1)
        split.setSizes([172, 660, 340])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.S)
        split.splitterMoved.connect(lambda _at, _place: self.paper.table.lay_out())
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        box.addLayout(
            row(
                label(self._texts, "Review", "display"),
                Space.M,
                self.units,
                self.periods,
                None,
                self._status,
                self._accept_all,
                self._accept,
            )
        )
        printing = button(self._texts, "Print …", self._presenter.print)
        whole = button(self._texts, "Print all …", self._presenter.print_unit)
        self._texts.bind(whole, QWidget.setToolTip, "Everything this unit reported for the month")
        second = row(self.beside, printing, whole, None, self._sign)
        box.addLayout(second)
        box.addWidget(split, 1)


def _state(line: FormLine) -> str:
    """Seen from here a form that did not come is missing, whatever the office began."""
    return MISSING if line.status is Status.EMPTY else line.status.value
