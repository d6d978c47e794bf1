"""What happens on the entry screen; plain Python, the office is called on the data worker only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from desktop.entry.arrange import Arrangement, arranged
from desktop.entry.asides import Asides
from desktop.entry.compose import Digest, digested, line_marks
from desktop.entry.display import edit_text
from desktop.entry.findings_list import Grouping, next_cell
from desktop.entry.grid import CellKey, Grid
from desktop.entry.holder import Spot
from desktop.entry.paste import PastePlan, plan_paste
from desktop.entry.side import SideKind
from desktop.entry.state import Compare, EntryState, FormChoice
from desktop.entry.tsv import read_block
from desktop.office_port import Office
from desktop.says import Says, to_do
from desktop.task_port import Lane
from forms.carry import CarryOver
from forms.errors import YuebaoError
from forms.findings import Finding
from forms.index import Position
from forms.period import parse_period
from forms.sheet import Sheet

MUCH = 4000
"""Letters of a block that is not read on the GUI thread any more."""
MANY = 400
"""Cells of a block that are not looked at one by one for whether they change at all."""
Opened = tuple[tuple[FormChoice, ...], Digest | None, str]


class EntryPresenter(Asides):
    """Opens a report, passes entries on, and keeps the one state that the view shows."""

    begun = False
    """Whether some report was asked for; its answer may still be on the way."""
    _known: tuple[FormChoice, ...] = ()
    _known_period = ""

    # opening ------------------------------------------------------------------------------------------

    def open(self, period: str, form: str | None = None, at: Spot | None = None) -> None:
        """Open a report of this office; without a form, the first one due; `at` a finding to go to."""
        office = self._office
        self._aim = at
        self.begun = True
        if self._known and period == self.state.period:
            period = self._known_period  # a quarterly form is open: its neighbours are those of the month
        known = self._known if period == self._known_period else ()

        def read() -> Opened:
            forms = known or _choices(office, self._says, office.due(period))
            names = [choice.id for choice in forms]
            wanted = form if form in names else names[0] if names else None
            due = next((choice.period for choice in forms if choice.id == wanted), period)
            return forms, digested(office.sheet(wanted, due)) if wanted else None, due

        def opened(answer: Opened) -> None:
            self._known, self._known_period = answer[0], period
            self._opened(answer)

        def failed(error: Exception) -> None:
            self.begun = bool(self.state.form)
            self._trouble(error)

        self._tasks.query(lambda _watch: read(), opened, failed)

    def _opened(self, answer: Opened) -> None:
        forms, digest, period = answer
        self._pending.clear()
        self._order = ()
        self.state = EntryState(
            forms=forms,
            period=period,
            grouping=self.state.grouping,
            compare=self.state.compare,
        )
        if digest is None:
            self._show()
            return
        self.state = replace(self.state, form=digest.sheet.form.id)
        self._take(digest, fresh=True)
        if self.state.compare is not Compare.NOTHING:
            self.compare(self.state.compare)
        self._go_to_aim()

    def _go_to_aim(self) -> None:
        aim, self._aim = self._aim, None
        found = (item.finding for item in self.state.findings if item.finding is not None)
        self.choose(next((f for f in found if (f.id, f.cells) == aim), None) if aim else None)

    def step(self, by: int) -> None:
        """Open the form before or after this one."""
        ids = [choice.id for choice in self.state.forms]
        if self.state.form in ids:
            self.open(self.state.period, ids[(ids.index(self.state.form) + by) % len(ids)])

    # entering -----------------------------------------------------------------------------------------

    def enter(self, changes: Mapping[CellKey, str | None]) -> None:
        """Commit entries as one step of undo; they show at once and are on disk a moment later."""
        grid = self.state.grid
        wanted = {
            key: text or None
            for key, text in changes.items()
            if grid is not None
            and grid.editable(*key)
            and (len(changes) > MANY or not self._unchanged(grid, key, text or ""))
        }
        if grid is None or not wanted:
            return
        self._tickets += 1
        ticket = self._tickets
        self._pending.update({key: (ticket, text) for key, text in wanted.items()})
        self.state = replace(self.state, grid=replace(grid, pending=self._waiting()), waiting=True)
        self._show()
        self._change(lambda: self._commit(wanted), ticket)

    def _unchanged(self, grid: Grid, key: CellKey, text: str) -> bool:
        return text in (grid.raw(*key), edit_text(grid, key, self._says))

    def _commit(self, changes: Mapping[CellKey, str | None]) -> Sheet:
        form, period = self.state.form, self.state.period
        if self._office.index.form(form).is_table:
            cells = {Position(str(row), column): text for (row, column), text in changes.items()}
            return self._office.enter(form, period, cells)
        lines: dict[int, dict[str, str | None]] = {}
        for (line, column), text in changes.items():
            lines.setdefault(int(line), {})[column] = text
        return self._office.enter_lines(form, period, lines)

    def clear(self, keys: Iterable[CellKey]) -> None:
        """Make cells blank."""
        self.enter(dict.fromkeys(keys))

    def undo(self) -> None:
        """Take the last step back."""
        self._change(lambda: self._office.undo(self.state.form, self.state.period))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._change(lambda: self._office.redo(self.state.form, self.state.period))

    # pasting ------------------------------------------------------------------------------------------

    def paste(self, text: str, at: CellKey | None, selected: Iterable[CellKey] = ()) -> None:
        """Paste a block: at once if there is nothing to look at, else after a look at the preview."""
        grid = self.state.grid
        if grid is None or not text:
            return
        chosen = tuple(selected)
        if len(text) < MUCH:
            self._planned(grid, plan_paste(grid, read_block(text), at, chosen))
            return
        self._tasks.query(
            lambda _watch: plan_paste(grid, read_block(text), at, chosen),
            lambda plan: self._planned(grid, plan),
            lane=Lane.POOL,
        )

    def _planned(self, then: Grid, plan: PastePlan) -> None:
        """A block has its places; meanwhile another form may have been opened."""
        grid = self.state.grid
        if grid is None or grid.index is not then.index:
            return
        if plan.simple:
            self.enter(plan.changes)
            return
        self.state = replace(self.state, plan=plan, file=None, grid=replace(grid, preview=plan.preview))
        self._show()

    def accept_paste(self) -> None:
        """Do what the preview shows, as one step of undo."""
        plan, file = self.state.plan, self.state.file
        self.cancel_paste()
        if plan is None:
            return
        if file is not None:
            self._take_file(file)
            return
        if plan.lines:
            self._add_and_enter(plan)
        else:
            self.enter(plan.changes)

    def _add_and_enter(self, plan: PastePlan) -> None:
        """Lines that exist already are entered before the new ones are added."""
        if plan.changes:
            self.enter(plan.changes)
        self._change(lambda: self._office.add_lines(self.state.form, self.state.period, plan.lines))

    def cancel_paste(self) -> None:
        """Forget the block."""
        grid = self.state.grid
        if self.state.plan is not None and grid is not None:
            self.state = replace(self.state, plan=None, file=None, grid=replace(grid, preview={}))
            self._show()

    # findings -----------------------------------------------------------------------------------------

    def next_finding(self, current: CellKey | None) -> None:
        """Go to the next thing that needs the clerk (F8)."""
        found = next_cell(self.state.grid, current) if self.state.grid else None
        if found is None:
            self._tell("Nothing is left to correct or to explain in this form.")
            return
        self.choose(found[0])

    def choose(self, finding: Finding | None) -> None:
        """Show a finding in full and go to its cell."""
        self.state = replace(self.state, chosen=finding)
        self._show()
        item = next((item for item in self.state.findings if item.finding is finding), None)
        if item and item.cells and self._view:
            self._view.reveal(item.cells[0])

    def point_at(self, key: CellKey) -> None:
        """The cursor is on a cell: show the first finding about it, if there is one."""
        item = next((item for item in self.state.findings if key in item.cells), None)
        if item is not None and item.finding is not self.state.chosen:
            self.state = replace(self.state, chosen=item.finding)
            self._show()

    def group_by(self, grouping: Grouping) -> None:
        """Order the list of findings."""
        self.state = replace(self.state, grouping=grouping)
        self._list()

    def explain(self, finding: Finding, text: str) -> None:
        """Write an 审核说明 beside a warning; an empty text takes it away."""
        cell = finding.cells[0] if finding.cells else None
        form, period = self.state.form, self.state.period
        self._change(lambda: self._office.explain(form, period, finding.id, cell, text.strip()))

    def recheck(self) -> None:
        """Compute and check again (F9); the answer is the same, but the clerk has asked."""
        form, period = self.state.form, self.state.period

        def checked(digest: Digest) -> None:
            sheet = digest.sheet
            self._take(digest)
            left = to_do(self._says, sheet.errors, sheet.warnings_open)
            self._tell("Checked: {left}", left=left or self._says.text("Nothing is left to do."))

        self._tasks.query(lambda _watch: digested(self._office.sheet(form, period)), checked)

    # rosters ------------------------------------------------------------------------------------------

    def arrange(self, wanted: Arrangement) -> None:
        """Find, filter and sort lines."""
        grid = self.state.grid
        if grid is None or grid.is_table:
            return
        self.state = replace(self.state, arrangement=wanted)
        self._order = arranged(grid.index, grid.sheet, wanted, grid.marks, grid.line_marks.keys())
        self._again()

    def add_line(self) -> None:
        """A new blank line at the end."""
        self._change(lambda: self._office.add_lines(self.state.form, self.state.period, [{}]))

    def report_nothing(self) -> None:
        """A roster without a line is begun, so that it can be handed over as it is (零报)."""
        self._change(lambda: self._office.add_lines(self.state.form, self.state.period, ()))

    def duplicate(self, ids: Iterable[int]) -> None:
        """The same lines once more, below."""
        grid = self.state.grid
        wanted = [dict(_raw_line(grid, line)) for line in ids] if grid else []
        if wanted:
            self._change(lambda: self._office.add_lines(self.state.form, self.state.period, wanted))

    def delete_lines(self, ids: Iterable[int]) -> None:
        """Take lines out; undo brings them back."""
        wanted = list(ids)
        if wanted:
            self._change(lambda: self._office.delete_lines(self.state.form, self.state.period, wanted))

    def carry_over(self) -> None:
        """Bring last period's lines in, and mark from then on what is new and changed against it."""
        self.state = replace(self.state, compare=Compare.PREVIOUS, side_kind=SideKind.CARRY)
        before, form, period = self._count(), self.state.form, self.state.period

        def carry() -> Sheet:
            return self._office.carry_over(form, period)

        def told() -> None:
            came = self._count() - before
            said = (
                "{count} line was brought in from the last period.",
                "{count} lines were brought in from the last period.",
            )
            self._say(self._says.counted(*said, came))
            self.compare(Compare.PREVIOUS)

        self._change(carry, after=told)

    def _count(self) -> int:
        return len(self.state.grid.sheet.lines) if self.state.grid else 0

    def correct(self, reason: str) -> None:
        """Open a report that was handed over, as a draft on top of it."""
        self._change(
            lambda: self._office.correct(self.state.form, self.state.period, reason), after=self._to_remark
        )

    def _to_remark(self) -> None:
        """To the first cell the collecting office marked, where the correction begins."""
        sheet = self.state.grid.sheet if self.state.grid else None
        marked = next((key for key in sheet.remarks if key[0]), None) if sheet else None
        if marked is not None and self._view is not None:
            self._view.reveal(marked)

    # comparing ----------------------------------------------------------------------------------------

    def compare(self, wanted: Compare) -> None:
        """Show last period's or last year's figures, or those handed over, below this period's."""
        self.state = replace(self.state, compare=wanted)
        form, period = self.state.form, self.state.period
        if wanted is Compare.NOTHING:
            self._compared(form, None, None)
            return
        roster = wanted is Compare.PREVIOUS and not self._office.index.form(form).is_table

        def read() -> tuple[Sheet | None, CarryOver | None]:
            carried = self._office.carried(form, period) if roster else None
            try:
                return self._other(form, period, wanted), carried
            except YuebaoError:  # before the first period, or not owed then: nothing stands beside it
                return None, carried

        self._tasks.query(lambda _watch: read(), lambda found: self._compared(form, *found))

    def begin_beside(self, remembered: str) -> None:
        """What forms stood beside the last time, if that is known."""
        if remembered in list(Compare):
            self.state = replace(self.state, compare=Compare(remembered))

    def _other(self, form: str, period: str, wanted: Compare) -> Sheet | None:
        here = parse_period(period)
        match wanted:
            case Compare.PREVIOUS:
                return self._office.sheet(form, str(here.previous))
            case Compare.LAST_YEAR:
                return self._office.sheet(form, str(here.last_year))
            case _:
                return self._office.handed_over_sheet(form, period)

    def _compared(self, form: str, other: Sheet | None, carried: CarryOver | None) -> None:
        if self.state.grid is not None and self._digest is not None and form == self.state.form:
            marks = line_marks([line.id for line in self._digest.sheet.lines], carried)
            self._digest = replace(self._digest, carried=carried, line_marks=marks)
            self.state = replace(self.state, grid=replace(self.state.grid, other=other))
            self._again()

    def look_at_changes(self) -> None:
        """Show or put away what is new, changed and gone in a roster against the last period."""
        self.turn_side(SideKind.CARRY)
        if self.state.side_kind is SideKind.CARRY and self.state.compare is not Compare.PREVIOUS:
            self.compare(Compare.PREVIOUS)

    # again -------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the report again: another screen changed it, or the language is another."""
        self._known = ()
        if self.state.form:
            self.open(self.state.period, self.state.form)


def _choices(office: Office, says: Says, due: Iterable[tuple[str, str]]) -> tuple[FormChoice, ...]:
    return tuple(
        FormChoice(id=form, title=says.pick(*_titles(office, form)), period=period) for form, period in due
    )


def _titles(office: Office, form: str) -> tuple[str, str | None]:
    found = office.index.form(form).form
    return found.title, found.title_en


def _raw_line(grid: Grid, line: int) -> dict[str, str | None]:
    """What a line holds, fields that the program fills left out."""
    return {
        column.id: grid.raw(line, column.id) or None
        for column in grid.columns
        if grid.editable(line, column.id)
    }
