"""Registers over time: carriers, enterprises, platforms as the rosters of all units tell them, month after month.

A register is a roster whose lines are carried over, known by a key and called by a name. What happened to an entry
follows from comparing each report of a unit with the unit's report before it; a month without a report says nothing.
Figures move every month and are no change of an entry. Reports of events (a roster with `event` and `date`) are put
to the entry whose number they name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from forms.aggregate import outermost, subtree
from forms.definition import CellType, FieldDef, FormDef
from forms.index import FormIndex
from forms.period import Frequency, Period, parse_period
from forms.report import Line, ReportKey
from sync.desk.collected import Collected, is_due

NAME, LEVEL, EVENT, DATE = "name", "level", "event", "date"


class What(StrEnum):
    """What happened to an entry."""

    FIRST = "first"
    ADDED = "added"
    UPGRADED = "upgraded"
    DOWNGRADED = "downgraded"
    CHANGED = "changed"
    GONE = "gone"
    BACK = "back"
    EVENT = "event"


class Snapshot(Struct, frozen=True, kw_only=True):
    """One unit's roster of one month, and the revision it is."""

    unit: str
    form: str
    period: str
    revision: str
    lines: tuple[Line, ...]


class Change(Struct, frozen=True, kw_only=True):
    """One change, and the report that tells it. `field` is empty where the whole line came or went.

    Of an event `field` is its kind, `date` when it was, `before` and `after` its levels.
    """

    what: What
    form: str
    period: str
    revision: str
    field: str = ""
    before: str | None = None
    after: str | None = None
    date: str | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """One entry of one unit: its last line, when it was seen first and last, whether it stands, what happened."""

    unit: str
    key: tuple[str, ...]
    name: str
    line: Mapping[str, str | None]
    since: str
    last: str
    stands: bool
    changes: tuple[Change, ...]


def registers(collected: Collected) -> tuple[FormDef, ...]:
    """The forms of the pack that are registers."""
    return tuple(
        form
        for form in collected.index.pack.forms
        if form.fields and form.key and form.carry and _has(form, NAME) and NAME not in form.key
    )


def _has(form: FormDef, *names: str) -> bool:
    return set(names) <= {field.id for field in form.fields}


def read_register(collected: Collected, form_id: str, until: str | None = None) -> tuple[Entry, ...]:
    """The register up to a month (the present one), of the units whose figures are added up.

    Raises YuebaoError `E-USAGE` for an unknown form.
    """
    form = collected.index.form(form_id)
    months = _months(collected, until)
    told = [one.id for one in collected.index.pack.forms if _has(one, EVENT, DATE) and one.key]
    snapshots = list(_snapshots(collected, form.form, months))
    happened = [s for name in told for s in _snapshots(collected, collected.index.form(name).form, months)]
    return register(form, snapshots, happened)


def _months(collected: Collected, until: str | None) -> tuple[Period, ...]:
    now = collected.ws.clock()
    present = Period(now.year * 12 + now.month - 1, 1)
    first = parse_period(collected.index.pack.first_period).covering(Frequency.MONTH)
    last = Period(parse_period(until).end, 1) if until else present
    return last.since(first) if last >= first else ()


def _snapshots(collected: Collected, form: FormDef, months: Iterable[Period]) -> Iterator[Snapshot]:
    below = subtree(collected.index, collected.ws.unit)
    for month in months:
        if not is_due(form, month):
            continue
        period = str(month.covering(form.frequency))
        owing = collected.respondents(form, month, below)
        for unit in outermost(collected.index, owing, collected.ws.unit):
            key = ReportKey(unit.code, form.id, period)
            content, row = collected.content(key), collected.ws.store.reports.get(key)
            if content is not None and row is not None and row.revision is not None:
                yield Snapshot(
                    unit=unit.code, form=form.id, period=period, revision=row.revision, lines=content.rows
                )


# --- pure -----------------------------------------------------------------------------------------------


def register(
    form: FormIndex, snapshots: Sequence[Snapshot], events: Sequence[Snapshot] = ()
) -> tuple[Entry, ...]:
    """Every entry that ever stood, by unit and key. `snapshots` of one unit come in the order of time."""
    by_unit: dict[str, list[Snapshot]] = {}
    for one in snapshots:
        by_unit.setdefault(one.unit, []).append(one)
    found = [entry for its in by_unit.values() for entry in _entries(form, its, events)]
    return tuple(sorted(found, key=lambda entry: (entry.unit, entry.key)))


class _Making:
    """An entry while the months go by."""

    def __init__(self, first: Change, line: Line) -> None:
        self.line = line
        self.since = self.last = first.period
        self.stands = True
        self.changes = [first]


def _entries(form: FormIndex, its: Sequence[Snapshot], events: Sequence[Snapshot]) -> Iterator[Entry]:
    making: dict[tuple[str, ...], _Making] = {}
    for number, snapshot in enumerate(its):
        lines = _keyed(form.form, snapshot.lines)
        for key, line in lines.items():
            _seen(form, making, key, line, snapshot, first=number == 0)
        for key, entry in making.items():
            if entry.stands and key not in lines:
                entry.stands = False
                entry.changes.append(_change(What.GONE, snapshot))
    for key, entry in making.items():
        happened = list(_events(key[0], its[0].unit, events))
        yield Entry(
            unit=its[0].unit,
            key=key,
            name=entry.line.get(NAME) or "",
            line=entry.line,
            since=entry.since,
            last=entry.last,
            stands=entry.stands,
            changes=tuple(sorted([*entry.changes, *happened], key=lambda change: change.period)),
        )


def _keyed(form: FormDef, lines: Iterable[Line]) -> dict[tuple[str, ...], Line]:
    """Lines by their key; of several under one key the first, as everywhere."""
    found: dict[tuple[str, ...], Line] = {}
    for line in lines:
        key = tuple(line.get(name) or "" for name in form.key)
        if any(key):
            found.setdefault(key, line)
    return found


def _seen(
    form: FormIndex,
    making: dict[tuple[str, ...], _Making],
    key: tuple[str, ...],
    line: Line,
    snapshot: Snapshot,
    *,
    first: bool,
) -> None:
    entry = making.get(key)
    if entry is None:
        making[key] = _Making(_change(What.FIRST if first else What.ADDED, snapshot), line)
        return
    if not entry.stands:
        entry.changes.append(_change(What.BACK, snapshot))
    entry.changes += _differences(form, entry.line, line, snapshot)
    entry.line, entry.last, entry.stands = line, snapshot.period, True


def _differences(form: FormIndex, before: Line, now: Line, snapshot: Snapshot) -> Iterator[Change]:
    for field in form.form.fields:
        old, new = before.get(field.id), now.get(field.id)
        if old != new and not field.type.numeric and not field.nature:
            yield _change(_kind(form, field, old, new), snapshot, field=field.id, before=old, after=new)


def _kind(form: FormIndex, field: FieldDef, old: str | None, new: str | None) -> What:
    """A level further up in its list is an upgrade."""
    order = [choice.code for choice in form.field_specs[field.id].choices]
    if field.id != LEVEL or old not in order or new not in order:
        return What.CHANGED
    return What.UPGRADED if order.index(new) < order.index(old) else What.DOWNGRADED


def _change(what: What, snapshot: Snapshot, **about: str | None) -> Change:
    return Change(
        what=what,
        form=snapshot.form,
        period=snapshot.period,
        revision=snapshot.revision,
        field=about.get("field") or "",
        before=about.get("before"),
        after=about.get("after"),
        date=about.get("date"),
    )


def _events(number: str, unit: str, events: Iterable[Snapshot]) -> Iterator[Change]:
    """What the unit reported of the entry with this number: the first field of such a roster names it."""
    for snapshot in events:
        if snapshot.unit != unit:
            continue
        for line in snapshot.lines:
            if number in (line.get("carrier"), line.get("number")):
                yield _change(
                    What.EVENT,
                    snapshot,
                    field=line.get(EVENT),
                    before=line.get("before"),
                    after=line.get("after"),
                    date=line.get(DATE),
                )


def matching(entries: Iterable[Entry], text: str) -> tuple[Entry, ...]:
    """Entries in whose name, key or last line every word of the text stands, whatever the case."""
    words = text.casefold().split()

    def stands_in(entry: Entry) -> bool:
        said = " ".join(filter(None, (*entry.key, *entry.line.values()))).casefold()
        return all(word in said for word in words)

    return tuple(entry for entry in entries if stands_in(entry))


def doubles(form: FormDef, entries: Iterable[Entry]) -> frozenset[str]:
    """Credit codes under which several units list an entry that stands; the units are added up, so it counts twice."""
    codes = [field.id for field in form.fields if field.type is CellType.USCC]
    units: dict[str, set[str]] = {}
    for entry in entries:
        for code in filter(None, (entry.line.get(name) for name in codes if entry.stands)):
            units.setdefault(code, set()).add(entry.unit)
    return frozenset(code for code, found in units.items() if len(found) > 1)
