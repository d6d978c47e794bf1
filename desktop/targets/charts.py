"""Own charts: progress beside time, a line over months, a schematic map of tiles. Readable in print and in grey."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop.desk.rows import LINE
from desktop.desk.rows_painter import RowsDelegate
from desktop.desk_port import TargetLine
from desktop.entry.model import Index
from desktop.i18n import Texts
from desktop.targets.state import Tile
from desktop.theme import Theme

BAR, FULL = 8, 100.0
COLUMNS, ROWS = 4, 4
WORDS = 52
FEW = 18
SMALLEST = 9


class ProgressDelegate(RowsDelegate):
    """Completion as a bar with its figure, and a mark where time stands."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line: TargetLine = index.data(LINE)
        super().paint(painter, option, index)
        if line.completion is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = option.rect.adjusted(8, 0, -self._theme.px(WORDS) - 8, 0)
        track = QRectF(room.left(), room.center().y() - BAR / 2 + 1, room.width(), BAR)
        done = QRectF(track)
        done.setWidth(track.width() * min(max(line.completion, 0.0), FULL) / FULL)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar, colour in ((track, self._theme.colour("border")), (done, self._theme.colour(_ink(line)))):
            painter.setBrush(colour)
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        if line.time is not None:
            at = track.left() + track.width() * min(line.time, FULL) / FULL
            painter.setPen(QPen(self._theme.colour("text"), 1.5))
            painter.drawLine(QPointF(at, track.top() - 4), QPointF(at, track.bottom() + 4))
        painter.restore()


def _ink(line: TargetLine) -> str:
    return {"met": "good", "on-track": "accent", "behind": "warning", "missed": "error"}.get(
        line.verdict, "muted"
    )


class TrendChart(QWidget):
    """A line over months with its first and last figure; the target as a dashed line where there is one."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._points: Sequence[tuple[str, float]] = ()
        self._target: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        texts.bind(self, QWidget.setAccessibleName, "Trend over months")
        theme.changed.connect(self.update)

    def show_points(self, points: Sequence[tuple[str, float]], target: float | None) -> None:
        """Show other figures."""
        self._points, self._target = points, target
        said = "; ".join(f"{month} {value:g}" for month, value in points)
        self.setAccessibleDescription(said)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(300, self._theme.px(150))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = painter.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(8, high + 8, -8, -high - 8)
        values = [value for _, value in self._points] + ([self._target] if self._target is not None else [])
        top, low = max(*values, 0.0), min(*values, 0.0)
        span = (top - low) or 1.0

        def at(place: int, value: float) -> QPointF:
            steps = max(len(self._points) - 1, 1)
            x = area.left() + area.width() * place / steps if len(self._points) > 1 else area.center().x()
            return QPointF(x, area.bottom() - area.height() * (value - low) / span)

        painter.setPen(QPen(self._theme.colour("border"), 1))
        painter.drawLine(QPointF(area.left(), at(0, 0).y()), QPointF(area.right(), at(0, 0).y()))
        if self._target is not None:
            painter.setPen(QPen(self._theme.colour("muted"), 1, Qt.PenStyle.DashLine))
            level = at(0, self._target).y()
            painter.drawLine(QPointF(area.left(), level), QPointF(area.right(), level))
            painter.drawText(QPointF(area.center().x(), level - 3), f"{self._target:,g}")
        self._years(painter, [at(place, low).x() for place in range(len(self._points))], area)
        dots = [at(place, value) for place, (_, value) in enumerate(self._points)]
        painter.setPen(QPen(self._theme.colour("accent"), 2))
        painter.drawPolyline(dots)
        painter.setBrush(self._theme.colour("accent"))
        size = 3 if len(dots) <= FEW else 1.5
        for dot in dots:
            painter.drawEllipse(dot, size, size)
        self._label(painter, dots, area)

    def _years(self, painter: QPainter, places: Sequence[float], area: QRectF) -> None:
        """A thin line where a year begins, with its number: a year is compared with the one before."""
        for place, (month, _) in list(zip(places, self._points, strict=True))[1:]:
            if month.endswith("-01"):
                painter.setPen(QPen(self._theme.colour("border"), 1, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
                painter.setPen(self._theme.colour("muted"))
                painter.drawText(QPointF(place + 3, area.top() + 4), month.partition("-")[0])

    def _label(self, painter: QPainter, dots: Sequence[QPointF], area: QRectF) -> None:
        """The first and the last month with their figures, and the largest one."""
        painter.setPen(self._theme.colour("text"))
        metrics = painter.fontMetrics()
        values = [value for _, value in self._points]
        for place in {0, len(dots) - 1, values.index(max(values))}:
            month, value = self._points[place]
            for text, y in (
                (f"{value:,.12g}", dots[place].y() - 8),
                (month, area.bottom() + metrics.height() + 2),
            ):
                width = metrics.horizontalAdvance(text)
                x = min(max(dots[place].x() - width / 2, area.left()), area.right() - width)
                if text != month or place in (0, len(dots) - 1):
                    painter.drawText(QPointF(x, y), text)


class TileMap(QWidget):
    """Prefectures and zones as tiles, roughly where they lie; no boundary is drawn because none is claimed."""

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._theme = theme
        self._texts = texts
        self._tiles: Sequence[Tile] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        texts.bind(self, QWidget.setAccessibleName, "Schematic map of units")
        theme.changed.connect(self.update)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show other figures."""
        self._tiles = tiles
        self.setAccessibleDescription("; ".join(f"{tile.name} {tile.figure}" for tile in tiles))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, self._theme.px(180))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rows = max([ROWS, *(tile.row + 1 for tile in self._tiles)])
        width, height = self.width() / COLUMNS, self.height() / rows
        for tile in self._tiles:
            self._tile(
                painter,
                QRectF(tile.column * width, tile.row * height, width, height).adjusted(2, 2, -2, -2),
                tile,
            )

    def _tile(self, painter: QPainter, box: QRectF, tile: Tile) -> None:
        ground = QColor(self._theme.colour("surface"))
        if tile.share is not None:
            accent = self._theme.colour("accent")
            accent.setAlphaF(0.12 + 0.5 * min(max(tile.share, 0.0), 1.0))
            ground = accent
        style = Qt.PenStyle.DashLine if not tile.figure else Qt.PenStyle.SolidLine
        painter.setPen(QPen(self._theme.colour("strong_border"), 1, style))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(self._theme.colour("text"))
        name = tile.name
        upper, lower = QRectF(box), QRectF(box)
        upper.setBottom(box.center().y() + 1)
        lower.setTop(box.center().y() - 1)
        font = QFont(painter.font())
        wide = painter.fontMetrics().horizontalAdvance(name)
        if wide > box.width() - 6:
            smaller = QFont(font)
            smaller.setPixelSize(
                max(round(painter.fontInfo().pixelSize() * (box.width() - 6) / wide), SMALLEST)
            )
            painter.setFont(smaller)
        painter.drawText(upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, name)
        painter.setFont(font)
        said = tile.figure or self._texts.text("none")
        painter.setPen(self._theme.colour("text" if tile.figure else "muted"))
        painter.drawText(lower, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, said)
