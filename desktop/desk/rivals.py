"""The real side of conflicts: what rivals say, and settling by one of them or place by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from desktop.desk.bench import Bench
from forms.report import Content, Line, ReportKey
from sync import conflicts, settling
from sync.conflicts import ROSTER_PRESENCE
from sync.projection import key_fields
from sync.review import Desk
from sync.settling import Conflict
from sync.taking_in import TakingIn

Choices = Mapping[tuple[str, str, str], str]
"""The head whose text stands, by (part, row, column)."""


class RealRivals:
    """See `desktop.desk_port.RivalDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def conflicts(self) -> Sequence[Conflict]:
        """Every report with rival states."""
        return settling.conflicts_of(self._bench.ws)

    def keep(self, key: ReportKey, head: str, reason: str) -> None:
        """One side stands."""
        settling.resolve(self._bench.ws, self._bench.signers, key, keep=head, reason=reason)
        self._bench.changed()

    def send_back(self, key: ReportKey, reason: str) -> None:
        """Back to the office, which is to say what holds."""
        Desk(self._bench.ws, self._bench.signers).send_back(key.unit, key.period, key.form, reason=reason)
        self._bench.changed()

    def choose(self, key: ReportKey, choices: Choices, reason: str) -> None:
        """For each place the side that stands there; the result says nothing that no side says."""
        projection = TakingIn(self._bench.ws).projection
        heads = projection.outcome(key).heads
        sides = {head: projection.revision(head).content for head in heads}
        fields = key_fields(self._bench.collected.index, key.form)
        content = chosen_content(sides, choices, fields)
        settling.resolve(self._bench.ws, self._bench.signers, key, content=content, reason=reason)
        self._bench.changed()


def chosen_content(sides: Mapping[str, Content], choices: Choices, fields: Sequence[str]) -> Content:
    """The first side's content with the chosen texts of the others."""
    base = next(iter(sides.values()))
    cells = {row: dict(columns) for row, columns in base.cells.items()}
    for (part, row, column), head in choices.items():
        if part == "cell":
            cells.setdefault(row, {})[column] = sides[head].cell(row, column)
    return replace(base, cells=cells, rows=_lines(sides, choices, fields))


def _lines(sides: Mapping[str, Content], choices: Choices, fields: Sequence[str]) -> tuple[Line, ...]:
    """Roster lines by their keys; whether a line is there at all is a choice of its own."""
    named = {head: dict(conflicts.named_lines(content.rows, fields)) for head, content in sides.items()}
    first = next(iter(sides))
    found: list[Line] = []
    for name in dict.fromkeys(name for lines in named.values() for name in lines):
        stands = choices.get(("line", name, ROSTER_PRESENCE), first)
        if name not in named[stands]:
            continue
        line = dict(named[stands][name])
        for (part, row, column), head in choices.items():
            if (part, row) == ("line", name) and column != ROSTER_PRESENCE:
                line[column] = named[head].get(name, {}).get(column)
        found.append(line)
    return tuple(found)
