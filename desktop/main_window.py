"""The shell: navigation, notices, the page, the status bar. What pages do stands in their folders."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QProgressBar, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.actions import PAGES, ScreenId, WindowAction, add_keys
from desktop.focus import keep_near
from desktop.i18n import Texts
from desktop.loading import Loading
from desktop.navigation import Navigation
from desktop.tasks import Progress, TaskRunner
from desktop.theme import Theme
from desktop.widgets.notice import Notice, NoticeBoard
from desktop.widgets.parts import plain_label, tool

STEP = 10
SMALLEST_WIDTH, SMALLEST_HEIGHT = 960, 600
Maker = Callable[[ScreenId], QWidget]


class MainWindow(QMainWindow):
    """One window; its pages are made when first shown."""

    percent_wanted = Signal(int)
    closing = Signal()
    page_shown = Signal(object)

    def __init__(self, theme: Theme, texts: Texts, tasks: TaskRunner) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._tasks = tasks
        self._make: Maker | None = None
        self._pages: dict[ScreenId, QWidget] = {}
        self._over: QWidget | None = None
        self._under: QWidget | None = None
        self._saved_at = ""
        self.loading = Loading(lambda: tasks.idle, self)
        self.navigation = Navigation(theme, texts)
        self.notices = NoticeBoard(theme, texts)
        self._stack = QStackedWidget()
        self.setMinimumSize(SMALLEST_WIDTH, SMALLEST_HEIGHT)
        self._lay_out()
        self._make_status()
        self._add_keys()
        texts.bind(self, MainWindow.setWindowTitle, "Monthly Reports on Innovation and Entrepreneurship")
        self.navigation.wanted.connect(self.show_page)
        tasks.busy.connect(self._show_busy)
        tasks.progressed.connect(self._show_progress)
        texts.changed.connect(self._retranslate)

    # pages --------------------------------------------------------------------------------------------

    def set_pages(self, make: Maker, allowed: tuple[ScreenId, ...]) -> None:
        """Take other pages: another workspace was opened. The old ones are let go."""
        self.clear_pages()
        self._make = make
        self.navigation.allow(allowed)
        self._show_around(True)

    def clear_pages(self) -> None:
        """Let go of all pages: the office is being closed."""
        self.loading.stop()
        self._make = None
        while (page := self._stack.widget(0)) is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._over = self._under = None
        self.navigation.allow(())

    def make_page(self, page: ScreenId) -> None:
        """Make a page that was never shown, and show it later."""
        if self._make is not None and page not in self._pages:
            self._pages[page] = self._make(page)
            self._stack.addWidget(self._pages[page])

    def show_page(self, page: ScreenId) -> None:
        """Show a page, making it if it was never shown."""
        if self._make is None:
            return
        self.make_page(page)
        if self.page() not in (None, page):
            self.tell("")
            self.notices.leave()
        self._stack.setCurrentWidget(self._pages[page])
        self._drop_over()
        self._pages[page].setFocus()
        self.navigation.show_page(page)
        self.page_shown.emit(page)

    def show_alone(self, widget: QWidget) -> None:
        """Show something that is no page: the first-use wizard."""
        self.clear_pages()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._show_around(False)

    def _show_around(self, shown: bool) -> None:
        """The rail and the words about entries; before there is an office they would only be in the way."""
        for part in (self.navigation, self._saved):
            part.setVisible(shown)

    def show_over(self, widget: QWidget) -> None:
        """Show something over the page, until `close_over` or until another page is chosen."""
        under = self._stack.currentWidget()
        self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._drop_over()
        self._over, self._under = widget, under if under in self._pages.values() else self._under
        widget.setFocus()

    def close_over(self) -> None:
        """Show the page again that lies under it."""
        if self._over is not None and self._under is not None:
            self._stack.setCurrentWidget(self._under)
            self._under.setFocus()
        self._drop_over()

    def _drop_over(self) -> None:
        over, self._over = self._over, None
        if over is not None:
            self._stack.removeWidget(over)
            over.deleteLater()

    def page(self) -> ScreenId | None:
        """The page shown."""
        shown = self._stack.currentWidget()
        return next((page for page, widget in self._pages.items() if widget is shown), None)

    # telling ------------------------------------------------------------------------------------------

    def tell(self, sentence: str) -> None:
        """Say something in passing."""
        self._said.setText(sentence)
        self.statusBar().showMessage("")
        self._said.setVisible(True)

    def notice(self, notice: Notice) -> None:
        """Say something that stays until it is put away."""
        self.notices.tell(notice)

    def show_saved(self, time: str) -> None:
        """Say when the last entry reached the disk."""
        self._saved_at = time
        self._retranslate()

    def show_unit(self, text: str) -> None:
        """Say whose workspace this is."""
        self._unit.setText(text)

    # parts --------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notices)
        right.addWidget(self._stack, 1)
        middle = QWidget()
        box = QHBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.navigation)
        box.addLayout(right, 1)
        self.setCentralWidget(middle)

    def _make_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self._said, self._saved, self._unit = plain_label(), plain_label(), plain_label()
        self._step = plain_label()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._texts.bind(self._bar, QProgressBar.setAccessibleName, "Progress")
        self._cancel = tool(self._texts, self._theme, "Cancel", "x", self._tasks.cancel)
        bar.addWidget(self._said, 1)
        for part in (self._step, self._bar, self._cancel, self._saved, self._unit):
            bar.addPermanentWidget(part)
        self._show_busy(False)
        self._retranslate()

    def _add_keys(self) -> None:
        add_keys(
            self,
            {
                WindowAction.SAVE: self._save,
                WindowAction.LARGER: lambda: self.percent_wanted.emit(self._theme.percent + STEP),
                WindowAction.LARGER_TOO: lambda: self.percent_wanted.emit(self._theme.percent + STEP),
                WindowAction.SMALLER: lambda: self.percent_wanted.emit(self._theme.percent - STEP),
                WindowAction.USUAL_SIZE: lambda: self.percent_wanted.emit(100),
                **{PAGES[page].key: partial(self.navigation.go, page) for page in ScreenId},
            },
        )

    def _save(self) -> None:
        """Ctrl+S is a habit and does no harm: everything committed is on disk already."""
        self.tell(self._texts.text("Everything entered is already saved."))

    def _retranslate(self) -> None:
        saved = self._texts.text("Saved {time}", time=self._saved_at) if self._saved_at else ""
        self._saved.setText(saved or self._texts.text("Entries are saved at once"))
        self._said.setText("")

    def _show_busy(self, busy: bool) -> None:
        for part in (self._step, self._bar, self._cancel):
            part.setVisible(busy)
        if busy:
            self._bar.setRange(0, 0)
            self._step.setText(self._texts.text("Working …"))

    def _show_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, progress.total)
        self._bar.setValue(progress.done)
        if progress.text:
            self._step.setText(progress.text)

    # Qt -----------------------------------------------------------------------------------------------

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Watch the window of the system: a watch on all of Qt's objects would be asked thousands of times a page."""
        super().showEvent(event)
        if not event.spontaneous():
            self.windowHandle().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl and the wheel change the size of text wherever the pointer is."""
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(event, QWheelEvent)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            turn = event.angleDelta().y()
            if turn:
                self.percent_wanted.emit(self._theme.percent + (STEP if turn > 0 else -STEP))
            return True
        return super().eventFilter(watched, event)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        return keep_near(self._stack.currentWidget(), self.focusWidget()) or super().focusNextPrevChild(next)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def geometry_text(self) -> str:
        """Size and place as text for the settings."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_geometry_text(self, text: str) -> bool:
        """Take size and place from the settings; whether that worked."""
        return self.restoreGeometry(QByteArray.fromBase64(text.encode("ascii")))
