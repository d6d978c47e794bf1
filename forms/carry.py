"""A roster against the last period's: which lines are new, changed, gone and as they were (结转).

Lines are the same by the form's key; without one, by all their fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from forms.definition import FormDef
from forms.report import Line

Key = tuple[str, ...]


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field of a line that differs from the last period."""

    field: str
    before: str | None
    now: str | None


class LineChange(Struct, frozen=True, kw_only=True):
    """A line that is in both periods with other contents; `line` counts from 1 in the present roster."""

    key: Key
    line: int
    fields: tuple[FieldChange, ...]


class CarryOver(Struct, frozen=True, kw_only=True):
    """What a roster is against the last one. `new` are line numbers of the present, `gone` lines of the last period."""

    new: tuple[int, ...]
    changed: tuple[LineChange, ...]
    gone: tuple[Line, ...]
    same: int


def compare(form: FormDef, before: Sequence[Line], now: Sequence[Line]) -> CarryOver:
    """Match the lines of two periods. Lines that share a key are matched in their order, so that none is told twice."""
    waiting: dict[Key, list[Line]] = {}
    for line in before:
        waiting.setdefault(key_of(form, line), []).append(line)
    new: list[int] = []
    changed: list[LineChange] = []
    same = 0
    for number, line in enumerate(now, start=1):
        key = key_of(form, line)
        if not waiting.get(key):
            new.append(number)
            continue
        differing = _differing(form, waiting[key].pop(0), line)
        same += not differing
        if differing:
            changed.append(LineChange(key=key, line=number, fields=differing))
    return CarryOver(new=tuple(new), changed=tuple(changed), gone=_left(form, before, waiting), same=same)


def key_of(form: FormDef, line: Line) -> Key:
    """What makes a line the same line next month; all its fields where the form has no key or a part of it is blank."""
    parts = tuple(line.get(name) or "" for name in form.key)
    return parts if parts and all(parts) else tuple(line.get(field.id) or "" for field in form.fields)


def _differing(form: FormDef, before: Line, now: Line) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(field=field.id, before=before.get(field.id), now=now.get(field.id))
        for field in form.fields
        if (before.get(field.id) or None) != (now.get(field.id) or None)
    )


def _left(form: FormDef, before: Sequence[Line], waiting: dict[Key, list[Line]]) -> tuple[Line, ...]:
    """The lines nothing was matched with, in the order of the last period."""
    counts = Counter({key: len(lines) for key, lines in waiting.items()})
    left: list[Line] = []
    for line in reversed(before):
        key = key_of(form, line)
        if counts[key]:
            counts[key] -= 1
            left.append(line)
    return tuple(reversed(left))
