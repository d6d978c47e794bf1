"""What happens on the home page; plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from desktop.home.state import FormLine, HomeState, Return
from desktop.office_port import FormStatus, Office
from desktop.says import Says, period_name
from desktop.task_port import Tasks


class HomeView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: HomeState) -> None:
        """Show this and nothing else."""


class HomePresenter:
    """Reads the overview of a period and says what waits."""

    def __init__(self, office: Office, tasks: Tasks, says: Says) -> None:
        self._office = office
        self._tasks = tasks
        self._says = says
        self._view: HomeView | None = None
        self._asked = 0
        self.state = HomeState()

    def attach(self, view: HomeView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def open(self, period: str | None = None) -> None:
        """Show a period; without one, the one shown before, else the latest."""
        self._asked += 1
        asked = self._asked
        self._tasks.query(
            lambda _watch: self._read(period or self.state.period), lambda state: self._begun(asked, state)
        )

    def _begun(self, asked: int, state: HomeState) -> None:
        """Names at once where another period was shown; what was counted before stays until it is counted anew."""
        if asked == self._asked:
            same = self.state.ready and self.state.period == state.period
            self._show(replace(state, lines=self.state.lines) if same else state)
            self._count(asked, state, ())

    def _count(self, asked: int, state: HomeState, counted: tuple[FormLine, ...]) -> None:
        """Look at one form after another, so that a form that is opened meanwhile waits for one of them at most."""
        if asked != self._asked:
            return
        if len(counted) == len(state.lines):
            self._show(replace(state, lines=counted))
            return
        one = state.lines[len(counted)]
        self._tasks.query(
            lambda _watch: self._line(self._office.form_status(one.form, one.period)),
            lambda line: self._count(asked, state, (*counted, line)),
        )

    def _read(self, wanted: str) -> HomeState:
        office = self._office
        periods = tuple(office.periods())
        period = wanted if wanted in periods else _due(periods)
        due = office.due(period) if period else ()
        lines = tuple(
            FormLine(form=form, period=own, title=self._title(form), known=False) for form, own in due
        )
        handed = office.handed_over()
        return HomeState(
            unit=office.unit.name,
            pack=self._says.pick(office.index.pack.title, office.index.pack.title_en),
            period=period,
            period_name=period_name(self._says, period) if period else "",
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            lines=lines,
            returns=tuple(self._return(back.form, back.period, back.reason) for back in office.returned()),
            told=tuple(office.told(period)) if period else (),
            receipt=max((bundle.receipt for bundle in handed if bundle.receipt), default=""),
            keyless=not office.has_key(),
            ready=True,
        )

    def take_notices(self) -> None:
        """Put a line for every open notice into the feedback form, to be answered there."""
        period = self.state.period
        self._tasks.change(lambda _watch: self._office.take_notices(period), lambda _count: self.open())

    def _line(self, status: FormStatus) -> FormLine:
        return FormLine(
            form=status.form,
            period=status.period,
            title=self._title(status.form),
            status=status.status,
            filled=status.filled,
            asked=status.asked,
            errors=status.errors,
            warnings_open=status.warnings_open,
            due=status.due.isoformat(),
            days_left=status.days_left,
        )

    def _title(self, form: str) -> str:
        found = self._office.index.form(form).form
        return self._says.pick(found.title, found.title_en)

    def _return(self, form: str, period: str, reason: str) -> Return:
        known = self._office.index.forms.get(form)
        return Return(
            form=form,
            period=period,
            period_name=period_name(self._says, period),
            title=self._says.pick(known.form.title, known.form.title_en) if known else "",
            reason=reason,
        )

    def _show(self, state: HomeState) -> None:
        self.state = state
        if self._view is not None:
            self._view.show_state(state)


def _due(periods: Sequence[str]) -> str:
    """The period at hand: the one before the present month, for a month is reported after its end."""
    return periods[min(1, len(periods) - 1)] if periods else ""
