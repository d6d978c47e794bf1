"""The tables of the summary page that are no form: over periods, and unit by unit; a figure leads to its units."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QStackedWidget

from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.i18n import Texts
from desktop.theme import Theme
from desktop.totals.lines import PERIOD_TITLES
from desktop.totals.state import ComparedLine, TotalsState, UnitLine, View

FIGURES: tuple[Callable[[ComparedLine], str], ...] = (
    lambda one: one.now,
    lambda one: one.year,
    lambda one: one.previous,
    lambda one: one.growth,
    lambda one: one.last_year,
    lambda one: one.growth_year,
)
GROWTHS = ("Growth on it", "Growth in a year")


class TotalTables(QStackedWidget):
    """Shows one of the two; `pointed` tells the cell (row, column), `unit_wanted` the unit that was opened."""

    pointed = Signal(object)
    unit_wanted = Signal(str)

    def __init__(self, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._column = ""
        self._shown: tuple[object, ...] = ()
        self.periods: RowsTable[ComparedLine] = RowsTable(
            texts, theme, "Totals over periods", _period_columns()
        )
        self.periods.picked.connect(lambda one: self.pointed.emit((one.row, one.column)))
        self.units: RowsTable[UnitLine] = RowsTable(texts, theme, "Totals unit by unit", (), cells=True)
        self.units.name_rows(lambda line: line.name, 150)
        self.units.selectionModel().currentChanged.connect(self._pointed)
        self.units.opened.connect(lambda one: self.unit_wanted.emit(one.unit) if one.unit else None)
        self.addWidget(self.periods)
        self.addWidget(self.units)

    def show_state(self, state: TotalsState) -> None:
        """Show the table of the view that is chosen."""
        self._column = state.column
        if state.view is View.PERIODS:
            self.setCurrentWidget(self.periods)
            self.periods.show_lines(state.compared)
        elif state.view is View.UNITS:
            self.setCurrentWidget(self.units)
            across = (state.rows, self._texts.language)
            new, self._shown = across != self._shown, across
            self.units.show_lines(state.units, self._unit_columns(state) if new else None)

    def shown(self) -> RowsTable[ComparedLine] | RowsTable[UnitLine]:
        """The table in sight."""
        return self.units if self.currentWidget() is self.units else self.periods

    def _unit_columns(self, state: TotalsState) -> tuple[Column[UnitLine], ...]:
        return tuple(_unit_column(place, row, title) for place, (row, title) in enumerate(state.rows))

    def _pointed(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            title = self.units.rows.columns[now.column()].title
            self.pointed.emit((title.partition(" ")[0], self._column))


def _unit_column(place: int, row: str, title: str) -> Column[UnitLine]:
    def shade(one: UnitLine) -> str:
        if one.missing:
            return "error"
        return "neutral" if one.inside else ""

    return Column(
        title=f"{row} {title}",
        literal=True,
        text=lambda one: one.figures[place] if place < len(one.figures) else "",
        tip=lambda one: f"{one.name}\n{row} {title}",
        shade=shade,
        number=True,
        width=96,
        wraps=True,
    )


def _period_columns() -> tuple[Column[ComparedLine], ...]:
    name, *figures = PERIOD_TITLES
    return (
        Column(title=name, text=lambda one: one.title, width=STRETCH, least=150),
        *(
            Column(
                title=title,
                text=text,
                number=True,
                width=74,
                wraps=True,
                shade=_growth_shade(text) if title in GROWTHS else _plain,
            )
            for title, text in zip(figures, FIGURES, strict=True)
        ),
    )


def _plain(_one: ComparedLine) -> str:
    return ""


def _growth_shade(text: Callable[[ComparedLine], str]) -> Callable[[ComparedLine], str]:
    def shade(one: ComparedLine) -> str:
        said = text(one)
        return (
            "warning"
            if said.startswith("-")
            else "good"
            if said.startswith("+") and said != "+0.0%"
            else "neutral"
        )

    return shade
