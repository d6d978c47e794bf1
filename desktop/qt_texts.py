"""Qt's own words (menus of text fields, buttons of file dialogs) in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator
from typing_extensions import override

from forms.messages import Language

CATALOGUES = {"zh": "qtbase_zh_CN"}
MISSING = {
    ("QFileDialog", "&Look in:"): "位置(&L)：",
    ("QFileDialog", "Files of &type:"): "文件类型(&T)：",
    ("QAbstractFileIconProvider", "Folder"): "文件夹",
    ("QAbstractFileIconProvider", "Drive"): "驱动器",
    ("QFileSystemModel", "Size"): "大小",
    ("QPrintSettingsOutput", "Page &Set:"): "页面(&S)：",
}
"""What Qt's own Chinese leaves in English, or words as nobody here would (体积 for the size of a file)."""


class _Missing(QTranslator):
    """Asked before Qt's catalogue."""

    @override
    def isEmpty(self) -> bool:
        return False

    @override
    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        return MISSING.get((context, sourceText))


class QtTexts:
    """Holds the catalogue that is installed; English is what Qt speaks without one."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: tuple[QTranslator, ...] = ()

    def switch(self, language: Language) -> bool:
        """Speak this language from now on; whether Qt has it."""
        self.remove()
        name = CATALOGUES.get(language)
        if name is None:
            return True
        found = QTranslator(self._app)
        if not found.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            return False
        self._installed = (found, _Missing(self._app))
        for one in self._installed:
            self._app.installTranslator(one)
        return True

    def remove(self) -> None:
        """Take the catalogue back out."""
        for one in self._installed:
            self._app.removeTranslator(one)
        self._installed = ()
