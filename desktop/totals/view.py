"""Summary tables: the form as it prints with totals in it, and beside it who is behind each figure."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFileDialog, QSplitter, QVBoxLayout, QWidget

from desktop.desk.choices import fill
from desktop.desk.nothing import nothing
from desktop.desk.paper import FormPaper
from desktop.desk.rows import STRETCH, Column, RowsTable
from desktop.desk.segments import Choice, Segments
from desktop.desk.words import moment
from desktop.desk_port import Part
from desktop.entry.display import grouped
from desktop.i18n import Texts
from desktop.theme import Space, Theme
from desktop.totals.keeping import KeepBar
from desktop.totals.presenter import TotalsPresenter
from desktop.totals.state import AdjustedLine, Layer, NodeLine, TotalsState, View
from desktop.totals.tables import TotalTables
from desktop.widgets.parts import bind_item, button, column, label, plain_label, row
from forms.index import PackIndex

LAYERS = {
    Layer.OWN: "Units' own figures",
    Layer.INSIDE: "Of which inside others",
    Layer.ADJUSTED: "With adjustments",
}
VIEWS = {View.FORM: "As it prints", View.PERIODS: "Over periods", View.UNITS: "By unit"}
UNITS, ADJUSTMENTS, CHECKS = range(3)
BETWEEN = " · "
FIRST = 100
"""The stretch of a table that must win over the stretch at the end."""
FORM_FILES = "Excel (*.xlsx);;CSV (*.csv);;PDF (*.pdf);;Parquet (*.parquet)"
TABLE_FILES = "Excel (*.xlsx);;CSV (*.csv)"


class TotalsScreen(QWidget):
    """Shows the state; a unit behind a figure leads to its report."""

    report_wanted = Signal(str, str, str)

    def __init__(self, presenter: TotalsPresenter, index: PackIndex, theme: Theme, texts: Texts) -> None:
        super().__init__()
        self._presenter = presenter
        self._index = index
        self._theme = theme
        self._texts = texts
        self.forms, self.periods, self.nodes, self.layers, self.columns, self.kept = (
            QComboBox() for _ in range(6)
        )
        self._make_choices()
        self.views: Choice[View] = Choice(texts, VIEWS, self._turn, "How the totals stand")
        self.tables = TotalTables(theme, texts)
        self.tables.pointed.connect(presenter.point_at)
        self.tables.unit_wanted.connect(self._open_unit)
        self.keeping = KeepBar(presenter, texts)
        self._written = plain_label("good", wrap=True)
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
        form = state.view is View.FORM
        self.paper.show_form(state.head, state.grid if form else None)
        self.paper.setVisible(form and state.grid is not None)
        self.tables.setVisible(not form)
        self.tables.show_state(state)
        self._nothing.setVisible(state.ready and form and state.grid is None)
        self._show_choices(state)
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

    def _show_choices(self, state: TotalsState) -> None:
        form = state.view is View.FORM
        self.views.show_value(state.view)
        self.views.setVisible(bool(state.columns))
        fill(self.columns, state.columns, state.column)
        self.columns.setVisible(not form)
        self.layers.setVisible(form)
        names = [(one.name, one.name) for one in state.selections]
        fill(self.kept, [("", self._texts.text("Selections")), *names], self.kept.currentData() or "")
        self.kept.setVisible(bool(names))
        self._written.setText(self._texts.text("Written: {files}", files=state.written))
        self._written.setVisible(bool(state.written))

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
            Column(title="Office", text=name, second=self._origin, tip=_whole_origin, width=STRETCH),
            Column(
                title="Figure",
                text=figure,
                number=True,
                width=90,
                shade=lambda one: "" if one.bundle else "error",
            ),
        )

    def _origin(self, one: Part) -> str:
        """Which bundle a figure came in, and whose key signed it."""
        if not one.bundle:
            return ""
        number = self._texts.text("bundle {number}", number=one.sequence or one.bundle[:8])
        return f"{number} · {one.signer}"

    def _make_choices(self) -> None:
        for box, name in (
            (self.forms, "Form"),
            (self.periods, "Report period"),
            (self.nodes, "Units of"),
            (self.layers, "Which figures"),
            (self.columns, "Column"),
            (self.kept, "Selections"),
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
        self.columns.setMaximumWidth(self._theme.px(220))
        self.columns.activated.connect(
            lambda at: self._presenter.show_view(self._presenter.state.view, self.columns.itemData(at))
        )
        self.kept.activated.connect(self._select)
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
        box.setStretch(0, FIRST)
        made.setLayout(box)
        return made

    def _lay_out(self) -> None:
        middle = QWidget()
        inside = QVBoxLayout(middle)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.paper, 1)
        inside.addWidget(self.tables, 1)
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
                self.periods,
            )
        )
        box.addLayout(
            row(
                self.views,
                self.layers,
                self.columns,
                None,
                self.kept,
                button(self._texts, "Keep …", lambda: self.keeping.ask(self.kept.currentData() or "")),
                button(self._texts, "Copy", self._copy),
                button(self._texts, "Export …", self._export),
                button(self._texts, "Print …", self._presenter.print),
            )
        )
        box.addWidget(self.keeping)
        box.addWidget(self._written)
        said = row(self._counted, Space.M, self._missing)
        said.setStretch(2, 1)
        box.addLayout(said)
        box.addWidget(split, 1)

    # answers ------------------------------------------------------------------------------------------

    def _turn(self, view: View) -> None:
        self._presenter.show_view(view)

    def _select(self, at: int) -> None:
        name = self.kept.itemData(at)
        found = next((one for one in self._presenter.state.selections if one.name == name), None)
        if found is not None:
            self._presenter.select(found)

    def _copy(self) -> None:
        form = self._presenter.state.view is View.FORM
        text = self._presenter.copied() if form else self.tables.shown().as_tsv()
        QGuiApplication.clipboard().setText(text)

    def _export(self) -> None:
        kinds = FORM_FILES if self._presenter.state.view is View.FORM else TABLE_FILES
        title, name = self._texts.text("Export …"), f"{self._presenter.file_name()}.xlsx"
        chosen, kind = QFileDialog.getSaveFileName(self, title, name, kinds)
        if chosen:
            path = Path(chosen)
            ending = kind.partition("*")[2].rstrip(")")
            self._presenter.export(path if path.suffix else path.with_suffix(ending))

    def _open_unit(self, unit: str) -> None:
        total = self._presenter.state.total
        if total is not None:
            self.report_wanted.emit(unit, total.total.form, total.total.period)

    def _open_part(self, one: Part) -> None:
        total = self._presenter.state.total
        if one.bundle and total is not None:
            self.report_wanted.emit(one.unit, total.total.form, total.total.period)


def _whole_origin(one: Part) -> str:
    return f"{one.file}\n{one.bundle}\n{one.signer}\n{moment(one.received_at)}" if one.bundle else ""


def _adjusted_columns() -> tuple[Column[AdjustedLine], ...]:
    return (
        Column(
            title="Cell",
            text=lambda one: f"{one.unit}  {one.place}",
            second=lambda one: one.reason,
            tip=lambda one: f"{one.unit} {one.place}\n{one.reason}",
            width=STRETCH,
        ),
        Column(
            title="Difference",
            text=lambda one: one.difference,
            number=True,
            width=70,
            shade=lambda _o: "warning",
        ),
    )


def _check_columns() -> tuple[Column[NodeLine], ...]:
    return (
        Column(
            title="Cell",
            text=lambda one: f"{one.unit_name}  {one.place.partition(BETWEEN)[0]}",
            second=lambda one: f"{one.form}{BETWEEN}{one.place.partition(BETWEEN)[2]}",
            tip=lambda one: f"{one.unit_name} {one.form} {one.place}\n{one.message}",
            width=STRETCH,
        ),
        Column(title="Own", text=lambda one: one.own, number=True, width=58),
        Column(title="Below", text=lambda one: one.children, number=True, width=58),
        Column(
            title="Differs by",
            text=lambda one: one.difference,
            number=True,
            width=66,
            shade=lambda one: "error" if one.level == "error" else "warning",
        ),
    )
