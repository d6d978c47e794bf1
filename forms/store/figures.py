"""The figures that count now, as wide tables of scaled integers, and their sums by node.

A projection: what is here can be made again from the revisions. Exact throughout; the four states of a cell
are an integer, 0, NULL (blank) and the text — (not asked).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from forms.definition import PackDef, UnitDef
from forms.ids import CellRef
from forms.period import Period
from forms.report import Content, ReportKey
from forms.store import sums
from forms.store.database import Database
from forms.store.figure_layout import (
    Layout,
    Part,
    extend_layouts,
    numeric_cells,
    quoted,
    read_layouts,
    widen,
)
from forms.store.figure_values import (
    Figure,
    Plan,
    Raw,
    beyond_64_bits,
    figure,
    make_plan,
    scaled,
    too_long,
    total,
)
from forms.store.reports import period_number, period_of
from forms.store.sums import SumKey
from forms.store.unit_tree import memberships

CellKey = tuple[str, str]


class FigureRow(Struct, frozen=True, kw_only=True):
    """The figures of one report; every numeric cell that its form ever had is named."""

    unit: str
    period: Period
    values: Mapping[CellKey, Figure]


class SumRow(Struct, frozen=True, kw_only=True):
    """A node's total over `reports` reports, or (`inside`) that of the units shown beside it as 其中.

    `period` is `None` where several were added. A sum of nothing but blanks is blank, of nothing but — is —.
    """

    node: str
    period: Period | None
    inside: bool
    reports: int
    values: Mapping[CellKey, Figure]


class Series(Struct, frozen=True, kw_only=True):
    """One cell over periods and units, in that order; `raw` figures are times 10 to the `scale`."""

    scale: int
    raw: tuple[tuple[int, str, Raw], ...]

    def points(self) -> Iterator[tuple[Period, str, Figure]]:
        """Period, unit and figure, one by one."""
        return ((period_of(number), unit, figure(raw, self.scale)) for number, unit, raw in self.raw)


class Figures:
    """The tables of every form whose pack was ensured."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, Layout] = {}
        self._packs: dict[int, PackDef] = {}  # keeps them alive, so that an id names one pack
        self._plans: dict[tuple[int, str], tuple[Plan, ...]] = {}
        self._stamp: tuple[int, int] | None = None

    def ensure(self, pack: PackDef, units: Sequence[UnitDef] | None = None) -> None:
        """Make tables and columns for the pack, and take its tree of units (or `units`) as the current one.

        Existing figures stay exact when a cell gets more decimals; sums are made again when the tree changed.
        """
        with self._database.transaction():
            self._extend(pack)
            tree = memberships(pack.units if units is None else units)
            kept = self._database.rows("SELECT unit, node, inside FROM unit_node ORDER BY unit, node")
            if [tuple(m) for m in tree] != [(unit, node, bool(inside)) for unit, node, inside in kept]:
                self._database.execute("DELETE FROM unit_node")
                self._database.many("INSERT INTO unit_node VALUES (?, ?, ?)", tree)
                self.rebuild_sums()

    def project(self, pack: PackDef, key: ReportKey, content: Content | None) -> None:
        """Let these be the figures of a report (`None`: none count), and bring all sums to it. Rosters have none."""
        with self._database.transaction():
            layout = self._layout(pack, key.form)
            if layout is not None:
                self._project(pack, layout, key, content)

    def rebuild(self, reports: Iterable[tuple[PackDef, ReportKey, Content]]) -> None:
        """Make all figures and sums again from the reports that count."""
        with self._database.transaction():
            self.clear()
            for pack, key, content in reports:
                layout = self._layout(pack, key.form)
                if layout is not None:
                    self._project(pack, layout, key, content, with_sums=False)
            self.rebuild_sums()

    def clear(self) -> None:
        """Forget all figures and sums; the tables stay."""
        with self._database.transaction():
            for _, part in self._parts():
                for table in (part.figures, part.sums):
                    self._database.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 - own names

    def rebuild_sums(self) -> None:
        """Make all sums again from the figures."""
        with self._database.transaction():
            sums.rebuild(self._database, [part for _, part in self._parts()])

    def check_sums(self) -> tuple[SumKey, ...]:
        """The sums that are not what the figures give; empty when all is well."""
        found = [sums.differences(self._database, form, part) for form, part in self._parts()]
        return tuple(sorted(set().union(*found)))

    def figures(
        self,
        form: str,
        periods: Collection[Period],
        units: Collection[str] | None = None,
    ) -> tuple[FigureRow, ...]:
        """The figures of a form, by period and unit; reports that do not count have no row."""
        rows: dict[tuple[int, str], dict[CellKey, Figure]] = {}
        for part in self._parts_of(form):
            where, params = _where("unit", periods, units)
            sql = f"SELECT period, unit, {', '.join(part.names)} FROM {quoted(part.figures)} {where}"  # noqa: S608 - own names
            for period, unit, *raw in self._database.rows(sql, params):
                values = {cell: figure(r, scale) for (cell, scale), r in zip(part.cells, raw, strict=True)}
                rows.setdefault((period, unit), {}).update(values)
        return tuple(
            FigureRow(unit=unit, period=period_of(number), values=values)
            for (number, unit), values in sorted(rows.items(), key=lambda item: item[0])
        )

    def sums(
        self,
        form: str,
        periods: Collection[Period],
        nodes: Collection[str] | None = None,
        *,
        fold: bool = False,
    ) -> tuple[SumRow, ...]:
        """The totals of a form by period and node; `fold` adds the periods up (a year so far).

        Nodes are units with units below; what a unit without any has is in `figures`.
        """
        rows: dict[tuple[int, str, int], tuple[int, dict[CellKey, Figure]]] = {}
        for part in self._parts_of(form):
            where, params = _where("node", periods, nodes)
            for key, reports, values in self._sum_rows(part, where, params, fold=fold):
                before = rows.get(key)
                rows[key] = (max(before[0], reports), before[1] | values) if before else (reports, values)
        return tuple(
            SumRow(
                node=node,
                period=None if fold else period_of(number),
                inside=bool(inside),
                reports=reports,
                values=values,
            )
            for (number, node, inside), (reports, values) in sorted(rows.items(), key=lambda item: item[0])
        )

    def series(
        self,
        cell: CellRef,
        units: Collection[str] | None = None,
        periods: Collection[Period] | None = None,
    ) -> Series:
        """One cell over periods and units."""
        layout = self._layouts().get(cell.form)
        place = layout.place(cell.row, cell.column) if layout else None
        if layout is None or place is None:
            return Series(scale=0, raw=())
        part = next(part for part in layout.parts if part.number == place.part)
        where, params = _where("unit", periods, units)
        sql = (
            f"SELECT period, unit, c{place.number} FROM {quoted(part.figures)} {where} ORDER BY period, unit"  # noqa: S608 - own names
        )
        return Series(scale=place.scale, raw=tuple(self._database.rows(sql, params)))

    def _sum_rows(
        self,
        part: Part,
        where: str,
        params: tuple[str, ...],
        *,
        fold: bool,
    ) -> Iterator[tuple[tuple[int, str, int], int, dict[CellKey, Figure]]]:
        names = ["n", *part.names, *part.counts]
        wanted = ", ".join(f"sum({name})" for name in names) if fold else ", ".join(names)
        key = "0, node, inside" if fold else "period, node, inside"
        group = "GROUP BY node, inside" if fold else ""
        sql = f"SELECT {key}, {wanted} FROM {quoted(part.sums)} {where} {group}"  # noqa: S608 - own names
        width = len(part.places)
        for period, node, inside, reports, *raw in self._database.rows(sql, params):
            amounts = zip(part.cells, raw[:width], raw[width:], strict=True)
            values = {cell: total(c, k, reports, scale) for (cell, scale), c, k in amounts}
            yield (period, node, inside), reports, values

    def _project(
        self,
        pack: PackDef,
        layout: Layout,
        key: ReportKey,
        content: Content | None,
        *,
        with_sums: bool = True,
    ) -> None:
        """Write the figures of a report part by part."""
        rows: Sequence[list[Raw] | None] = [None] * len(layout.parts)
        if content is not None:
            layout, rows = self._scaled(pack, layout, content)
        for part, new in zip(layout.parts, rows, strict=True):
            old = self._stored(part, key) if with_sums else None
            self._store(part, key, new)
            if with_sums:
                sums.add_difference(self._database, part, key, old, new)

    def _stored(self, part: Part, key: ReportKey) -> Sequence[Raw] | None:
        return self._database.row(part.select, (period_number(key.period), key.unit))

    def _store(self, part: Part, key: ReportKey, new: Sequence[Raw] | None) -> None:
        at = (period_number(key.period), key.unit)
        if new is None:
            self._database.execute(part.delete, at)
            return
        try:
            self._database.execute(part.replace, (*at, *new))
        except OverflowError as error:
            index = beyond_64_bits(new) or 0
            raise too_long(key.form, part.places[index], str(new[index])) from error

    def _plan(self, pack: PackDef, layout: Layout) -> tuple[Plan, ...]:
        """What to look for, part by part."""
        plan = self._plans.get((id(pack), layout.form))
        if plan is None:
            form = next((form for form in pack.forms if form.id == layout.form), None)
            numeric = {(row, col) for row, col, _ in numeric_cells(form)} if form else set()
            plan = tuple(make_plan(part.places, numeric) for part in layout.parts)
            self._plans[id(pack), layout.form] = plan
        return plan

    def _scaled(self, pack: PackDef, layout: Layout, content: Content) -> tuple[Layout, list[list[Raw]]]:
        """The figures of each part; a place is widened first where a figure has more decimals than it."""
        found = [scaled(plan, content.cells) for plan in self._plan(pack, layout)]
        narrow = [item for _, items in found for item in items]
        if not narrow:
            return layout, [raws for raws, _ in found]
        for place, decimals in narrow:
            widen(self._database, layout, place, decimals)
        self._forget()
        return self._scaled(pack, self._layout(pack, layout.form) or layout, content)

    def _layout(self, pack: PackDef, form: str) -> Layout | None:
        """The tables of a form, made first if this pack version was not seen yet."""
        known = self._layouts()
        if id(pack) not in self._packs:
            self._extend(pack)
            known = self._layouts()
        return known.get(form)

    def _extend(self, pack: PackDef) -> None:
        if extend_layouts(self._database, pack, self._layouts()):
            self._forget()
            self._layouts()
        self._packs[id(pack)] = pack

    def _parts(self) -> list[tuple[str, Part]]:
        return [(layout.form, part) for layout in self._layouts().values() for part in layout.parts]

    def _parts_of(self, form: str) -> tuple[Part, ...]:
        layout = self._layouts().get(form)
        return layout.parts if layout else ()

    def _layouts(self) -> dict[str, Layout]:
        """All layouts, read again when another connection wrote or something was rolled back."""
        stamp = (self._database.number("PRAGMA data_version"), self._database.rollbacks)
        if stamp != self._stamp:
            self._forget()
            self._known, self._stamp = read_layouts(self._database), stamp
        return self._known

    def _forget(self) -> None:
        self._stamp = None
        self._packs = {}
        self._plans = {}


def _where(
    of: str,
    periods: Collection[Period] | None,
    names: Collection[str] | None,
) -> tuple[str, tuple[str, ...]]:
    """The condition on periods and on units or nodes."""
    chosen: list[tuple[str, str]] = []
    if periods is not None:
        numbers = [p.end << 4 | p.months for p in periods]
        chosen.append(("period", msgspec.json.encode(numbers).decode()))
    if names is not None:
        chosen.append((of, msgspec.json.encode(list(names)).decode()))
    terms = [f"{name} IN (SELECT value FROM json_each(?))" for name, _ in chosen]  # noqa: S608 - own names
    return ("WHERE " + " AND ".join(terms) if terms else ""), tuple(array for _, array in chosen)
