"""The form pack in force, and the next one: checked, compared, tried on what came in, then put in force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import RulingPresenter
from desktop.desk.read_grid import read_grid
from desktop.desk.words import unit_name
from desktop.entry.grid import Grid
from desktop.entry.state import Head
from desktop.packs.state import FormLine, PacksState, TrialLine
from desktop.says import FREQUENCY_WORDS, period_name
from forms.definition import PackDef
from forms.errors import YuebaoError
from forms.index import PackIndex
from forms.sheet import Sheet

if TYPE_CHECKING:
    from sync.desk.trial import Tried


class PacksPresenter(RulingPresenter[PacksState]):
    """See the module."""

    empty = PacksState()
    _other: PackDef | None = None

    def open(self) -> None:
        """Show the pack in force."""
        self._tasks.query(lambda _watch: tuple(self._desk.periods()), self._shown)

    def _shown(self, periods: tuple[str, ...]) -> None:
        pack, say = self._desk.index.pack, self._says.text
        self._set(
            title=self._says.pick(pack.title, pack.title_en),
            version=f"{pack.id} {pack.version}",
            facts=(
                (say("Set by"), pack.authority),
                (say("Approval no."), pack.approval or say("Working report")),
                (say("In force from"), period_name(self._says, pack.first_period)),
                (say("Units"), str(len(pack.units))),
                (say("Targets set"), str(len(pack.targets))),
            ),
            forms=tuple(self._form(pack, place) for place in range(len(pack.forms))),
            periods=tuple((one, period_name(self._says, one)) for one in periods),
        )

    def _form(self, pack: PackDef, place: int) -> FormLine:
        form = pack.forms[place]
        index = self._desk.index.form(form.id)
        size = (
            self._says.text("{rows} × {columns} cells", rows=len(form.rows), columns=len(form.columns))
            if index.is_table
            else self._says.text("{fields} fields", fields=len(form.fields))
        )
        return FormLine(
            form=form.id,
            title=self._says.pick(form.title, form.title_en),
            frequency=self._says.text(FREQUENCY_WORDS[form.frequency]),
            size=size,
            rules=len(form.checks) + len(form.calculations),
        )

    # the other pack -----------------------------------------------------------------------------------

    def look_at(self, path: Path) -> None:
        """Check a pack and compare it with the one in force."""
        translator = self._says.translator

        def read(_watch: object) -> tuple[PackDef, Sequence[str]]:
            pack = self._desk.keys.load_pack(path)
            return pack, self._desk.keys.differences(pack, translator)

        def done(found: tuple[PackDef, Sequence[str]]) -> None:
            self._other = found[0]
            name = f"{self._says.pick(found[0].title, found[0].title_en)}  {found[0].version}"
            self._set(other=name, problems=(), differences=tuple(found[1]), trial=(), tried="", adopted=None)
            if self.state.head is not None:
                self.show_form(self.state.head.form_id)  # what is looked at is the new one from now on

        self._tasks.query(read, done, self._unsound)

    def _unsound(self, error: Exception) -> None:
        """A pack with mistakes is told mistake by mistake; anything else is trouble."""
        self._other = None
        if not isinstance(error, YuebaoError):
            self._trouble(error)
            return
        worded = [self._says.translator.word(problem) for problem in error.problems]
        problems = tuple(f"{one.where or ''} {one.message}".strip() for one in worded)
        self._set(other="", problems=problems, differences=(), trial=(), tried="", adopted=None)

    def show_form(self, form: str) -> None:
        """Show a form as it prints, of the other pack where one is open that has it."""
        own = self._desk.index.pack
        other = self._other
        pack = other if other is not None and any(f.id == form for f in other.forms) else own

        def read(_watch: object) -> tuple[Head, Grid]:
            period = self._desk.periods()[0]
            sheet = self._desk.keys.blank(pack, form, period)
            return self._head(pack, sheet), read_grid(PackIndex(pack), self._says, sheet)

        self._tasks.query(read, lambda found: self._set(head=found[0], grid=found[1]), self._trouble)

    def _head(self, pack: PackDef, sheet: Sheet) -> Head:
        return Head(
            title=self._says.pick(sheet.form.title, sheet.form.title_en),
            form_id=sheet.form.id,
            authority=pack.authority,
            approval=pack.approval or "",
            unit=f"{pack.id} {pack.version}",
            period=period_name(self._says, sheet.period),
        )

    def send(self, folder: Path) -> None:
        """Write a task bundle for everybody, which carries the pack in force."""

        def done(files: Sequence[Path]) -> None:
            self._set(sent=tuple(file.name for file in files))

        self._tasks.change(lambda _watch: self._desk.keys.issue(folder, (), None), done, self._trouble)

    def try_on(self, period: str) -> None:
        """Check a month's reports as if they had been filled under the other pack; nothing is kept."""
        other = self._other
        if other is None:
            return

        def done(found: Sequence[Tried]) -> None:
            lines = sorted(map(self._tried, found), key=lambda x: (-x.errors - x.dropped, -x.warnings))
            bad = tuple(line for line in lines if line.errors or line.warnings or line.dropped)
            self._set(trial=bad, tried=self._outcome(len(lines), len(bad)))

        self._tasks.query(lambda _watch: self._desk.keys.try_pack(other, period), done, self._trouble)

    def _outcome(self, tried: int, bad: int) -> str:
        say = self._says.text
        if not bad:
            return say("{count} reports tried: nothing to remark.", count=tried)
        return say("{count} reports tried, {bad} of them with something to look at:", count=tried, bad=bad)

    def _tried(self, one: Tried) -> TrialLine:
        return TrialLine(
            unit=unit_name(self._desk.index, one.unit),
            form=one.form,
            errors=one.count("error"),
            warnings=one.count("warning"),
            dropped=len(one.dropped),
        )

    def adopt(self) -> None:
        """Sign the other pack into force; task bundles and replies carry it from now on."""
        other = self._other
        if other is None:
            return

        def done(version: int) -> None:
            self._set(adopted=version)
            self._told()

        self._tasks.change(lambda _watch: self._desk.keys.adopt(other), done, self._trouble)
