"""Icons of the one set (Lucide), painted in the colour of the present look."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

import resources


def pixmap(name: str, colour: str, pixels: int) -> QPixmap:
    """An icon as a picture of that many logical pixels, sharp on every screen."""
    name_in_cache = f"{name} {colour} {pixels}"
    known = QPixmap()
    if QPixmapCache.find(name_in_cache, known):
        return known
    svg = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio()
    made = QPixmap(QSize(round(pixels * ratio), round(pixels * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    QPixmapCache.insert(name_in_cache, made)
    return made


def icon(name: str, colour: str, pixels: int = 18, disabled: str | None = None) -> QIcon:
    """An icon for a button; `disabled` is its colour then, for Qt's own looks enabled on a dark ground."""
    made = QIcon(pixmap(name, colour, pixels))
    if disabled is not None:
        made.addPixmap(pixmap(name, disabled, pixels), QIcon.Mode.Disabled)
    return made
