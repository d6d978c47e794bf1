"""The pages as pictures below each other; only those in sight are drawn, and anew when the size changes."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from typing_extensions import override

from desktop.i18n import Texts
from desktop.printing.marks import MM, Page
from desktop.theme import Theme, as_role

GAP = 16
KEPT = 12
SETTLE_MS = 30
STEP = 48
DOTS_AT_FULL_SIZE = 96 / 25.4
WHITE = QColor(255, 255, 255)


class Zoom(Enum):
    """How large a page is shown."""

    WIDTH = "width"
    PAGE = "page"
    FULL = 1.0
    LARGE = 1.5
    LARGEST = 2.0


class PaperView(QAbstractScrollArea):
    """Shows pages; `wanted` asks for a page's picture at so many dots a millimetre."""

    wanted = Signal(int, float)
    page_shown = Signal(int)

    def __init__(self, theme: Theme, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        as_role(self, "preview")
        self._theme = theme
        self._texts = texts
        self._pages: tuple[Page, ...] = ()
        self._zoom = Zoom.WIDTH
        self._tops: list[int] = []
        self._pictures: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._asked: dict[int, float] = {}
        self._current = 0
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._ask)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())
        theme.changed.connect(self.viewport().update)

    # what is shown ------------------------------------------------------------------------------------

    def show_pages(self, pages: tuple[Page, ...]) -> None:
        """Show other pages, from the first."""
        if pages is self._pages:
            return
        self._pages = pages
        self._pictures.clear()
        self._asked.clear()
        self._lay_out()
        self.go_to(0)

    def show_picture(self, number: int, dots_per_mm: float, picture: object) -> None:
        """A page was drawn."""
        if isinstance(picture, QImage) and self._asked.get(number) == dots_per_mm:
            self._pictures[number] = (dots_per_mm, picture)
            self._pictures.move_to_end(number)
            while len(self._pictures) > KEPT:
                self._asked.pop(self._pictures.popitem(last=False)[0], None)
            self.viewport().update()

    def set_zoom(self, zoom: Zoom) -> None:
        """Show pages larger or smaller, the same page still in sight."""
        self._zoom = zoom
        here = self._current
        self._lay_out()
        self.go_to(here)

    @property
    def zoom(self) -> Zoom:
        """How large pages are shown."""
        return self._zoom

    @property
    def drawn(self) -> bool:
        """Whether every page in sight has its picture at the present size."""
        return all(self._pictures.get(n, (0.0,))[0] == self._dots() for n in self._in_sight())

    @property
    def current(self) -> int:
        """The page in sight, from 0."""
        return self._current

    def go_to(self, number: int) -> None:
        """Bring a page into sight."""
        if self._pages:
            number = min(max(number, 0), len(self._pages) - 1)
            self.verticalScrollBar().setValue(self._tops[number] - GAP)
            self._scrolled()
            self._current = number
            self.page_shown.emit(number)

    # sizes --------------------------------------------------------------------------------------------

    def _scale(self) -> float:
        """Logical pixels for a hundredth of a millimetre."""
        if isinstance(self._zoom.value, float):
            return DOTS_AT_FULL_SIZE * self._zoom.value / MM
        room = self.viewport().size()
        widest = max((page.width for page in self._pages), default=1.0)
        wide = max(room.width() - 2 * GAP, 100) / widest
        if self._zoom is Zoom.WIDTH:
            return wide
        highest = max((page.height for page in self._pages), default=1.0)
        return min(wide, max(room.height() - 2 * GAP, 100) / highest)

    def _dots(self) -> float:
        return self._scale() * MM * self.devicePixelRatioF()

    def _lay_out(self) -> None:
        scale = self._scale()
        top, self._tops = GAP, []
        for page in self._pages:
            self._tops.append(top)
            top += round(page.height * scale) + GAP
        widest = max((page.width for page in self._pages), default=0.0) * scale + 2 * GAP
        room = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(top - room.height(), 0))
        vertical.setPageStep(room.height())
        vertical.setSingleStep(STEP)
        horizontal.setRange(0, max(round(widest) - room.width(), 0))
        horizontal.setPageStep(room.width())
        self._settle.start()
        self.viewport().update()

    def _place(self, number: int) -> QRect:
        """Where a page stands in the window."""
        page, scale = self._pages[number], self._scale()
        width, height = round(page.width * scale), round(page.height * scale)
        left = max((self.viewport().width() - width) // 2, GAP) - self.horizontalScrollBar().value()
        return QRect(left, self._tops[number] - self.verticalScrollBar().value(), width, height)

    def _in_sight(self) -> list[int]:
        window = self.viewport().rect()
        return [number for number in range(len(self._tops)) if self._place(number).intersects(window)]

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        current = max((n for n, top in enumerate(self._tops) if top <= middle), default=0)
        if current != self._current:
            self._current = current
            self.page_shown.emit(current)
        self._settle.start()
        self.viewport().update()

    def _ask(self) -> None:
        """Have what is in sight drawn at the present size."""
        dots = self._dots()
        for number in self._in_sight():
            if self._asked.get(number) != dots:
                self._asked[number] = dots
                self.wanted.emit(number, dots)

    # Qt -----------------------------------------------------------------------------------------------

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), self._theme.colour("window"))
        for number in self._in_sight():
            place = self._place(number)
            painter.fillRect(place, WHITE)
            if number in self._pictures:
                painter.drawImage(QRectF(place), self._pictures[number][1])
            else:
                painter.setPen(QColor(120, 120, 120))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._texts.text("Drawing …"))
            painter.setPen(self._theme.colour("strong_border"))
            painter.drawRect(place.adjusted(-1, -1, 0, 0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        here = self._current
        self._lay_out()
        if isinstance(self._zoom.value, str):
            self.go_to(here)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys go from page to page, arrows scroll."""
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                self.go_to(self._current + 1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_Backspace:
                self.go_to(self._current - 1)
            case Qt.Key.Key_Home:
                self.go_to(0)
            case Qt.Key.Key_End:
                self.go_to(len(self._pages) - 1)
            case Qt.Key.Key_Down:
                bar.setValue(bar.value() + STEP)
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - STEP)
            case _:
                super().keyPressEvent(event)
