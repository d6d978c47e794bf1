"""A draft under another version of its pack: what stays, moves, no longer fits or has no place (forms.md §5).

Pure: an old draft and two versions in, the new entries and everything that has to be said about them out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from forms.definition import CellType, FormDef, PackDef
from forms.index import FormIndex, PackIndex, Position
from forms.renaming import Renamings, destinations
from forms.report import Attachment, Explanation
from forms.store.draft_rows import CellKey, Draft, Fields, StoredEntry
from forms.values import CellSpec, Invalid, Value, from_text, parse_entry, to_text

Titled = tuple[str, str | None]
"""A title in Chinese and in English."""


class Moved(Struct, frozen=True, kw_only=True):
    """A cell or field with another name now; roster lines are named `#<number>`."""

    old: CellKey
    new: CellKey


class Refitted(Struct, frozen=True, kw_only=True):
    """An entry that reads otherwise now: `text` where it was converted, `reason` where it stays as typed."""

    cell: CellKey
    old: str
    text: str | None = None
    reason: str | None = None


class Dropped(Struct, frozen=True, kw_only=True):
    """An entry without a place in the new version; it stays in the old draft, which is kept."""

    cell: CellKey
    text: str


class Migration(Struct, frozen=True, kw_only=True):
    """The draft's content under the new version of `form` (then called `former`).

    `kept` counts entries that stay as they are; `added` are cells and fields (`("#", field)`) that are to be typed now
    and were not there before. `former_titles` name the cells that moved or have no place by the titles they had.
    """

    form: str
    former: str
    entries: Mapping[CellKey, StoredEntry]
    lines: Mapping[int, Fields]
    explanations: tuple[Explanation, ...]
    attachments: tuple[Attachment, ...]
    kept: int
    renamed: tuple[Moved, ...]
    refitted: tuple[Refitted, ...]
    dropped: tuple[Dropped, ...]
    added: tuple[CellKey, ...]
    explanations_dropped: tuple[Explanation, ...]
    former_titles: Mapping[CellKey, tuple[Titled, ...]] = {}

    @property
    def alters(self) -> bool:
        """Whether any entry moves, changes or goes: then nobody should hand over the draft unseen."""
        return bool(self.renamed or self.refitted or self.dropped or self.form != self.former)


@dataclass(slots=True)
class _Told:
    """What has to be said, as it is found."""

    kept: int = 0
    renamed: list[Moved] = field(default_factory=list)
    refitted: list[Refitted] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def new_name(earlier: PackDef, later: PackDef, form: str) -> str | None:
    """What a form is called in the later version, `None` where it is gone."""
    before, after = ([f.id for f in pack.forms] for pack in (earlier, later))
    return destinations(before, after, Renamings(earlier, later).forms).get(form)


def migrate(draft: Draft, earlier: PackIndex, later: PackIndex, open_cells: Collection[CellKey]) -> Migration:
    """The draft of one form under `later`.

    `open_cells` are the cells (in rosters `("#", field)`) that this unit may fill in this period under the new version;
    entries for any other have no place. Raises `E-USAGE` where the form is gone.
    """
    name = new_name(earlier.pack, later.pack, draft.form)
    old, new = earlier.form(draft.form), later.form(name or draft.form)
    steps = _Steps(old, new, Renamings(earlier.pack, later.pack), frozenset(open_cells))
    told = _Told()
    same_kind = old.is_table == new.is_table
    entries = dict(steps.cells(draft, told)) if same_kind else dict(_nothing(draft, told))
    lines = {line.line: steps.line(n, line.values, told) for n, line in enumerate(draft.lines, 1)}
    explained, unexplained = steps.explanations(draft.explanations)
    return Migration(
        form=new.form.id,
        former=old.form.id,
        entries=entries,
        lines=lines if same_kind else {},
        explanations=explained,
        attachments=tuple(steps.attachment(one) for one in draft.attachments),
        kept=told.kept,
        renamed=tuple(told.renamed),
        refitted=tuple(told.refitted),
        dropped=tuple(told.dropped),
        added=steps.added(),
        explanations_dropped=unexplained,
        former_titles={
            cell: steps.titles(cell)
            for cell in (*(one.cell for one in told.dropped), *(one.old for one in told.renamed))
        },
    )


def _nothing(draft: Draft, told: _Told) -> Iterator[tuple[CellKey, StoredEntry]]:
    """A table that became a roster, or the other way round, takes nothing over."""
    told.dropped += [Dropped(cell=cell, text=_shown(entry)) for cell, entry in draft.entries.items()]
    yield from ()


class _Steps:
    """Where each cell and field of the old form is in the new one, and what may stand there."""

    def __init__(
        self, old: FormIndex, new: FormIndex, renamings: Renamings, open_cells: frozenset[CellKey]
    ) -> None:
        self.old, self.new, self._open = old, new, open_cells
        form = old.form.id
        self._rows = destinations(
            [r.id for r in old.form.rows], {r.id for r in new.form.rows}, renamings.rows(form)
        )
        self._columns = destinations(
            _columns(old.form), frozenset(_columns(new.form)), renamings.columns(form)
        )

    def cells(self, draft: Draft, told: _Told) -> Iterator[tuple[CellKey, StoredEntry]]:
        """The entries of a table in their new places."""
        for cell, entry in draft.entries.items():
            place = self._place(cell)
            former = self.old.cell(*cell)
            if place is None or former is None or place not in self._open:
                told.dropped.append(Dropped(cell=cell, text=_shown(entry)))
                continue
            spec = self.new.cells[Position(*place)].spec
            yield place, _taken(entry, (cell, place), (former.spec, spec), told)

    def line(self, number: int, fields: Fields, told: _Told) -> Fields:
        """One roster line with its fields' new names."""
        found: dict[str, StoredEntry] = {}
        for name, entry in fields.items():
            here, now = (f"#{number}", name), self._columns.get(name)
            if now is None or now not in self.new.field_specs or ("#", now) not in self._open:
                told.dropped.append(Dropped(cell=here, text=_shown(entry)))
                continue
            specs = self.old.field_specs[name], self.new.field_specs[now]
            found[now] = _taken(entry, (here, (f"#{number}", now)), specs, told)
        return found

    def explanations(
        self, given: tuple[Explanation, ...]
    ) -> tuple[tuple[Explanation, ...], tuple[Explanation, ...]]:
        """Explanations of rules that still exist, at their cells' new places; and the others."""
        rules = {check.id for check in self.new.form.checks}
        kept, gone = [], []
        for explanation in given:
            check = self._check(explanation.check)
            cell = self._explained(explanation.cell)
            lost = explanation.cell is not None and cell is None
            if lost or not (check in rules or check.startswith(f"{self.new.form.id}-auto-")):
                gone.append(explanation)
            else:
                kept.append(replace(explanation, check=check, cell=cell))
        return tuple(kept), tuple(gone)

    def attachment(self, attachment: Attachment) -> Attachment:
        """An attached file with its field's new name; one whose field is gone belongs to the report as a whole."""
        if attachment.field is None:
            return attachment
        now = self._columns.get(attachment.field)
        return replace(attachment, field=now, row=attachment.row if now else None)

    def added(self) -> tuple[CellKey, ...]:
        """Cells and fields to be filled now that were not there before."""
        if not self.new.is_table:
            before = {("#", now) for now in self._columns.values()}
        else:
            places = (self._place(position) for position, cell in self.old.cells.items() if cell.applies)
            before = {place for place in places if place is not None}
        cells: list[CellKey] = [(row, column) for row, column in self.new.cells]
        order = cells or [("#", name) for name in self.new.field_specs]
        fresh = self._open - before
        return tuple(cell for cell in order if cell in fresh and not self._derived(cell))

    def _derived(self, cell: CellKey) -> bool:
        """Whether the program fills it in, even where a person may."""
        found = self.new.cell(*cell)
        return found is not None and found.derive is not None

    def titles(self, cell: CellKey) -> tuple[Titled, ...]:
        """Row and column of the old form as people know them; a roster line stays `#<number>`."""
        form = self.old.form
        row = next((r for r in form.rows if r.id == cell[0]), None)
        column = next((c for c in (form.columns or form.fields) if c.id == cell[1]), None)
        return (
            (row.title, row.title_en) if row else (cell[0], None),
            (column.title, column.title_en) if column else (cell[1], None),
        )

    def _place(self, cell: CellKey) -> CellKey | None:
        row, column = self._rows.get(cell[0]), self._columns.get(cell[1])
        place = None if row is None or column is None else Position(row, column)
        return (place.row, place.column) if place in self.new.cells and place is not None else None

    def _check(self, check: str) -> str:
        """Rules that come by themselves are named after their form."""
        head, auto, name = check.partition("-auto-")
        return f"{self.new.form.id}{auto}{name}" if auto and head == self.old.form.id else check

    def _explained(self, cell: CellKey | None) -> CellKey | None:
        if cell is None or not cell[0].startswith("#"):
            return None if cell is None else self._place(cell)
        now = self._columns.get(cell[1])
        return None if now is None else (cell[0], now)


def _columns(form: FormDef) -> list[str]:
    return [item.id for item in form.columns or form.fields]


def _taken(
    entry: StoredEntry, cells: tuple[CellKey, CellKey], specs: tuple[CellSpec, CellSpec], told: _Told
) -> StoredEntry:
    """The entry as the new cell takes it; what no longer fits stays as typed."""
    value = refit(entry, *specs)
    moved = cells[0] != cells[1]
    if moved:
        told.renamed.append(Moved(old=cells[0], new=cells[1]))
    if isinstance(value, Invalid):
        new = StoredEntry(typed=value.typed, reason=value.reason.name)
        if new != entry:
            said = Refitted(cell=cells[1], old=_shown(entry), reason=value.reason.value)
            told.refitted.append(said)
            return new
    else:
        new = StoredEntry(text=to_text(value))
        if new != entry and not _same(entry, value, specs[0]):
            told.refitted.append(Refitted(cell=cells[1], old=_shown(entry), text=new.text))
            return new
    told.kept += not moved
    return new


def _same(entry: StoredEntry, value: Value, spec: CellSpec) -> bool:
    """Whether only the way of writing differs, as between 12 and 12.00."""
    return entry.text is not None and from_text(entry.text, spec) == value


def refit(entry: StoredEntry, old: CellSpec, new: CellSpec) -> Value | Invalid:
    """An entry read under another specification: another measure is converted, a choice is known by its title too."""
    if entry.typed is not None:
        return parse_entry(entry.typed, new).value
    text = entry.text or ""
    if old.type.numeric and new.type.numeric and text != "—":
        other = old.measure if old.measure != new.measure and new.measure else None
        return parse_entry(f"{text}{other or ''}", new).value
    first = from_text(text, new)
    if not isinstance(first, Invalid):
        return first
    return parse_entry(_titles(text, old), new).value


def _titles(text: str, spec: CellSpec) -> str:
    """What a person sees of a stored choice or yes/no."""
    if spec.type is CellType.YESNO:
        return {"yes": "是", "no": "否"}.get(text, text)
    titles = {choice.code: choice.title for choice in spec.choices}
    return "；".join(titles.get(part, part) for part in text.split("；")) if titles else text


def _shown(entry: StoredEntry) -> str:
    return entry.typed if entry.typed is not None else entry.text or ""
