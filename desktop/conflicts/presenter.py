"""Rival states of one report: what differs, and which side stands, place by place or as a whole. Plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.conflicts.state import ConflictLine, ConflictsState, PlaceLine, Side
from desktop.desk.page_presenter import RulingPresenter
from desktop.desk.words import moment, place_name, unit_name
from desktop.entry.display import grouped
from desktop.says import period_name
from forms.report import ReportKey

if TYPE_CHECKING:
    from sync.conflicts import Difference
    from sync.settling import Conflict

LETTERS = "ABCDEFGH"
COVER = {
    "head": "Head of the unit",
    "statistician": "Head of statistics",
    "preparer": "Prepared by",
    "phone": "Telephone",
    "date": "Date",
}


class ConflictsPresenter(RulingPresenter[ConflictsState]):
    """See the module."""

    empty = ConflictsState()
    _found: Mapping[ReportKey, Conflict] = MappingProxyType({})

    def open(self) -> None:
        """Read the conflicts there are now."""
        self._tasks.query(lambda _watch: self._desk.rivals.conflicts(), self._shown, self._trouble)

    def _shown(self, conflicts: Sequence[Conflict]) -> None:
        self._found = {ReportKey(c.unit, c.form, c.period): c for c in conflicts}
        lines = tuple(self._line(one) for one in conflicts)
        before = self.state.chosen
        self.state = replace(self.state, lines=lines, ready=True, chosen=None, sides=(), places=())
        same = next((x for x in lines if before and _key(x) == _key(before)), None)
        if lines:
            self.choose(same or lines[0])
        else:
            self._set()

    def _line(self, one: Conflict) -> ConflictLine:
        name = f"{unit_name(self._desk.index, one.unit)}  {one.form}  {period_name(self._says, one.period)}"
        return ConflictLine(
            unit=one.unit,
            form=one.form,
            period=one.period,
            name=name,
            places=len(one.cells),
            returned=one.returned,
        )

    # one report ---------------------------------------------------------------------------------------

    def choose(self, line: ConflictLine) -> None:
        """Show where a report's rivals differ."""
        conflict = self._found.get(_key(line))
        if conflict is None:
            return
        order = self._order(conflict.form)
        places = tuple(self._place(conflict.form, one) for one in sorted(conflict.cells, key=order))
        self._set(chosen=line, sides=(), places=places)
        key = _key(line)

        def done(sides: tuple[Side, ...]) -> None:
            if self.state.chosen is line:
                self._set(sides=sides)

        self._tasks.query(lambda _watch: self._sides(key, conflict.heads), done, self._trouble)

    def _order(self, form: str) -> Callable[[Difference], tuple[int, ...]]:
        """As the form has its rows and columns; what is no cell keeps its place after the cells of its line."""
        known = self._desk.index.form(form).form
        rows = {row.id: at for at, row in enumerate(known.rows)}
        names = (*(column.id for column in known.columns), *(field.id for field in known.fields))
        columns = {name: at for at, name in enumerate(names)}

        def place(one: Difference) -> tuple[int, ...]:
            return (
                one.place.part != "cell",
                rows.get(one.place.row, 0),
                columns.get(one.place.column, -1) if one.place.part == "cell" else 0,
            )

        return place

    def _sides(self, key: ReportKey, heads: Sequence[str]) -> tuple[Side, ...]:
        lines = {line.revision: line for line in self._desk.review.history(key).revisions}
        signers = {view.keyid: view for view in self._desk.keys.every_key()}
        signed = {head: [k for carrier in lines[head].carriers for k in carrier.signers] for head in heads}
        # one laptop has one letter in all forms of its unit, so that nobody mixes two of them
        ordered = sorted(heads, key=lambda head: (signed[head][:1], head))
        found = []
        for letter, head in zip(LETTERS, ordered, strict=False):
            line, keys = lines[head], signed[head]
            prints = dict.fromkeys(signers[k].fingerprint if k in signers else k[:16] for k in keys)
            said = self._says.text(
                "{author} saved it {time}, signed with {keys}",
                author=line.author or unit_name(self._desk.index, key.unit),
                time=moment(line.saved_at),
                keys="、".join(prints),
            )
            found.append(Side(head=head, letter=letter, signed=said))
        return tuple(found)

    def _place(self, form: str, one: Difference) -> PlaceLine:
        place = one.place
        return PlaceLine(
            key=(place.part, place.row, place.column),
            name=self._name(form, *place),
            base=_text(one.base),
            values={head: _text(text) for head, text in one.values.items()},
            suggestion=one.suggestion or "",
            chosen=one.suggestion or "",
        )

    def _name(self, form: str, part: str, row: str, column: str) -> str:
        match part:
            case "cell":
                return place_name(self._desk.index, form, row, column, self._says)
            case "line" if not column:
                return self._says.text("Line {line} is there", line=row)
            case "line":
                return place_name(self._desk.index, form, row, column, self._says)
            case "explanation":
                return self._says.text("Explanation of {check}", check=row)
            case "cover":
                return self._says.text(COVER.get(column, column))
            case _:
                return f"{row} {column}"

    def take(self, place: PlaceLine, head: str) -> None:
        """This side's text stands at that place."""
        self._set(
            places=tuple(replace(p, chosen=head) if p.key == place.key else p for p in self.state.places)
        )

    def take_all(self, head: str) -> None:
        """This side's texts stand everywhere."""
        self._set(places=tuple(replace(place, chosen=head) for place in self.state.places))

    def settle(self, reason: str) -> None:
        """Sign what was chosen: one side as a whole where it is the same everywhere, else place by place."""
        state = self.state
        if state.chosen is None or state.undecided:
            return
        key = _key(state.chosen)
        heads = {place.chosen for place in state.places}
        if len(heads) == 1 and "" not in heads:
            head = heads.pop()
            self._act(lambda _watch: self._desk.rivals.keep(key, head, reason.strip()))
            return
        choices = {place.key: place.chosen for place in state.places if place.decides}
        self._act(lambda _watch: self._desk.rivals.choose(key, choices, reason.strip()))

    def send_back(self, reason: str) -> None:
        """退回单位: the office says itself what holds; its correction ends the conflict."""
        if self.state.chosen is not None:
            key = _key(self.state.chosen)
            self._act(lambda _watch: self._desk.rivals.send_back(key, reason.strip()))

    def _act(self, act: Callable[[object], None]) -> None:
        def done(_none: None) -> None:
            self._told()
            self.open()

        self._tasks.change(act, done, self._trouble)


def _key(line: ConflictLine) -> ReportKey:
    return ReportKey(line.unit, line.form, line.period)


def _text(text: str | None) -> str:
    return grouped(text) if text else ""
