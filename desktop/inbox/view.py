"""The in-tray: drop files, see who signed them and what they would change, take them in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.desk.nothing import nothing
from desktop.desk.rows import RowsTable
from desktop.desk.segments import Segments
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.desk_port import Arrived
from desktop.i18n import Texts
from desktop.inbox.columns import file_columns
from desktop.inbox.detail import FileDetail
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import TAKEABLE, InboxState
from desktop.inbox.waiting import AskingPart, ChangesPart, ImportsPart, RefusedPart
from desktop.theme import Space, Theme, re_role
from desktop.widgets.parts import button, column, framed, label, picture, plain_label, row

TRAY, CHANGES, ASKING, IMPORTS, REFUSED = range(5)
PARTS = ("Dropped files", "Every change", "Waiting to be admitted", "Taken in", "Quarantine")


class InboxScreen(QWidget):
    """Places the parts and passes on what they want."""

    def __init__(self, presenter: InboxPresenter, signing: Signing, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self.setAcceptDrops(True)
        self.table: RowsTable[Arrived] = RowsTable(
            texts, theme, "Dropped files", file_columns(texts, presenter), checkable=True
        )
        self.table.rows.may_check = lambda one: not presenter.state.taken and one.outcome in TAKEABLE
        self.table.rows.checks_changed.connect(self._count)
        self.table.picked.connect(presenter.show)
        self.detail = FileDetail(presenter, theme, texts)
        self._balance = plain_label(wrap=True)
        self._take = button(texts, "Take in", self._take_chosen, "primary")
        self._away = button(texts, "Put away", presenter.put_away)
        self._drop = self._make_drop()
        self.changes = ChangesPart(presenter, theme, texts)
        self.asking = AskingPart(presenter, theme, texts)
        self.imports = ImportsPart(presenter, theme, texts)
        self.refused = RefusedPart(presenter, theme, texts)
        self.parts = Segments(
            texts,
            list(
                zip(
                    PARTS,
                    (self._make_tray(), self.changes, self.asking, self.imports, self.refused),
                    strict=True,
                )
            ),
        )
        sign = SignBar(signing, theme, texts)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.M)
        box.setSpacing(Space.S)
        head = row(
            label(texts, "In-tray", "display"),
            None,
            sign,
            button(texts, "Choose files …", self._choose_files),
            button(texts, "Choose folder …", self._choose_folder),
        )
        box.addLayout(head)
        box.addWidget(self._drop)
        box.addWidget(self.parts, 1)
        presenter.attach(self)

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        files = state.tray.files if state.tray else ()
        self.table.show_lines(files)
        if state.shown in files and not self.table.currentIndex().isValid():
            with QSignalBlocker(self.table.selectionModel()):
                self.table.selectRow(files.index(state.shown))
        self._split.setVisible(bool(files))
        self._foot.setVisible(bool(files))
        self._nothing.setVisible(not files)
        self.detail.show_state(state)
        for part in (self.changes, self.asking, self.imports, self.refused):
            part.show_state(state)
        for place, number in (
            (TRAY, len(files)),
            (CHANGES, state.everything.total if state.everything else 0),
            (ASKING, len(state.asking)),
            (REFUSED, len(state.refused)),
        ):
            self.parts.count(place, number)
        self._say_balance(state)
        for control in (self._take, self._none, self._every, self._aside):
            control.setVisible(not state.taken)
        self._take.setEnabled(state.can_take)
        self._count()

    def take_paths(self, paths: list[Path]) -> None:
        """Examine files and folders."""
        self.parts.go(TRAY)
        self._presenter.examine(paths)

    # parts --------------------------------------------------------------------------------------------

    def _make_tray(self) -> QWidget:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.table)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setHandleWidth(Space.S)
        self._split.setSizes([760, 420])
        self._split.setChildrenCollapsible(False)
        self.detail.setMinimumWidth(320)
        self._nothing = nothing(
            self._texts,
            self._theme,
            "inbox",
            "The tray is empty",
            "Drop files, folders or mails anywhere on this page. Nothing is written before you take it in.",
        )
        self._foot = QWidget()
        self._aside, self._to_admit = (
            plain_label("error"),
            button(self._texts, "Waiting to be admitted", lambda: self.parts.go(ASKING), "link"),
        )
        self._none = button(self._texts, "Tick none", lambda: self._tick(on=False), "link")
        self._every = button(self._texts, "Tick all", lambda: self._tick(on=True), "link")
        acts = row(self._aside, self._to_admit, None, self._none, self._every, self._away, self._take)
        self._foot.setLayout(column(self._balance, acts, space=Space.XS))
        made = QWidget()
        parts = column(self._split, self._nothing, self._foot)
        parts.setStretch(0, 1)
        parts.setStretch(1, 1)
        made.setLayout(parts)
        return made

    def _make_drop(self) -> QFrame:
        inside = row(
            picture(self._theme, "inbox", 20, "accent"),
            label(
                self._texts,
                "Drop files, folders or mails here. Each is verified and tried before anything is written.",
                wrap=True,
            ),
            margin=Space.S,
        )
        inside.setStretch(1, 1)
        return framed(inside, "card")

    def _say_balance(self, state: InboxState) -> None:
        if state.tray is None:
            return
        sheet = state.tray.balance
        self._balance.setVisible(bool(sheet.reports_in or sheet.pending))
        self._balance.setText(
            self._texts.text(
                "{all} reports = {current} current + {superseded} superseded + {conflict} in conflict"
                " + {known} already here + {refused} refused; {pending} wait",
                all=sheet.reports_in,
                current=sheet.current,
                superseded=sheet.superseded,
                conflict=sheet.conflict,
                known=sheet.known,
                refused=sheet.refused,
                pending=sheet.pending,
            )
        )

    def _count(self) -> None:
        state = self._presenter.state
        chosen, refused = len(self.table.rows.chosen), len(state.to_quarantine)
        text = "Take in {count} files" if chosen or not refused else "Put {refused} into quarantine"
        self._take.setText(self._texts.text(text, count=chosen, refused=refused))
        self._take.setEnabled(bool(chosen or refused) and state.can_take)
        self._aside.setText(
            self._texts.text("{refused} refused files go to quarantine", refused=refused) if refused else ""
        )
        text = "{count} requests: compare their fingerprints under “Waiting to be admitted”"
        self._to_admit.setText(self._texts.text(text, count=state.requests))
        self._to_admit.setVisible(state.taken and bool(state.requests))

    # answers ------------------------------------------------------------------------------------------

    def _tick(self, *, on: bool) -> None:
        self.table.rows.check_all(on=on)

    def _take_chosen(self) -> None:
        self._presenter.take(self.table.rows.chosen)

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, self._texts.text("Choose files …"))
        if chosen:
            self.take_paths([Path(one) for one in chosen])

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self.take_paths([Path(chosen)])

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            re_role(self._drop, "drop")
            event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        re_role(self._drop, "card")

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        re_role(self._drop, "card")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take_paths(paths)
