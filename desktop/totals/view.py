"""Summary tables: the form as it prints with totals in it, and beside it who is behind each figure."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.paper import FormPaper
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Segments
from desktop.desk_port import Part
from desktop.entry.display import grouped
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.totals.presenter import TotalsPresenter
from desktop.totals.state import AdjustedLine, Layer, NodeLine, TotalsState
from desktop.widgets.parts import bind_item, column, label, plain_label, row
from forms.index import PackIndex

LAYERS = {
    Layer.OWN: "Units' own figures",
    Layer.INSIDE: "Of which inside others",
    Layer.ADJUSTED: "With adjustments",
}
UNITS, ADJUSTMENTS, CHECKS = range(3)


class TotalsScreen(QWidget):
    """Shows the state; a unit behind a figure leads to its report."""

    report_wanted = Signal(str, str, str)

    def __init__(self, presenter: TotalsPresenter, index: PackIndex, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._index = index
        self._theme = theme
        self._texts = texts
        self.forms, self.periods, self.nodes, self.layers = (QComboBox() for _ in range(4))
        self._make_choices()
        self.paper = FormPaper(theme, texts)
        self.paper.cursor_at.connect(presenter.point_at)
        self._counted, self._missing = plain_label("muted"), plain_label("error", wrap=True)
        self._place, self._figure = plain_label("heading", wrap=True), plain_label("title")
        self._growth = plain_label("muted", wrap=True)
        self.units: RowsTable[Part] = RowsTable(texts, theme, "Units in this figure", self._unit_columns())
        self.units.opened.connect(self._open_part)
        self.adjustments: RowsTable[AdjustedLine] = RowsTable(
            texts, theme, "Adjustments", _adjusted_columns()
        )
        self.checks: RowsTable[NodeLine] = RowsTable(texts, theme, "Node check", _check_columns())
        self._sound = label(
            texts, "Every unit agrees with the units below it, as far as they reported.", "muted", wrap=True
        )
        self._nothing = nothing(
            texts,
            theme,
            "sigma",
            "Nothing to add up",
            "There are no such figures here.",
        )
        self.panels = Segments(
            texts,
            (
                ("Units", self._make_units()),
                ("Adjustments", self.adjustments),
                ("Node check", self._make_checks()),
            ),
        )
        self.panels.turned.connect(lambda place: presenter.check_nodes() if place == CHECKS else None)
        self._lay_out()
        presenter.attach(self)

    def show_state(self, state: TotalsState) -> None:
        """Show this and nothing else."""
        fill(self.forms, state.forms, state.form)
        fill(self.periods, state.periods, state.period)
        fill(self.nodes, state.nodes, state.node)
        with QSignalBlocker(self.layers):
            self.layers.setCurrentIndex(self.layers.findData(state.layer))
        self.paper.show_form(state.head, state.grid)
        self.paper.setVisible(state.grid is not None)
        self._nothing.setVisible(state.ready and state.grid is None)
        self._counted.setText(state.counted)
        self._missing.setText(
            self._texts.text("Missing: {units}", units="、".join(state.missing)) if state.missing else ""
        )
        self._missing.setVisible(bool(state.missing))
        self._show_facts(state)
        self.adjustments.show_lines(state.adjustments)
        self.panels.count(ADJUSTMENTS, len(state.adjustments))
        self.checks.show_lines(state.checks)
        self.checks.setVisible(bool(state.checks))
        self._sound.setVisible(not state.checks)
        self.panels.count(CHECKS, len(state.checks))

    def _show_facts(self, state: TotalsState) -> None:
        facts = state.facts
        self._place.setText(
            facts.place if facts else self._texts.text("Choose a figure to see who is in it.")
        )
        self._figure.setText(facts.figure if facts else "")
        self._growth.setText(facts.growth if facts else "")
        for part in (self._figure, self._growth):
            part.setVisible(facts is not None)
        self.units.show_lines(facts.parts if facts else ())

    # parts --------------------------------------------------------------------------------------------

    def _unit_columns(self) -> tuple[Column[Part], ...]:
        say = self._texts.text

        def name(one: Part) -> str:
            unit = self._index.units.get(one.unit)
            plain = (unit.short_name or unit.name) if unit else one.unit
            return say("of which {unit}", unit=plain) if one.inside else plain

        def figure(one: Part) -> str:
            if one.bundle:
                return grouped(one.text) if one.text else ""
            return say("missing")

        return (
            Column(title="Office", text=name, width=130),
            Column(
                title="Figure",
                text=figure,
                number=True,
                width=90,
                shade=lambda one: "" if one.bundle else "error",
            ),
            Column(
                title="Bundle and key",
                text=lambda one: f"{one.bundle[:8]} · {one.signer[:8]}" if one.bundle else "",
                tip=lambda one: f"{one.bundle}\n{one.signer}",
                shade=lambda _one: "neutral",
                width=STRETCH,
            ),
        )

    def _make_choices(self) -> None:
        for box, name in (
            (self.forms, "Form"),
            (self.periods, "Report period"),
            (self.nodes, "Units of"),
            (self.layers, "Which figures"),
        ):
            self._texts.bind(box, QComboBox.setAccessibleName, name)
            box.setMinimumWidth(120)
        self.forms.setFixedWidth(self._theme.px(250))
        self.forms.activated.connect(lambda at: self._presenter.open(form=self.forms.itemData(at)))
        self.periods.activated.connect(lambda at: self._presenter.open(period=self.periods.itemData(at)))
        self.nodes.activated.connect(lambda at: self._presenter.open(node=self.nodes.itemData(at)))
        for place, (layer, text) in enumerate(LAYERS.items()):
            self.layers.addItem("", layer)
            bind_item(self._texts, self.layers, place, text)
        self.layers.activated.connect(lambda at: self._presenter.show_layer(Layer(self.layers.itemData(at))))

    def _make_units(self) -> QWidget:
        made = QWidget()
        box = column(self._place, self._figure, self._growth, self.units)
        box.setStretch(3, 1)
        made.setLayout(box)
        return made

    def _make_checks(self) -> QWidget:
        made = QWidget()
        box = column(self.checks, self._sound, None)
        box.setStretch(0, 1)
        made.setLayout(box)
        return made

    def _lay_out(self) -> None:
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.paper, 1)
        inside.addWidget(self._nothing, 1)
        self.panels.setMinimumWidth(320)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(middle)
        split.addWidget(self.panels)
        split.setStretchFactor(0, 1)
        split.setSizes([840, 370])
        split.setChildrenCollapsible(False)
        split.setHandleWidth(Space.S)
        split.splitterMoved.connect(lambda _at, _place: self.paper.table.lay_out())
        box = QVBoxLayout(self)
        box.setContentsMargins(Space.L, Space.M, Space.L, Space.S)
        box.setSpacing(Space.S)
        box.addLayout(
            row(
                label(self._texts, "Summaries", "display"),
                None,
                self.forms,
                self.nodes,
                self.layers,
                self.periods,
            )
        )
        said = row(self._counted, Space.M, self._missing)
        said.setStretch(2, 1)
        box.addLayout(said)
        box.addWidget(split, 1)

    def _open_part(self, one: Part) -> None:
        total = self._presenter.state.total
        if one.bundle and total is not None:
            self.report_wanted.emit(one.unit, total.total.form, total.total.period)


def _adjusted_columns() -> tuple[Column[AdjustedLine], ...]:
    return (
        Column(title="Office", text=lambda one: one.unit, width=80),
        Column(title="Cell", text=lambda one: one.place, width=STRETCH),
        Column(
            title="Difference",
            text=lambda one: one.difference,
            number=True,
            width=70,
            shade=lambda _o: "warning",
        ),
        Column(title="Reason", text=lambda one: one.reason, width=90, shade=lambda _o: "neutral"),
    )


def _check_columns() -> tuple[Column[NodeLine], ...]:
    return (
        Column(title="Office", text=lambda one: one.unit_name, width=72),
        Column(
            title="Cell",
            text=lambda one: f"{one.form} {one.place}",
            tip=lambda one: one.message,
            width=STRETCH,
        ),
        Column(title="Own", text=lambda one: one.own, number=True, width=58),
        Column(title="Below", text=lambda one: one.children, number=True, width=58),
        Column(
            title="Difference",
            text=lambda one: one.difference,
            number=True,
            width=66,
            shade=lambda one: "error" if one.level == "error" else "warning",
        ),
    )
