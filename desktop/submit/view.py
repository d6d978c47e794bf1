"""Check and hand over on one page: what is left, who answers for it, where it goes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.i18n import Texts
from desktop.says import STATUS_SHADES, status_word, to_do
from desktop.submit.drives import Drive, drives
from desktop.submit.gate import Gate
from desktop.submit.mail import write_draft
from desktop.submit.presenter import SubmitPresenter
from desktop.submit.state import Candidate, Obstacle, SubmitState
from desktop.theme import Space, Theme
from desktop.widgets.page import Page
from desktop.widgets.parts import button, clear, column, framed, label, picture, plain_label, row, secret
from forms.errors import StoreError
from forms.report import Cover

MEGA = 1_000_000
NOTHING_BEGUN = "No form of this period has been begun yet; open one on the home page."
COVER = {
    "head": "Head of the unit",
    "statistician": "Person in charge of statistics",
    "preparer": "Prepared by",
    "phone": "Telephone",
    "date": "Date of the report",
}


class SubmitScreen(Page):
    """Three cards in the order of the work, and what was written."""

    obstacle_wanted = Signal(Obstacle)
    page_wanted = Signal(str)
    print_wanted = Signal(list, str, object)

    def __init__(
        self,
        presenter: SubmitPresenter,
        theme: Theme,
        texts: Texts,
        today: Callable[[], str],
        trouble: Callable[[Exception], None],
    ) -> None:
        super().__init__(texts, "Check and hand over")
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self._today = today
        self._trouble = trouble
        self._period = plain_label("muted")
        self._forms, self._obstacles = QVBoxLayout(), QVBoxLayout()
        self._fields = {name: QLineEdit() for name in COVER}
        self.passphrase = secret(texts, "Passphrase")
        self._drives = QHBoxLayout()
        self._where = plain_label("muted", wrap=True)
        self._sign = button(texts, "Sign and write", self._hand_over, "primary")
        self._untouched, self._lacks = plain_label("muted", wrap=True), plain_label("muted", wrap=True)
        self._problem, self._advice = plain_label("error", wrap=True), plain_label(wrap=True)
        self._refusal = framed(
            column(self._problem, self._advice, space=Space.XS, margin=Space.M), "notice-error"
        )
        self._gate = Gate(theme, texts, self.page_wanted.emit)
        self._written = plain_label("heading", wrap=True)
        self._done = self._make_done()
        self.add(self._period)
        self.add(self._gate)
        self.add(self._done)
        self.add(self._make_check())
        self.add(self._make_cover())
        self.add(self._make_sign())
        self.finish()
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._print)
        presenter.attach(self)

    def show_state(self, state: SubmitState) -> None:
        """Show this and nothing else."""
        self._period.setText(state.period_name)
        clear(self._forms)
        for one in state.candidates:
            self._forms.addLayout(self._candidate(one))
        if not state.candidates:
            nothing = "Nothing waits to be handed over in this period." if state.begun else NOTHING_BEGUN
            self._forms.addWidget(label(self._texts, nothing, "muted"))
        self._show_untouched(state)
        clear(self._obstacles)
        for obstacle in state.obstacles:
            self._obstacles.addLayout(self._obstacle(obstacle))
        self._show_cover(state.cover)
        self._where.setText(
            self._texts.text("Goes to: {folder}", folder=state.folder)
            if state.folder
            else self._texts.text("No folder chosen yet")
        )
        self._gate.show_signer(state.signer)
        self._lacks.setText(self._texts.text(state.lacks) if state.lacks else "")
        self._lacks.setVisible(bool(state.lacks))
        self._problem.setText(state.problem)
        self._advice.setText(state.advice)
        self._refusal.setVisible(bool(state.problem))
        self._preview.setEnabled(bool(state.chosen))
        self._sign.setEnabled(state.ready and state.folder is not None)
        self._done.setVisible(state.done is not None)
        if state.done is not None:
            self._written.setText(
                self._texts.text(
                    "Bundle {number} was written, read back and compared. The drive can be removed.",
                    number=state.done.sequence,
                )
                + f"\n{state.done.file}"
            )

    def _show_untouched(self, state: SubmitState) -> None:
        """The forms that this page cannot offer yet: silence would look like being done."""
        self._untouched.setVisible(bool(state.untouched and state.begun))
        said = (
            "{count} more form of this period has not been begun; it can follow in another bundle: {forms}",
            "{count} more forms of this period have not been begun; they can follow in another bundle: {forms}",
        )
        names = "、".join(state.untouched)
        self._untouched.setText(self._texts.counted(*said, len(state.untouched), forms=names))

    # cards --------------------------------------------------------------------------------------------

    def _make_check(self) -> QFrame:
        self._forms.setSpacing(Space.XS)
        self._obstacles.setSpacing(Space.XS)
        return framed(
            column(
                label(self._texts, "1  What is left", "heading"),
                self._forms,
                self._untouched,
                self._obstacles,
                margin=Space.L,
            )
        )

    def _make_cover(self) -> QFrame:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        for place, (name, word) in enumerate(COVER.items()):
            field = self._fields[name]
            self._texts.bind(field, QWidget.setAccessibleName, word)
            field.editingFinished.connect(self._keep_cover)
            grid.addWidget(label(self._texts, word, "muted"), place // 2, place % 2 * 2)
            grid.addWidget(field, place // 2, place % 2 * 2 + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self._preview = button(self._texts, "Preview the print (Ctrl+P)", self._print)
        head = row(label(self._texts, "2  Who answers for it", "heading"), None, self._preview)
        return framed(column(head, grid, margin=Space.L))

    def _make_sign(self) -> QFrame:
        self.passphrase.returnPressed.connect(self._hand_over)
        places = row(
            self._drives,
            button(self._texts, "Look for drives again", self.list_drives, "link"),
            button(self._texts, "Choose folder …", self._choose_folder),
            None,
        )
        return framed(
            column(
                label(self._texts, "3  Sign and hand over", "heading"),
                places,
                self._where,
                row(self.passphrase, self._sign),
                self._lacks,
                self._refusal,
                margin=Space.L,
            )
        )

    def _make_done(self) -> QFrame:
        self._written.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside = row(
            picture(self._theme, "circle-check", 28, "good"),
            self._written,
            button(self._texts, "Print it", self._print_done),
            button(self._texts, "Write a mail draft", self._mail),
            button(self._texts, "Show folder", self._show_folder),
            margin=Space.M,
        )
        inside.setStretch(1, 1)
        return framed(inside, "notice-good")

    def _candidate(self, one: Candidate) -> QHBoxLayout:
        box = QCheckBox(f"{one.form} {one.title}")
        box.setChecked(one.chosen)
        box.setAccessibleName(f"{one.form} {one.title}")
        box.toggled.connect(lambda on: self._presenter.choose(one.form, chosen=on))
        status = plain_label(f"pill-{STATUS_SHADES[one.status]}")
        status.setText(status_word(self._texts, one.status))
        left = plain_label("error" if one.blocked else "good")
        left.setText(to_do(self._texts, one.errors, one.warnings_open) or self._texts.text("ready"))
        return row(box, status, left, None)

    def _obstacle(self, obstacle: Obstacle) -> QHBoxLayout:
        name, colour = ("circle-alert", "error") if obstacle.is_error else ("triangle-alert", "warning")
        text = plain_label(wrap=True)
        text.setText(f"{obstacle.form}  {obstacle.text}")
        inside = row(
            picture(self._theme, name, 16, colour),
            text,
            button(self._texts, "Go there", lambda: self.obstacle_wanted.emit(obstacle), "link"),
        )
        inside.setStretch(1, 1)
        return inside

    def _show_cover(self, cover: Cover) -> None:
        for name, field in self._fields.items():
            if not field.hasFocus():
                field.setText(getattr(cover, name) or (self._today() if name == "date" else ""))

    # answers ------------------------------------------------------------------------------------------

    def list_drives(self) -> None:
        """Offer the drives that are plugged in."""
        clear(self._drives)
        for drive in drives():
            choose = partial(self._presenter.set_folder, drive.path, drive=True)
            made = button(self._texts, "USB drive", choose)
            made.setText(self._drive_words(drive))
            made.setToolTip(str(drive.path))
            made.setAccessibleName(made.text())
            made.setEnabled(drive.writable)
            self._drives.addWidget(made)

    def _drive_words(self, drive: Drive) -> str:
        if not drive.writable:
            return self._texts.text("{name} (write-protected)", name=drive.name)
        return self._texts.text("{name} ({free} MB free)", name=drive.name, free=f"{drive.free // MEGA:,}")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """A drive that was plugged in meanwhile stands there without being asked for."""
        super().showEvent(event)
        self.list_drives()

    def _keep_cover(self) -> None:
        self._presenter.set_cover(
            Cover(**{name: field.text().strip() for name, field in self._fields.items()})
        )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.set_folder(Path(chosen))

    def _hand_over(self) -> None:
        self._keep_cover()
        if self._presenter.hand_over(self.passphrase.text()):
            self.passphrase.clear()

    def _print(self) -> None:
        """The chosen forms as they will print, with the cover of this page."""
        state = self._presenter.state
        if state.chosen:
            self._keep_cover()
            reports = [(one.form, one.period) for one in state.chosen]
            self.print_wanted.emit(reports, state.period_name, self._presenter.state.cover)

    def _print_done(self) -> None:
        """What was just handed over, with the bundle's hash and QR code."""
        done, state = self._presenter.state.done, self._presenter.state
        if done is not None:
            self.print_wanted.emit([(form, state.period) for form in done.reports], state.period_name, None)

    def _mail(self) -> None:
        done, state = self._presenter.state.done, self._presenter.state
        if done is None:
            return
        subject = self._texts.text(
            "Monthly report {period}, bundle {number}", period=state.period_name, number=done.sequence
        )
        try:
            draft = write_draft(
                done.file,
                subject,
                self._texts.text("The signed bundle is attached. Do not open it with other programs."),
            )
        except StoreError as error:
            self._trouble(error)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(draft)))

    def _show_folder(self) -> None:
        done = self._presenter.state.done
        if done is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(done.file.parent)))
