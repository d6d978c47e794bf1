"""Files that belong to a report, or to one line of a roster: kept by hash, listed in the draft, carried in the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from forms.definition import CellType
from forms.errors import StoreError, YuebaoError
from forms.files import input_errors
from forms.period import Period
from forms.report import Attachment
from forms.sheet import Sheet
from forms.store import Draft, StoredEntry
from sync.office.office import Office

KIND: Final = "attachment"
MOST_BYTES: Final = 8 * 1024 * 1024
"""One file; a whole bundle may have 64 MiB (bundles.md §1)."""
MOST_OF_REPORT: Final = 32 * 1024 * 1024


def attach(office: Office, form: str, period: str, files: Sequence[Path], line: int | None = None) -> Sheet:
    """Attach files to the report, or to a line by its id. Raises `E-LIMIT`, `E-DISK`. One step of undo."""
    own = office.form_period(form, period)
    draft = office.draft(form, own)
    store = office.workspace.store
    listed = list(draft.attachments)
    with store.transaction():
        for file in files:
            data = _bytes(file)
            found = Attachment(
                name=file.name,
                sha256=sha256(data).hexdigest(),
                bytes=len(data),
                row=line,
                field=_field(office, form) if line is not None else None,
            )
            if found not in listed:
                listed.append(found)
                store.documents.put(KIND, found.sha256, data)
        _require_room(form, listed)
        _set(office, form, own, draft, listed)
    return office.sheet(form, period)


def detach(office: Office, form: str, period: str, gone: Sequence[Attachment]) -> Sheet:
    """Take files out of the list; undo brings them back, for the bytes stay."""
    own = office.form_period(form, period)
    draft = office.draft(form, own)
    with office.workspace.store.transaction():
        _set(office, form, own, draft, [one for one in draft.attachments if one not in gone])
    return office.sheet(form, period)


def take_out(office: Office, attachment: Attachment, folder: Path) -> Path:
    """Write an attached file into a folder, to be looked at. Raises `E-MISSING-FILE`, `E-DISK`."""
    data = office.workspace.store.documents.get(KIND, attachment.sha256)
    if data is None:
        raise YuebaoError("E-MISSING-FILE", name=attachment.name, where=attachment.name)
    target = folder / Path(attachment.name).name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as failure:
        raise StoreError("E-DISK", detail=f"{target}: {failure.strerror}", where=str(target)) from failure
    return target


def _set(office: Office, form: str, own: Period, draft: Draft, listed: Sequence[Attachment]) -> None:
    drafts, step = office.workspace.store.drafts, f"attach:{uuid4().hex}"
    drafts.set_attachments(form, str(own), listed, group=step)
    field = _field(office, form)
    if field is not None:
        edits = {line.line: _named(listed, line.line, field) for line in draft.lines}
        changed = {
            line.line: {field: edits[line.line]}
            for line in draft.lines
            if edits[line.line] != line.values.get(field) and _touched(draft, listed, line.line)
        }
        if changed:
            drafts.update_lines(form, str(own), changed, group=step)
    office.changed(form, own)


def _touched(draft: Draft, listed: Sequence[Attachment], line: int) -> bool:
    """Whether a line gains or loses a file; what people typed in other lines stays."""
    return [one for one in draft.attachments if one.row == line] != [one for one in listed if one.row == line]


def _named(listed: Sequence[Attachment], line: int, field: str) -> StoredEntry | None:
    """What the line's field for attachments says: the files' names."""
    names = "；".join(one.name for one in listed if (one.row, one.field) == (line, field))
    return StoredEntry(text=names) if names else None


def _field(office: Office, form: str) -> str | None:
    """The field of a roster that is made for attachments."""
    fields = office.index.form(form).form.fields
    return next((field.id for field in fields if field.type is CellType.ATTACHMENT), None)


def _require_room(form: str, listed: Sequence[Attachment]) -> None:
    total = sum({one.sha256: one.bytes for one in listed}.values())
    if total > MOST_OF_REPORT:
        raise YuebaoError("E-LIMIT", where=form, what="bytes", found=total, limit=MOST_OF_REPORT)


def _bytes(file: Path) -> bytes:
    with input_errors(file):
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise YuebaoError("E-LIMIT", where=file.name, what="bytes", found=size, limit=MOST_BYTES)
        return file.read_bytes()
