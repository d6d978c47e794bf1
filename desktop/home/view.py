"""The home page: what waits this period, returns on top, and a place to drop a bundle."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.home.forms_table import DUE, NUMBER, PROGRESS, STATUS, TITLE, TODO, forms_table
from desktop.home.presenter import HomePresenter
from desktop.home.state import HomeState, Return
from desktop.home.told import keyless_frame, told_frames
from desktop.i18n import Texts
from desktop.says import days_left
from desktop.theme import Space, Theme, re_role
from desktop.widgets.parts import (
    bundle_filter,
    button,
    clear,
    column,
    empty_state,
    framed,
    label,
    picture,
    plain_label,
    row,
)

WIDTHS = {NUMBER: 78, STATUS: 116, PROGRESS: 154, TODO: 156, DUE: 178}
RETURNS = 2
LEAST_TITLE = 220
"""Below this a title of a form needs the room of an empty column."""


class HomeScreen(QWidget):
    """Shows the state; opens a form on Enter or double click; takes dropped files."""

    form_wanted = Signal(str, str)
    hand_over_wanted = Signal(str)
    dropped = Signal(list)
    key_wanted = Signal()

    def __init__(self, presenter: HomePresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._theme = theme
        self._texts = texts
        self.setAcceptDrops(True)
        self._all_returns = False
        self._unit = plain_label("display")
        self._pack = plain_label("muted")
        self._summary = plain_label("muted")
        self._due = plain_label("pill-neutral")
        self.periods = QComboBox()
        self.periods.setMinimumWidth(150)
        texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self.periods.activated.connect(lambda place: presenter.open(self.periods.itemData(place)))
        self._returns = QVBoxLayout()
        self._returns.setSpacing(Space.S)
        self.table, self.model = forms_table(texts, theme, self)
        self.table.activated.connect(self._open)
        self.table.doubleClicked.connect(self._open)
        self._hand_over = button(
            texts,
            "Check and hand over",
            lambda: self.hand_over_wanted.emit(presenter.state.period),
            "primary",
        )
        self._nothing = empty_state(
            texts, theme, "calendar-days", "Nothing to report for this period", "Choose another period above."
        )
        self._choose = button(texts, "Take in files …", self._choose_files)
        self._choose.setShortcut(QKeySequence.StandardKey.Open)
        self._drop = self._make_drop()
        self._lay_out()
        self.setFocusProxy(self.table)
        presenter.attach(self)

    def show_state(self, state: HomeState) -> None:
        """Show this and nothing else."""
        self._unit.setText(state.unit)
        self._pack.setText(state.pack)
        self._list_periods(state)
        self._summary.setText(
            self._texts.text("{done} of {all} forms done", done=state.done, all=len(state.lines))
            if state.lines and state.counted
            else ""
        )
        self._show_due(state.days_left)
        self._receipt.setText(state.receipt or self._texts.text("No receipt yet"))
        self.model.show(state.lines)
        appears = bool(state.lines) and self.table.isHidden()
        self.table.setVisible(bool(state.lines))
        if appears and self.window().focusWidget() is None:
            self.table.setFocus()
        self._hand_over.setVisible(bool(state.lines))
        self._nothing.setVisible(state.ready and not state.lines)
        self._show_returns(state.returns)
        self._show_told(state)
        self._widths()

    def _show_due(self, days: int | None) -> None:
        self._due.setVisible(days is not None)
        if days is not None:
            self._due.setText(days_left(self._texts, days))
            re_role(self._due, "pill-error" if days < 0 else "pill-warning" if days <= 3 else "pill-neutral")  # noqa: PLR2004

    def _list_periods(self, state: HomeState) -> None:
        with QSignalBlocker(self.periods):
            self.periods.clear()
            for period, name in state.periods:
                self.periods.addItem(name, period)
            self.periods.setCurrentIndex(self.periods.findData(state.period))

    def _show_returns(self, returns: tuple[Return, ...]) -> None:
        """The first few with their reasons; the page must keep room for the forms of the period."""
        clear(self._returns)
        if self._presenter.state.keyless:
            self._returns.addWidget(keyless_frame(self._theme, self._texts, self.key_wanted.emit))
        shown = returns if self._all_returns or len(returns) <= RETURNS + 1 else returns[:RETURNS]
        for back in shown:
            self._returns.addWidget(self._returned(back))
        if len(shown) < len(returns):
            more = button(self._texts, "Show all returned reports", self._show_all, "link")
            more.setText(
                self._texts.counted(
                    "{count} more was returned …", "{count} more were returned …", len(returns) - len(shown)
                )
            )
            self._returns.addWidget(more)

    def _show_told(self, state: HomeState) -> None:
        """What the office above asked and decided, below the returns."""
        frames = told_frames(
            state.told,
            self._theme,
            self._texts,
            self._presenter.take_notices,
            self.form_wanted.emit,
        )
        for frame in frames:
            self._returns.addWidget(frame)

    def _show_all(self) -> None:
        self._all_returns = True
        self._show_returns(self._presenter.state.returns)
        self._show_told(self._presenter.state)

    def _returned(self, back: Return) -> QFrame:
        title = plain_label("heading")
        said = "Returned: {period} {form} {title}"
        title.setText(self._texts.text(said, period=back.period_name, form=back.form, title=back.title))
        reason = plain_label(wrap=True)
        reason.setText(back.reason)
        correct = button(
            self._texts, "Correct it", lambda: self.form_wanted.emit(back.period, back.form), "primary"
        )
        words = column(title, reason, space=Space.XS)
        inside = row(picture(self._theme, "triangle-alert", 24, "warning"), words, correct, margin=Space.M)
        inside.setStretch(1, 1)
        return framed(inside, "notice-warning")

    def _make_drop(self) -> QFrame:
        inside = row(
            picture(self._theme, "inbox", 24, "accent"),
            label(
                self._texts,
                "Drop a bundle anywhere on this page: task bundles and replies are taken in.",
                wrap=True,
            ),
            self._choose,
            margin=Space.M,
        )
        inside.setStretch(1, 1)
        return framed(inside, "card")

    def _lay_out(self) -> None:
        head = row(
            column(self._unit, self._pack, space=Space.XS),
            None,
            self._due,
            label(self._texts, "Report period", "muted"),
            self.periods,
        )
        list_head = row(
            label(self._texts, "Forms of this period", "heading"), self._summary, None, self._hand_over
        )
        card = framed(column(list_head, self.table, self._nothing, margin=Space.M))
        self._receipt = plain_label("muted")
        foot = QHBoxLayout()
        foot.setSpacing(Space.M)
        receipt = row(
            picture(self._theme, "mail", 24, "accent"),
            column(label(self._texts, "Last receipt", "small"), self._receipt, space=0),
            None,
            margin=Space.M,
        )
        foot.addWidget(self._drop, 2)
        foot.addWidget(framed(receipt), 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.setSpacing(Space.M)
        box.addLayout(head)
        box.addLayout(self._returns)
        box.addWidget(card, 1)
        box.addLayout(foot)

    def _widths(self) -> None:
        header = self.table.horizontalHeader()
        left = self.table.maximumViewportSize().width() - self._theme.px(sum(WIDTHS.values()))
        nothing_to_do = not any(line.errors or line.warnings_open for line in self.model.lines)
        self.table.setColumnHidden(TODO, nothing_to_do and left < self._theme.px(LEAST_TITLE))
        for place, width in WIDTHS.items():
            self.table.setColumnWidth(place, self._theme.px(width))
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().setDefaultSectionSize(self._theme.px(38))

    def _choose_files(self) -> None:
        files, _ = QFileDialog.getOpenFileNames(
            self,
            self._texts.text("Take in files …"),
            "",
            bundle_filter(self._texts),
        )
        if files:
            self.dropped.emit([Path(file) for file in files])

    def _open(self, index: QModelIndex) -> None:
        line = self.model.lines[index.row()]
        self.form_wanted.emit(line.period, line.form)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widths()

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
            self.dropped.emit(paths)
