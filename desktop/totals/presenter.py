"""Forms summed over a node, drilled down to the units behind a figure, and the node check; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import PagePresenter
from desktop.desk.printed import printed
from desktop.desk.read_grid import read_grid
from desktop.desk.words import form_name, place_name, unit_name
from desktop.desk_port import Earlier, Part, Total
from desktop.entry.display import grouped
from desktop.entry.grid import CellKey, Grid
from desktop.entry.state import Head
from desktop.entry.tsv import write_block
from desktop.says import period_name
from desktop.totals.lines import (
    compared_lines,
    form_block,
    growth_text,
    listing,
    numeric_columns,
    row_titles,
    unit_lines,
)
from desktop.totals.state import AdjustedLine, CellFacts, Layer, NodeLine, TotalsState, View
from forms.period import Frequency, parse_period

if TYPE_CHECKING:
    from sync.desk.nodecheck import NodeFinding
    from sync.desk.pivot import UnitFigures
    from sync.desk.selections import Selection


class TotalsPresenter(PagePresenter[TotalsState]):
    """See the module."""

    empty = TotalsState()

    # reading ------------------------------------------------------------------------------------------

    def open(self, form: str = "", period: str = "", node: str = "") -> None:
        """Show a total; what is not said stays as it was."""
        before = self.state
        wanted = (form or before.form, period or before.period, node or before.node)
        if wanted != (before.form, before.period, before.node):
            self.state = replace(
                before, form=wanted[0], period=wanted[1], node=wanted[2], cell=None, facts=None
            )
        self._tasks.query(lambda _watch: self._read(*wanted), self._shown, self._trouble)

    def _read(self, form: str, period: str, node: str) -> TotalsState:
        months = tuple(self._desk.periods())
        periods = _with_longer(months)
        period = period if period in periods else months[min(1, len(months) - 1)]
        forms = self._forms(period)
        form = form if form in dict(forms) else (forms[0][0] if forms else "")
        node = node or self._desk.unit.code
        total = self._desk.sums.total(form, period, node) if form else None
        table = form and self._desk.index.form(form).is_table
        columns = numeric_columns(self._desk.index.form(form), self._says) if table else ()
        return replace(
            self.state,
            form=form,
            period=period,
            node=node,
            forms=forms,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            nodes=self._nodes(),
            total=total,
            head=self._head(total, node) if total else None,
            counted=self._counted(total) if total else "",
            missing=tuple(unit_name(self._desk.index, code) for code in total.total.missing) if total else (),
            adjustments=self._adjustments(total) if total else (),
            columns=columns,
            selections=tuple(self._desk.sums.selections()),
            ready=True,
        )

    def _forms(self, period: str) -> tuple[tuple[str, str], ...]:
        """The forms that are due in the period."""
        from sync.desk.collected import is_due

        asked = parse_period(period)
        due = [f.form.id for f in self._desk.index.forms.values() if is_due(f.form, asked)]
        return tuple((form, form_name(self._desk.index, form, self._says)) for form in due)

    def _nodes(self) -> tuple[tuple[str, str], ...]:
        """This office, and every unit with units below it."""
        index, me = self._desk.index, self._desk.unit.code
        parents = [me, *(code for code in index.children if code != me and code in index.units)]
        return tuple((code, unit_name(index, code)) for code in parents)

    def _head(self, total: Total, node: str) -> Head:
        pack, form = self._desk.index.pack, total.sheet.form
        return Head(
            title=self._says.pick(form.title, form.title_en),
            form_id=form.id,
            authority=pack.authority,
            approval=pack.approval or "",
            unit=self._desk.index.unit(node).name,
            period=period_name(self._says, total.total.period),
        )

    def _counted(self, total: Total) -> str:
        found = total.total
        return self._says.text(
            "{counted} of {expected} units are in this total", counted=found.counted, expected=found.expected
        )

    def _adjustments(self, total: Total) -> tuple[AdjustedLine, ...]:
        index, form = self._desk.index, total.total.form
        return tuple(
            AdjustedLine(
                unit=unit_name(index, one.unit),
                place=place_name(index, form, one.row, one.column, self._says),
                difference=grouped(one.difference),
                reason=one.reason,
            )
            for one in total.total.adjustments
        )

    def _shown(self, state: TotalsState) -> None:
        now, known = self.state, dict(state.columns)
        same = now.form == state.form and now.column in known
        column = now.column if same else self._usual(state.form, state.columns)
        self.state = replace(
            state,
            layer=now.layer,
            view=now.view if known else View.FORM,
            column=column,
            cell=now.cell,
            facts=now.facts,
            checks=now.checks if now.period == state.period else (),
            written="",
        )
        self._compose()
        if now.cell is not None:
            self.point_at(now.cell)

    def show_layer(self, layer: Layer) -> None:
        """Show the units' own figures, 其中, or those with adjustments."""
        self.state = replace(self.state, layer=layer)
        self._compose()

    def show_view(self, view: View, column: str = "") -> None:
        """As the form prints, over periods, or unit by unit, in one column: else that of the figure last looked at."""
        now = self.state
        pointed = now.cell[1] if now.view is View.FORM and now.cell is not None else ""
        seen = pointed if pointed in dict(now.columns) else now.column
        self.state = replace(now, view=view, column=column or seen, written="")
        self._compose()

    def _usual(self, form: str, columns: Sequence[tuple[str, str]]) -> str:
        """The column shown first: the total, else the one that others are derived from."""
        names = [name for name, _ in columns]
        known = self._desk.index.forms.get(form)
        bases = {column.of for column in known.form.columns} if known else set()
        return next(
            (name for name in ("total", *(name for name in names if name in bases)) if name in names),
            next(iter(names), ""),
        )

    def _compose(self) -> None:
        total = self.state.total
        if total is None:
            self._set(grid=None, compared=(), units=())
            return
        match self.state.view:
            case View.PERIODS:
                self._compare()
            case View.UNITS:
                self._by_unit(total)
            case View.FORM:
                self._as_form(total)

    def _compare(self) -> None:
        state = self.state
        form = self._desk.index.form(state.form).form
        self._tasks.query(
            lambda _watch: self._desk.sums.compare(state.form, state.period, state.node),
            lambda found: self._set(compared=compared_lines(form, state.column, found, self._says)),
            self._trouble,
        )

    def _by_unit(self, total: Total) -> None:
        state, index = self.state, self._desk.index

        def done(found: Sequence[UnitFigures]) -> None:
            rows = row_titles(index.form(state.form), state.column, self._says)
            self._set(rows=rows, units=unit_lines(index, state.column, total, found, self._says))

        self._tasks.query(
            lambda _watch: self._desk.sums.by_unit(state.form, state.period, state.node), done, self._trouble
        )

    def _as_form(self, total: Total) -> None:
        layers = {Layer.OWN: total.sheet, Layer.INSIDE: total.inside, Layer.ADJUSTED: total.adjusted}
        sheet = layers[self.state.layer]

        def compose(_watch: object) -> Grid | None:
            return read_grid(self._desk.index, self._says, sheet) if sheet else None

        # a roster of all units has thousands of lines: not on the GUI thread
        self._tasks.query(compose, lambda grid: self._set(grid=grid))

    # drilling down ------------------------------------------------------------------------------------

    def point_at(self, key: CellKey) -> None:
        """The cursor is on a cell: who is in it, and how it grew."""
        row, column = key
        if isinstance(row, int) or self.state.total is None:
            return
        cell, state = (row, column), self.state
        self.state = replace(state, cell=cell)
        asked = (state.form, state.period, state.node, cell)

        def read(_watch: object) -> tuple[Sequence[Part], Earlier]:
            return self._desk.sums.parts(*asked), self._desk.sums.earlier(*asked)

        def done(found: tuple[Sequence[Part], Earlier]) -> None:
            if self.state.cell == cell and self.state.form == state.form:
                self._set(facts=self._facts(cell, *found))

        self._tasks.query(read, done, self._trouble)

    def _facts(self, cell: tuple[str, str], parts: Sequence[Part], earlier: Earlier) -> CellFacts:
        total, say = self.state.total, self._says.text
        now = total.total.cells.get(cell[0], {}).get(cell[1]) if total else None
        growths = [
            say("{change} against the period before", change=growth_text(now, earlier.previous)),
            say("{change} against last year", change=growth_text(now, earlier.last_year)),
        ]
        return CellFacts(
            place=place_name(self._desk.index, self.state.form, *cell, self._says),
            figure=grouped(now) if now else "",
            growth=" · ".join(growths),
            parts=tuple(parts),
        )

    # node check ---------------------------------------------------------------------------------------

    def check_nodes(self) -> None:
        """节点检查: every cell where a unit differs from those below it."""
        period = self.state.period
        if period:
            self._tasks.query(
                lambda _watch: self._desk.sums.nodecheck(period),
                lambda found: self._set(checks=tuple(self._node_line(one) for one in found)),
                self._trouble,
            )

    def _node_line(self, one: NodeFinding) -> NodeLine:
        return NodeLine(
            unit=one.unit,
            unit_name=unit_name(self._desk.index, one.unit),
            form=one.form,
            place=place_name(self._desk.index, one.form, one.row, one.column, self._says),
            own=grouped(one.own) if one.own else "",
            children=grouped(one.children) if one.children else "",
            difference=grouped(one.difference),
            level=one.level.value,
            message=self._says.pick(one.message, one.message_en),
        )

    # selections, files, paper -------------------------------------------------------------------------

    def keep(self, name: str) -> None:
        """Keep what is shown under a name, to be chosen again with another period."""
        from sync.desk.selections import Selection

        state = self.state
        one = Selection(
            name=name,
            form=state.form,
            node=state.node,
            view=state.view.value,
            layer=state.layer.value,
            column=state.column,
        )
        self._change(lambda: self._desk.sums.keep(one))

    def drop(self, name: str) -> None:
        """Forget a selection."""
        self._change(lambda: self._desk.sums.drop(name))

    def _change(self, act: Callable[[], None]) -> None:
        def done(found: Sequence[Selection]) -> None:
            self._set(selections=tuple(found))

        def run(_watch: object) -> Sequence[Selection]:
            act()
            return self._desk.sums.selections()

        self._tasks.change(run, done, self._trouble)

    def select(self, one: Selection) -> None:
        """Show what was kept, in the period shown now."""
        view = View(one.view) if one.view in set(View) else View.FORM
        layer = Layer(one.layer) if one.layer in set(Layer) else Layer.OWN
        self.state = replace(self.state, view=view, layer=layer, column=one.column)
        self.open(form=one.form, node=one.node)

    def scope(self) -> str:
        """The node whose units are summed, by name."""
        return dict(self.state.nodes).get(self.state.node, self.state.node)

    def file_name(self) -> str:
        """The name proposed for a file, without its ending."""
        return f"{self.state.form}-{self.state.period}-{self.scope()}"

    def copied(self) -> str:
        """The form that is shown with its heads, as sheets paste it."""
        grid = self.state.grid
        return write_block(form_block(grid.sheet, self._says)) if grid is not None else ""

    def export(self, path: Path) -> None:
        """Write the table that is shown; its ending says as what."""
        state, table = self.state, listing(self.state, self._says, scope=self.scope())

        def write(_watch: object) -> Path:
            if table is None:
                translator = self._says.translator
                return self._desk.sums.write(path, state.form, state.period, state.node, translator)
            from sync.outputs.listing import write_listing

            return write_listing(path, table)

        self._tasks.change(write, lambda file: self._set(written=str(file)), self._trouble)

    def print(self) -> None:
        """Show how it prints."""
        from desktop.preview.state import PrintSource

        state, translator = self.state, self._says.translator
        table = listing(state, self._says, scope=self.scope())
        if table is not None:
            self._show_print(printed(self._desk.index, [table], self._says, self.file_name()))
        elif state.head is not None:
            title = f"{state.head.title} {state.head.period}"
            source = PrintSource(
                title=title,
                file=self.file_name(),
                job=lambda _r: self._desk.sums.print_job(state.form, state.period, state.node, translator),
                has_relations=False,
            )
            self._show_print(source)


def _with_longer(months: Sequence[str]) -> tuple[str, ...]:
    """The months, and the quarters, halves and years that hold them."""
    longer = [
        str(parse_period(month).covering(frequency))
        for month in months
        for frequency in (Frequency.QUARTER, Frequency.HALF, Frequency.YEAR)
    ]
    return (*months, *dict.fromkeys(longer))
