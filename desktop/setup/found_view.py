"""The page on which a collecting office is founded: pack, office, passphrase; then fingerprint and backup sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.setup.founding import FoundPresenter, FoundState
from desktop.theme import Space, Theme
from desktop.widgets.key_sheet import SheetButtons
from desktop.widgets.page import Page
from desktop.widgets.parts import button, column, framed, label, plain_label, row, secret
from desktop.widgets.qr_picture import CodePicture

WIDEST = 720


class FoundScreen(Page):
    """Asks, passes the answers on, and shows what the presenter says."""

    back_wanted = Signal()

    def __init__(self, presenter: FoundPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__(texts, "Set up a collecting office", widest=theme.px(WIDEST))
        self._presenter = presenter
        self._texts = texts
        self.pack, self.unit = QComboBox(), QComboBox()
        self.passphrase, self.again = secret(texts, "Passphrase"), secret(texts, "Passphrase once more")
        self._fingerprint, self._spelled = plain_label("words"), plain_label("muted", wrap=True)
        self._code, self._told = CodePicture(theme), plain_label("good", wrap=True)
        self._problem, self._advice = plain_label("error", wrap=True), plain_label(wrap=True)
        self._refusal = framed(column(self._problem, self._advice, margin=Space.M), "notice-error")
        self._listed: tuple[int, int] = (-1, -1)
        self._questions, self._done = self._make_questions(), self._make_done()
        for part in (self._refusal, self._questions, self._done):
            self.add(part)
        self.finish()
        self.pack.activated.connect(presenter.choose)
        presenter.attach(self)

    def show_state(self, state: FoundState) -> None:
        """Show this and nothing else."""
        self._refusal.setVisible(bool(state.problem))
        self._problem.setText(state.problem)
        self._advice.setText(state.advice)
        self._advice.setVisible(bool(state.advice))
        self._list(state)
        founded = bool(state.fingerprint)
        self._questions.setVisible(not founded)
        self._questions.setEnabled(not state.working)
        self._done.setVisible(founded)
        self._fingerprint.setText(state.fingerprint)
        self._spelled.setText(state.spelled)
        self._told.setText(state.told)
        self._told.setVisible(bool(state.told))
        if founded:
            self._code.show_text(state.fingerprint, self._texts.text("Fingerprint as a code"))

    def _list(self, state: FoundState) -> None:
        """The packs, and the units of the chosen one."""
        if self._listed == (len(state.packs), state.chosen):
            return
        self._listed = (len(state.packs), state.chosen)
        with QSignalBlocker(self.pack), QSignalBlocker(self.unit):
            self.pack.clear()
            self.unit.clear()
            for one in state.packs:
                self.pack.addItem(f"{one.title}  {one.version}")
            self.pack.setCurrentIndex(state.chosen)
            for unit in state.pack.units if state.pack else ():
                self.unit.addItem(f"{unit.name}  {unit.code}", unit.code)

    # parts --------------------------------------------------------------------------------------------

    def _make_questions(self) -> QFrame:
        own = button(self._texts, "A pack of one's own …", self._choose_pack, "link")
        box = QVBoxLayout()
        box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        box.setSpacing(Space.S)
        told = (
            "For the office that gives out the forms and collects the reports. Every other office is invited by"
            " its task bundle and joins with that."
        )
        box.addWidget(label(self._texts, told, "muted", wrap=True))
        for word, list_box in (("Form pack", self.pack), ("Collecting office", self.unit)):
            name = label(self._texts, word)
            name.setBuddy(list_box)
            self._texts.bind(list_box, QWidget.setAccessibleName, word)
            box.addWidget(name)
            box.addWidget(list_box)
            if list_box is self.pack:
                box.addLayout(row(own, None))
        sealed = "It seals the region's root key. Four words that only you connect are good. Nobody can tell it to you again."
        box.addWidget(label(self._texts, sealed, "muted", wrap=True))
        box.addWidget(self.passphrase)
        box.addWidget(self.again)
        box.addLayout(
            row(
                None,
                button(self._texts, "Back", self.back_wanted.emit),
                button(self._texts, "Make the workspace", self._found, "primary"),
            )
        )
        return framed(box)

    def _make_done(self) -> QFrame:
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = column(
            label(self._texts, "The region's fingerprint", "heading"),
            self._fingerprint,
            self._spelled,
            label(
                self._texts,
                "Offices compare it by telephone when they join. Give it out on paper too, never only with the file.",
                "muted",
                wrap=True,
            ),
        )
        top = row(words, self._code, space=Space.L)
        top.setStretch(0, 1)
        keep = "Print the backup sheet of the root key now and lock it up: without it nobody can sign for the region after a broken disk."
        return framed(
            column(
                top,
                label(self._texts, keep, wrap=True),
                self._told,
                row(
                    SheetButtons(self._presenter, self._texts),
                    None,
                    button(self._texts, "Begin", self._presenter.finish, "primary"),
                ),
                space=Space.M,
                margin=Space.L,
            )
        )

    # answers ------------------------------------------------------------------------------------------

    def _found(self) -> None:
        unit = str(self.unit.currentData() or "")
        self._presenter.found(unit, self.passphrase.text(), self.again.text())

    def _choose_pack(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self._texts.text("A pack of one's own …"), "", "*.xlsx *.yaml;;* (*)"
        )
        if chosen:
            path = Path(chosen)
            self._presenter.take_pack(path if path.suffix == ".xlsx" else path.parent)
