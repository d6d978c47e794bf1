"""Qt's own words (menus of text fields, buttons of file dialogs) in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from forms.messages import Language

CATALOGUES = {"zh": "qtbase_zh_CN"}


class QtTexts:
    """Holds the catalogue that is installed; English is what Qt speaks without one."""

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: QTranslator | None = None

    def switch(self, language: Language) -> bool:
        """Speak this language from now on; whether Qt has it."""
        self.remove()
        name = CATALOGUES.get(language)
        if name is None:
            return True
        found = QTranslator(self._app)
        if not found.load(name, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            return False
        self._app.installTranslator(found)
        self._installed = found
        return True

    def remove(self) -> None:
        """Take the catalogue back out."""
        if self._installed is not None:
            self._app.removeTranslator(self._installed)
            self._installed = None
