"""Made `v1.db`, the golden database of schema version 1. Run once, with the program of that version:

python tests/golden/db/make_v1.py
"""

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from forms.definition import ColumnDef, FormDef, Kind, PackDef, RowDef, UnitDef
from forms.period import Frequency
from forms.report import Content, Explanation, ReportKey
from forms.store import BundleRow, ReportRow, StoredEntry, StoredEvent, StoredRevision, open_store

TARGET = Path(__file__).with_name("v1.db")


def now():
    return datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def pack():
    form = FormDef(
        id="SC-02",
        title="示例表",
        kind=Kind.TABLE,
        frequency=Frequency.MONTH,
        respondents=("prefecture",),
        columns=(ColumnDef(id="m", title="本月"),),
        rows=(RowDef(id="01", title="收入", decimals=2), RowDef(id="02", title="企业", decimals=0)),
    )
    units = (
        UnitDef(code="540000", name="西藏自治区", kind="region"),
        UnitDef(code="540100", name="拉萨市", kind="prefecture", parent="540000"),
    )
    return PackDef(
        id="golden",
        version="1",
        title="金样",
        authority="x",
        first_period="2026-01",
        due={"month": 5},
        forms=(form,),
        units=units,
    )


def fill(store):
    """One of everything."""
    store.settings.set("unit", "540100")
    store.documents.put("pack", "ab", b"{}")
    blob = b'{"n":1}'
    name = sha256(blob).hexdigest()
    key = ReportKey("540100", "SC-02", "2026-09")
    report = dict(zip(("unit", "form", "period"), key, strict=True))
    revision = {"id": name, "kind": "submit", "origin": "o", "n": 1, "bundle": "b" * 64, "blob": blob}
    store.revisions.add(StoredRevision(**report, **revision))
    store.events.add(StoredEvent(id="e" * 64, type="receipt", unit="540100", bundle="b" * 64, blob=b"{}"))
    arrival = {"received_at": "2026-10-04T09:30:00+00:00", "outcome": "merged", "signers": ("k",)}
    store.bundles.add(BundleRow(hash="b" * 64, file="a.ybz", origin="o", sequence=1, **arrival))
    store.reports.put(ReportRow(**report, state="received", heads=(name,), revision=name))
    store.figures.ensure(pack())
    store.figures.project(pack(), key, Content(cells={"01": {"m": "12.50"}, "02": {"m": "—"}}))
    drafts = store.drafts
    drafts.open("SC-02", "2026-10", "ab", base=(name,))
    drafts.insert_lines("SC-02", "2026-10", [{"name": StoredEntry(text=text)} for text in "甲乙"])
    drafts.set_explanation("SC-02", "2026-10", Explanation(check="SC-02-1", text="属实"))
    drafts.set_cells("SC-02", "2026-10", {("01", "m"): StoredEntry(text="12.50")})
    drafts.set_cells("SC-02", "2026-10", {("02", "m"): StoredEntry(typed="十二", reason="NUMBER")})
    store.audit.append("import", {"bundle": "b" * 64})


if __name__ == "__main__":
    with open_store(TARGET, create=True, now=now) as made:
        fill(made)
        made.database.execute("VACUUM")
