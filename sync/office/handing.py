"""Handing over: freeze the drafts of a period as revisions, sign them, write one file (上报)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from forms.errors import YuebaoError
from forms.findings import Finding
from forms.period import Period
from forms.report import Cover, ReportKey
from sync import recording, revisions
from sync.office.migrating import require_migrated
from sync.office.office import Office
from sync.projection import Projection
from sync.revisions import Revision, RevisionKind
from sync.sealing import Sealed, deliver, still_here
from sync.signers import Signer
from sync.submission import build_submission, outstanding
from sync.taking_in import TakingIn


class HandedOver(Struct, frozen=True, kw_only=True):
    """The file written, and the revisions in it that are new, by form."""

    file: str
    bundle: str
    sequence: int
    revisions: Mapping[str, str]


class NotReady(YuebaoError):  # noqa: N818 - what stands in the way, not a fault
    """`E-CHECKS`, with the findings that stand in the way."""

    def __init__(self, blocking: Sequence[Finding]) -> None:
        errors = sum(finding.level == "error" for finding in blocking)
        super().__init__("E-CHECKS", errors=errors, warnings=len(blocking) - errors)
        self.blocking = tuple(blocking)


def submit(
    office: Office,
    period: str,
    folder: Path,
    signers: Sequence[Signer],
    *,
    forms: Sequence[str] = (),
    cover: Cover | None = None,
    hidden: bool = False,
) -> HandedOver:
    """Check, freeze, sign and write one bundle into `folder`.

    `hidden` writes it so that only the collecting office and this laptop can read it (`.ybz.age`).
    Without `forms` every draft of the period goes; without any draft, what no receipt names yet goes again.
    Raises `NotReady` while an error stands or a warning has no explanation, `E-NOTHING`, and `E-DRAFT-PACK` for a
    draft of an earlier pack version whose entries would move or go unseen.
    """
    chosen = _chosen(office, period, forms)
    for form, own in chosen:
        require_migrated(office, form, own)
    if cover is not None:
        for form, own in chosen:
            office.set_cover(form, str(own), cover)
    blocking = [f for form, own in chosen for f in office.worksheet(own).findings(form) if f.blocks]
    if blocking:
        raise NotReady(blocking)
    if not chosen and not _waiting(office):
        raise YuebaoError("E-NOTHING", period=period)
    with office.workspace.store.transaction():
        made = _frozen(office, chosen)
        recorded = build_submission(office.workspace, made, signers, label=period)
        with still_here(office.workspace, recorded.sealed):
            for form, own in chosen:
                office.workspace.store.drafts.discard(form, str(own), action="submit")
            file = _delivered(office, recorded.sealed, folder, signers, hidden=hidden)
    office.forget()
    by_form = {key.form: name for key, name in recorded.revisions.items() if _is_chosen(key, chosen)}
    sealed = recorded.sealed
    return HandedOver(file=str(file), bundle=sealed.digest, sequence=sealed.sequence, revisions=by_form)


def _delivered(
    office: Office, sealed: Sealed, folder: Path, signers: Sequence[Signer], *, hidden: bool
) -> Path:
    """Write the bundle, inside an age layer where it shall be hidden; the archive keeps it plain."""
    if not hidden:
        return deliver(sealed, folder)
    from sync.confidential import encrypt, known_recipients, recipients_of

    ws = office.workspace
    data = encrypt(sealed.data, {*known_recipients(ws.trust, ws.collector), *recipients_of(signers)})
    return deliver(replace(sealed, data=data, name=f"{sealed.name}.age"), folder)


def _chosen(office: Office, period: str, forms: Sequence[str]) -> list[tuple[str, Period]]:
    if forms:
        return [(f, own) for f in forms if _has_draft(office, f, own := office.form_period(f, period))]
    return [(form.id, own) for form, own in office.due_forms(period) if _has_draft(office, form.id, own)]


def _has_draft(office: Office, form: str, period: Period) -> bool:
    return office.worksheet(period).part(form).draft is not None


def _is_chosen(key: ReportKey, chosen: Sequence[tuple[str, Period]]) -> bool:
    return (key.form, key.period) in {(form, str(own)) for form, own in chosen}


def _waiting(office: Office) -> bool:
    """Whether something handed over before still has no receipt and may be sent again."""
    taking = TakingIn(office.workspace)
    projection: Projection = taking.projection
    found = outstanding(office.workspace, projection)
    return bool(found.revisions or found.leaves)


def _frozen(office: Office, chosen: Sequence[tuple[str, Period]]) -> list[Revision]:
    """The drafts as revisions on top of what they correct."""
    first = recording.next_number(office.workspace)
    return [_revision(office, form, own, first + n) for n, (form, own) in enumerate(chosen)]


def _revision(office: Office, form: str, own: Period, number: int) -> Revision:
    worksheet = office.worksheet(own)
    draft = worksheet.part(form).draft
    base = draft.base if draft else ()
    content = worksheet.content(form)
    return revisions.make(
        ReportKey(office.unit.code, form, str(own)),
        content,
        kind=RevisionKind.CORRECT if base else RevisionKind.SUBMIT,
        parents=base,
        pack=office.workspace.pack_ref,
        by=recording.authorship(office.workspace, number, content.cover.preparer),
    )
