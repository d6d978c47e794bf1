"""The other parts of the in-tray: requests to be admitted, what came in (and can be withdrawn), quarantine."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.desk.nothing import nothing
from desktop.desk.rows import RowsTable
from desktop.desk_port import Asking, Import
from desktop.i18n import Texts
from desktop.inbox.columns import asking_columns, import_columns
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import InboxState
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, plain_label, row


class AskingPart(QWidget):
    """Requests, with the fingerprint to type as it was told by telephone."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self.table: RowsTable[Asking] = RowsTable(
            texts, theme, "Requests to be admitted", asking_columns(texts, presenter)
        )
        self.table.picked.connect(lambda _one: self._enable())
        self.compared = QLineEdit()
        texts.bind(self.compared, QLineEdit.setPlaceholderText, "Fingerprint as told by telephone")
        texts.bind(self.compared, QWidget.setAccessibleName, "Fingerprint as told by telephone")
        self.compared.textChanged.connect(lambda _text: self._enable())
        self._admit = button(texts, "Admit this key", self._do, "primary")
        self._nothing = nothing(
            texts,
            theme,
            "key-round",
            "Nobody asks to be admitted",
            "Enrolment requests taken in appear here.",
        )
        advice = label(
            texts,
            "Telephone the unit under a number you know, have the fingerprint read out, and type what you hear.",
            "muted",
            wrap=True,
        )
        self._row = QWidget()
        self._row.setLayout(column(advice, row(self.compared, self._admit)))
        self.setLayout(column(self.table, self._row, self._nothing, space=Space.M))

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.asking)
        for part in (self.table, self._row):
            part.setVisible(bool(state.asking))
        self._nothing.setVisible(not state.asking)
        self._enable()

    def _enable(self) -> None:
        ready = self.table.currentIndex().isValid() and bool(self.compared.text().strip())
        self._admit.setEnabled(ready and self._presenter.state.can_sign)

    def _do(self) -> None:
        one = self.table.rows.lines[self.table.currentIndex().row()]
        self._presenter.admit(one.bundle, self.compared.text())
        self.compared.clear()


class ImportsPart(QWidget):
    """What came in; withdrawing one shows its effect first."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self.table: RowsTable[Import] = RowsTable(
            texts, theme, "Bundles taken in", import_columns(texts, presenter)
        )
        self.table.picked.connect(lambda _one: self._enable())
        self._ask = button(texts, "Withdraw this import …", self._show)
        self._lines = plain_label(wrap=True)
        self.reason = QLineEdit()
        texts.bind(self.reason, QLineEdit.setPlaceholderText, "Reason")
        texts.bind(self.reason, QWidget.setAccessibleName, "Reason")
        self.reason.textChanged.connect(lambda _text: self._enable())
        self._do = button(texts, "Withdraw", lambda: presenter.withdraw(self.reason.text()), "primary")
        inside = column(
            label(texts, "This would change:", "heading"),
            self._lines,
            row(self.reason, self._do, button(texts, "Leave it as it is", presenter.keep)),
            margin=Space.M,
        )
        self._effect = framed(inside, "notice-warning")
        self._nothing = nothing(
            texts, theme, "package-open", "Nothing came in yet", "Bundles that were taken in appear here."
        )
        self.setLayout(column(self._effect, self.table, self._nothing, row(None, self._ask), space=Space.S))

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.imports)
        self.table.setVisible(bool(state.imports))
        self._ask.setVisible(bool(state.imports))
        self._nothing.setVisible(not state.imports)
        self._effect.setVisible(state.effect is not None)
        if state.effect is not None:
            nothing = self._texts.text("No figure and no status changes.")
            self._lines.setText("\n".join(state.effect.lines) or nothing)
        self._enable()

    def _chosen(self) -> Import | None:
        index = self.table.currentIndex()
        return self.table.rows.lines[index.row()] if index.isValid() else None

    def _enable(self) -> None:
        one = self._chosen()
        self._ask.setEnabled(
            one is not None and one.outcome == "merged" and one.kind in ("submission", "relay")
        )
        self._do.setEnabled(self._presenter.state.can_sign and bool(self.reason.text().strip()))

    def _show(self) -> None:
        one = self._chosen()
        if one is not None:
            self._presenter.show_withdrawal(one)


class RefusedPart(QWidget):
    """Quarantine: what was refused, and under which code."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.table: RowsTable[Import] = RowsTable(
            texts, theme, "Files in quarantine", import_columns(texts, presenter)
        )
        self._nothing = nothing(
            texts, theme, "shield-check", "Quarantine is empty", "Files that were refused are kept here."
        )
        self.setLayout(column(self.table, self._nothing))

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.refused)
        self.table.setVisible(bool(state.refused))
        self._nothing.setVisible(not state.refused)
