"""What changed between two versions of a pack: added, dropped, renamed, changed, part by part.

Values only; the command line and the window word them. Renamings are those that the newer pack states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from forms.definition import ChoiceDef, FormDef, PackDef
from forms.packs.build import fields_of
from forms.packs.sheet_text import cell_text
from forms.renaming import Renamings, destinations


class Part(StrEnum):
    """What kind of thing a change is about."""

    PACK = "pack"
    FORM = "form"
    COLUMN = "column"
    ROW = "row"
    FIELD = "field"
    CALCULATION = "calculation"
    CHECK = "check"
    NODE_CHECK = "node_check"
    LIST = "list"
    CHOICE = "choice"
    UNIT = "unit"
    TARGET = "target"


class ChangeKind(StrEnum):
    """What happened to it."""

    ADDED = "added"
    DROPPED = "dropped"
    RENAMED = "renamed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. `owner` is the form or list it belongs to; `key` the attribute that changed.

    `old` and `new` are texts as a workbook's cell shows them: ids for a renaming, titles for what came or went.
    """

    kind: ChangeKind
    part: Part
    id: str
    owner: str | None = None
    key: str | None = None
    old: str = ""
    new: str = ""


_Records = Mapping[str, msgspec.Struct]
_PARTS_OF_FORM = (
    (Part.COLUMN, "columns"),
    (Part.ROW, "rows"),
    (Part.FIELD, "fields"),
    (Part.CALCULATION, "calculations"),
    (Part.CHECK, "checks"),
)
_ELSEWHERE = ("forms", "lists", "units", "targets", "node_checks")
_INSIDE_FORM = tuple(name for _, name in _PARTS_OF_FORM)


def diff_packs(old: PackDef, new: PackDef) -> tuple[Change, ...]:
    """Every difference, in the newer pack's order with what was dropped at the end of each part.

    No changes mean equal packs, and the other way round.
    """
    return tuple(_diff(old, new))


def _diff(old: PackDef, new: PackDef) -> Iterator[Change]:
    yield from _attributes(Part.PACK, new.id, None, old, new, _ELSEWHERE)
    renamed = Renamings(old, new)
    before = {form.id: form for form in old.forms}
    after = {form.id: form for form in new.forms}
    yield from _records(Part.FORM, None, before, after, renamed.forms, _INSIDE_FORM)
    former = {now: name for name, now in destinations(before, after, renamed.forms).items()}
    for form in new.forms:
        if form.id in former:
            yield from _form(before[former[form.id]], form, renamed)
    yield from _lists(old.lists, new.lists)
    for part, name in ((Part.NODE_CHECK, "node_checks"), (Part.UNIT, "units"), (Part.TARGET, "targets")):
        yield from _records(part, None, _by_id(getattr(old, name)), _by_id(getattr(new, name)))


def _form(old: FormDef, new: FormDef, renamed: Renamings) -> Iterator[Change]:
    for part, name in _PARTS_OF_FORM:
        before, after = _by_id(getattr(old, name)), _by_id(getattr(new, name))
        yield from _records(part, new.id, before, after, _within(renamed, part, old.id))


def _within(renamed: Renamings, part: Part, form: str) -> dict[str, str]:
    match part:
        case Part.ROW:
            return renamed.rows(form)
        case Part.COLUMN | Part.FIELD:
            return renamed.columns(form)
        case _:
            return {}


def _by_id(records: Sequence[msgspec.Struct]) -> dict[str, msgspec.Struct]:
    """Records by what identifies them; a calculation by the cell it fills."""
    return {_id(record): record for record in records}


def _id(record: Any) -> str:  # noqa: ANN401 - one of the definitions
    for name in ("id", "code", "target"):
        if hasattr(record, name):
            return str(getattr(record, name))
    raise TypeError(record)


def _records(
    part: Part,
    owner: str | None,
    old: _Records,
    new: _Records,
    renamed: Mapping[str, str] | None = None,
    skip: tuple[str, ...] = (),
) -> Iterator[Change]:
    former = {now: name for name, now in destinations(old, new, renamed or {}).items()}
    for name, record in new.items():
        source = former.get(name)
        if source is None:
            yield Change(kind=ChangeKind.ADDED, part=part, id=name, owner=owner, new=_title(record))
            continue
        if source != name:
            yield Change(kind=ChangeKind.RENAMED, part=part, id=name, owner=owner, old=source, new=name)
        yield from _attributes(part, name, owner, old[source], record, skip)
    gone = [name for name in old if name not in former.values()]
    for name in gone:
        yield Change(kind=ChangeKind.DROPPED, part=part, id=name, owner=owner, old=_title(old[name]))
    now = {source: name for name, source in former.items()}
    yield from _order(part, owner, [now[name] for name in old if name in now], list(new))


def _title(record: msgspec.Struct) -> str:
    """What a person would recognise it by."""
    for name in ("title", "indicator", "name", "message", "formula"):
        if name in record.__struct_fields__:
            return str(getattr(record, name))
    return ""


def _attributes(
    part: Part,
    name: str,
    owner: str | None,
    old: msgspec.Struct,
    new: msgspec.Struct,
    skip: tuple[str, ...] = (),
) -> Iterator[Change]:
    """Attributes that differ, the id aside where a renaming was told."""
    for key in fields_of(type(new)):
        before, after = getattr(old, key), getattr(new, key)
        renamed = key in ("id", "code") and part is not Part.PACK
        if key in skip or renamed or (before == after and _shown(before) == _shown(after)):
            continue
        yield Change(
            kind=ChangeKind.CHANGED,
            part=part,
            id=name,
            owner=owner,
            key=key,
            old=_shown(before),
            new=_shown(after),
        )


def _shown(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], msgspec.Struct):
        return "；".join(" ".join(filter(None, msgspec.structs.astuple(item))) for item in value)
    if isinstance(value, Mapping):
        return cell_text(dict(sorted(value.items())))
    return "" if value == () else cell_text(value)


def _order(part: Part, owner: str | None, old: list[str], new: list[str]) -> Iterator[Change]:
    """The order of what stayed; told once for a part, because one move shifts all others."""
    stayed = [name for name in new if name in old]
    before = [name for name in old if name in stayed]
    if stayed != before:
        yield Change(
            kind=ChangeKind.MOVED,
            part=part,
            id=owner or "",
            owner=owner,
            old=cell_text(tuple(before)),
            new=cell_text(tuple(stayed)),
        )


def _lists(
    old: Mapping[str, tuple[ChoiceDef, ...]], new: Mapping[str, tuple[ChoiceDef, ...]]
) -> Iterator[Change]:
    for name, choices in new.items():
        if name not in old:
            titles = cell_text(tuple(choice.title for choice in choices))
            yield Change(kind=ChangeKind.ADDED, part=Part.LIST, id=name, new=titles)
        else:
            yield from _records(Part.CHOICE, name, _by_id(old[name]), _by_id(choices))
    for name, choices in old.items():
        if name not in new:
            titles = cell_text(tuple(choice.title for choice in choices))
            yield Change(kind=ChangeKind.DROPPED, part=Part.LIST, id=name, old=titles)
