"""The office's own reports as a print job: drafts say so, what was handed over names its bundle."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from forms.messages import Translator
from forms.report import Cover, ReportKey
from forms.sheet import Sheet
from sync.office.office import Office
from sync.outputs.print_job import PrintJob, Stamp, job_of_sheets
from sync.outputs.relations import relations_of


def job_of(
    office: Office,
    reports: Sequence[tuple[str, str]],
    translator: Translator,
    *,
    relations: bool = False,
    cover: Cover | None = None,
) -> PrintJob:
    """Reports by form and period as they stand now; `cover` is what drafts will carry when they go.

    Only pages that all came in one bundle bear its QR code.
    """
    sheets = [_covered(office.sheet(form, period), cover) for form, period in reports]
    bundles = {_bundle(office, sheet) for sheet in sheets}
    found = {sheet.form.id: relations_of(sheet.form, translator) for sheet in sheets} if relations else None
    one = next(iter(bundles)) if len(bundles) == 1 else None
    job = job_of_sheets(office.index, sheets, translator, bundle=one, relations=found)
    if len(bundles) > 1 and None not in bundles:
        names = ", ".join(sorted(name for name in bundles if name))
        return replace(job, stamp=Stamp(text=translator.text("Bundle {hash}", hash=names)))
    return job


def _covered(sheet: Sheet, cover: Cover | None) -> Sheet:
    return sheet if cover is None or sheet.read_only else replace(sheet, cover=cover)


def _bundle(office: Office, sheet: Sheet) -> str | None:
    """The bundle that carried what the sheet shows; `None` for a draft."""
    if not sheet.read_only:
        return None
    store = office.workspace.store
    row = store.reports.get(ReportKey(sheet.unit, sheet.form.id, sheet.period))
    revision = store.revisions.get(row.revision) if row and row.revision else None
    return revision.bundle if revision else None
