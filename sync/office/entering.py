"""Typed texts to stored entries: what a form takes, and what it does not take and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.definition import Derive
from forms.evaluation import Evaluation
from forms.ids import CellRef
from forms.index import FormIndex, Position
from forms.intake.filling import Converted, Filling, Unrecognised
from forms.store import StoredEntry
from forms.values import Invalid, Reason, parse_entry, to_text
from sync.office.freezing import cell_value
from sync.office.inputs import stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Entries to be stored, and everything that has to be said about the rest."""

    cells: Mapping[Position, StoredEntry | None]
    lines: Sequence[Mapping[str, StoredEntry]] = ()
    unrecognised: Sequence[Unrecognised] = ()
    converted: Sequence[Converted] = ()

    @property
    def cells_set(self) -> int:
        """Cells that now hold a value."""
        return sum(e is not None and e.text is not None for e in self.cells.values())


def accept(evaluation: Evaluation, form: FormIndex, filling: Filling) -> Accepted:
    """Read a filling against its form. Entries not understood are kept as typed and listed."""
    unrecognised = list(filling.unrecognised)
    converted = list(filling.converted)
    cells: dict[Position, StoredEntry | None] = {}
    for position, text in filling.cells.items():
        refused = _refused(evaluation, form, position, text)
        if refused is not None:
            unrecognised.append(_said(_where(position), text, refused))
        elif not _filled_by_program(evaluation, form, position) or _is_opening(
            evaluation, form, position, text
        ):
            cells[position] = _entry(form, position, text, unrecognised, converted)
    lines = [
        _line(form, number, line, unrecognised, converted)
        for number, line in enumerate(filling.rows, start=1)
    ]
    return Accepted(cells=cells, lines=lines, unrecognised=unrecognised, converted=converted)


def _where(position: Position) -> str:
    return f"[{position.row}, {position.column}]"


def _said(where: str, text: str | None, reason: Reason) -> Unrecognised:
    return Unrecognised(where=where, text=text or "", reason=reason.value)


def _slot(evaluation: Evaluation, form: FormIndex, position: Position) -> int:
    return evaluation.program.slots[CellRef(form.form.id, *position)]


def _filled_by_program(evaluation: Evaluation, form: FormIndex, position: Position) -> bool:
    slot = _slot(evaluation, form, position)
    return slot in evaluation.not_asked or slot in evaluation.program.step_of


def _is_opening(evaluation: Evaluation, form: FormIndex, position: Position, text: str | None) -> bool:
    """A cumulative figure may be typed; one that says what the months give anyway is not kept as typed."""
    slot = _slot(evaluation, form, position)
    if form.cells[position].derive is not Derive.YEAR_TO_DATE or slot in evaluation.not_asked:
        return False
    if text is None:
        return slot in evaluation.entered
    return parse_entry(text, form.cells[position].spec).value != evaluation.values[slot]


def _refused(evaluation: Evaluation, form: FormIndex, position: Position, text: str | None) -> Reason | None:
    """Figures offered for cells that nobody types; blank, — and the very figure computed are no offence."""
    slot = _slot(evaluation, form, position)
    value = parse_entry(text, form.cells[position].spec).value
    if value is None or to_text_or_none(value) == "—":
        return None
    if slot in evaluation.not_asked:
        return Reason.NOT_ASKED
    if slot not in evaluation.program.step_of or form.cells[position].derive is Derive.YEAR_TO_DATE:
        return None
    return None if value == cell_value(evaluation, slot) else Reason.COMPUTED


def to_text_or_none(value: object) -> str | None:
    """The canonical text of a value; nothing for an entry that is none."""
    return None if isinstance(value, Invalid) else to_text(value)  # type: ignore[arg-type]  # what is left is a Value


def _entry(
    form: FormIndex,
    position: Position,
    text: str | None,
    unrecognised: list[Unrecognised],
    converted: list[Converted],
) -> StoredEntry | None:
    spec = form.cells[position].spec
    read = parse_entry(text, spec)
    if isinstance(read.value, Invalid):
        unrecognised.append(_said(_where(position), text, read.value.reason))
    if read.converted is not None:
        converted.append(Converted(where=_where(position), typed=text or "", measure=spec.measure or ""))
    return None if read.value is None else stored(read)


def _line(
    form: FormIndex,
    number: int,
    line: Mapping[str, str | None],
    unrecognised: list[Unrecognised],
    converted: list[Converted],
) -> dict[str, StoredEntry]:
    entries: dict[str, StoredEntry] = {}
    for name, text in line.items():
        spec = form.field_specs[name]
        read = parse_entry(text, spec)
        if isinstance(read.value, Invalid):
            unrecognised.append(_said(f"#{number} {name}", text, read.value.reason))
        if read.converted is not None:
            converted.append(
                Converted(where=f"#{number} {name}", typed=text or "", measure=spec.measure or "")
            )
        if read.value is not None:
            entries[name] = stored(read)
    return entries


def merge_lines(
    form: FormIndex,
    present: Sequence[Mapping[str, StoredEntry]],
    given: Sequence[Mapping[str, StoredEntry]],
) -> list[Mapping[str, StoredEntry]]:
    """Lines with a known key replace theirs, others are added (contract: `fill`).

    Keys that repeat within `given` are all kept, so that the uniqueness rule can find them.
    """
    keyed = [(_key(form, line), line) for line in given]
    given_keys = {key for key, _ in keyed if key}
    known_keys = {_key(form, line) for line in present}
    kept: list[Mapping[str, StoredEntry]] = []
    placed: set[tuple[str, ...]] = set()
    for line in present:
        key = _key(form, line)
        if key not in given_keys:
            kept.append(line)
        elif key not in placed:
            placed.add(key)
            kept.extend(new for its, new in keyed if its == key)
    kept.extend(line for key, line in keyed if not key or key not in known_keys)
    return kept


def _key(form: FormIndex, line: Mapping[str, StoredEntry]) -> tuple[str, ...]:
    """The line's key; empty where the form has none or a part of it is blank."""
    parts = [line.get(name) for name in form.form.key]
    texts = tuple(entry.text or entry.typed or "" for entry in parts if entry is not None)
    return texts if texts and len(texts) == len(form.form.key) else ()
