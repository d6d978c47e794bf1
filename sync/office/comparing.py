"""What this office handed over, as a sheet to compare the draft with."""

from __future__ import annotations

from forms.period import Period
from forms.report import ReportKey, Status
from forms.sheet import Sheet
from sync import revisions
from sync.desk.received import plain_sheet
from sync.office.office import Office


def handed_over_sheet(office: Office, form: str, period: str) -> Sheet | None:
    """The report as it was handed over last, or the revision that a correction stands on; `None` where none was."""
    own = office.form_period(form, period)
    draft = office.worksheet(own).part(form).draft
    row = office.workspace.store.reports.get(ReportKey(office.unit.code, form, str(own)))
    names = [*(draft.base if draft else ()), *([row.revision] if row and row.revision else [])]
    stored = office.workspace.store.revisions.get(names[0]) if names else None
    if stored is None:
        return None
    return _sheet(office, form, own, stored.blob, Status(row.state) if row else Status.SUBMITTED)


def _sheet(office: Office, form: str, own: Period, blob: bytes, status: Status) -> Sheet:
    content = revisions.decode(blob).content
    return plain_sheet(office.program, office.index.form(form), content, office.unit, own, status)
