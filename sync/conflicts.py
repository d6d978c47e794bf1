"""Rival states of one report, cell by cell and line by line against their nearest common base. Pure.

For each place (a cell, a field of a roster line, an explanation, a field of the cover): untouched by all
or touched alike is no question; touched by one side only is a suggestion; touched differently is a
conflict. Nothing here decides: only a signed resolution whose parents are all heads does (bundles.md §6, 4).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec import Struct

from forms import canonical
from forms.report import Content, Line
from sync.revisions import Revision, RevisionKind

Flat = Mapping["Place", str | None]

ABSENT = None
"""What stands where a side has no such line or explanation: the same as blank, shown as blank."""

ROSTER_PRESENCE = ""
"""The pseudo field that says whether a roster line is there at all."""


class Place(NamedTuple):
    """Where a difference is.

    `part` is `cell` (row, column), `line` (the key of the line, field), `explanation` (check, cell) or
    `cover` (field).
    """

    part: str
    row: str
    column: str


class Difference(Struct, frozen=True, kw_only=True):
    """One place where rivals differ.

    `values` holds each head's text; `suggestion` is the id of the head whose text the three-way rule
    suggests, `None` where several changed it (a conflicting place).
    """

    place: Place
    base: str | None
    values: Mapping[str, str | None]
    suggestion: str | None

    @property
    def conflicting(self) -> bool:
        """Whether more than one side changed it, each differently."""
        return self.suggestion is None


def content_digest(revision: Revision) -> str:
    """Equal for revisions that say the same, whoever said it and on top of whatever."""
    withdrawn = revision.kind is RevisionKind.WITHDRAW
    return canonical.sha256(canonical.encode([withdrawn, revision.content]))


def agree(revisions: Sequence[Revision]) -> bool:
    """Whether all have equal content: several such heads are no conflict."""
    return len({content_digest(r) for r in revisions}) <= 1


def differences(
    sides: Mapping[str, Content], bases: Sequence[Content], key: Sequence[str] = ()
) -> tuple[Difference, ...]:
    """Where the heads' contents differ, in the order of the form, with what the base had and a suggestion.

    `key` names the roster's key fields. With several bases (crossed merges) a place has a base only where
    all of them agree on it; with none, every difference is conflicting.
    """
    flat = {head: flatten(content, key) for head, content in sorted(sides.items())}
    grounds = [flatten(content, key) for content in bases]
    return tuple(
        _difference(place, flat, grounds)
        for place in _places(flat)
        if len({side.get(place, ABSENT) for side in flat.values()}) > 1
    )


def _difference(place: Place, flat: Mapping[str, Flat], grounds: Sequence[Flat]) -> Difference:
    values = {head: side.get(place, ABSENT) for head, side in flat.items()}
    ground = {base.get(place, ABSENT) for base in grounds}
    base = next(iter(ground)) if len(ground) == 1 else None
    suggestion = None
    if len(ground) == 1:
        changed = {head: text for head, text in values.items() if text != base}
        if len(set(changed.values())) == 1:
            suggestion = min(changed)
    return Difference(place=place, base=base, values=values, suggestion=suggestion)


def _places(flat: Mapping[str, Flat]) -> Iterator[Place]:
    """Every place any side has, in the first side's order, then what only later sides have."""
    return iter(dict.fromkeys(place for side in flat.values() for place in side))


def flatten(content: Content, key: Sequence[str] = ()) -> dict[Place, str | None]:
    """The content as one mapping of places to texts; roster lines are found by key, not by position."""
    found: dict[Place, str | None] = {
        Place("cell", row, column): text
        for row, columns in content.cells.items()
        for column, text in columns.items()
    }
    for name, line in named_lines(content.rows, key):
        found[Place("line", name, ROSTER_PRESENCE)] = "+"
        found.update({Place("line", name, field): text for field, text in line.items() if text is not None})
    for note in content.explanations:
        where = f"{note.cell[0]},{note.cell[1]}" if note.cell else ""
        found[Place("explanation", note.check, where)] = note.text
    for field in content.cover.__struct_fields__:
        found[Place("cover", "", field)] = getattr(content.cover, field) or None
    for attached in content.attachments:
        found[Place("attachment", attached.name, "")] = attached.sha256
    return found


def named_lines(rows: Sequence[Line], key: Sequence[str]) -> Iterator[tuple[str, Line]]:
    """Roster lines with names that survive sorting: the key's texts, and a number where they repeat.

    Without key fields the whole line is its name, so that equal lines match and others are added or gone.
    """
    seen: Counter[str] = Counter()
    for line in rows:
        fields = key or sorted(line)
        name = "；".join(line.get(field) or "" for field in fields)
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), line


def changed_places(before: Content | None, after: Content, key: Sequence[str] = ()) -> int:
    """How many cells (or roster fields) the new figure changes; against nothing, how many it fills."""
    if before is None:
        return filled(after)
    if not before.rows and not after.rows:
        return _changed_cells(before, after)
    old, new = flatten(before, key), flatten(after, key)
    return sum(
        old.get(place) != new.get(place)
        for place in old.keys() | new.keys()
        if place.part in ("cell", "line") and place.column != ROSTER_PRESENCE
    )


def _changed_cells(before: Content, after: Content) -> int:
    changed = 0
    for row in before.cells.keys() | after.cells.keys():
        old, new = before.cells.get(row, {}), after.cells.get(row, {})
        if old != new:
            changed += sum(old.get(c) != new.get(c) for c in old.keys() | new.keys())
    return changed


def filled(content: Content) -> int:
    """How many cells and roster fields hold something."""
    texts = chain.from_iterable(part.values() for part in (*content.cells.values(), *content.rows))
    return len(list(filter(None, texts)))
