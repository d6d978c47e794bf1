"""Units and keys: the tree, each unit's keys, revocation, and task bundles."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.deliveries import TASKS, delivery_box
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.desk.words import listed
from desktop.desk_port import KeyLine
from desktop.i18n import Texts
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import InboxState
from desktop.inbox.waiting import AskingPart
from desktop.theme import Space, Theme
from desktop.units.presenter import UnitsPresenter
from desktop.units.state import UnitNode, UnitsState
from desktop.widgets.parts import button, column, framed, label, plain_label, row

INDENT = "　"
ASKING = 1
ROLES = {"submit": "submits", "collect": "collects", "root": "root", "head": "head of the unit"}


class Requests:
    """Keeps the part with the requests, and their number above it, as the in-tray has them."""

    def __init__(self, part: AskingPart, panels: Segments, place: int) -> None:
        self._part, self._panels, self._place = part, panels, place

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self._part.show_state(state)
        self._panels.count(self._place, len(state.asking))


class UnitsScreen(QWidget):
    """Shows the state."""

    def __init__(
        self,
        presenter: UnitsPresenter,
        inbox: InboxPresenter,
        signing: Signing,
        theme: Theme,
        texts: Texts,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self.units: RowsTable[UnitNode] = RowsTable(texts, theme, "Units", self._unit_columns())
        self.units.picked.connect(presenter.choose)
        self.keys: RowsTable[KeyLine] = RowsTable(texts, theme, "Keys", self._key_columns())
        self.keys.picked.connect(lambda _key: self._enable())
        self._name = plain_label("heading")
        self.reason = QLineEdit()
        texts.bind(self.reason, QLineEdit.setPlaceholderText, "Reason for revoking")
        texts.bind(self.reason, QWidget.setAccessibleName, "Reason for revoking")
        self.reason.textChanged.connect(lambda _text: self._enable())
        self._revoke = button(texts, "Revoke this key", self._do_revoke)
        self._beyond = plain_label("error", wrap=True)
        self.periods = QComboBox()
        self.periods.setMinimumWidth(theme.px(120))
        texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self._one = button(texts, "This unit …", lambda: self._issue(everybody=False))
        self._all = button(texts, "Everybody …", lambda: self._issue(everybody=True), "primary")
        self._written = plain_label("good", wrap=True)
        self.asking = AskingPart(inbox, theme, texts)
        self._how = delivery_box(texts)
        self._how_tasks = delivery_box(texts, TASKS, "How task bundles leave")
        self._reply = button(texts, "Write replies for all units …", self._write_replies, "primary")
        self._replies = plain_label("good", wrap=True)
        self._sign_bar = SignBar(signing, theme, texts)
        self._lay_out()
        presenter.attach(self)
        inbox.attach(Requests(self.asking, self._panels, ASKING))

    def show_state(self, state: UnitsState) -> None:
        """Show this and nothing else."""
        self.units.show_lines(state.units)
        self.keys.show_lines(state.keys)
        self._name.setText(state.chosen.name if state.chosen else "")
        fill(
            self.periods,
            state.periods,
            self.periods.currentData() or (state.periods[0][0] if state.periods else ""),
        )
        self._written.setText(
            self._texts.text("Written: {files}", files=listed(state.written, self._texts))
            if state.written
            else ""
        )
        for said, lines in ((self._written, state.written), (self._replies, state.replies)):
            said.setVisible(bool(lines))
        self._replies.setText(
            self._texts.text(
                "{count} replies written: {files}",
                count=len(state.replies),
                files=listed(state.replies, self._texts),
            )
            if state.replies
            else ""
        )
        self._beyond.setVisible(bool(state.beyond))
        if state.beyond:
            self._beyond.setText(
                self._texts.text(
                    "{count} bundles were signed after the last good one: look at them in the in-tray.",
                    count=state.beyond,
                )
            )
        self._enable()

    # parts --------------------------------------------------------------------------------------------

    def _unit_columns(self) -> tuple[Column[UnitNode], ...]:
        say = self._texts.text
        return (
            Column(title="Office", text=lambda one: INDENT * one.depth + one.name, width=STRETCH, least=180),
            Column(title="Number", text=lambda one: one.code, width=90, shade=lambda _one: "neutral"),
            Column(
                title="Reports here",
                text=lambda one: say("yes") if one.reports_here else "",
                width=84,
            ),
            Column(
                title="Keys",
                text=lambda one: str(one.keys) if one.keys else (say("none yet") if one.reports_here else ""),
                shade=lambda one: "good" if one.keys else "warning",
                pill=True,
                width=80,
            ),
        )

    def _key_columns(self) -> tuple[Column[KeyLine], ...]:
        say = self._texts.text
        return (
            Column(
                title="Key fingerprint",
                text=lambda one: one.fingerprint,
                second=lambda one: "、".join(say(ROLES.get(r, r)) for r in one.roles),
                width=STRETCH,
            ),
            Column(
                title="Standing",
                text=lambda one: (
                    say("revoked") if one.ended else say("this laptop") if one.here else say("good")
                ),
                shade=lambda one: "error" if one.ended else "accent" if one.here else "good",
                pill=True,
                width=92,
            ),
        )

    def _lay_out(self) -> None:
        bundles = QWidget()
        bundles.setLayout(column(self._tasks_card(), self._replies_card(), None, space=Space.S))
        right = self._panels = Segments(
            self._texts,
            (
                ("Keys", self._keys_card()),
                ("Waiting to be admitted", self.asking),
                ("Bundles to hand out", bundles),
            ),
        )
        right.setMinimumWidth(360)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.units)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setSizes([700, 480])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.S)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        box.addLayout(row(label(self._texts, "Units, keys", "display"), None, self._sign_bar))
        box.addWidget(split, 1)

    def _keys_card(self) -> QWidget:
        keys = column(
            self._name,
            self.keys,
            self._advice("A lost or stolen laptop: revoke its key. What it signed before stays good."),
            row(self.reason, self._revoke),
            self._beyond,
            margin=Space.M,
        )
        keys.setStretch(1, 1)
        return framed(keys)

    def _tasks_card(self) -> QWidget:
        advice = "Form pack, units, registers and calendar: with one an office begins, or learns what is new."
        return framed(
            column(
                label(self._texts, "Task bundles", "heading"),
                self._advice(advice),
                self._how_tasks,
                row(self.periods, self._one, self._all, None),
                self._written,
                margin=Space.M,
            )
        )

    def _replies_card(self) -> QWidget:
        advice = (
            "Receipts, returns, acceptances, the current register and pack: one signed bundle for each unit."
        )
        return framed(
            column(
                label(self._texts, "Replies", "heading"),
                self._advice(advice),
                self._how,
                row(self._reply, None),
                self._replies,
                margin=Space.M,
            )
        )

    def _advice(self, text: str) -> QWidget:
        return label(self._texts, text, "muted", wrap=True)

    # answers ------------------------------------------------------------------------------------------

    def _chosen_key(self) -> KeyLine | None:
        index = self.keys.currentIndex()
        lines = self.keys.rows.lines
        return lines[index.row()] if index.isValid() and index.row() < len(lines) else None

    def _enable(self) -> None:
        state, key = self._presenter.state, self._chosen_key()
        free = key is not None and not key.ended and not key.here
        self._revoke.setEnabled(state.can_sign and free and bool(self.reason.text().strip()))
        self._all.setEnabled(state.can_sign)
        self._reply.setEnabled(state.can_sign)
        self._one.setEnabled(state.can_sign and state.chosen is not None and state.chosen.reports_here)

    def _do_revoke(self) -> None:
        key = self._chosen_key()
        if key is not None:
            self._presenter.revoke(key, self.reason.text())
            self.reason.clear()

    def _write_replies(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            self._presenter.reply(Path(chosen), self._how.currentData())

    def _issue(self, *, everybody: bool) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"))
        if chosen:
            period, how = self.periods.currentData(), self._how_tasks.currentData()
            self._presenter.issue(Path(chosen), period, everybody=everybody, how=how)
