"""The form pack: what is in force, and the next version checked, compared and tried before it is signed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QListWidget,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.desk.choices import fill
from desktop.desk.paper import FormPaper
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.i18n import Texts
from desktop.packs.presenter import PacksPresenter
from desktop.packs.state import FormLine, PacksState, TrialLine
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, clear, column, framed, label, plain_label, row

AS_FORM, DIFFERENCES, TRIAL, PROBLEMS = range(4)


class PacksScreen(QWidget):
    """Shows the state."""

    def __init__(self, presenter: PacksPresenter, signing: Signing, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._title, self._version = plain_label("heading", wrap=True), plain_label("muted")
        self._facts = QGridLayout()
        self.forms: RowsTable[FormLine] = RowsTable(texts, theme, "Forms of the pack", _form_columns())
        self.forms.picked.connect(self._show_form)
        self.paper = FormPaper(theme, texts)
        self._other = plain_label("heading", wrap=True)
        self._send = button(texts, "Hand it out to everybody …", self._hand_out)
        self.differences, self.problems = QListWidget(), QListWidget()
        for made, name in ((self.differences, "Differences"), (self.problems, "Mistakes")):
            texts.bind(made, QListWidget.setAccessibleName, name)
            made.setWordWrap(True)
        self.trial: RowsTable[TrialLine] = RowsTable(texts, theme, "Trial", _trial_columns())
        self.periods = QComboBox()
        texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self._try = button(
            texts, "Try on this month's reports", lambda: presenter.try_on(self.periods.currentData())
        )
        self._adopt = button(texts, "Sign it into force", presenter.adopt, "primary")
        self._adopted = plain_label("good", wrap=True)
        self._tried = plain_label("muted", wrap=True)
        self.panels = Segments(
            texts,
            (
                ("As it prints", self._make_sheet()),
                ("Differences", self.differences),
                ("Trial", self._make_trial()),
                ("Mistakes", self.problems),
            ),
        )
        self._sign_bar = SignBar(signing, theme, texts)
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: PacksState) -> None:
        """Show this and nothing else."""
        self._title.setText(state.title)
        self._version.setText(state.version)
        clear(self._facts)
        for place, (name, value) in enumerate(state.facts):
            word, said = plain_label("muted"), plain_label(wrap=True)
            word.setText(name)
            said.setText(value)
            self._facts.addWidget(word, place, 0)
            self._facts.addWidget(said, place, 1)
        self._facts.setColumnStretch(1, 1)
        self.forms.show_lines(state.forms)
        self._show_other(state)

    def _show_other(self, state: PacksState) -> None:
        say = self._texts.text
        nothing = say("This pack has mistakes.") if state.problems else say("No other pack is open.")
        self._other.setText(state.other or nothing)
        for box, lines in ((self.differences, state.differences), (self.problems, state.problems)):
            box.clear()
            box.addItems(list(lines))
        for place, number in (
            (DIFFERENCES, len(state.differences)),
            (TRIAL, len(state.trial)),
            (PROBLEMS, len(state.problems)),
        ):
            self.panels.count(place, number)
        if state.problems:
            self.panels.go(PROBLEMS)
        fill(
            self.periods,
            state.periods,
            self.periods.currentData() or (state.periods[0][0] if state.periods else ""),
        )
        self.trial.show_lines(state.trial)
        self.trial.setVisible(bool(state.trial))
        self._tried.setText(state.tried)
        self._try.setEnabled(bool(state.other))
        self._adopt.setEnabled(bool(state.other) and state.can_sign and state.adopted is None)
        self.paper.show_form(state.head, state.grid)
        self.paper.setVisible(state.grid is not None)
        self._send.setEnabled(state.can_sign)
        sent = say("Written: {files}", files="、".join(state.sent)) if state.sent else ""
        adopted = self._in_force(state)
        self._adopted.setText("\n".join(part for part in (adopted, sent) if part))
        self._adopted.setVisible(bool(adopted or sent))

    def _in_force(self, state: PacksState) -> str:
        say = self._texts.text
        return (
            say("In force from register version {version} on.", version=state.adopted)
            if state.adopted
            else ""
        )

    def _show_form(self, line: FormLine) -> None:
        self.panels.go(AS_FORM)
        self._presenter.show_form(line.form)

    def _hand_out(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.send(Path(chosen))

    # parts --------------------------------------------------------------------------------------------

    def _make_sheet(self) -> QWidget:
        """The paper in a page of its own: shown alone it would come through every other page."""
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.paper)
        return made

    def _make_trial(self) -> QWidget:
        made = QWidget()
        advice = label(
            self._texts,
            "Every report of the month is checked under that pack; nothing is kept.",
            "muted",
            wrap=True,
        )
        box = column(row(self.periods, self._try, None), advice, self._tried, self.trial)
        box.addStretch(0)
        box.setStretch(3, 1)
        made.setLayout(box)
        return made

    def _lay_out(self) -> None:
        left = column(self._title, self._version, self._facts, self.forms, margin=Space.M)
        left.setStretch(3, 1)
        openers = row(
            button(self._texts, "Open folder …", self._open_folder),
            button(self._texts, "Open workbook …", self._open_workbook),
            None,
        )
        acts = row(self._adopt, self._send, None)
        right = column(
            label(self._texts, "Next version", "heading"),
            openers,
            acts,
            self._other,
            self._adopted,
            self.panels,
            margin=Space.M,
        )
        right.setStretch(5, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        for made in (framed(left), framed(right)):
            made.setMinimumWidth(320)
            split.addWidget(made)
        split.setSizes([340, 840])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.S)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        box.addLayout(row(label(self._texts, "Form pack", "display"), None, self._sign_bar))
        box.addWidget(split, 1)

    def _open_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Open folder …"))
        if chosen:
            self._presenter.look_at(Path(chosen))

    def _open_workbook(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._texts.text("Open workbook …"), "", "*.xlsx")
        if chosen:
            self._presenter.look_at(Path(chosen))


def _form_columns() -> tuple[Column[FormLine], ...]:
    return (
        Column(
            title="Form",
            text=lambda one: one.title,
            second=lambda one: f"{one.form} · {one.size}",
            tip=lambda one: one.title,
            width=STRETCH,
        ),
        Column(title="Frequency", text=lambda one: one.frequency, width=82),
        Column(title="Rules", text=lambda one: str(one.rules), number=True, width=52),
    )


def _trial_columns() -> tuple[Column[TrialLine], ...]:
    return (
        Column(title="Office", text=lambda one: one.unit, width=STRETCH),
        Column(title="Form no.", text=lambda one: one.form, width=80, shade=lambda _o: "neutral"),
        Column(
            title="Errors",
            text=lambda one: str(one.errors or ""),
            number=True,
            width=64,
            shade=lambda _o: "error",
        ),
        Column(
            title="Warnings",
            text=lambda one: str(one.warnings or ""),
            number=True,
            width=72,
            shade=lambda _o: "warning",
        ),
        Column(
            title="Cells dropped",
            text=lambda one: str(one.dropped or ""),
            number=True,
            width=92,
            shade=lambda _o: "error",
        ),
    )
