"""Supervision and decisions: problems, notices and matters in three parts, with what is to be said beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.i18n import Texts
from desktop.supervision.panels import NoticePanel, WishPanel
from desktop.supervision.presenter import SHOWN, STATE_WORDS, SupervisionPresenter
from desktop.supervision.state import NoticeLine, Show, SupervisionState, ToldLine, Wish
from desktop.theme import Space, Theme
from desktop.widgets.parts import bind_item, button, column, label, plain_label, row

T = TypeVar("T")
PARTS = ("Problems", "Notices", "Matters to decide")
PROBLEMS, NOTICES, MATTERS = range(3)


class Part(QWidget, Generic[T]):
    """A list with a panel beside it, or what stands there where the list is empty."""

    def __init__(
        self, table: RowsTable[T], panel: QWidget, empty: QWidget, above: QWidget | None = None
    ) -> None:
        super().__init__()
        self.table = table
        self._empty = empty
        left = QWidget()
        inside = column(*([above] if above else []), table, empty)
        inside.setStretch(inside.count() - 2, 1)
        inside.setStretch(inside.count() - 1, 1)
        left.setLayout(inside)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(panel)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 380])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.M)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def show_lines(self, lines: tuple[T, ...]) -> None:
        """Show these."""
        self.table.show_lines(lines)
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)


class SupervisionScreen(QWidget):
    """Shows the state."""

    def __init__(
        self,
        presenter: SupervisionPresenter,
        signing: Signing,
        theme: Theme,
        texts: Texts,
        proposed_day: Callable[[], str],
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self._proposed_day = proposed_day
        self.periods, self.show_box = QComboBox(), QComboBox()
        self._make_choices()
        self._said = plain_label("muted", wrap=True)
        self._make_parts()
        self.parts = Segments(
            texts, list(zip(PARTS, (self.problems, self.notices, self.matters), strict=True))
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        head = label(texts, "Supervision", "display")
        box.addLayout(row(head, None, SignBar(signing, theme, texts), self.periods))
        box.addWidget(self._said)
        box.addWidget(self.parts, 1)
        presenter.attach(self)

    def show_state(self, state: SupervisionState) -> None:
        """Show this and nothing else."""
        fill(self.periods, state.periods, state.period)
        with QSignalBlocker(self.show_box):
            self.show_box.setCurrentIndex(self.show_box.findData(state.show))
        advice = self._texts.text(
            "What is said here reaches the units with the next replies (page Review, this month)."
        )
        self._said.setText(state.said or advice)
        self.problems.show_lines(state.problems)
        if state.problem is None:
            self.problems.table.setCurrentIndex(QModelIndex())
        self.notices.show_lines(state.notices)
        self.matters.show_lines(state.matters)
        for place, number in (
            (PROBLEMS, len(state.problems)),
            (NOTICES, state.overdue),
            (MATTERS, len(state.matters)),
        ):
            self.parts.count(place, number)
        self._show_panels(state)

    def _show_panels(self, state: SupervisionState) -> None:
        self.notify.show_choices(state.units, self._proposed_day())
        self.decide.show_choices(state.results, self._proposed_day())
        self.notice.show_notice(state.notice, can_sign=state.can_sign)
        self.notify.allow(may=state.can_sign)
        self.decide.allow(may=state.can_sign and state.matter is not None)
        self._agenda.setEnabled(bool(state.matters))
        self._print.setEnabled(bool(state.notices))
        say = self._texts.text
        problem, matter = state.problem, state.matter
        self.notify.begin_anew(state.given)
        if problem is not None:
            self.notify.subject.setText(
                say("On problem {number} of {unit}", number=problem.number, unit=problem.unit)
            )
            self.notify.propose(f"{problem.told.unit} {problem.number}", _proposal(problem))
        else:
            self.notify.subject.setText("")
        if matter is not None:
            self.decide.subject.setText(f"{matter.unit} {matter.number} {matter.text}")
            self.decide.propose(f"{matter.told.unit} {matter.number}", _decided(matter))

    # parts --------------------------------------------------------------------------------------------

    def _make_choices(self) -> None:
        self._texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self._texts.bind(self.show_box, QComboBox.setAccessibleName, "Which notices")
        self.periods.setMinimumWidth(self._theme.px(130))
        self.periods.activated.connect(lambda at: self._presenter.open(self.periods.itemData(at)))
        for place, (show, text) in enumerate(SHOWN.items()):
            self.show_box.addItem("", show)
            bind_item(self._texts, self.show_box, place, text)
        self.show_box.activated.connect(
            lambda at: self._presenter.show_only(Show(self.show_box.itemData(at)))
        )

    def _make_parts(self) -> None:
        texts, theme, presenter = self._texts, self._theme, self._presenter
        self.notify = WishPanel(
            texts, theme, "Give a notice", "Give the notice", presenter.notify, decides=False
        )
        self.decide = WishPanel(
            texts, theme, "What was decided", "Record the decision", presenter.decide, decides=True
        )
        self.notice = NoticePanel(texts, presenter.close)
        self._print = button(texts, "Print …", presenter.print_notices)
        self._agenda = button(texts, "List for the meeting …", self._write_agenda)
        problems: RowsTable[ToldLine] = RowsTable(texts, theme, "Problems", _problem_columns())
        notices: RowsTable[NoticeLine] = RowsTable(texts, theme, "Notices", _notice_columns())
        matters: RowsTable[ToldLine] = RowsTable(texts, theme, "Matters to decide", _matter_columns())
        problems.picked.connect(presenter.choose_problem)
        notices.picked.connect(presenter.choose_notice)
        matters.picked.connect(presenter.choose_matter)
        self.problems: Part[ToldLine] = Part(
            problems,
            self.notify,
            self._empty(
                "No problems",
                "The units reported no problems for this month. A notice can be given all the same.",
            ),
        )
        self.notices: Part[NoticeLine] = Part(
            notices,
            self.notice,
            self._empty(
                "No notices", "Give one from a problem, or of your own accord, in the part Problems."
            ),
            self._bar(self.show_box, self._print),
        )
        self.matters: Part[ToldLine] = Part(
            matters,
            self.decide,
            self._empty("No matters", "Matters are submitted with the last month of a quarter."),
            self._bar(self._agenda),
        )

    def _empty(self, title: str, advice: str) -> QWidget:
        return nothing(self._texts, self._theme, "message-square-text", title, advice)

    @staticmethod
    def _bar(*parts: QWidget) -> QWidget:
        made = QWidget()
        made.setLayout(row(None, *parts))
        return made

    def _write_agenda(self) -> None:
        name = self._texts.text("Matters for decision") + ".docx"
        path, _ = QFileDialog.getSaveFileName(
            self, self._texts.text("List for the meeting …"), name, "Word (*.docx)"
        )
        if path:
            self._presenter.write_agenda(Path(path))


def _problem_columns() -> tuple[Column[ToldLine], ...]:
    return (
        *_told_columns(),
        Column(title="Deadline", text=lambda one: one.deadline, width=90),
        Column(title="Notice", text=lambda one: one.answered, width=130, shade=lambda _o: "good"),
    )


def _matter_columns() -> tuple[Column[ToldLine], ...]:
    decided = Column[ToldLine](
        title="Decision", text=lambda one: one.answered, width=130, shade=lambda _o: "good"
    )
    return (*_told_columns()[:3], decided, *_told_columns()[3:])


def _told_columns() -> tuple[Column[ToldLine], ...]:
    return (
        Column(title="Office", text=lambda one: one.unit, width=90),
        Column(title="Entry no.", text=lambda one: one.number, width=110),
        Column(title="Content", text=lambda one: one.text, width=STRETCH),
        Column(title="Sort", text=lambda one: one.kind, width=100, shade=lambda _o: "neutral"),
    )


def _notice_columns() -> tuple[Column[NoticeLine], ...]:
    return (
        Column(title="Entry no.", text=lambda one: one.number, width=150),
        Column(title="Office", text=lambda one: one.unit, width=90),
        Column(title="Content", text=lambda one: one.text, width=STRETCH),
        Column(title="Deadline", text=lambda one: one.deadline, width=90),
        Column(
            title="State",
            text=lambda one: one.word,
            shade=lambda one: STATE_WORDS[one.state][1],
            pill=True,
            width=96,
        ),
        Column(title="Answer", text=lambda one: one.progress, width=160),
    )


def _proposal(problem: ToldLine) -> Wish:
    return Wish(unit=problem.told.unit, text=problem.text, responsible=problem.who, deadline=problem.deadline)


def _decided(matter: ToldLine) -> Wish:
    before = matter.told.answered.matter if matter.told.answered else None
    if before is None:
        return Wish()
    return Wish(
        result=before.result,
        text=before.text,
        responsible=before.responsible,
        deadline=before.deadline or "",
        meeting=before.meeting,
    )
