"""What the entry screen can show beside a form: lines against last period, attached files, a new version of the forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.entry.display import row_name
from desktop.entry.filing import Filing
from desktop.entry.grid import Grid
from desktop.entry.side import Side, SideAction, SideKind, SideLine, Verb
from desktop.says import Says
from forms.carry import CarryOver
from forms.report import Attachment, Line

if TYPE_CHECKING:
    from forms.migrate_pack import Migration

MOST = 500
KIB, MIB = 1024, 1024 * 1024


class Asides(Filing):
    """The part of the entry presenter that fills the panel beside the form."""

    _migration: Migration | None = None

    def show_side(self, kind: SideKind | None) -> None:
        """Show a list beside the form; `None` shows the findings again."""
        self.state = replace(self.state, side_kind=kind)
        if kind is SideKind.MIGRATION:
            self._look_at_migration()
        self._aside()
        self._show()

    def turn_side(self, kind: SideKind) -> None:
        """Show it, or put it away where it is shown."""
        self.show_side(None if self.state.side_kind is kind else kind)

    def side_line(self, line: int | None) -> None:
        """The cursor came to another line of a roster: its files are listed."""
        if line != self.state.side_of:
            self.state = replace(self.state, side_of=line)
            if self.state.side_kind is SideKind.FILES:
                self._aside()
                self._show()

    def act_aside(self, verb: Verb, keys: Sequence[int]) -> None:
        """A button of the panel; adding and opening files is up to the view."""
        match verb:
            case Verb.CLOSE:
                self.show_side(None)
            case Verb.TAKE_BACK:
                self._take_back(keys)
            case Verb.REMOVE:
                self.detach(keys)
            case Verb.MIGRATE:
                self._migrate()
            case _:
                pass

    def _aside(self) -> None:
        """Make the panel anew from what is known."""
        self.state = replace(self.state, side=self._made_aside())

    def _made_aside(self) -> Side | None:
        grid = self.state.grid
        match self.state.side_kind:
            case SideKind.CARRY if grid is not None and grid.carried is not None:
                return carry_side(grid, grid.carried, self._says)
            case SideKind.FILES if grid is not None:
                return files_side(grid, self.state.side_of, self._says)
            case SideKind.MIGRATION if grid is not None and self._migration is not None:
                return migration_side(grid, self._migration, self._says)
            case _:
                return None

    # lines against last period ------------------------------------------------------------------------

    def _take_back(self, keys: Sequence[int]) -> None:
        """Bring lines in that were there last period."""
        grid = self.state.grid
        gone = grid.carried.gone if grid is not None and grid.carried is not None else ()
        lines = [dict(gone[key]) for key in keys if 0 <= key < len(gone)]
        if lines:
            self._change(lambda: self._office.add_lines(self.state.form, self.state.period, lines))

    # files --------------------------------------------------------------------------------------------

    def attach_files(self, files: Sequence[Path]) -> None:
        """Attach files to the line with the cursor, or in a table to the report."""
        form, period, line = self.state.form, self.state.period, self.state.side_of
        chosen = list(files)
        if chosen:
            self._change(lambda: self._office.attach(form, period, chosen, line))

    def detach(self, keys: Sequence[int]) -> None:
        """Take files away; undo brings them back."""
        form, period = self.state.form, self.state.period
        gone = [one for place, one in enumerate(self._files()) if place in keys]
        if gone:
            self._change(lambda: self._office.detach(form, period, gone))

    def take_out(self, key: int, opened: Callable[[Path], None]) -> None:
        """Have a file written where another program can open it."""
        files = self._files()
        if 0 <= key < len(files):
            self._tasks.query(lambda _watch: self._office.take_out(files[key]), opened)

    def _files(self) -> Sequence[Attachment]:
        return self.state.grid.sheet.attachments if self.state.grid else ()

    # a new version of the forms -----------------------------------------------------------------------

    def _look_at_migration(self) -> None:
        form, period = self.state.form, self.state.period

        def found(migration: Migration) -> None:
            self._migration = migration
            self._aside()
            self._show()

        self._tasks.query(lambda _watch: self._office.migration(form, period), found)

    def _migrate(self) -> None:
        form, period = self.state.form, self.state.period
        self.show_side(None)
        self._change(lambda: self._office.migrate(form, period))
        self._tell("The draft goes on under the new version; the old one is kept. Undo leads back.")


def carry_side(grid: Grid, carried: CarryOver, says: Says) -> Side:
    """What is new, changed and gone against the last period."""
    lines = tuple(
        SideLine(text=_called(grid, line), small=says.text("not there any more"), ink="warning", key=place)
        for place, line in enumerate(carried.gone[:MOST])
    )
    actions = (
        SideAction(verb=Verb.ONLY_FRESH, english="New or changed"),
        SideAction(verb=Verb.TAKE_BACK, english="Bring back", needs=True, primary=True),
    )
    summary = says.text(
        "{new} new, {changed} changed, {gone} gone, {same} as they were.",
        new=len(carried.new),
        changed=len(carried.changed),
        gone=len(carried.gone),
        same=carried.same,
    )
    return Side(
        kind=SideKind.CARRY,
        title=says.text("Against the last period"),
        summary=summary,
        lines=lines,
        actions=actions if lines and not grid.sheet.read_only else actions[:1],
    )


def _called(grid: Grid, line: Line) -> str:
    """A line by its first filled fields."""
    said = [line.get(column.id) for column in grid.columns]
    return " · ".join([text for text in said if text][:3])


def files_side(grid: Grid, line: int | None, says: Says) -> Side:
    """The files of the line with the cursor first, then those of the other lines and of the report."""
    numbers = {one.id: number for number, one in enumerate(grid.sheet.lines, start=1)}
    files = list(enumerate(grid.sheet.attachments))
    files.sort(key=lambda item: (item[1].row != line, numbers.get(item[1].row or 0, 0)))
    lines = tuple(
        SideLine(
            text=one.name,
            small=f"{_whose(one, numbers, says)} · {_size(one.bytes)}",
            ink="text" if one.row == line else "muted",
            key=place,
        )
        for place, one in files[:MOST]
    )
    target = says.text("Line {line}", line=numbers[line]) if line in numbers else says.text("The report")
    able = not grid.sheet.read_only
    actions = (
        *((SideAction(verb=Verb.REMOVE, english="Remove", needs=True),) if able else ()),
        SideAction(verb=Verb.OPEN, english="Open", needs=True),
        *((SideAction(verb=Verb.ADD, english="Attach files …", primary=True),) if able else ()),
    )
    return Side(
        kind=SideKind.FILES,
        title=says.text("Attached files"),
        summary=says.text("New files belong to: {target}. They go with the bundle.", target=target),
        lines=lines,
        actions=actions,
    )


def _whose(one: Attachment, numbers: Mapping[int, int], says: Says) -> str:
    if one.row is None:
        return says.text("The report")
    number = numbers.get(one.row)
    return says.text("Line {line}", line=number) if number else says.text("its line was deleted")


def _size(size: int) -> str:
    return f"{size / MIB:.1f} MB" if size >= MIB else f"{max(round(size / KIB), 1)} KB"


def migration_side(grid: Grid, found: Migration, says: Says) -> Side:
    """What going on under the new version does, entry by entry."""
    lines = [
        *(SideLine(text=_former(one.cell, found, says), small=says.text("has no place: {text}", text=one.text), ink="error")
          for one in found.dropped),
        *(SideLine(text=_cell(grid, one.cell, says), small=_refitted(one.old, one.text, one.reason, says), ink="warning")
          for one in found.refitted),
        *(SideLine(text=f"{_former(one.old, found, says)} → {_cell(grid, one.new, says)}", small=says.text("moves"))
          for one in found.renamed),
        *(SideLine(text=_cell(grid, cell, says), small=says.text("asked now"), ink="accent") for cell in found.added),
        *(SideLine(text=one.check, small=says.text("explanation without its rule"))
          for one in found.explanations_dropped),
    ]  # fmt: skip
    summary = says.text(
        "Entries that stay: {kept}; that move: {renamed}; read anew: {refitted}; without a place: {dropped}. New cells: {added}.",
        kept=found.kept,
        renamed=len(found.renamed),
        refitted=len(found.refitted),
        dropped=len(found.dropped),
        added=len(found.added),
    )
    return Side(
        kind=SideKind.MIGRATION,
        title=says.text("A new version of the forms"),
        summary=summary,
        lines=tuple(lines[:MOST]),
        actions=(SideAction(verb=Verb.MIGRATE, english="Go on under it", primary=True),),
    )


def _refitted(old: str, text: str | None, reason: str | None, says: Says) -> str:
    return f"{old} → {text or ''}" if reason is None else f"{old}  {says.text(reason)}"


def _cell(grid: Grid, cell: tuple[str, str], says: Says) -> str:
    """A cell by its titles where the form has it now, else by its ids."""
    column = next((column for column in grid.columns if column.id == cell[1]), None)
    row = grid.row_of.get(cell[0])
    if column is None or (row is None and cell[0] != "#"):
        return _ids(cell)
    return f"{row_name(row, says)} · {column.title}" if row else column.title


def _former(cell: tuple[str, str], found: Migration, says: Says) -> str:
    """A cell by the titles it had; the form that is open has them no more."""
    titles = found.former_titles.get(cell)
    if not titles:
        return _ids(cell)
    code = "" if cell[0].startswith("#") else f"{cell[0]} "
    return code + " · ".join(says.pick(*title) for title in titles)


def _ids(cell: tuple[str, str]) -> str:
    return f"{cell[0]} · {cell[1]}"
