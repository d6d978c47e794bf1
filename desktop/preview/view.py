"""The print preview: the pages as they will be on paper, and what can be done with them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.i18n import Texts
from desktop.preview.paper import PaperView, Zoom
from desktop.preview.presenter import PreviewPresenter
from desktop.preview.state import PreviewState
from desktop.theme import Space, Theme
from desktop.widgets.bar import Bar
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.parts import bind_item, button, column, empty_state, plain_label, row, tool

ZOOMS = {
    Zoom.WIDTH: "Fit width",
    Zoom.PAGE: "Whole page",
    Zoom.FULL: "100 %",
    Zoom.LARGE: "150 %",
    Zoom.LARGEST: "200 %",
}


class PreviewScreen(QWidget):
    """Shows a presenter's pages; `left` says that the user has seen enough."""

    left = Signal()

    def __init__(self, presenter: PreviewPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self.paper = PaperView(theme, texts)
        self._title, self._place = ElidedLabel("heading"), plain_label("muted")
        self.relations = QCheckBox()
        texts.bind(self.relations, QCheckBox.setText, "With check relations")
        texts.bind(self.relations, QCheckBox.setAccessibleName, "With check relations")
        self.zooms = self._make_zooms()
        self.save = button(texts, "Save as PDF …", self._save)
        self.print = button(texts, "Print …", self._print, "primary")
        self._waiting = empty_state(
            texts, theme, "printer", "Laying the pages out …", "Large rosters take some seconds."
        )
        self._lay_out(self._make_bar())
        self._connect()
        self.setFocusProxy(self.paper)
        presenter.attach(self)

    # the presenter's view -----------------------------------------------------------------------------

    def show_state(self, state: PreviewState) -> None:
        """Show this and nothing else."""
        self._title.show_text(state.title)
        self.paper.setAccessibleName(self._texts.text("Print preview: {title}", title=state.title))
        self._pages.setCurrentIndex(0 if state.pages else 1)
        self.paper.show_pages(state.pages)
        self.relations.setVisible(state.has_relations)
        with QSignalBlocker(self.relations):
            self.relations.setChecked(state.relations)
        able = bool(state.pages) and not state.working
        for part in (self.save, self.print):
            part.setEnabled(able)
        self.relations.setEnabled(not state.working)
        self._say_place()

    def show_picture(self, number: int, dots_per_mm: float, picture: object) -> None:
        """A page was drawn."""
        self.paper.show_picture(number, dots_per_mm, picture)

    # parts --------------------------------------------------------------------------------------------

    def _make_bar(self) -> Bar:
        made = Bar()
        back = tool(self._texts, self._theme, "Back (Esc)", "chevron-left", self.left.emit, words=True)
        before = tool(self._texts, self._theme, "Page before (PgUp)", "chevron-up", lambda: self._step(-1))
        after = tool(self._texts, self._theme, "Page after (PgDown)", "chevron-down", lambda: self._step(1))
        inside = row(
            back, self._title, None, before, self._place, after, self.zooms, self.relations, self.save,
            self.print, space=Space.S,
        )  # fmt: skip
        made.setLayout(inside)
        made.may_drop_words(back)
        return made

    def _make_zooms(self) -> QComboBox:
        made = QComboBox()
        self._texts.bind(made, QComboBox.setAccessibleName, "Size of the pages")
        for place, (zoom, word) in enumerate(ZOOMS.items()):
            made.addItem("", zoom)
            bind_item(self._texts, made, place, word)
        return made

    def _lay_out(self, bar: Bar) -> None:
        pages = QWidget()
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self.paper)
        self._pages.addWidget(self._waiting)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        box.addLayout(column(bar, pages))
        box.setStretch(0, 1)

    def _connect(self) -> None:
        act = self._presenter
        self.paper.wanted.connect(act.draw)
        self.paper.page_shown.connect(lambda _number: self._say_place())
        self.zooms.activated.connect(lambda place: self.paper.set_zoom(list(ZOOMS)[place]))
        self.relations.toggled.connect(lambda on: act.lay_out(relations=on))
        for key, does in (("Esc", self.left.emit), ("Ctrl+P", self._print), ("Ctrl+W", self.left.emit)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(does)

    def _step(self, by: int) -> None:
        self.paper.go_to(self.paper.current + by)

    def _say_place(self) -> None:
        pages = len(self._presenter.state.pages)
        said = self._texts.text("Page {page} of {pages}", page=self.paper.current + 1, pages=pages)
        self._place.setText(said if pages else "")

    # answers ------------------------------------------------------------------------------------------

    def _save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"{self._presenter.state.file}.pdf")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self._texts.text("Save as PDF …"), proposed, "PDF (*.pdf)"
        )
        if chosen:
            self._presenter.save(Path(chosen))

    def _print(self) -> None:
        """Ask the system which printer; the pages go there from the pool."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        state = self._presenter.state
        if not state.pages or state.working:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(state.file)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(state.pages))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintCurrentPage, on=False)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self._presenter.send(printer, printer.fromPage(), printer.toPage())

    @override
    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible)
        if visible:
            self.paper.setFocus()
