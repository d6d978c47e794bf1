"""Widths of texts and where they break; measured once at one size, because nothing here is hinted."""

from __future__ import annotations

import math
import re
import threading
from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from desktop.fonts import CHINESE, TIBETAN
from desktop.printing.marks import POINT

REFERENCE = 10.0
_SPACING = 1.32
_TIBETAN_SPACING = 1.75
_TIBETAN = re.compile("[\u0f00-\u0fff]")
_WORDS = re.compile("[“（〔【《]*(?:[!-~\u00c0-\u024f]+|.)[”）〕】》，。、；：]*")


def font(points: float) -> QFont:
    """The print font; pixels are hundredths of a millimetre."""
    made = QFont([CHINESE, TIBETAN])
    made.setPixelSize(max(round(points * POINT), 1))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=8)
def _metrics(_thread: int) -> QFontMetricsF:
    """A font keeps what it loaded for one thread: two that measure at once must not share it."""
    return QFontMetricsF(font(REFERENCE))


@lru_cache(maxsize=65536)
def _reference_width(text: str) -> float:
    return _metrics(threading.get_ident()).horizontalAdvance(text)


def width_of(text: str, points: float) -> float:
    """Width on paper of a text in one line."""
    return max((_reference_width(line) for line in text.split("\n")), default=0.0) * points / REFERENCE


def longest_word(text: str, points: float) -> float:
    """Width of the longest part that should not be broken: Latin words, not Chinese sentences."""
    words = _WORDS.findall(text)
    return max((width_of(word, points) for word in words), default=0.0)


@lru_cache(maxsize=65536)
def broken(text: str, width: float, points: float) -> tuple[str, ...]:
    """The lines of a text in that width; words are broken only where they alone are too wide."""
    lines: list[str] = []
    for part in text.split("\n"):
        if width_of(part, points) <= width:
            lines.append(part)
        else:
            lines.extend(_break(part, width * REFERENCE / points))
    return tuple(lines)


def _break(text: str, width: float) -> list[str]:
    layout = QTextLayout(text, font(REFERENCE))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        encoded = text.encode("utf-16-le")
        start, length = line.textStart() * 2, line.textLength() * 2
        lines.append(encoded[start : start + length].decode("utf-16-le").rstrip())
        line = layout.createLine()
    layout.endLayout()
    return lines


def line_height(text: str, points: float) -> float:
    """Height of one line; stacked Tibetan letters need more."""
    spacing = _TIBETAN_SPACING if _TIBETAN.search(text) else _SPACING
    return math.ceil(points * POINT * spacing)


def block_height(lines: tuple[str, ...], points: float) -> float:
    """Height of several lines."""
    return sum(line_height(line, points) for line in lines)
