"""Registers over time: every entry of all units, what happened to it, and which report tells it; plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import PagePresenter
from desktop.desk.words import form_name
from desktop.registries.state import EntryLine, MoveLine, RegistriesState, Show
from desktop.says import period_name

if TYPE_CHECKING:
    from desktop.affairs_port import Source
    from sync.desk.registry import Change, Entry
    from sync.outputs.registry_lines import Words

SHADES = {
    "added": "good",
    "back": "good",
    "upgraded": "good",
    "downgraded": "warning",
    "gone": "error",
    "changed": "accent",
    "event": "accent",
    "first": "neutral",
}


class RegistriesPresenter(PagePresenter[RegistriesState]):
    """See the module."""

    empty = RegistriesState()
    _all: tuple[EntryLine, ...] = ()

    # reading ------------------------------------------------------------------------------------------

    def open(self, form: str = "") -> None:
        """Read a register over all months."""
        wanted = form or self.state.form
        if form and form != self.state.form:
            self.state = replace(self.state, chosen=None, moves=(), facts=(), picked=None, source=None)
        self._tasks.query(lambda _watch: self._read(wanted), self._shown, self._trouble)

    def _read(self, wanted: str) -> tuple[RegistriesState, tuple[EntryLine, ...]]:
        registers = tuple(self._desk.registries.registers())
        form = wanted if wanted in registers else (registers[0] if registers else "")
        lines: tuple[EntryLine, ...] = ()
        if form:
            from sync.desk.registry import doubles

            words, entries = self._words(form), tuple(self._desk.registries.read(form))
            twice = doubles(words.form.form, entries)
            lines = tuple(_line(words, one, twice) for one in entries)
        names = tuple((one, form_name(self._desk.index, one, self._says)) for one in registers)
        return replace(self.state, form=form, forms=names, ready=True), lines

    def _words(self, form: str) -> Words:
        from sync.outputs.registry_lines import Words

        return Words(self._desk.index, self._desk.index.form(form), self._says.translator)

    def _shown(self, found: tuple[RegistriesState, tuple[EntryLine, ...]]) -> None:
        state, self._all = found
        now = self.state
        self.state = replace(state, show=now.show, search=now.search, chosen=None, written="")
        self._filter()
        same = next((x for x in self.state.lines if now.chosen and x.number == now.chosen.number), None)
        first = same or next(iter(self.state.lines), None)
        if first is not None:
            self.choose(first)

    # choosing -----------------------------------------------------------------------------------------

    def look_for(self, text: str) -> None:
        """Show only entries with these words."""
        self.state = replace(self.state, search=text)
        self._filter()

    def show_only(self, show: Show) -> None:
        """Show only some entries."""
        self.state = replace(self.state, show=show)
        self._filter()

    def _filter(self) -> None:
        from sync.desk.registry import matching

        wanted = [line for line in self._all if _wanted(line, self.state.show)]
        stand = {id(entry) for entry in matching((line.entry for line in wanted), self.state.search)}
        lines = tuple(line for line in wanted if id(line.entry) in stand)
        summary = self._says.text(
            "{all} entries, {standing} of them listed now",
            all=len(lines),
            standing=sum(line.entry.stands for line in lines),
        )
        self._set(lines=lines, summary=summary)

    def choose(self, line: EntryLine) -> None:
        """Show what an entry is and what happened to it."""
        words = self._words(self.state.form)
        said, form = words.fields_of(line.entry), words.form.form
        shown = (
            f for f in form.fields if f.id not in (*form.key, "name") and not f.type.numeric and said[f.id]
        )
        facts = tuple((self._says.pick(f.title, f.title_en), said[f.id]) for f in shown)
        moves = tuple(self._move(words, change) for change in reversed(line.entry.changes))
        self._set(chosen=line, facts=facts, moves=moves, picked=None, source=None)
        if moves:
            self.pick(moves[0])

    def _move(self, words: Words, change: Change) -> MoveLine:
        return MoveLine(
            period=period_name(self._says, change.period),
            what=words.what(change),
            said=words.said(change),
            shade=SHADES[change.what.value],
            form=change.form,
            month=change.period,
            revision=change.revision,
        )

    def pick(self, move: MoveLine) -> None:
        """Show which bundle brought the report that tells a change, and who signed it."""
        self._set(picked=move, source=None)

        def done(source: Source | None) -> None:
            if self.state.picked is move:
                self._set(source=source)

        self._tasks.query(lambda _watch: self._desk.registries.source(move.revision), done, self._trouble)

    def said_of_source(self) -> str:
        """The bundle and its signers in words."""
        picked, source = self.state.picked, self.state.source
        if picked is None:
            return ""
        if source is None:
            return self._says.text("Told by {form} of {period}.", form=picked.form, period=picked.period)
        return self._says.text(
            "Told by {form} of {period}, bundle no. {number} ({bundle}), received {at}, signed by {keys}.",
            form=picked.form,
            period=picked.period,
            number=source.sequence or "—",
            bundle=source.bundle[:12],
            at=source.received_at[:10],
            keys=", ".join(source.signers),
        )

    # writing ------------------------------------------------------------------------------------------

    def export(self, path: Path) -> None:
        """Write the entries that are shown."""
        entries: Sequence[Entry] = tuple(line.entry for line in self.state.lines)
        form, translator = self.state.form, self._says.translator
        self._tasks.query(
            lambda _watch: self._desk.registries.export(path, form, entries, translator),
            lambda written: self._set(written=str(written)),
            self._trouble,
        )


def _line(words: Words, entry: Entry, twice: frozenset[str]) -> EntryLine:
    said = words.fields_of(entry)
    return EntryLine(
        entry=entry,
        unit=words.unit(entry.unit),
        number=entry.key[0],
        name=entry.name,
        kind=" · ".join(filter(None, (said.get("kind"), said.get("level")))),
        moves=sum(change.what.value != "first" for change in entry.changes),
        double=not twice.isdisjoint(entry.line.values()),
    )


def _wanted(line: EntryLine, show: Show) -> bool:
    match show:
        case Show.ALL:
            return True
        case Show.LISTED:
            return line.entry.stands
        case Show.GONE:
            return not line.entry.stands
        case Show.MOVED:
            return line.moves > 0
        case Show.DOUBLE:
            return line.double
