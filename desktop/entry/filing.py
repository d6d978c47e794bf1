"""A file for the open form: what it would fill in, as a plan beside that of a paste; taken as one step of undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from desktop.entry.grid import CellKey, Grid
from desktop.entry.holder import SheetHolder
from desktop.entry.paste import Fate, Pasted, PastePlan, judged, pasted
from forms.intake.filling import Converted, Filling
from forms.values import CellSpec, Invalid, parse_entry, to_text

if TYPE_CHECKING:
    from sync.office.offering import FileOffer

KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".json")
Lines = Mapping[tuple[str, ...], int]


class Filing(SheetHolder):
    """The part of the entry presenter that reads and writes files."""

    def read_file(self, source: Path, own: Mapping[str, str] | None = None) -> None:
        """Look at a file; `own` says what its own words mean."""
        grid = self.state.grid
        if grid is None or grid.sheet.read_only:
            self._tell("This report cannot be changed.")
            return
        form, told = self.state.form, dict(own or {})

        def look() -> tuple[FileOffer, PastePlan]:
            offer = self._office.look_at(form, source, told)
            return offer, plan_file(grid, offer.filling)

        self._tasks.query(lambda _watch: look(), lambda answer: self._offered(form, *answer))

    def mean(self, word: str, name: str) -> None:
        """A heading or row title of the file means this column, field or row; remembered once it is taken."""
        offer = self.state.file
        if offer is not None:
            told = {known: meant for known, meant in offer.own.items() if known != word}
            told |= {word: name} if name else {}
            self.state = replace(self.state, file=structs.replace(offer, own=told))
            self.read_file(offer.source, told)

    def _offered(self, form: str, offer: FileOffer, plan: PastePlan) -> None:
        grid = self.state.grid
        if grid is not None and form == self.state.form:
            grid = replace(grid, preview=plan.preview)
            self.state = replace(self.state, plan=plan, file=offer, grid=grid)
            self._show()

    def _take_file(self, offer: FileOffer) -> None:
        form, period = self.state.form, self.state.period
        self._change(lambda: self._office.fill(form, period, offer.source, offer.own))

    def write_workbook(self, path: Path, *, figures: bool) -> None:
        """The open form as a workbook, with its figures or blank."""
        form, period = self.state.form, self.state.period
        target = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        self._tasks.query(
            lambda _watch: self._office.write_workbook(
                form, period, target, self._says.translator, figures=figures
            ),
            lambda written: self._tell("Saved: {file}", file=str(written)),
        )


def plan_file(grid: Grid, filling: Filling) -> PastePlan:
    """Where a file's entries go; figures that the program computes just so are passed over."""
    cells = [
        pasted(grid, text or "", (position.row, position.column))
        for position, text in filling.cells.items()
        if not _as_it_is(grid, (position.row, position.column), text)
    ]
    known, new = _known_lines(grid), 0
    for line in filling.rows:
        number = known.get(_key(grid, line))
        for name, text in line.items():
            if number is None and text:
                cells.append(judged(grid.index.field_specs[name], text, None, new, name))
            elif number is not None and not _as_it_is(grid, (number, name), text):
                cells.append(pasted(grid, text or "", (number, name)))
        new += number is None
    cells += [
        Pasted(typed=one.typed, fate=Fate.CONVERTED, shown=_converted(one), place=one.where)
        for one in filling.converted
    ]
    cells += [
        Pasted(typed=one.text, fate=Fate.REFUSED, reason=one.reason, place=one.where)
        for one in filling.unrecognised
    ]
    return PastePlan(cells=tuple(cells), matched=True, new_lines=new)


def _as_it_is(grid: Grid, key: CellKey, text: str | None) -> bool:
    """Whether the cell shows that already, or is none to fill in and the file says nothing of it."""
    value = parse_entry(text, grid.spec(*key)).value
    if isinstance(value, Invalid):
        return False
    return to_text(value) == grid.cell(*key).text or (value is None and not grid.editable(*key))


def _converted(one: Converted) -> str:
    """What a figure is in the form's own measure."""
    value = parse_entry(one.typed, CellSpec(measure=one.measure)).value
    return one.measure if isinstance(value, Invalid) else f"{to_text(value)} {one.measure}"


def _known_lines(grid: Grid) -> Lines:
    lines = (
        (_key(grid, {name: view.text for name, view in line.values.items()}), line.id)
        for line in grid.sheet.lines
    )
    return {key: number for key, number in lines if key}


def _key(grid: Grid, line: Mapping[str, str | None]) -> tuple[str, ...]:
    """What makes a line known; nothing where a part of its key is blank."""
    key = grid.index.form.key
    parts = tuple(line.get(name) or "" for name in key)
    return parts if parts and all(parts) else ()
