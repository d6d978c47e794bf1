"""From drafts and revisions to what an evaluation takes in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forms.evaluation import Inputs
from forms.index import FormIndex, Position
from forms.lines import figures_in, read_lines
from forms.report import Content
from forms.store import Draft, StoredEntry
from forms.validate_lines import RawLine
from forms.values import CellSpec, Entry, Invalid, Reason, Value, from_text, parse_entry, to_text


def stored(entry: Entry) -> StoredEntry:
    """A parsed entry as a draft keeps it: canonical text, or as typed with the reason."""
    match entry.value:
        case Invalid(typed=typed, reason=reason):
            return StoredEntry(typed=typed, reason=reason.name)
        case value:
            return StoredEntry(text=to_text(value))


def entered(entry: StoredEntry | None, spec: CellSpec) -> Value | Invalid:
    """What stands in a cell. An entry that is understood by now (the pack changed) becomes a value."""
    if entry is None:
        return None
    if entry.typed is not None:
        again = parse_entry(entry.typed, spec).value
        return Invalid(entry.typed, Reason[entry.reason or "NUMBER"]) if isinstance(again, Invalid) else again
    return from_text(entry.text, spec)


def draft_inputs(form: FormIndex, draft: Draft, lines: Sequence[RawLine]) -> Inputs:
    """A draft's entries; cells the pack no longer has are left out, they stay in the draft. `lines` are as entered."""
    cells = {
        Position(*key): entered(entry, form.cells[Position(*key)].spec)
        for key, entry in draft.entries.items()
        if Position(*key) in form.cells
    }
    return Inputs(cells, figures_in(form, lines))


def draft_lines(
    form: FormIndex, draft: Draft, before: Draft | None = None, read: Sequence[RawLine] = ()
) -> list[RawLine]:
    """A draft's roster lines as entered, in field order.

    `before` is the draft as it was and `read` are its lines: in a long roster an edit leaves nearly all as they were.
    """
    old = zip(before.lines, read, strict=True) if before else ()
    known = {line.line: (line.values, entries) for line, entries in old}
    found = []
    for line in draft.lines:
        values, entries = known.get(line.line, (None, ()))
        found.append(entries if values == line.values else raw_line(form, line.values))
    return found


def raw_line(form: FormIndex, values: Mapping[str, StoredEntry]) -> RawLine:
    """One line as entered, in field order."""
    return tuple(entered(values.get(name), spec) for name, spec in form.field_specs.items())


def content_inputs(form: FormIndex, content: Content, lines: Sequence[RawLine]) -> Inputs:
    """A revision's content with its `lines` as read. Computed cells come out again; a typed cumulative figure is kept."""
    cells = {}
    for row, columns in content.cells.items():
        for column, text in columns.items():
            cell = form.cell(row, column)
            if cell is not None and text is not None and cell.derive is None:
                cells[cell.position] = from_text(text, cell.spec)
    return Inputs(cells, figures_in(form, lines))


def content_lines(form: FormIndex, content: Content) -> list[RawLine]:
    """A revision's roster lines, in field order."""
    return [*read_lines(form, content.rows)]
