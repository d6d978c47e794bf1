"""Files come in: verified and tried first, then taken in, all or some; requests admitted, imports withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import RulingPresenter
from desktop.desk.words import place_name, place_parts, state_word, unit_name
from desktop.desk_port import AllChanges, Arrived, Asking, CellChange, Import, Tray
from desktop.inbox.state import Effect, InboxState
from desktop.says import period_name
from forms.errors import YuebaoError
from sync.trust_messages import OTHER_KEY

if TYPE_CHECKING:
    from sync.withdrawal import WithdrawalEffect

MOST = 40
TYPED = "This fingerprint cannot be: a letter was misheard or mistyped. Have it read out once more."
OTHER = (
    "This is the fingerprint of another key, not of the one chosen above. Do not admit it before the unit has told you"
    " which laptop asked."
)
COMPARE = "Take it in, then compare the fingerprint by telephone under “Waiting to be admitted”."


class InboxPresenter(RulingPresenter[InboxState]):
    """See the module."""

    empty = InboxState()

    def open(self) -> None:
        """Read what waits, what came in and what was refused."""

        def read(_watch: object) -> tuple[Sequence[Import], InboxState]:
            imports = self._desk.tray.imports()
            return imports, InboxState(asking=tuple(self._desk.tray.asking()))

        def done(found: tuple[Sequence[Import], InboxState]) -> None:
            imports, waiting = found
            self._set(
                asking=waiting.asking,
                imports=tuple(one for one in imports if one.outcome != "refused"),
                refused=tuple(one for one in imports if one.outcome == "refused"),
            )

        self._tasks.query(read, done)

    # files --------------------------------------------------------------------------------------------

    def examine(self, paths: Sequence[Path]) -> None:
        """Verify and try what was dropped; nothing is kept."""
        self._set(working=True, tray=None, taken=False, shown=None, changes=None, everything=None)
        self._tasks.change(lambda watch: self._desk.tray.examine(paths, watch), self._examined, self._failed)

    def take(self, files: Sequence[Arrived]) -> None:
        """Take these files in; what is refused goes to quarantine with them, so that its sender is told."""
        together = dict.fromkeys(one.file for one in (*files, *self.state.to_quarantine))
        if not together or not self.state.can_take:
            return
        names = list(together)
        self._set(working=True)
        self._tasks.change(lambda watch: self._desk.tray.take(names, watch), self._taken, self._failed)

    def put_away(self) -> None:
        """Forget the tray that was examined."""
        self._set(tray=None, taken=False, shown=None, changes=None, everything=None, working=False)

    def show(self, file: Arrived) -> None:
        """Read what a file changes, cell by cell."""
        self._set(shown=file, changes=None)
        if self.state.taken or file.outcome != "merged" or not file.reports:
            return

        def done(changes: Sequence[CellChange]) -> None:
            if self.state.shown is file:
                self._set(changes=tuple(changes))

        self._tasks.query(lambda _watch: self._desk.tray.changes(file.file), done)

    def _examined(self, tray: Tray) -> None:
        if tray.cancelled:
            self.put_away()
            return
        # what needs a person comes first: among hundreds of files nobody scrolls to the one that was refused
        tray = replace(tray, files=tuple(sorted(tray.files, key=_attention)))
        self._set(working=False, tray=tray, taken=False)
        if tray.files:
            self.show(tray.files[0])
        if any(file.changed for file in tray.files):
            self._tasks.query(lambda _watch: self._desk.tray.all_changes(), self._all_read)

    def _all_read(self, everything: AllChanges) -> None:
        if self.state.tray is not None and not self.state.taken:
            self._set(everything=everything)

    def _taken(self, tray: Tray) -> None:
        tray = replace(tray, files=tuple(sorted(tray.files, key=_attention)))
        self._set(working=False, tray=tray, taken=True, shown=None, changes=None, everything=None)
        self._told()
        self.open()

    def _failed(self, error: Exception) -> None:
        self._set(working=False)
        self._trouble(error)

    # requests and imports -----------------------------------------------------------------------------

    def admit(self, asking: Asking, compared: str) -> None:
        """Admit a key whose fingerprint was compared; another fingerprint is told beside the field."""

        def done(_none: None) -> None:
            unit = self.unit(asking.unit)
            self._set(admitted=self._says.text("Admitted: {unit}, {key}", unit=unit, key=asking.fingerprint))
            self._told()
            self.open()

        def failed(error: Exception) -> None:
            if not isinstance(error, YuebaoError) or error.code != "E-ROOT":
                self._trouble(error)
                return
            self._set(mismatch=OTHER if error.problems[0].params.get("detail") == OTHER_KEY else TYPED)

        self._set(admitted="", mismatch="")
        self._tasks.change(lambda _watch: self._desk.tray.admit(asking.bundle, compared), done, failed)

    def show_withdrawal(self, one: Import) -> None:
        """Show what taking an import back would change."""

        def done(effect: WithdrawalEffect) -> None:
            self._set(effect=Effect(bundle=one.bundle, lines=tuple(self._worded(effect))))

        self._tasks.query(lambda _watch: self._desk.tray.withdrawal(one.bundle), done, self._trouble)

    def withdraw(self, reason: str) -> None:
        """Take the import back whose effect is shown."""
        effect = self.state.effect
        if effect is not None:
            self._act(lambda _watch: self._desk.tray.withdraw(effect.bundle, reason))

    def keep(self) -> None:
        """Leave the import as it is."""
        self._set(effect=None)

    def _act(self, act: Callable[[object], None]) -> None:
        def done(_none: None) -> None:
            self._set(effect=None)
            self._told()
            self.open()

        self._tasks.change(act, done, self._trouble)

    def _worded(self, effect: WithdrawalEffect) -> list[str]:
        say, index = self._says, self._desk.index
        lines = [
            say.text(
                "{unit} {form} {period}: {before} → {after}",
                unit=unit_name(index, one.key.unit),
                form=one.key.form,
                period=period_name(say, one.key.period),
                before=state_word(say, one.state_before),
                after=state_word(say, one.state_after),
            )
            for one in effect.reports
        ]
        lines += [
            f"{say.text('Total')} {one.form} {place_name(index, one.form, *one.cell, say)}: "
            f"{_figure(one.before)} → {_figure(one.after)}"
            for one in effect.totals
        ]
        rest = len(lines) - MOST
        return lines[:MOST] + ([say.text("and {count} more", count=rest)] if rest > 0 else [])

    # answers ------------------------------------------------------------------------------------------

    def answer(self, file: Arrived) -> str:
        """A drafted answer to whoever sent a file that was refused, or that waits."""
        if file.problem is None or file.asks:
            return ""
        worded = self._says.translator.word(file.problem)
        return self._says.text(
            "Your file {file} could not be taken in: {reason} {advice}",
            file=Path(file.file).name,
            reason=worded.message,
            advice=worded.advice,
        )

    def show_refused(self, one: Import) -> None:
        """Why a file in quarantine was refused, in full."""
        self._set(quarantined=None, draft="")
        self._tasks.query(
            lambda _watch: self._desk.tray.refused(one),
            lambda file: self._set(quarantined=file),
            self._trouble,
        )

    def write_draft(self, file: Arrived, to: Path) -> None:
        """The drafted answer as a mail that can be opened and sent."""
        subject = self._says.text("About your file {file}", file=Path(file.file).name)
        text = self.answer(file)

        def write(_watch: object) -> None:
            from desktop.desk.drafts import write_text_draft

            write_text_draft(to, subject, text)

        self._tasks.change(write, lambda _none: self._set(draft=to.name), self._trouble)

    def reason(self, file: Arrived) -> str:
        """Why a file was refused or waits, and what to do."""
        if file.problem is None:
            return ""
        worded = self._says.translator.word(file.problem)
        advice = self._says.text(COMPARE) if file.asks else worded.advice
        return f"{worded.message}\n{advice}".strip()

    def brief(self, code: str) -> str:
        """What is wrong with a file, in a few words."""
        return self._says.translator.brief(code) if code else ""

    def place(self, change: CellChange) -> str:
        """Where a change is."""
        return place_name(self._desk.index, change.form, change.row, change.column, self._says)

    def standing(self, file: Arrived) -> str:
        """How many of a file's reports would not count, and why."""
        words = {
            "superseded": "{count} superseded by a later one",
            "conflict": "{count} in conflict with another state",
            "known": "{count} already here",
            "refused": "{count} came after the month was locked: kept, not counted",
        }
        states = [state for _, state, _ in file.reports]
        return " · ".join(
            self._says.text(text, count=states.count(state))
            for state, text in words.items()
            if state in states
        )

    def unit(self, code: str) -> str:
        """A unit's name."""
        return unit_name(self._desk.index, code)

    def parts(self, change: CellChange) -> tuple[str, str]:
        """The same in two: the row or line, and the column or field with its form."""
        row, column = place_parts(self._desk.index, change.form, change.row, change.column, self._says)
        return row, f"{change.form} · {column}"

    def period(self, change: CellChange) -> str:
        """The period of a change in words."""
        return period_name(self._says, change.period)


def _attention(file: Arrived) -> int:
    """Refused files, then those that wait, those in conflict or too late, the others, and what is here already."""
    states = {state for _form, state, _count in file.reports}
    order = (
        file.outcome == "refused",
        file.outcome == "pending",
        file.outcome == "merged" and bool(states & {"conflict", "refused"}),
        file.outcome == "merged",
    )
    return order.index(True) if True in order else len(order)


def _figure(value: object) -> str:
    return "" if value is None else str(value)
