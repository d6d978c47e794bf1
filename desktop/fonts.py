"""The bundled fonts: the same glyphs on every machine, on screen and on paper."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

import resources
from forms.errors import YuebaoError

CHINESE, TIBETAN = "Yuebao Sans SC", "DDC Uchen"
FILES = {CHINESE: "YuebaoSansSC-Regular.otf", TIBETAN: "DDC_Uchen.ttf"}
POINTS = 10.0


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; a missing file is `E-DISK`, for blank forms help nobody."""
    for file in FILES.values():
        path = resources.path("fonts", file)
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise YuebaoError("E-DISK", detail=str(path))


def base_font(percent: int = 100, points: float = POINTS) -> QFont:
    """The font of the window at that text size.

    Hinting is off: only then do pictures look the same under every font configuration.
    """
    font = QFont([CHINESE, TIBETAN])
    font.setPointSizeF(points * percent / 100)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return font
