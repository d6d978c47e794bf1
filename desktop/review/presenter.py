"""A report as it was received, and what the office rules on it; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.desk.page_presenter import RulingPresenter
from desktop.desk.read_grid import read_grid
from desktop.desk.words import place_name, unit_name
from desktop.desk_port import Delivery, Received
from desktop.entry.grid import CellKey, Grid
from desktop.entry.state import Head
from desktop.review.compose import (
    adjustment_lines,
    difference_lines,
    finding_lines,
    history_lines,
    with_refusals,
)
from desktop.review.state import Beside, FindingLine, FormLine, RemarkLine, ReviewState
from desktop.says import period_name
from forms.report import ReportKey, Status


class ReviewPresenter(RulingPresenter[ReviewState]):
    """See the module."""

    empty = ReviewState()

    # reading ------------------------------------------------------------------------------------------

    def open(self, unit: str = "", form: str = "", period: str = "") -> None:
        """Show a report; what is not said stays as it was."""
        before = self.state
        wanted = (unit or before.unit, form or before.form, period or before.period)
        if wanted != (before.unit, before.form, before.period):
            self.state = replace(
                before, unit=wanted[0], form=wanted[1], period=wanted[2], remarks=(), cell=None, place=""
            )
        self._tasks.query(lambda _watch: self._read(*wanted), self._shown, self._trouble)

    def _read(self, unit: str, form: str, period: str) -> ReviewState:
        periods = tuple(self._desk.periods())
        period = period if period in periods else periods[min(1, len(periods) - 1)]
        matrix = self._desk.review.matrix(period)
        units = tuple((row.unit, unit_name(self._desk.index, row.unit)) for row in matrix.units)
        chosen = next((row for row in matrix.units if row.unit == unit), None)
        if chosen is None:
            chosen = next((row for row in matrix.units if row.reported), None)
        forms = self._forms(chosen.unit, period) if chosen else ()
        came = [line.form for line in forms if line.status is not Status.EMPTY]
        form = form if form in {line.form for line in forms} else (came[0] if came else "")
        key = ReportKey(chosen.unit, form, self._own_period(form, period)) if chosen and form else None
        report = self._desk.review.received(key) if key else None
        return replace(
            self.state,
            period=period,
            unit=chosen.unit if chosen else "",
            form=form,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            units=units,
            forms=forms,
            report=report,
            head=self._head(report) if report else None,
            findings=finding_lines(report, self._says) if report else (),
            history=history_lines(self._desk, key, self._says) if report and key else (),
            adjustments=adjustment_lines(self._desk.index, report, self._says) if report else (),
            differences=difference_lines(self._desk.index, report, self._says) if report else (),
            month_locked=self._desk.review.is_locked(period),
            waiting=sum(state == Status.RECEIVED for row in matrix.units for state in row.forms.values()),
            ready=True,
        )

    def _forms(self, unit: str, period: str) -> tuple[FormLine, ...]:
        found = self._desk.review.reports(unit, period)
        return tuple(
            FormLine(form=form, title=self._title(form), status=status) for form, status in found.items()
        )

    def _title(self, form: str) -> str:
        known = self._desk.index.form(form).form
        return self._says.pick(known.title, known.title_en)

    def _own_period(self, form: str, period: str) -> str:
        from forms.calendar import own_period
        from forms.period import parse_period

        return str(own_period(self._desk.index.form(form).form, parse_period(period)) or period)

    def _head(self, report: Received) -> Head:
        pack, form = self._desk.index.pack, report.sheet.form
        return Head(
            title=self._says.pick(form.title, form.title_en),
            form_id=form.id,
            authority=pack.authority,
            approval=pack.approval or "",
            unit=self._desk.index.unit(report.key.unit).name,
            period=period_name(self._says, report.key.period),
        )

    def _shown(self, state: ReviewState) -> None:
        now = self.state
        waits = state.report is not None and state.report.status is not Status.RETURNED
        self.state = replace(
            state,
            remarks=with_refusals(self._desk.index, state, now.remarks, self._says) if waits else now.remarks,
            cell=now.cell,
            place=now.place,
            beside=now.beside,
            can_sign=now.can_sign,
        )
        self._compose()

    def _compose(self) -> None:
        """The grid of the open report beside what it is compared with."""
        report = self.state.report
        if report is None:
            self._set(grid=None)
            return
        other = {Beside.BEFORE: report.before, Beside.LAST_MONTH: report.last_month}.get(self.state.beside)
        own: Mapping[CellKey, str] = {remark.cell or ("", ""): remark.text for remark in self.state.remarks}

        def compose(_watch: object) -> Grid:
            grid = read_grid(self._desk.index, self._says, report.sheet, other)
            return replace(grid, remarks={**grid.remarks, **own})

        # a roster may have thousands of lines: not on the GUI thread
        self._tasks.query(compose, lambda grid: self._set(grid=grid))

    def compare(self, beside: Beside) -> None:
        """Put the report beside its last revision, last month, or nothing."""
        self.state = replace(self.state, beside=beside)
        self._compose()

    def point_at(self, key: CellKey) -> None:
        """The cursor is on a cell: remarks and adjustments are about it."""
        row, column = key
        report = self.state.report
        if report is None:
            return
        cell = (f"#{row}" if isinstance(row, int) else row, column)
        self._set(cell=cell, place=place_name(self._desk.index, report.key.form, *cell, self._says))

    # remarks and rulings --------------------------------------------------------------------------------

    def remark(self, text: str) -> None:
        """Say something of the cell the cursor is on; a blank text takes the remark back."""
        cell = self.state.cell
        rest = tuple(one for one in self.state.remarks if one.cell != cell)
        new = (RemarkLine(cell=cell, place=self.state.place, text=text.strip()),) if text.strip() else ()
        self.state = replace(self.state, remarks=rest + new)
        self._compose()

    def accept(self, *, all_forms: bool = False) -> None:
        """审定 this form, or all the unit handed in."""
        state = self.state
        form = None if all_forms else state.form
        self._rule(lambda: self._desk.review.accept(state.unit, self._asked_period(form), form))

    def accept_received(self) -> None:
        """审定 whatever came for the month and nobody has ruled on, of all units."""
        period = self.state.period
        self._rule(lambda: self._desk.review.accept_received(period))

    def print_unit(self) -> None:
        """Show how everything prints that the unit reported for the month, each form under its bundle's code."""
        from desktop.preview.state import PrintSource

        unit, period, translator = self.state.unit, self.state.period, self._says.translator
        if not any(line.status is not Status.EMPTY for line in self.state.forms):
            return
        name = unit_name(self._desk.index, unit)
        source = PrintSource(
            title=f"{name} {period_name(self._says, period)}",
            file=f"{unit}-{period}",
            job=lambda _relations: self._desk.review.unit_job(unit, period, translator),
            has_relations=False,
        )
        self._show_print(source)

    def _asked_period(self, form: str | None) -> str:
        return self._own_period(form, self.state.period) if form else self.state.period

    def send_back(self, reason: str, *, all_forms: bool = False) -> None:
        """退回 this form, or all the unit handed in, with the reason and the remarks."""
        from sync.events import Remark

        state = self.state
        form = None if all_forms else state.form
        remarks = {state.form: [Remark(cell=one.cell, text=one.text) for one in state.remarks]}
        self._rule(
            lambda: self._desk.review.send_back(
                state.unit, self._asked_period(form), form, reason.strip(), remarks
            )
        )
        self.state = replace(self.state, remarks=())

    def judge(self, line: FindingLine, *, accepted: bool) -> None:
        """Accept or refuse one explanation."""
        report = self.state.report
        if report is not None:
            self._rule(lambda: self._desk.review.judge(report.key, line.check, line.cell, accepted=accepted))

    def adjust(self, difference: str, reason: str) -> None:
        """Put an adjustment beside the figure of the cell the cursor is on; 0 ends one."""
        from sync.events import Adjusted

        report, cell = self.state.report, self.state.cell
        if report is not None and cell is not None:
            plain = difference.strip().replace("−", "-").replace(",", "").lstrip("+")
            self._rule(
                lambda: self._desk.review.adjust(
                    report.key, Adjusted(cell=cell, difference=plain, reason=reason.strip())
                )
            )

    def lock(self, reason: str, term: str) -> None:
        """封存 the month."""
        period = self.state.period
        self._rule(lambda: self._desk.review.lock(period, reason.strip(), term.strip() or None))

    def unlock(self, reason: str, *, only_unit: bool) -> None:
        """启封 the month, or this unit's part of it."""
        period, unit = self.state.period, self.state.unit if only_unit else None
        self._rule(lambda: self._desk.review.unlock_period(period, unit, reason.strip()))

    def reply(self, folder: Path, how: Delivery = Delivery.FOLDER) -> None:
        """Write replies for all units in one step."""

        def done(files: Sequence[Path]) -> None:
            self._set(replies=tuple(path.name for path in files))
            self._told()

        self._tasks.change(lambda _watch: self._desk.review.reply(folder, how), done, self._trouble)

    def print(self) -> None:
        """Show how the report prints, with the bundle it came in."""
        from desktop.preview.state import PrintSource

        report, head, translator = self.state.report, self.state.head, self._says.translator
        if report is None or head is None:
            return
        source = PrintSource(
            title=f"{head.unit} {head.title} {head.period}",
            file="-".join(report.key),
            job=lambda relations: self._desk.review.print_job(report, translator, relations=relations),
        )
        self._show_print(source)

    def _rule(self, act: Callable[[], object]) -> None:
        def done(_result: object) -> None:
            self.state = replace(self.state, replies=())  # what they said is old now
            self._told()
            self.open()

        self._tasks.change(lambda _watch: act(), done, self._trouble)
