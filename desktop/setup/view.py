"""The first-use wizard: the steps at the left, one question at a time at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.i18n import Texts
from desktop.setup.done_page import DonePage
from desktop.setup.presenter import SetupPresenter
from desktop.setup.state import SetupState, Step
from desktop.theme import Space, Theme, keep_dressed, re_role
from desktop.widgets.key_sheet import SheetForm
from desktop.widgets.parts import (
    bundle_filter,
    button,
    column,
    framed,
    label,
    picture,
    plain_label,
    row,
    secret,
)

STEPS = {
    Step.TASK: "Open the task bundle",
    Step.ROOT: "Compare the fingerprint",
    Step.UNIT: "Choose your unit",
    Step.PASSPHRASE: "Choose a passphrase",
    Step.DONE: "Hand over the request",
}
OTHER_LANGUAGE = "中文"
"""What whoever reads English is offered; the Chinese of it is `English`."""
WIDE = 560


class SetupScreen(QWidget):
    """Asks, passes the answers on, and shows what the presenter says."""

    found_wanted = Signal()
    restore_wanted = Signal()
    other_wanted = Signal()
    language_wanted = Signal()

    def __init__(self, presenter: SetupPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self._out: Path | None = None
        self._at: tuple[Step, bool] | None = None
        self.setAcceptDrops(True)
        self._steps = {step: label(texts, word) for step, word in STEPS.items()}
        self._pages = QWidget()
        self.root, self.units, self.head = QLineEdit(), QComboBox(), QCheckBox()
        self.passphrase, self.again = secret(texts, "Passphrase"), secret(texts, "Passphrase once more")
        self.sheet = SheetForm(theme, texts, "Back")
        self._new_key, self._old_key = QWidget(), QWidget()
        self._choose = button(texts, "Choose file …", self._choose_task, "primary")
        self.done = DonePage(texts, presenter.finish)
        self._offer, self._where = plain_label("muted", wrap=True), plain_label("muted", wrap=True)
        self._for_unit = plain_label("heading", wrap=True)
        self._working = label(texts, "Working …", "muted")
        self._focused: QWidget | None = None
        self._problem, self._advice = plain_label("error", wrap=True), plain_label(wrap=True)
        self._refusal = framed(
            column(self._problem, self._advice, space=Space.XS, margin=Space.M), "notice-error"
        )
        self._stacked = (self._task(), self._root(), self._unit(), self._passphrase(), self.done)
        self._pages.setLayout(column(*self._stacked))
        self._lay_out()
        presenter.attach(self)
        texts.changed.connect(self._reword)

    def show_state(self, state: SetupState) -> None:
        """Show this and nothing else."""
        self._turn_to(state.step)
        self._wait(state.working)
        self._new_key.setVisible(not state.sheet)
        self._old_key.setVisible(state.sheet)
        if self._at != (state.step, state.sheet) and not state.working:
            self._at = (state.step, state.sheet)
            self._to_first_field(state)
        for step, word in self._steps.items():
            re_role(word, "heading" if step is state.step else "muted" if step > state.step else "good")
        self._refusal.setVisible(bool(state.problem))
        self._problem.setText(state.problem)
        self._advice.setText(state.advice)
        self._advice.setVisible(bool(state.advice))
        if state.offer is not None:
            self._offer.setText(
                self._texts.text(
                    "{title}, version {version}, from {issuer}",
                    title=state.offer.title,
                    version=state.offer.version,
                    issuer=state.offer.issuer,
                )
            )
            self._list_units(state)
            chosen = next((one for one in state.offer.units if one.code == state.unit), None)
            self._for_unit.setText(f"{chosen.name}  {chosen.code}" if chosen else "")
        self._where.setText(str(self._out or self._texts.text("No folder chosen yet")))
        if state.joined is not None:
            self.done.show_joined(state.joined, STEPS[Step.DONE], state.spelled)

    def _turn_to(self, step: Step) -> None:
        """The page shown gives the height, so that what is refused stands right below it and nothing jumps."""
        for place, page in enumerate(self._stacked):
            page.setVisible(place == step)

    def _wait(self, working: bool) -> None:
        """What is disabled loses the focus; it comes back to where it was."""
        if working and self._pages.isEnabled():
            self._focused = self.focusWidget()
        self._pages.setEnabled(not working)
        self._working.setVisible(working)
        if not working and self._focused is not None:
            focused, self._focused = self._focused, None
            if focused.isVisible():
                focused.setFocus()

    def _reword(self) -> None:
        self.show_state(self._presenter.state)

    def _to_first_field(self, state: SetupState) -> None:
        """Typing begins where the step begins, without the mouse."""
        firsts: dict[Step, QWidget] = {
            Step.TASK: self._choose,
            Step.ROOT: self.root,
            Step.UNIT: self.units,
            Step.PASSPHRASE: self.sheet.typed if state.sheet else self.passphrase,
            Step.DONE: self.done.begin,
        }
        first = firsts.get(state.step)
        if first is not None:
            first.setFocus()

    def _list_units(self, state: SetupState) -> None:
        units = state.offer.units if state.offer else ()
        if self.units.count() != len(units):
            with QSignalBlocker(self.units):
                self.units.clear()
                for unit in units:
                    self.units.addItem(f"{unit.name}  {unit.code}", unit.code)
                self.units.setCurrentIndex(self.units.findData(state.unit))

    # steps --------------------------------------------------------------------------------------------

    def _task(self) -> QWidget:
        drop = framed(
            column(
                picture(self._theme, "package-open", 40, "accent"),
                label(self._texts, "Drop the task bundle here", "heading"),
                self._choose,
                space=Space.M,
                margin=Space.XL,
            ),
            "drop",
        )
        for part in drop.findChildren(QLabel):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return self._asking(
            "Open the task bundle",
            "The regional office gave it to you on a USB stick or by mail: a file ending in .ybz.",
            drop,
            self._other_ways(),
        )

    def _other_ways(self) -> QFrame:
        """For those who come without a task bundle."""
        ways = (
            ("Open a workspace that exists …", self.other_wanted),
            ("Restore the backup of another computer …", self.restore_wanted),
            ("Set up a collecting office …", self.found_wanted),
        )
        links = [row(button(self._texts, word, signal.emit, "link"), None) for word, signal in ways]
        return framed(
            column(label(self._texts, "No task bundle?", "muted"), *links, space=Space.XS, margin=Space.M)
        )

    def _root(self) -> QWidget:
        self._name(self.root, "Fingerprint of the regional office")
        self.root.setPlaceholderText("XXXX-XXXX-XXXX-XXXX-X")
        self.root.returnPressed.connect(self._next_root)
        return self._asking(
            "Compare the fingerprint",
            "Ask the regional office for its fingerprint by telephone, on a number you know, and type it here."
            " Only then is the bundle believed.",
            self._offer,
            self.root,
            self._buttons("Next", self._next_root),
        )

    def _unit(self) -> QWidget:
        self._name(self.units, "Your unit")
        self.units.setEditable(True)
        self.units.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.units.lineEdit()
        if line is not None:
            line.returnPressed.connect(self._unit_entered)
        self._texts.bind(
            self.head,
            QCheckBox.setText,
            "This laptop is for the head of the unit, who signs beside the clerk",
        )
        completer = QCompleter(self.units.model(), self.units)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.units.setCompleter(completer)
        keep_dressed(completer, self.units)
        return self._asking(
            "Choose your unit",
            "Type a part of its name or its code.",
            self.units,
            self.head,
            self._buttons("Next", self._next_unit),
        )

    def _passphrase(self) -> QWidget:
        place = row(self._where, button(self._texts, "Choose folder …", self._choose_folder))
        place.setStretch(0, 1)
        holder = QWidget()
        holder.setLayout(place)
        lost = button(
            self._texts,
            "Put the key of another computer back from its backup sheet …",
            lambda: self._presenter.use_sheet(wanted=True),
            "link",
        )
        self._new_key.setLayout(
            column(
                label(self._texts, "Choose a passphrase", "display"),
                self._for_unit,
                label(
                    self._texts,
                    "It seals this laptop's key. Four words that only you connect are good. Nobody can tell it to you again.",
                    "muted",
                    wrap=True,
                ),
                self.passphrase,
                self.again,
                label(self._texts, "Where the enrolment request is written", "muted"),
                holder,
                self._buttons("Make the workspace", self._seal),
                row(lost, None),
                space=Space.M,
            )
        )
        self.passphrase.returnPressed.connect(self.again.setFocus)
        self.again.returnPressed.connect(self._seal)
        self.sheet.given.connect(self._presenter.recover)
        self.sheet.left.connect(self._presenter.back)
        title = label(self._texts, "Put the key back", "display")
        self._old_key.setLayout(column(title, self.sheet, space=Space.M))
        return self._page(self._new_key, self._old_key)

    # parts --------------------------------------------------------------------------------------------

    def _asking(self, title: str, sentence: str, *parts: QWidget) -> QWidget:
        words = label(self._texts, title, "display"), label(self._texts, sentence, "muted", wrap=True)
        return self._page(*words, *parts)

    @staticmethod
    def _page(*parts: QWidget) -> QWidget:
        made = QWidget()
        made.setLayout(column(*parts, None, space=Space.M))
        return made

    def _buttons(self, word: str, action: Callable[[], None]) -> QWidget:
        return self._row(
            button(self._texts, "Back", self._presenter.back), button(self._texts, word, action, "primary")
        )

    def _row(self, *parts: QWidget) -> QWidget:
        made = QWidget()
        made.setLayout(row(None, *parts))
        return made

    def _name(self, widget: QWidget, english: str) -> None:
        self._texts.bind(widget, QWidget.setAccessibleName, english)

    def _lay_out(self) -> None:
        steps = column(
            label(self._texts, "Monthly Reports", "muted"),
            label(self._texts, "First use", "title"),
            Space.M,
            *self._steps.values(),
            None,
            row(button(self._texts, OTHER_LANGUAGE, self.language_wanted.emit, "link"), None),
            space=Space.M,
            margin=Space.XL,
        )
        middle = QFrame()
        middle.setMaximumWidth(self._theme.px(WIDE))
        middle.setLayout(column(self._pages, self._working, self._refusal, None, space=Space.M))
        box = QHBoxLayout(self)
        box.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        side = QVBoxLayout()
        side.addLayout(steps)
        box.addLayout(side, 1)
        box.addWidget(middle, 2)
        box.addStretch(1)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Only what is shown can take the focus."""
        super().showEvent(event)
        self._to_first_field(self._presenter.state)

    # answers ------------------------------------------------------------------------------------------

    def _choose_task(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self._texts.text("Open the task bundle"),
            "",
            bundle_filter(self._texts),
        )
        if chosen:
            self._presenter.choose_task(Path(chosen))

    def _next_root(self) -> None:
        self._presenter.enter_root(self.root.text())

    def _chosen_unit(self) -> str:
        return self._presenter.unit_named(self.units.currentText())

    def _unit_entered(self) -> None:
        """Enter in the list of suggestions picks one; only in the field it goes on, past the box below."""
        completer = self.units.completer()
        popup = completer.popup() if completer is not None else None
        if popup is None or not (popup.isVisible() and popup.currentIndex().isValid()):
            self._next_unit()

    def _next_unit(self) -> None:
        self._presenter.choose_unit(self._chosen_unit(), head=self.head.isChecked())

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self.set_folder(Path(chosen))

    def set_folder(self, folder: Path) -> None:
        """Where the request goes."""
        self._out = folder
        self._where.setText(str(folder))

    def _seal(self) -> None:
        self._presenter.seal(self.passphrase.text(), self.again.text(), self._out)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._presenter.state.step is Step.TASK:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self._presenter.choose_task(files[0])
