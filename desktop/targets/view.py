"""Targets: every one with its source and a plain verdict; the chosen one by unit, over time, beside its rivals."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk_port import TargetLine
from desktop.entry.display import grouped
from desktop.i18n import Texts
from desktop.targets.charts import ProgressDelegate, TileMap, TrendChart
from desktop.targets.presenter import VERDICTS, TargetsPresenter
from desktop.targets.state import RankLine, Show, TargetsState
from desktop.theme import Space, Theme, as_role
from desktop.widgets.parts import bind_item, button, column, label, plain_label, row

SHOW = {
    Show.ALL: "All targets",
    Show.BEHIND: "Behind or missed",
    Show.RIVALS: "Contradicting documents",
    Show.UNCLEAR: "Without a judgement",
}
PROGRESS = 4


class TargetsScreen(QWidget):
    """Shows the state."""

    def __init__(self, presenter: TargetsPresenter, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._texts = texts
        self._theme = theme
        self._summary = plain_label("muted")
        self.periods, self.show_box = QComboBox(), QComboBox()
        self._make_choices()
        self.table: RowsTable[TargetLine] = RowsTable(texts, theme, "Targets", self._columns())
        self.table.setItemDelegateForColumn(PROGRESS, ProgressDelegate(theme, self.table))
        self.table.picked.connect(presenter.choose)
        self._title = plain_label("heading", wrap=True)
        self._source, self._note = plain_label("muted", wrap=True), plain_label("small", wrap=True)
        self._said = plain_label(wrap=True)
        self.rivals: RowsTable[TargetLine] = RowsTable(
            texts, theme, "Contradicting documents", self._rival_columns()
        )
        self.trend = TrendChart(theme, texts)
        self.map = TileMap(theme, texts)
        self.ranking: RowsTable[RankLine] = RowsTable(texts, theme, "Units by their share", _rank_columns())
        self._ranking_head = label(texts, "Units by their share", "heading")
        self._rivals_head = label(texts, "Other documents say", "heading")
        self._map_head = label(texts, "By unit (schematic)", "heading")
        self._trend_head = label(texts, "Over months", "heading")
        self._nothing = nothing(
            texts, theme, "target", "No targets", "The form pack in force holds no targets."
        )
        self._print = button(texts, "Print …", presenter.print)
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: TargetsState) -> None:
        """Show this and nothing else."""
        fill(self.periods, state.periods, state.period)
        with QSignalBlocker(self.show_box):
            self.show_box.setCurrentIndex(self.show_box.findData(state.show))
        self._summary.setText(state.summary)
        self.table.show_lines(state.lines)
        self._split.setVisible(bool(state.lines) or not state.ready)
        self._nothing.setVisible(state.ready and not state.lines)
        self._show_chosen(state)

    def _show_chosen(self, state: TargetsState) -> None:
        one = state.chosen
        self._title.setText(one.indicator if one else "")
        self._source.setText(f"{one.document} {one.clause}" if one else "")
        self._note.setText(one.note if one else "")
        self._said.setText(state.said)
        self.rivals.show_lines(state.rivals)
        for part in (self.rivals, self._rivals_head):
            part.setVisible(bool(state.rivals))
        self._whole(self.rivals, len(state.rivals))
        self.ranking.show_lines(state.ranking)
        self._whole(self.ranking, len(state.ranking))
        for each in (self.ranking, self._ranking_head):
            each.setVisible(bool(state.ranking))
        self.map.show_tiles(state.tiles)
        self.map.setVisible(bool(state.tiles))
        self._map_head.setVisible(bool(state.tiles))
        self.trend.show_points(state.trend, _value(one))
        self.trend.setVisible(bool(state.trend))
        self._trend_head.setVisible(bool(state.trend))

    def _whole(self, table: RowsTable[Any], lines: int) -> None:
        """Let a table be as high as its lines: the page around it scrolls."""
        height = table.horizontalHeader().height() + table.verticalHeader().defaultSectionSize() * lines
        table.setFixedHeight(height + 4)

    # parts --------------------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[TargetLine], ...]:
        say = self._texts.text

        def tip(one: TargetLine) -> str:
            if one.time is None:
                return ""
            return say("{done} done, {time} of the time gone", done=_percent(one), time=f"{one.time:.1f}%")

        return (
            Column(
                title="Target and source",
                text=lambda one: one.indicator,
                second=lambda one: one.document + (" ≠" if one.rivals else ""),
                tip=lambda one: f"{one.indicator}\n{one.document} {one.clause}\n{one.note}".strip(),
                width=STRETCH,
                least=180,
            ),
            Column(
                title="Verdict",
                text=lambda one: say(VERDICTS[one.verdict][0]),
                shade=lambda one: VERDICTS[one.verdict][1],
                tip=tip,
                pill=True,
                width=86,
            ),
            Column(
                title="Aim",
                text=lambda one: one.target,
                second=lambda one: say("until {year}", year=one.year) if one.year else "",
                number=True,
                width=66,
            ),
            Column(
                title="Reached",
                text=lambda one: grouped(one.value) if one.value else "",
                second=lambda one: say("from {base}", base=grouped(one.baseline)) if one.baseline else "",
                number=True,
                width=80,
            ),
            Column(
                title="Completion",
                text=_percent,
                tip=tip,
                number=True,
                width=120,
                least=130,
                shade=lambda _o: "neutral",
            ),
        )

    def _rival_columns(self) -> tuple[Column[TargetLine], ...]:
        return (
            Column(
                title="Source",
                text=lambda one: one.document,
                second=lambda one: one.clause,
                tip=lambda one: f"{one.document} {one.clause}\n{one.note}".strip(),
                width=STRETCH,
            ),
            Column(title="Aim", text=lambda one: one.target, number=True, width=66),
            Column(
                title="Verdict",
                text=lambda one: self._texts.text(VERDICTS[one.verdict][0]),
                shade=lambda one: VERDICTS[one.verdict][1],
                pill=True,
                width=90,
            ),
        )

    def _make_choices(self) -> None:
        self._texts.bind(self.periods, QComboBox.setAccessibleName, "Report period")
        self._texts.bind(self.show_box, QComboBox.setAccessibleName, "Which targets")
        self.periods.setMinimumWidth(130)
        self.periods.activated.connect(lambda at: self._presenter.open(self.periods.itemData(at)))
        for place, (show, text) in enumerate(SHOW.items()):
            self.show_box.addItem("", show)
            bind_item(self._texts, self.show_box, place, text)
        self.show_box.activated.connect(
            lambda at: self._presenter.show_only(Show(self.show_box.itemData(at)))
        )

    def _lay_out(self) -> None:
        inside = as_role(QWidget(), "page")
        inside.setLayout(
            column(
                self._title,
                self._said,
                self._source,
                self._note,
                self._rivals_head,
                self.rivals,
                self._trend_head,
                self.trend,
                self._map_head,
                self.map,
                self._ranking_head,
                self.ranking,
                None,
                space=Space.S,
                margin=Space.S,
            )
        )
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setWidget(inside)
        self._texts.bind(side, QScrollArea.setAccessibleName, "The chosen target")
        side.setMinimumWidth(320)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.table)
        self._split.addWidget(side)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([820, 390])
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(Space.S)
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        box.addLayout(
            row(label(self._texts, "Targets", "display"), None, self.show_box, self.periods, self._print)
        )
        box.addWidget(self._summary)
        box.addWidget(self._split, 1)
        box.addWidget(self._nothing, 1)


def _rank_columns() -> tuple[Column[RankLine], ...]:
    return (
        Column(title="Rank", text=lambda one: str(one.place or ""), number=True, width=50),
        Column(
            title="Office",
            text=lambda one: one.name,
            shade=lambda one: "" if one.place else "neutral",
            width=STRETCH,
        ),
        Column(title="Figure", text=lambda one: one.figure, number=True, width=80),
        Column(
            title="Share",
            text=lambda one: f"{one.share:.1f}%" if one.share is not None else "—",
            number=True,
            width=70,
        ),
    )


def _value(one: TargetLine | None) -> float | None:
    """The figure a target asks for, to draw."""
    return float(one.aim) if one and one.aim else None


def _percent(one: TargetLine) -> str:
    """How much of the aim is reached."""
    return f"{one.completion:.1f}%" if one.completion is not None else "—"
