"""What the head of an office signs beside the clerk: whose signatures it bears, what it reports, how it prints."""

from __future__ import annotations

import base64
from pathlib import Path

from msgspec import Struct

from forms.definition import FormDef, Kind
from forms.files import read_named
from forms.index import PackIndex
from forms.messages import Translator
from forms.period import parse_period
from forms.program import Program
from forms.report import Cover, Status
from forms.sheet import Sheet
from sync import revisions
from sync.bundle import OpenedBundle
from sync.countersigning import opened_report
from sync.desk.received import plain_sheet
from sync.keys import fingerprint
from sync.office.office import Office
from sync.outputs.print_job import PrintJob, job_of_sheets
from sync.outputs.relations import relations_of
from sync.register import Role
from sync.revisions import Revision
from sync.workspace import Workspace


class Signature(Struct, frozen=True, kw_only=True):
    """One signature on the bundle; `here` where its key lies on this laptop."""

    fingerprint: str
    head: bool
    here: bool


class CarriedReport(Struct, frozen=True, kw_only=True):
    """One report in the bundle; `title` as the pack has it, both ways. A table has `figures`, a roster `lines`."""

    form: str
    period: str
    title: str
    title_en: str | None
    correction: bool
    figures: int | None
    lines: int | None
    explanations: int
    attachments: int
    cover: Cover


class ToSign(Struct, frozen=True, kw_only=True):
    """A bundle of this office, verified as the office above will verify it.

    `as_head`: this laptop is admitted as that of the head; before, its signature counts for nothing.
    """

    file: Path
    bundle: str
    sequence: int
    made: str
    as_head: bool
    signatures: tuple[Signature, ...]
    reports: tuple[CarriedReport, ...]

    @property
    def signed_here(self) -> bool:
        """Whether this laptop has signed it already."""
        return any(one.here for one in self.signatures)


def look(office: Office, source: Path) -> ToSign:
    """What a bundle holds. Raises as `countersigning.countersign` does, and touches nothing."""
    opened = _opened(office.workspace, source)
    made = [revisions.decode(blob) for blob in opened.files("revisions").values()]
    return ToSign(
        file=source,
        bundle=opened.digest,
        sequence=opened.manifest.sequence,
        made=opened.manifest.created_at,
        as_head=_is_head(office.workspace),
        signatures=_signatures(office.workspace, opened),
        reports=tuple(_carried(office, one) for one in sorted(made, key=lambda one: (one.form, one.period))),
    )


def job_of(office: Office, source: Path, translator: Translator, *, relations: bool = False) -> PrintJob:
    """The bundle's reports as they print, stamped with its hash: what the clerk's own paper bears too."""
    opened = _opened(office.workspace, source)
    made = [revisions.decode(blob) for blob in opened.files("revisions").values()]
    sheets = [_sheet(office, one) for one in sorted(made, key=lambda one: (one.form, one.period))]
    found = {sheet.form.id: relations_of(sheet.form, translator) for sheet in sheets} if relations else None
    return job_of_sheets(office.index, sheets, translator, bundle=opened.digest, relations=found)


def _opened(ws: Workspace, source: Path) -> OpenedBundle:
    return opened_report(ws, read_named(source))


def _is_head(ws: Workspace) -> bool:
    register = ws.trust.register_for(ws.unit)
    held = {key.keyid for key in ws.held_keys if key.active}
    return register is not None and any(Role.HEAD in key.roles for key in register.keys if key.keyid in held)


def _signatures(ws: Workspace, opened: OpenedBundle) -> tuple[Signature, ...]:
    known = {key.keyid: key for key in ws.trust.all_keys()}
    held = {key.keyid for key in ws.held_keys}
    signed = [known[entry.keyid] for entry in opened.signatures.signatures if entry.keyid in known]
    return tuple(
        Signature(
            fingerprint=fingerprint(base64.b64decode(key.spki)),
            head=Role.HEAD in key.roles,
            here=key.keyid in held,
        )
        for key in signed
    )


def _carried(office: Office, made: Revision) -> CarriedReport:
    form = _form(office, made)
    cells = sum(text not in (None, "—") for row in made.cells.values() for text in row.values())
    return CarriedReport(
        form=made.form,
        period=made.period,
        title=form.title,
        title_en=form.title_en,
        correction=bool(made.parents),
        figures=cells if form.kind is Kind.TABLE else None,
        lines=len(made.rows) if form.kind is Kind.ROSTER else None,
        explanations=len(made.explanations),
        attachments=len(made.attachments),
        cover=made.cover,
    )


def _form(office: Office, made: Revision) -> FormDef:
    return _index(office, made).form(made.form).form


def _index(office: Office, made: Revision) -> PackIndex:
    """The pack a report was made with. Raises `E-PACK-UNKNOWN` before it has come here."""
    if made.pack.hash == office.workspace.pack_ref.hash:
        return office.index
    return PackIndex(office.workspace.pack_of(made.pack.hash))


def _sheet(office: Office, made: Revision) -> Sheet:
    index = _index(office, made)
    program = office.program if index is office.index else Program(index)
    unit, period = index.unit(made.unit), parse_period(made.period)
    return plain_sheet(program, index.form(made.form), made.content, unit, period, Status.SUBMITTED)
