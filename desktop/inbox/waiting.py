"""The other parts of the in-tray: requests to be admitted, what came in (and can be withdrawn), quarantine."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.desk.nothing import nothing
from desktop.desk.rows import RowsTable
from desktop.desk_port import Asking, CellChange, Import
from desktop.i18n import Texts
from desktop.inbox.answer import AnswerPart
from desktop.inbox.columns import all_change_columns, asking_columns, import_columns
from desktop.inbox.presenter import InboxPresenter
from desktop.inbox.state import InboxState
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, column, framed, label, plain_label, row


class AskingPart(QWidget):
    """Requests, with the fingerprint to type as it was told by telephone."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
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
        self._mismatch, self._admitted = plain_label("error", wrap=True), plain_label("good", wrap=True)
        self._row = QWidget()
        self._row.setLayout(column(advice, row(self.compared, self._admit), self._mismatch))
        box = column(self.table, self._row, self._nothing, self._admitted, space=Space.M)
        box.setStretch(0, 1)
        box.setStretch(2, 1)
        self.setLayout(box)

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.asking)
        if state.asking and not self.table.currentIndex().isValid():
            self.table.selectRow(0)  # mostly there is one: nobody should have to click it first
        for part in (self.table, self._row):
            part.setVisible(bool(state.asking))
        self._nothing.setVisible(not state.asking)
        if state.admitted and state.admitted != self._admitted.text():
            self.compared.clear()
        for said, text in ((self._mismatch, state.mismatch), (self._admitted, state.admitted)):
            said.setText(self._texts.text(text) if text else "")
            said.setVisible(bool(text))
        self._enable()

    def _enable(self) -> None:
        ready = self.table.currentIndex().isValid() and bool(self.compared.text().strip())
        self._admit.setEnabled(ready and self._presenter.state.can_sign)

    def _do(self) -> None:
        one = self.table.rows.lines[self.table.currentIndex().row()]
        self._presenter.admit(one, self.compared.text())


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
    """Quarantine: what was refused, why, and the answer to its sender."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self.table: RowsTable[Import] = RowsTable(
            texts, theme, "Files in quarantine", import_columns(texts, presenter)
        )
        self.table.picked.connect(presenter.show_refused)
        self.answer = AnswerPart(presenter, texts)
        self._nothing = nothing(
            texts, theme, "shield-check", "Quarantine is empty", "Files that were refused are kept here."
        )
        self.setLayout(column(self.table, self.answer, self._nothing))

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        self.table.show_lines(state.refused)
        self.table.setVisible(bool(state.refused))
        self.answer.show_file(state.quarantined if state.refused else None, state.draft)
        self._nothing.setVisible(not state.refused)


class ChangesPart(QWidget):
    """Every cell that the whole tray would change against the figures that count now."""

    def __init__(self, presenter: InboxPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.table: RowsTable[CellChange] = RowsTable(
            texts, theme, "Cells that would change", all_change_columns(presenter)
        )
        self._said = plain_label("muted", wrap=True)
        self._copy = button(texts, "Copy as a table", self._put_on_clipboard)
        self._nothing = nothing(
            texts, theme, "inbox", "No figure would change", "Drop files: what they would change stands here."
        )
        self._foot = QWidget()
        foot = row(self._said, self._copy)
        foot.setStretch(0, 1)
        self._foot.setLayout(foot)
        self.setLayout(column(self._foot, self.table, self._nothing))

    def show_state(self, state: InboxState) -> None:
        """Show this and nothing else."""
        found = state.everything
        cells = found.cells if found is not None else ()
        self.table.show_lines(cells)
        for part in (self.table, self._foot):
            part.setVisible(bool(cells))
        self._nothing.setVisible(not cells)
        if found is None:
            return
        replaced = sum(cell.old is not None for cell in cells)
        text = "{all} cells: {replaced} replace a figure that counts now, the others are new"
        said = self._texts.text(text, all=f"{found.total:,}", replaced=f"{replaced:,}")
        if found.total > len(cells):
            said += " · " + self._texts.text("the first {count} are listed", count=f"{len(cells):,}")
        self._said.setText(said)

    def _put_on_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self.table.as_tsv())
