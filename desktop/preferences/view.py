"""The settings page: language, look, size of text; where the workspace lies."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QSlider, QVBoxLayout, QWidget

from desktop.i18n import Texts
from desktop.preferences.presenter import Preferences
from desktop.preferences.state import PreferencesState
from desktop.settings import LARGEST, SMALLEST, Look
from desktop.theme import Space, Theme
from desktop.widgets.parts import bind_item, button, clear, column, framed, label, plain_label, row

LOOKS = {Look.SYSTEM: "As the system", Look.LIGHT: "Light", Look.DARK: "Dark"}
LANGUAGES = {"zh": "中文", "en": "English"}
WIDEST = 720


class PreferencesScreen(QWidget):
    """Every change takes effect at once and is kept."""

    workspace_wanted = Signal(str)
    choice_wanted = Signal()

    def __init__(self, presenter: Preferences, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self.language, self.look = QComboBox(), QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        for place, (look, word) in enumerate(LOOKS.items()):
            self.look.addItem("", look)
            bind_item(texts, self.look, place, word)
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(SMALLEST, LARGEST)
        self.zoom.setSingleStep(5)
        self.zoom.setPageStep(25)
        self._percent = plain_label("muted")
        self._workspace, self._version = plain_label("muted", wrap=True), plain_label("muted")
        self._recent, self._recent_head = column(space=Space.XS), label(texts, "Opened before")
        self._workspace.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.language.activated.connect(lambda at: presenter.set_language(self.language.itemData(at)))
        self.look.activated.connect(lambda at: presenter.set_look(self.look.itemData(at)))
        self.zoom.valueChanged.connect(lambda percent: presenter.set_percent(percent - percent % 5))
        self._lay_out(theme)
        presenter.attach(self)

    def show_state(self, state: PreferencesState) -> None:
        """Show this and nothing else."""
        settings = state.settings
        with QSignalBlocker(self.language), QSignalBlocker(self.look), QSignalBlocker(self.zoom):
            self.language.setCurrentIndex(self.language.findData(settings.language))
            self.look.setCurrentIndex(self.look.findData(settings.look))
            self.zoom.setValue(settings.text_percent)
        self._percent.setText(f"{settings.text_percent} %")
        self._workspace.setText(state.workspace)
        self._show_recent([one for one in settings.recent if one != state.workspace])
        self._version.setText(state.version)

    def _show_recent(self, folders: list[str]) -> None:
        clear(self._recent)
        for folder in folders:
            made = button(self._texts, "Open", partial(self.workspace_wanted.emit, folder), "link")
            made.setText(folder)
            made.setAccessibleName(f"{self._texts.text('Open')} {folder}")
            self._recent.addWidget(made)
        self._place.setRowVisible(self._recent, bool(folders))

    def _lay_out(self, theme: Theme) -> None:
        look = QFormLayout()
        look.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        look.setSpacing(Space.M)
        size = row(self.zoom, self._percent)
        for word, widget in (("Language", self.language), ("Look", self.look), ("Size of text", self.zoom)):
            name = label(self._texts, word)
            name.setBuddy(widget)
            self._texts.bind(widget, QWidget.setAccessibleName, word)
            if widget is self.zoom:
                look.addRow(name, size)
            else:
                look.addRow(name, widget)
        look.addRow(
            QLabel(), label(self._texts, "Ctrl and the mouse wheel change the size everywhere.", "small")
        )
        self._place = place = QFormLayout()
        place.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        place.setSpacing(Space.M)
        place.addRow(label(self._texts, "Workspace"), self._workspace)
        other = button(self._texts, "Open another workspace …", self.choice_wanted.emit)
        place.addRow(self._recent_head, self._recent)
        place.addRow(QLabel(), row(other, None))
        place.addRow(label(self._texts, "Version"), self._version)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(WIDEST))
        inner.setLayout(
            column(
                label(self._texts, "Settings", "display"),
                framed(look),
                framed(place),
                None,
                space=Space.L,
            )
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        box.addWidget(inner)
