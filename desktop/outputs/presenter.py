"""What goes out for a period: chosen, what is missing said, written beside the other work; plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.affairs_port import Choice
from desktop.desk.page_presenter import PagePresenter
from desktop.desk.words import form_name, unit_name
from desktop.outputs.state import OutputsState, WrittenLine
from desktop.outputs.words import KINDS, size_text, standing_lines
from desktop.periods import with_longer
from desktop.says import period_name
from desktop.task_port import Lane
from forms.period import parse_period

if TYPE_CHECKING:
    from sync.desk.scope import Scope
    from sync.outputs.issue import Issue, Issued, Wish

ZONES = "zones"


class OutputsPresenter(PagePresenter[OutputsState]):
    """See the module."""

    empty = OutputsState()

    # choosing -----------------------------------------------------------------------------------------

    def open(self, period: str = "") -> None:
        """Read what can be chosen, what was chosen last, and what is missing."""
        before = self.state
        wanted = period or before.period
        self._tasks.query(lambda _watch: self._read(before, wanted), self._show, self._trouble)

    def choose(self, **changes: str) -> None:
        """Another period, scope, form or folder."""
        self._set(**changes)
        self._remember()
        self.open()

    def want(self, kind: str, *, wanted: bool) -> None:
        """Write this kind, or do not."""
        kinds = set(self.state.kinds) | {kind} if wanted else set(self.state.kinds) - {kind}
        self._set(kinds=tuple(one for one in KINDS if one in kinds))
        self._remember()

    def _remember(self) -> None:
        now = self.state
        choice = Choice(kinds=now.kinds, scope=now.scope, form=now.form, folder=now.folder)
        self._tasks.change(lambda _watch: self._desk.outputs.remember(choice), lambda _none: None)

    def _read(self, before: OutputsState, wanted: str) -> OutputsState:
        months = tuple(self._desk.periods())
        periods = with_longer(months)
        period = wanted if wanted in periods else months[min(1, len(months) - 1)]
        if not before.ready:
            last = self._desk.outputs.remembered()
            kinds = tuple(kind for kind in KINDS if kind in last.kinds)
            before = replace(before, kinds=kinds, scope=last.scope, form=last.form, folder=last.folder)
        forms = self._forms(period)
        scopes = self._scopes()
        state = replace(
            before,
            period=period,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            scopes=scopes,
            scope=before.scope if before.scope in dict(scopes) else "",
            forms=forms,
            form=before.form if before.form in dict(forms) else "",
            own_template=self._desk.outputs.has_template(self._says.translator.language),
            ready=True,
        )
        found = self._desk.outputs.standing(period, _scope(state))
        lines = standing_lines(found, self._desk.index, self._says)
        return replace(state, standing=lines, calm=found.calm)

    def _forms(self, period: str) -> tuple[tuple[str, str], ...]:
        from sync.desk.collected import is_due

        asked = parse_period(period)
        due = [f.form.id for f in self._desk.index.forms.values() if is_due(f.form, asked)]
        every = ("", self._says.text("All forms"))
        return (every, *((form, form_name(self._desk.index, form, self._says)) for form in due))

    def _scopes(self) -> tuple[tuple[str, str], ...]:
        """This office's whole, the zones alone, and every unit below with units of its own."""
        index, me = self._desk.index, self._desk.unit.code
        zones = any(unit.kind == "zone" for unit in index.units.values())
        below = [code for code in index.children if code != me and code in index.units]
        return (
            ("", unit_name(index, me)),
            *(((ZONES, self._says.text("Only the high-tech zones")),) if zones else ()),
            *((code, unit_name(index, code)) for code in below),
        )

    def _show(self, state: OutputsState) -> None:
        now = self.state
        self.state = replace(state, written=now.written, working=now.working, cancelled=now.cancelled)
        self._set()

    # writing ------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Write every kind chosen; the other pages stay usable meanwhile."""
        if not self.state.can_write:
            return
        wish, folder = self._wish(), Path(self.state.folder)
        translator = self._says.translator
        self._set(working=True, written=(), cancelled=False)
        self._tasks.query(
            lambda watch: self._desk.outputs.write(wish, folder, translator, watch),
            self._written,
            self._failed,
            Lane.POOL,
        )

    def _wish(self) -> Wish:
        from sync.outputs.issue import Output, Wish

        kinds = tuple(Output(kind) for kind in self.state.kinds)
        return Wish(period=self.state.period, kinds=kinds, scope=_scope(self.state))

    def _written(self, done: Issue) -> None:
        lines = tuple(line for one in done.issued for line in self._lines(one))
        self._set(working=False, written=lines, cancelled=done.cancelled)

    def _lines(self, one: Issued) -> tuple[WrittenLine, ...]:
        kind = self._says.text(KINDS[one.kind.value][0])
        if one.problem is not None:
            worded = self._says.translator.word(one.problem)
            said = f"{worded.message} {worded.advice}".strip()
            return (WrittenLine(kind=kind, file="", size="", said=said),)
        return tuple(WrittenLine(kind=kind, file=str(path), size=size_text(path)) for path in one.files)

    def _failed(self, error: Exception) -> None:
        self._set(working=False)
        self._trouble(error)

    # the template -------------------------------------------------------------------------------------

    def edit_template(self, opened: Callable[[Path], None]) -> None:
        """Open the office's own template of the brief, copied from the shipped one if need be."""
        language = self._says.translator.language

        def done(path: Path) -> None:
            self._set(own_template=True, kept_template="")
            opened(path)

        self._tasks.change(lambda _watch: self._desk.outputs.take_template(language), done, self._trouble)

    def restore_template(self) -> None:
        """Go back to the shipped template; the own one is kept beside."""
        language = self._says.translator.language

        def done(kept: Path | None) -> None:
            self._set(own_template=False, kept_template=str(kept) if kept else "")

        self._tasks.change(lambda _watch: self._desk.outputs.restore_template(language), done, self._trouble)


def _scope(state: OutputsState) -> Scope:
    from sync.desk.scope import Scope

    zones = state.scope == ZONES
    return Scope(
        node=state.scope if state.scope and not zones else None,
        forms=(state.form,) if state.form else (),
        kinds=("zone",) if zones else (),
    )
