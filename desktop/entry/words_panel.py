"""What the words of an office's own file mean: each heading and unknown row title with the place it stands for."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QStringListModel, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.entry.grid import Grid
from desktop.entry.state import EntryState
from desktop.i18n import Texts
from desktop.theme import Space, as_role
from desktop.widgets.elided import ElidedCombo
from desktop.widgets.parts import clear, label, plain_label
from forms.intake.filling import Word

LEAST_LETTERS = 8


class WordsPanel(QScrollArea):
    """Says which word means what: `meant` carries the word and the id, an empty id for none."""

    meant = Signal(str, str)

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._shown: object = None
        self._columns, self._rows = QStringListModel(self), QStringListModel(self)
        self._ids: dict[QStringListModel, list[str]] = {self._columns: [], self._rows: []}
        self.boxes: dict[str, QComboBox] = {}
        inside = as_role(QWidget(), "page")
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, 0, Space.S, 0)
        self._box.setSpacing(Space.XS)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        texts.bind(self, QScrollArea.setAccessibleName, "What the words of the file mean")

    def show_state(self, state: EntryState) -> None:
        """Show the words of the state's file, those not understood first."""
        file = state.file
        known = (
            (file.source, file.words.headings and [w.where for w in file.words.headings]) if file else None
        )
        if file is not None and known == self._shown:
            self._update((*file.words.headings, *file.words.titles))
            return
        self._shown = known
        clear(self._box)
        self.boxes = {}
        if state.file is None or state.grid is None:
            return
        self._name_places(state.grid)
        words = state.file.words
        headings = sorted(words.headings, key=lambda word: word.means is not None)
        titles = [word for word in words.titles if word.means is None or word.text in state.file.own]
        self._add("Headings", headings, self._columns)
        self._add("Rows not understood", titles, self._rows)
        self._box.addStretch(1)

    def _update(self, words: tuple[Word, ...]) -> None:
        """The same words mean something else now; nothing moves under the clerk's hands."""
        for word in words:
            box = self.boxes.get(word.text)
            if box is not None:
                self._choose(box, word)

    def _choose(self, box: QComboBox, word: Word) -> None:
        model = box.model()
        ids = self._ids[model] if isinstance(model, QStringListModel) else []
        with QSignalBlocker(box):
            box.setCurrentIndex(ids.index(word.means) if word.means in ids else 0)

    def _name_places(self, grid: Grid) -> None:
        places = {self._columns: [(column.id, _head(column.group, column.title)) for column in grid.columns]}
        places[self._rows] = [(str(row.key), f"{row.code} {row.title}") for row in grid.rows if row.title]
        for model, named in places.items():
            self._ids[model] = ["", *(name for name, _title in named)]
            model.setStringList([self._texts.text("Not taken"), *(title for _name, title in named)])

    def _add(self, english: str, words: list[Word], model: QStringListModel) -> None:
        if words:
            self._box.addWidget(label(self._texts, english, "muted"))
        for word in words:
            self._box.addWidget(self._named(word))
            self._box.addWidget(self._chooser(word, model))

    def _named(self, word: Word) -> QWidget:
        made = plain_label("small", wrap=True)
        made.setText(f"{word.where}  {word.text}")
        return made

    def _chooser(self, word: Word, model: QStringListModel) -> QComboBox:
        made = ElidedCombo()
        made.setModel(model)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(LEAST_LETTERS)
        made.setAccessibleName(word.text)
        ids = self._ids[model]
        self._choose(made, word)
        made.activated.connect(lambda place: self.meant.emit(word.text, ids[place]))
        self.boxes[word.text] = made
        return made


def _head(group: str | None, title: str) -> str:
    return f"{group} · {title}" if group else title
