"""Conflicts: base, A and B side by side, only where they differ; click a side to let it stand."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from desktop.conflicts.presenter import ConflictsPresenter
from desktop.conflicts.state import ConflictLine, ConflictsState, PlaceLine, Side
from desktop.desk.nothing import nothing
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.sign_bar import SignBar
from desktop.desk.signing import Signing
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.widgets.parts import button, clear, column, label, plain_label, row

BASE_AT = 1


class ConflictsScreen(QWidget):
    """Shows the state; Enter or a double click on a side's figure chooses it."""

    def __init__(self, presenter: ConflictsPresenter, signing: Signing, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self.list: RowsTable[ConflictLine] = RowsTable(
            texts,
            theme,
            "Reports in conflict",
            (
                Column(title="Report", text=lambda one: one.name, second=self._back, width=STRETCH),
                Column(title="Places", text=lambda one: str(one.places), number=True, width=56),
            ),
        )
        self.list.picked.connect(presenter.choose)
        self.places: RowsTable[PlaceLine] = RowsTable(texts, theme, "Where the sides differ", (), cells=True)
        self.places.clicked.connect(self._take)
        self.places.activated.connect(self._take)
        self._sides = QVBoxLayout()
        self._whole = QHBoxLayout()
        self._left = plain_label("muted")
        self.reason = QLineEdit()
        texts.bind(self.reason, QLineEdit.setPlaceholderText, "Reason")
        texts.bind(self.reason, QWidget.setAccessibleName, "Reason")
        self.reason.textChanged.connect(lambda _text: self._enable())
        self._settle = button(texts, "Sign this settlement", self._sign, "primary")
        self._return = button(
            texts,
            "Return to the unit",
            self._send_back,
            tip="The unit says itself what holds; its correction ends the conflict.",
        )
        self._nothing = nothing(
            texts, theme, "git-compare", "No conflicts", "Nobody sent two states of one report."
        )
        self._sign_bar = SignBar(signing, theme, texts)
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: ConflictsState) -> None:
        """Show this and nothing else."""
        self.list.show_lines(state.lines)
        self._split.setVisible(bool(state.lines))
        self._nothing.setVisible(state.ready and not state.lines)
        clear(self._sides)
        clear(self._whole)
        for side in state.sides:
            said = plain_label(wrap=True)
            said.setText(f"{side.letter}  {side.signed}")
            self._sides.addWidget(said)
            self._whole.addWidget(self._whole_side(side))
        self._whole.addStretch(1)
        self.places.show_lines(state.places, self._columns(state))
        self._left.setText(
            self._texts.text("{count} places need a choice", count=state.undecided)
            if state.undecided
            else self._texts.text("Every place is decided.")
        )
        self._enable()

    # parts --------------------------------------------------------------------------------------------

    def _whole_side(self, side: Side) -> QWidget:
        made = button(self._texts, "Keep a side", lambda: self._presenter.take_all(side.head))
        made.setText(self._texts.text("Keep all of {letter}", letter=side.letter))
        made.setAccessibleName(made.text())
        return made

    def _columns(self, state: ConflictsState) -> tuple[Column[PlaceLine], ...]:
        return (
            Column(
                title="Place",
                text=lambda one: one.name.partition(" · ")[0],
                second=lambda one: one.name.partition(" · ")[2],
                tip=lambda one: one.name,
                width=STRETCH,
            ),
            Column(
                title="Common base",
                text=lambda one: one.base,
                number=True,
                width=110,
                shade=lambda _o: "neutral",
            ),
            *(self._side_column(side) for side in state.sides),
            Column(
                title="Stands",
                text=lambda one: _letter(state, one) or self._texts.text("open"),
                shade=lambda one: "good" if one.chosen else "warning" if one.decides else "neutral",
                pill=True,
                width=80,
            ),
        )

    def _side_column(self, side: Side) -> Column[PlaceLine]:
        return Column(
            title=side.letter,
            literal=True,
            text=lambda one: one.values.get(side.head) or self._texts.text("blank"),
            shade=lambda one: "good" if one.chosen == side.head else "",
            number=True,
            width=120,
        )

    def _lay_out(self) -> None:
        right = QWidget()
        foot = row(self._left, self.reason, self._return, self._settle)
        foot.setStretch(1, 1)
        advice = label(
            self._texts,
            "Click the figure that shall stand. Nothing is written that no side says.",
            "muted",
            wrap=True,
        )
        box = column(self._sides, self._whole, advice, self.places, foot)
        box.setStretch(3, 1)
        right.setLayout(box)
        self.list.setMinimumWidth(240)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.list)
        self._split.addWidget(right)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([280, 900])
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(Space.S)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        outer.setSpacing(Space.S)
        outer.addLayout(row(label(self._texts, "Conflicts", "display"), None, self._sign_bar))
        outer.addWidget(self._split, 1)
        outer.addWidget(self._nothing, 1)

    # answers ------------------------------------------------------------------------------------------

    def _take(self, index: QModelIndex) -> None:
        state = self._presenter.state
        side = index.column() - BASE_AT - 1
        if 0 <= side < len(state.sides):
            self._presenter.take(state.places[index.row()], state.sides[side].head)

    def _enable(self) -> None:
        state = self._presenter.state
        said = bool(self.reason.text().strip())
        self._settle.setEnabled(state.can_sign and said and bool(state.places) and not state.undecided)

        self._return.setEnabled(state.can_sign and said and state.chosen is not None)

    def _back(self, one: ConflictLine) -> str:
        return "" if one.returned is None else self._texts.text("returned: {reason}", reason=one.returned)

    def _send_back(self) -> None:
        self._presenter.send_back(self.reason.text())
        self.reason.clear()

    def _sign(self) -> None:
        self._presenter.settle(self.reason.text())
        self.reason.clear()


def _letter(state: ConflictsState, place: PlaceLine) -> str:
    return next((side.letter for side in state.sides if side.head == place.chosen), "")
