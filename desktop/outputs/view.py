"""Outputs: choose what goes out and where; what is missing stands beside; the files written can be opened at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.i18n import Texts
from desktop.outputs.presenter import OutputsPresenter
from desktop.outputs.state import OutputsState, WrittenLine
from desktop.outputs.words import KINDS
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import button, column, framed, label, picture, plain_label, row

OPEN = QUrl.fromLocalFile


class OutputsScreen(QWidget):
    """Shows the state."""

    def __init__(self, presenter: OutputsPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self.periods, self.scopes, self.forms = QComboBox(), QComboBox(), QComboBox()
        self._name_choices()
        self.kinds: dict[str, QCheckBox] = {}
        self._standing = plain_label(wrap=True)
        self._alarm = picture(theme, "triangle-alert", 18, "warning")
        self._folder = plain_label(wrap=True)
        self._said = plain_label("muted", wrap=True)
        self.write = button(texts, "Write", presenter.write, "primary")
        self._edit = button(texts, "Edit template", lambda: presenter.edit_template(self.open_file))
        self._restore = button(texts, "Back to the shipped template", presenter.restore_template)
        self._template = plain_label("small", wrap=True)
        self.table: RowsTable[WrittenLine] = RowsTable(texts, theme, "Files written", self._columns())
        self.table.opened.connect(self._open_line)
        self._nothing = nothing(
            texts,
            theme,
            "file-text",
            "Nothing written yet",
            "Choose on the left what you need. The same files come from the command line.",
        )
        self._foot = QWidget()
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: OutputsState) -> None:
        """Show this and nothing else."""
        fill(self.periods, state.periods, state.period)
        fill(self.scopes, state.scopes, state.scope)
        fill(self.forms, state.forms, state.form)
        for kind, box in self.kinds.items():
            with QSignalBlocker(box):
                box.setChecked(kind in state.kinds)
        self._standing.setText("\n".join(state.standing))
        self._alarm.setVisible(state.ready and not state.calm)
        say = self._texts.text
        self._folder.setText(state.folder or say("No folder chosen yet"))
        self.write.setEnabled(state.can_write)
        self.write.setText(
            say("Writing …") if state.working else say("Write {count} kinds", count=len(state.kinds))
        )
        self._show_template(state)
        self._show_written(state)

    def _show_template(self, state: OutputsState) -> None:
        say = self._texts.text
        own = (
            say("This office's own template is in use.")
            if state.own_template
            else say("The shipped template is in use.")
        )
        kept = say("The own template was kept: {file}", file=Path(state.kept_template).name)
        self._template.setText(kept if state.kept_template else own)
        self._restore.setVisible(state.own_template)

    def _show_written(self, state: OutputsState) -> None:
        self.table.show_lines(state.written)
        for part in (self.table, self._foot):
            part.setVisible(bool(state.written))
        self._nothing.setVisible(not state.written)
        failed = sum(not line.file for line in state.written)
        self._said.setText(
            self._texts.text("Stopped; what had been written stays.")
            if state.cancelled
            else self._texts.text("{count} kinds could not be written.", count=failed)
            if failed
            else ""
        )

    def open_file(self, path: Path) -> None:
        """Open with whatever program the system has for it."""
        QDesktopServices.openUrl(OPEN(str(path)))

    # parts --------------------------------------------------------------------------------------------

    def _name_choices(self) -> None:
        for box, name, field in (
            (self.periods, "Report period", "period"),
            (self.scopes, "Scope", "scope"),
            (self.forms, "Form", "form"),
        ):
            self._texts.bind(box, QComboBox.setAccessibleName, name)
            box.activated.connect(
                lambda at, field=field, box=box: self._presenter.choose(**{field: box.itemData(at)})
            )
        self.periods.setMinimumWidth(self._theme.px(130))
        self.forms.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.forms.setMinimumContentsLength(16)

    def _columns(self) -> tuple[Column[WrittenLine], ...]:
        say = self._texts.text
        return (
            Column(title="Sort of file", text=lambda one: one.kind, width=150),
            Column(
                title="File",
                text=lambda one: Path(one.file).name if one.file else one.said,
                tip=lambda one: one.file or one.said,
                shade=lambda one: "" if one.file else "warning",
                width=STRETCH,
            ),
            Column(title="File size", text=lambda one: one.size, number=True, width=80),
            Column(
                title="State",
                text=lambda one: say("written") if one.file else say("not written"),
                shade=lambda one: "good" if one.file else "warning",
                pill=True,
                width=96,
            ),
        )

    def _kinds_part(self) -> QWidget:
        inside = as_role(QWidget(), "page")
        box = column(label(self._texts, "What to write", "heading"), space=Space.S, margin=Space.S)
        for kind, (title, explanation) in KINDS.items():
            made = QCheckBox()
            self._texts.bind(made, QCheckBox.setText, title)
            self._texts.bind(made, QCheckBox.setAccessibleName, title)
            made.toggled.connect(lambda on, kind=kind: self._presenter.want(kind, wanted=on))
            self.kinds[kind] = made
            box.addWidget(made)
            said = label(self._texts, explanation, "small", wrap=True)
            said.setContentsMargins(Space.XL, 0, 0, 0)
            box.addWidget(said)
            if kind == "docx":
                buttons = row(self._edit, self._restore, None)
                buttons.setContentsMargins(Space.XL, 0, 0, 0)
                self._template.setContentsMargins(Space.XL, 0, 0, 0)
                box.addWidget(self._template)
                box.addLayout(buttons)
        box.addStretch(1)
        inside.setLayout(box)
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setWidget(inside)
        side.setMinimumWidth(320)
        self._texts.bind(side, QScrollArea.setAccessibleName, "What to write")
        return side

    def _right_part(self) -> QWidget:
        title = row(self._alarm, label(self._texts, "Before you write", "heading"), None)
        card = framed(column(title, self._standing, margin=Space.M))
        where = row(
            label(self._texts, "Folder", "muted"),
            self._folder,
            button(self._texts, "Choose folder …", self._choose_folder),
            self.write,
        )
        where.setStretch(1, 1)
        foot = row(
            self._said,
            button(self._texts, "Open", self._open_chosen),
            button(self._texts, "Open its folder", self._open_folder),
        )
        foot.setStretch(0, 1)
        self._foot.setLayout(foot)
        made = QWidget()
        box = column(card, where, self.table, self._nothing, self._foot, space=Space.M)
        box.setStretch(2, 1)
        box.setStretch(3, 1)
        made.setLayout(box)
        return made

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._kinds_part())
        split.addWidget(self._right_part())
        split.setStretchFactor(1, 1)
        split.setSizes([380, 800])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.M)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        head = label(self._texts, "Outputs", "display")
        box.addLayout(row(head, None, self.forms, self.scopes, self.periods))
        box.addWidget(split, 1)

    # wishes -------------------------------------------------------------------------------------------

    def _choose_folder(self) -> None:
        start = self._presenter.state.folder
        chosen = QFileDialog.getExistingDirectory(self, self._texts.text("Choose folder …"), start)
        if chosen:
            self._presenter.choose(folder=chosen)

    def _chosen(self) -> WrittenLine | None:
        index = self.table.currentIndex()
        lines = self.table.rows.lines
        return lines[index.row()] if index.isValid() else next((x for x in lines if x.file), None)

    def _open_line(self, line: WrittenLine) -> None:
        if line.file:
            self.open_file(Path(line.file))

    def _open_chosen(self) -> None:
        line = self._chosen()
        if line is not None:
            self._open_line(line)

    def _open_folder(self) -> None:
        line = self._chosen()
        folder = Path(line.file).parent if line and line.file else Path(self._presenter.state.folder)
        self.open_file(folder)
