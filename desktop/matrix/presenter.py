"""Who reported: units by forms and units by months, what is late, and the 催报 list; plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import PagePresenter
from desktop.desk.printed import printed
from desktop.desk.words import MISSING, NOT_YET, SENT_BACK, state_word, unit_name
from desktop.matrix.state import MatrixState, MonthsLine, Only, UnitLine
from desktop.says import period_name

if TYPE_CHECKING:
    from sync.desk.matrix import Matrix, UnitRow

MONTHS = 12
WORST = (
    MISSING,
    "conflict",
    SENT_BACK,
    "returned",
    "correcting",
    "withdrawn",
    "received",
    "accepted",
    "locked",
)


class MatrixPresenter(PagePresenter[MatrixState]):
    """See the module."""

    empty = MatrixState()
    _all: tuple[UnitLine, ...] = ()
    _months: tuple[MonthsLine, ...] = ()

    def open(self, period: str = "") -> None:
        """Read a period; without one the one shown before, else the last that has ended."""
        wanted = period or self.state.period
        self._tasks.query(lambda _watch: self._read(wanted), self._show)

    def show_only(self, only: Only) -> None:
        """Show some units only."""
        self._show(replace(self.state, only=only))

    def _read(self, wanted: str) -> MatrixState:
        periods = tuple(self._desk.periods())
        period = wanted if wanted in periods else periods[min(1, len(periods) - 1)]
        found = self._desk.review.matrix(period)
        months = tuple(reversed(periods[:MONTHS]))
        states = self._desk.review.states(months)
        self._all = tuple(self._line(row) for row in found.units)
        self._months = tuple(_months(line, months, states, running=periods[0]) for line in self._all)
        return replace(
            self.state,
            period=period,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            forms=tuple(dict.fromkeys(form for row in found.units for form in row.forms)),
            drafts=None,
            shown_months=months,
            summary=self._summed(found),
            ready=True,
        )

    def _line(self, row: UnitRow) -> UnitLine:
        return UnitLine(
            unit=row.unit,
            name=unit_name(self._desk.index, row.unit),
            forms={form: SENT_BACK if form in row.sent_back else state for form, state in row.forms.items()},
            received=row.received or "",
            late_days=row.late_days,
            gaps=row.gaps,
        )

    def _summed(self, found: Matrix) -> str:
        say = self._says.text
        returned = sum(len(line.returned) for line in self._all)
        parts = [
            say(
                "{expected} units owe a report, {reported} reported",
                expected=found.expected,
                reported=found.reported,
            ),
            say("{count} incomplete", count=len(found.incomplete)) if found.incomplete else "",
            say("{count} returns outstanding", count=returned) if returned else "",
        ]
        return " · ".join(part for part in parts if part)

    def _show(self, state: MatrixState) -> None:
        lines = tuple(line for line in self._all if _wanted(line, state.only))
        shown = {line.unit for line in lines}
        months = tuple(line for line in self._months if line.unit in shown)
        self.state = state
        self._set(lines=lines, months=months, reminder=self._reminder(state.period, lines))

    # reminders ----------------------------------------------------------------------------------------

    def _reminder(self, period: str, lines: Sequence[UnitLine]) -> str:
        """One paragraph for each unit that still owes something."""
        if not period:
            return ""
        say = self._says.text
        said = []
        for line in lines:
            if not line.missing and not line.returned:
                continue
            parts = [
                say("still missing: {forms}", forms="、".join(line.missing)) if line.missing else "",
                say("returned, to be corrected: {forms}", forms="、".join(line.returned))
                if line.returned
                else "",
                say("bundles that never arrived: {numbers}", numbers="、".join(map(str, line.gaps)))
                if line.gaps
                else "",
            ]
            worded = "；".join(part for part in parts if part)
            late = say("{days} days late", days=line.late_days) if line.late_days else ""
            said.append(f"{line.name}（{late}）：{worded}" if late else f"{line.name}：{worded}")
        if not said:
            return ""
        head = say(
            "Monthly report {period}: please report what is still missing.",
            period=period_name(self._says, period),
        )
        return "\n".join((head, "", *said))

    def write_reminders(self, folder: Path) -> None:
        """One mail draft for each unit shown that owes something."""
        period = self.state.period
        subject = self._says.text("Reminder: monthly report {period}", period=period_name(self._says, period))
        drafts = [(line.unit, self._reminder(period, (line,))) for line in self.state.lines]
        owing = [(unit, text) for unit, text in drafts if text]

        def write(_watch: object) -> int:
            from desktop.desk.drafts import write_text_draft

            for unit, text in owing:
                write_text_draft(folder / f"{unit}-{period}.eml", subject, text)
            return len(owing)

        self._tasks.change(
            write, lambda number: self._show(replace(self.state, drafts=number)), self._trouble
        )

    # paper --------------------------------------------------------------------------------------------

    def print_forms(self) -> None:
        """Units by forms, as they are shown."""
        say, state = self._says.text, self.state
        titles = (say("Office"), say("Late"), say("Gaps"), *state.forms)
        lines = tuple(
            (
                line.name,
                str(line.late_days or ""),
                "、".join(map(str, line.gaps)),
                *(
                    state_word(self._says, line.forms[form]) if form in line.forms else ""
                    for form in state.forms
                ),
            )
            for line in state.lines
        )
        self._print(say("Who reported"), titles, lines)

    def print_months(self) -> None:
        """Units by months, as they are shown."""
        say, state = self._says.text, self.state
        titles = (say("Office"), *(period_name(self._says, month) for month in state.shown_months))
        lines = tuple(
            (line.name, *(state_word(self._says, line.months[month][0]) for month in state.shown_months))
            for line in state.months
        )
        self._print(say("Who reported, month by month"), titles, lines)

    def print_reminders(self) -> None:
        """催报: who still owes what."""
        say = self._says.text
        titles = tuple(
            map(say, ("Office", "Days late", "Missing forms", "Returned forms", "Missing bundles"))
        )
        lines = tuple(
            (
                line.name,
                str(line.late_days or ""),
                "、".join(line.missing),
                "、".join(line.returned),
                "、".join(map(str, line.gaps)),
            )
            for line in self.state.lines
            if line.missing or line.returned
        )
        self._print(say("Reminders"), titles, lines)

    def _print(self, title: str, titles: tuple[str, ...], lines: tuple[tuple[str, ...], ...]) -> None:
        from sync.outputs.listing import STEM, TEXT, Listing

        if not self.state.period:  # nothing was read yet
            return
        listing = Listing(
            title=title,
            caption=period_name(self._says, self.state.period),
            titles=titles,
            kinds=(STEM, *[TEXT] * (len(titles) - 1)),
            lines=lines,
            notes=(self.state.summary,),
        )
        file = f"{title}-{self.state.period}"
        self._show_print(printed(self._desk.index, [listing], self._says, file))


def _wanted(line: UnitLine, only: Only) -> bool:
    match only:
        case Only.ALL:
            return True
        case Only.LATE:
            return line.late_days > 0
        case Only.MISSING:
            return bool(line.missing)
        case Only.RETURNED:
            return bool(line.returned)


def _months(
    line: UnitLine,
    months: Sequence[str],
    states: Mapping[tuple[str, str], Mapping[str, int]],
    *,
    running: str,
) -> MonthsLine:
    found = {}
    for month in months:
        counts = states.get((line.unit, month), {})
        known = [state for state in WORST if counts.get(state)]
        nothing = NOT_YET if month == running else MISSING
        found[month] = (known[0], sum(counts.values())) if known else (nothing, 0)
    return MonthsLine(unit=line.unit, name=line.name, months=found)
