"""A QR code as a small picture: what a telephone reads off the screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.theme import Theme

SIDE = 92
QUIET = 3
WHITE, BLACK = QColor(255, 255, 255), QColor(0, 0, 0)


class CodePicture(QWidget):
    """Shows a text as a code, black on white under any look; nothing for an empty text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._modules: tuple[tuple[int, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_text(self, text: str, name: str) -> None:
        """Show another text; `name` tells those who cannot see it what it is."""
        import segno  # no start needs it

        self._modules = tuple(tuple(row) for row in segno.make_qr(text).matrix) if text else ()
        self.setAccessibleName(name)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = self._theme.px(SIDE)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        count = len(self._modules)
        if not count:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), WHITE)
        step = max(min(self.width(), self.height()) // (count + 2 * QUIET), 1)
        left, top = (self.width() - step * count) // 2, (self.height() - step * count) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        for y, modules in enumerate(self._modules):
            for x, dark in enumerate(modules):
                if dark:
                    painter.fillRect(left + x * step, top + y * step, step, step, BLACK)
