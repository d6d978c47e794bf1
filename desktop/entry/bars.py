"""The bars of the entry screen: which form, what to do with it; and for rosters their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy

from desktop.entry.arrange import Arrangement
from desktop.entry.excel_menu import ExcelMenu
from desktop.entry.presenter import EntryPresenter
from desktop.entry.side import SideKind
from desktop.entry.state import Compare, EntryState
from desktop.i18n import Texts
from desktop.says import STATUS_SHADES, status_word
from desktop.theme import Space, Theme, re_role
from desktop.widgets.bar import Bar
from desktop.widgets.elided import ElidedCombo
from desktop.widgets.parts import bind_item, plain_label, row, tool

if TYPE_CHECKING:
    from desktop.entry.view import EntryScreen

COMPARES = {
    Compare.NOTHING: "Compare with nothing",
    Compare.PREVIOUS: "Beside last period",
    Compare.LAST_YEAR: "Beside last year",
    Compare.HANDED_OVER: "Beside what was handed over",
}
TYPING_MS = 200
MOST_FOR_FORMS = 340


class ToolBar(Bar):
    """Form, status, undo and redo, paste, check, next finding, comparison."""

    compare_chosen = Signal(str)

    def __init__(self, presenter: EntryPresenter, screen: EntryScreen, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self.forms = ElidedCombo()
        self.forms.setMinimumContentsLength(14)
        self.forms.setMaximumWidth(theme.px(MOST_FOR_FORMS))
        self.forms.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.forms.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        texts.bind(self.forms, QComboBox.setAccessibleName, "Form")
        self._status = plain_label("pill-neutral")
        self._progress = plain_label("muted")
        self._undo = tool(texts, theme, "Undo (Ctrl+Z)", "undo-2", presenter.undo)
        self._redo = tool(texts, theme, "Redo (Ctrl+Y)", "redo-2", presenter.redo)
        self._paste = tool(texts, theme, "Paste (Ctrl+V)", "clipboard-paste", screen.table.paste)
        self._compare = self._make_compare()
        before = tool(texts, theme, "Form before (Ctrl+PgUp)", "chevron-left", lambda: presenter.step(-1))
        after = tool(texts, theme, "Form after (Ctrl+PgDown)", "chevron-right", lambda: presenter.step(1))
        find = tool(texts, theme, "Find (Ctrl+F)", "search", screen.open_search)
        self._print = tool(texts, theme, "Print (Ctrl+P)", "printer", screen.print_wanted.emit)
        self._excel = ExcelMenu(presenter, theme, texts)
        check = tool(texts, theme, "Check (F9)", "calculator", presenter.recheck, words=True)
        following = tool(texts, theme, "Next finding (F8)", "skip-forward", screen.next_finding, words=True)
        inside = row(
            before,
            self.forms,
            after,
            self._status,
            self._progress,
            None,
            self._undo,
            self._redo,
            self._paste,
            find,
            self._excel.button,
            self._print,
            self._compare,
            check,
            following,
            space=Space.XS,
        )
        inside.setStretch(1, 3)  # titles of forms are long: what room there is belongs to them
        self.setLayout(inside)
        self.may_drop_words(check, following)
        texts.changed.connect(self.fit)
        self.forms.activated.connect(
            lambda place: presenter.open(presenter.state.period, self.forms.itemData(place))
        )

    def show_state(self, state: EntryState) -> None:
        """Show what is open and what can be done."""
        self._list_forms(state)
        sheet = state.grid.sheet if state.grid else None
        self._excel.show_state(state)
        self.setEnabled(bool(state.forms))
        self._undo.setEnabled(bool(sheet and sheet.can_undo))
        self._redo.setEnabled(bool(sheet and sheet.can_redo))
        self._paste.setEnabled(bool(sheet and not sheet.read_only))
        if sheet is None:
            return
        self._status.setText(status_word(self._texts, sheet.status))
        re_role(self._status, f"pill-{STATUS_SHADES[sheet.status]}")
        if sheet.asked:
            self._progress.setText(
                self._texts.text("{filled} of {asked} filled", filled=sheet.filled, asked=sheet.asked)
            )
        else:
            self._progress.setText(_lines(self._texts, len(sheet.lines)))
        with QSignalBlocker(self._compare):
            self._compare.setCurrentIndex(list(COMPARES).index(state.compare))
        self.fit()

    def _list_forms(self, state: EntryState) -> None:
        wanted = [(choice.id, f"{choice.id} {choice.title}") for choice in state.forms]
        present = [(self.forms.itemData(n), self.forms.itemText(n)) for n in range(self.forms.count())]
        with QSignalBlocker(self.forms):
            if wanted != present:
                self.forms.clear()
                for form, text in wanted:
                    self.forms.addItem(text, form)
            self.forms.setCurrentIndex(self.forms.findData(state.form))
            self.forms.setToolTip(self.forms.currentText())

    def _make_compare(self) -> QComboBox:
        made = ElidedCombo()
        self._texts.bind(made, QComboBox.setAccessibleName, "Compare")
        for place, (choice, word) in enumerate(COMPARES.items()):
            made.addItem("", choice)
            bind_item(self._texts, made, place, word)
        made.activated.connect(lambda place: self._compare_with(made.itemData(place)))
        return made

    def _compare_with(self, wanted: Compare) -> None:
        self._presenter.compare(wanted)
        self.compare_chosen.emit(str(wanted))


class RosterBar(Bar):
    """Lines of a roster: add, duplicate, delete, carry over; filter and what is shown."""

    def __init__(self, presenter: EntryPresenter, screen: EntryScreen, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._screen = screen
        self._texts = texts
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(160)
        texts.bind(self.filter, QLineEdit.setPlaceholderText, "Filter …")
        texts.bind(self.filter, QLineEdit.setAccessibleName, "Filter lines")
        self._marked = QCheckBox()
        texts.bind(self._marked, QCheckBox.setText, "Only with findings")
        texts.bind(self._marked, QCheckBox.setAccessibleName, "Only with findings")
        self._shown = plain_label("muted")
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._arrange)
        self.filter.textChanged.connect(lambda _text: self._typing.start())
        self._marked.toggled.connect(lambda _on: self._arrange())
        self._acts = (
            tool(texts, theme, "Add line", "plus", presenter.add_line, words=True),
            tool(
                texts, theme, "Duplicate", "copy-plus", lambda: presenter.duplicate(self._lines()), words=True
            ),
            tool(
                texts, theme, "Delete", "trash-2", lambda: presenter.delete_lines(self._lines()), words=True
            ),
            tool(texts, theme, "Carry over", "history", presenter.carry_over, words=True),
        )
        self._looks = (
            tool(texts, theme, "New and gone", "git-compare", presenter.look_at_changes, words=True),
            tool(
                texts,
                theme,
                "Attached files",
                "paperclip",
                lambda: presenter.turn_side(SideKind.FILES),
                words=True,
            ),
        )
        self.setLayout(
            row(*self._acts, *self._looks, None, self._shown, self._marked, self.filter, space=Space.XS)
        )
        self.may_drop_words(*reversed(self._looks), *reversed(self._acts))
        texts.changed.connect(self.fit)

    def show_state(self, state: EntryState) -> None:
        """Show for rosters only, and how many of the lines are shown."""
        self.setVisible(state.is_roster)
        if state.grid is None or not state.is_roster:
            return
        for act in self._acts:
            act.setEnabled(not state.grid.sheet.read_only)
        all_lines, shown = len(state.grid.sheet.lines), len(state.grid.rows)
        self._shown.setText(
            self._texts.text("{shown} of {lines} lines", shown=shown, lines=all_lines)
            if shown != all_lines
            else _lines(self._texts, all_lines)
        )
        with QSignalBlocker(self.filter), QSignalBlocker(self._marked):
            if not self._typing.isActive():
                self.filter.setText(state.arrangement.text)
            self._marked.setChecked(state.arrangement.marked)
        self.fit()

    def sort_by(self, place: int) -> None:
        """Sort by a column: up, then down, then the report's own order again."""
        state = self._presenter.state
        if state.grid is None or not state.is_roster:
            return
        field, now = state.grid.columns[place].id, state.arrangement
        if now.field != field:
            self._arrange(field=field)
        elif not now.descending:
            self._arrange(field=field, descending=True)
        else:
            self._arrange(field=None)

    def _lines(self) -> list[int]:
        lines = dict.fromkeys(key[0] for key in self._screen.table.selected_keys())
        return [line for line in lines if isinstance(line, int)]

    def _arrange(self, **order: object) -> None:
        now = self._presenter.state.arrangement
        field = order.get("field", now.field if not order else None)
        self._presenter.arrange(
            Arrangement(
                text=self.filter.text(),
                marked=self._marked.isChecked(),
                fresh=now.fresh,
                field=field if isinstance(field, str) else None,
                descending=bool(order.get("descending", now.descending if not order else False)),
            )
        )


def _lines(texts: Texts, count: int) -> str:
    return texts.counted("{count} line", "{count} lines", count)
