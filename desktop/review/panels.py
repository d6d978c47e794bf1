"""The panels beside a report under review: findings, differences, return, adjustments and history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Choice
from desktop.i18n import Texts
from desktop.review.presenter import ReviewPresenter
from desktop.review.state import (
    AdjustmentLine,
    Beside,
    DifferenceLine,
    FindingLine,
    HistoryLine,
    RemarkLine,
    ReviewState,
)
from desktop.theme import Theme
from desktop.widgets.parts import button, column, label, plain_label, row

AGAINST = {Beside.BEFORE: "Last revision", Beside.LAST_MONTH: "Last period"}
ALONE = {
    Beside.BEFORE: "It was submitted once only: there is no earlier revision.",
    Beside.LAST_MONTH: "There is no report of the last period here.",
}
FIRST = 100
LEVELS = {"error": ("error", "error"), "warning": ("warning", "warning"), "hint": ("hint", "accent")}


def field(texts: Texts, english: str) -> QLineEdit:
    """A line to type in, named by what stands in it while it is empty."""
    made = QLineEdit()
    texts.bind(made, QLineEdit.setPlaceholderText, english)
    texts.bind(made, QWidget.setAccessibleName, english)
    return made


class FindingsPart(QWidget):
    """Findings with their explanations, each accepted or refused by itself."""

    def __init__(self, presenter: ReviewPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts

        def ruling(one: FindingLine) -> str:
            if not one.explanation:
                return ""
            words = {None: "explained", True: "explanation accepted", False: "explanation refused"}
            return texts.text(words[one.accepted])

        columns = (
            Column[FindingLine](
                title="Level",
                text=lambda one: texts.text(LEVELS[one.level][0]),
                shade=lambda one: LEVELS[one.level][1],
                pill=True,
                width=64,
            ),
            Column[FindingLine](title="Finding", text=lambda one: one.text, second=ruling, width=STRETCH),
        )
        self.table: RowsTable[FindingLine] = RowsTable(texts, theme, "Findings", columns)
        self.table.picked.connect(lambda _one: self._show())
        self._text, self._why = plain_label(wrap=True), plain_label("muted", wrap=True)
        for part in (self._text, self._why):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._yes = button(texts, "Accept the explanation", lambda: self._judge(accepted=True))
        self._no = button(texts, "Refuse it", lambda: self._judge(accepted=False))
        self._none = label(texts, "The rules find nothing.", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        box = column(self._none, self.table, self._text, self._why, row(self._yes, self._no, None))
        box.setStretch(1, 1)
        self.setLayout(box)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.findings)
        self._none.setVisible(not state.findings)
        self.table.setVisible(bool(state.findings))
        self._show()

    def _chosen(self) -> FindingLine | None:
        index = self.table.currentIndex()
        return self.table.rows.lines[index.row()] if index.isValid() else None

    def _show(self) -> None:
        one = self._chosen()
        self._text.setText(one.text if one else "")
        said = (
            self._texts.text("Explanation: {text}", text=one.explanation) if one and one.explanation else ""
        )
        self._why.setText(said)
        for part in (self._text, self._why):
            part.setVisible(bool(part.text()))
        for made in (self._yes, self._no):
            made.setVisible(bool(one and one.explanation))
            made.setEnabled(self._presenter.state.can_rule)

    def _judge(self, *, accepted: bool) -> None:
        one = self._chosen()
        if one is not None:
            self._presenter.judge(one, accepted=accepted)


class ReturnPart(QWidget):
    """Remarks on cells and the reason with which the report goes back."""

    def __init__(self, presenter: ReviewPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._place = plain_label("heading", wrap=True)
        self._texts = texts
        self.text = field(texts, "Remark on this cell")
        self.text.returnPressed.connect(self._remark)
        columns = (
            Column[RemarkLine](
                title="Cell and remark",
                text=lambda one: one.place,
                second=lambda one: one.text,
                tip=lambda one: f"{one.place}\n{one.text}",
                width=STRETCH,
            ),
        )
        self.table: RowsTable[RemarkLine] = RowsTable(texts, theme, "Remarks", columns)
        self.reason = QPlainTextEdit()
        self.reason.setMaximumHeight(theme.px(90))
        texts.bind(self.reason, QPlainTextEdit.setPlaceholderText, "Reason for the return")
        texts.bind(self.reason, QWidget.setAccessibleName, "Reason for the return")
        self.reason.textChanged.connect(self._enable)
        self._back = button(texts, "Return this form", lambda: self._send(all_forms=False), "primary")
        self._whole = button(texts, "Return all of this unit", lambda: self._send(all_forms=True))
        box = column(
            self._place,
            row(self.text, button(texts, "Note it", self._remark)),
            self.table,
            self.reason,
            row(None, self._back),
            row(None, self._whole),
        )
        box.setStretch(2, 1)
        self.setLayout(box)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        self._place.setText(state.place or self._texts.text("Choose a cell in the form to remark on it."))
        self.text.setEnabled(state.cell is not None)
        self.table.show_lines(state.remarks)
        self._enable()

    def _enable(self) -> None:
        state = self._presenter.state
        said = bool(self.reason.toPlainText().strip() or state.remarks)
        self._back.setEnabled(state.can_rule and said)
        self._whole.setEnabled(state.can_rule and bool(self.reason.toPlainText().strip()))

    def _remark(self) -> None:
        self._presenter.remark(self.text.text())
        self.text.clear()

    def _send(self, *, all_forms: bool) -> None:
        self._presenter.send_back(self.reason.toPlainText(), all_forms=all_forms)
        self.reason.clear()


class AdjustPart(QWidget):
    """Adjustments beside the figures; the reporter's figure is never touched."""

    def __init__(self, presenter: ReviewPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._place = plain_label("heading", wrap=True)
        self.difference = field(texts, "Difference, e.g. -3")
        self.reason = field(texts, "Reason")
        for each in (self.difference, self.reason):
            each.textChanged.connect(lambda _text: self._enable())
        self._do = button(texts, "Put beside the figure", self._adjust, "primary")
        columns = (
            Column[AdjustmentLine](
                title="Cell and reason",
                text=lambda one: one.place,
                second=lambda one: one.reason,
                tip=lambda one: f"{one.place}\n{one.reason}",
                width=STRETCH,
            ),
            Column[AdjustmentLine](title="Figure", text=lambda one: one.figure, number=True, width=62),
            Column[AdjustmentLine](
                title="Difference",
                text=lambda one: one.difference,
                number=True,
                width=62,
                shade=lambda _o: "warning",
            ),
        )
        self.table: RowsTable[AdjustmentLine] = RowsTable(texts, theme, "Adjustments", columns)
        advice = label(
            texts,
            "The reported figure stays; totals show the adjustment apart. 0 ends one.",
            "muted",
            wrap=True,
        )
        box = column(advice, self._place, self.difference, self.reason, row(None, self._do), self.table)
        box.setStretch(5, 1)
        self.setLayout(box)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        self._place.setText(state.place or self._texts.text("Choose a cell in the form."))
        self.table.show_lines(state.adjustments)
        self._enable()

    def _enable(self) -> None:
        state = self._presenter.state
        filled = bool(self.difference.text().strip() and self.reason.text().strip())
        self._do.setEnabled(state.can_rule and state.cell is not None and filled)

    def _adjust(self) -> None:
        self._presenter.adjust(self.difference.text(), self.reason.text())
        self.difference.clear()
        self.reason.clear()


class HistoryPart(QWidget):
    """What happened to the report."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        columns = (
            Column[HistoryLine](
                title="When and what", text=lambda one: one.what, second=lambda one: one.at, width=122
            ),
            Column[HistoryLine](
                title="Details and who",
                text=lambda one: one.details or one.who,
                second=lambda one: one.who if one.details else "",
                tip=lambda one: "\n".join(part for part in (one.details, one.who) if part),
                width=STRETCH,
            ),
        )
        self.table: RowsTable[HistoryLine] = RowsTable(texts, theme, "History of the report", columns)
        self.setLayout(column(self.table))

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.history)


class DifferencesPart(QWidget):
    """What is not as it was in the last revision or the last period; a line leads to its cell."""

    def __init__(self, theme: Theme, texts: Texts, go: Callable[[tuple[str | int, str]], object]) -> None:
        super().__init__()
        self._lines: tuple[DifferenceLine, ...] = ()
        self._compared: tuple[Beside, ...] = ()
        self._against: Choice[Beside] = Choice(texts, AGAINST, self._turn, "Compare")
        self._chosen = Beside.BEFORE
        self._texts = texts
        self._none = plain_label("muted", wrap=True)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        columns = (
            Column[DifferenceLine](
                title="Cell", text=lambda one: one.row, second=lambda one: one.column, width=STRETCH
            ),
            Column[DifferenceLine](
                title="Before",
                text=lambda one: one.before,
                number=True,
                width=70,
                shade=lambda _o: "neutral",
            ),
            Column[DifferenceLine](title="Now", text=lambda one: one.now, number=True, width=70),
        )
        self.table: RowsTable[DifferenceLine] = RowsTable(texts, theme, "Differences", columns)
        self.table.picked.connect(lambda one: go(one.cell) if one.cell else None)
        box = column(row(self._against, None), self._none, self.table, None)
        box.setStretch(2, FIRST)
        self.setLayout(box)

    def show_state(self, state: ReviewState) -> None:
        """Show this and nothing else."""
        self._lines, self._compared = state.differences, state.compared
        self._show()

    def _turn(self, against: Beside) -> None:
        self._chosen = against
        self._show()

    def _show(self) -> None:
        lines = tuple(line for line in self._lines if line.against is self._chosen)
        self._against.show_value(self._chosen)
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self._none.setVisible(not lines)
        alone = self._chosen not in self._compared
        self._none.setText(self._texts.text(ALONE[self._chosen] if alone else "Nothing differs."))
