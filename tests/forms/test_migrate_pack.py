"""Drafts under another version: table of single changes, and properties over any renaming."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.definition import (
    CellType,
    CheckDef,
    ChoiceDef,
    ColumnDef,
    Derive,
    FieldDef,
    FormDef,
    Kind,
    Level,
    PackDef,
    RowDef,
)
from forms.index import PackIndex
from forms.migrate_pack import migrate, new_name
from forms.period import Frequency
from forms.report import Attachment, Explanation
from forms.store.draft_rows import Draft, DraftLine, StoredEntry

LISTS = {"level": (ChoiceDef(code="N", title="国家级"), ChoiceDef(code="R", title="自治区级"))}


def table(*rows: RowDef, columns: tuple[str, ...] = ("m",), **more) -> FormDef:
    return FormDef(
        id=more.pop("id", "A"), title="表", kind=Kind.TABLE, frequency=Frequency.MONTH, respondents=("county",),
        columns=tuple(ColumnDef(id=c, title=c) for c in columns), rows=rows, **more,
    )  # fmt: skip


def roster(*fields: FieldDef, **more) -> FormDef:
    return FormDef(
        id="R",
        title="名录",
        kind=Kind.ROSTER,
        frequency=Frequency.MONTH,
        respondents=("county",),
        fields=fields,
        **more,
    )


def pack(*forms: FormDef, version: str = "1", renamed: dict[str, str] | None = None, lists=None) -> PackDef:
    return PackDef(
        id="p", version=version, title="表", authority="区", first_period="2026-01", due={"month": 5}, forms=forms,
        lists=LISTS if lists is None else lists, renamed=renamed or {},
    )  # fmt: skip


def draft(entries=None, lines=(), form="A", **more) -> Draft:
    return Draft(
        form=form, period="2026-10", pack="old", opened_at="", changed_at="",
        entries={cell: text if isinstance(text, StoredEntry) else StoredEntry(text=text)
                 for cell, text in (entries or {}).items()},
        lines=tuple(DraftLine(line=n, values={f: StoredEntry(text=t) for f, t in line.items()})
                    for n, line in enumerate(lines, 1)),
        **more,
    )  # fmt: skip


def moved(old: PackDef, new: PackDef, of: Draft, closed=frozenset()):
    name = new_name(old, new, of.form) or of.form
    form = PackIndex(new).forms[name]
    cells = set(form.cells) or {("#", field) for field in form.fields}
    return migrate(of, PackIndex(old), PackIndex(new), cells - closed)


NUMBER = RowDef(id="01", title="一", decimals=2, measure="万元")
CHOICE = RowDef(id="01", title="一", type=CellType.CHOICE, list="level")

# the row before | after | stored | then stands | typed with reason
FITS = [
    (NUMBER, replace(NUMBER, title="壹"), "12.50", "12.50", None),
    (NUMBER, replace(NUMBER, decimals=3), "12.50", "12.500", None),
    (NUMBER, replace(NUMBER, decimals=0), "12.50", "12.50", "DECIMALS"),
    (NUMBER, replace(NUMBER, decimals=0), "12.00", "12", None),
    (NUMBER, replace(NUMBER, measure="元"), "12.50", "125000.00", None),
    (NUMBER, replace(NUMBER, measure="亿元", decimals=6), "12.50", "0.001250", None),
    (NUMBER, replace(NUMBER, measure="人"), "12.50", "12.50万元", "MEASURE"),
    (NUMBER, replace(NUMBER, type=CellType.TEXT), "12.50", "12.50", None),
    (NUMBER, replace(NUMBER, measure="元"), "—", "—", None),
    (CHOICE, CHOICE, "N", "N", None),
    (replace(NUMBER, type=CellType.TEXT), NUMBER, "十二", "十二", "NUMBER"),
    (replace(NUMBER, type=CellType.TEXT), NUMBER, "12", "12.00", None),
    (replace(NUMBER, type=CellType.YESNO), replace(NUMBER, type=CellType.TEXT), "yes", "yes", None),
]


@pytest.mark.parametrize(("before", "after", "stored", "stands", "reason"), FITS)
def test_an_entry_is_read_again_and_stays_as_typed_where_it_no_longer_fits(
    before, after, stored, stands, reason
):
    found = moved(pack(table(before)), pack(table(after), version="2"), draft({("01", "m"): stored}))
    entry = found.entries[("01", "m")]
    assert (entry.typed if reason else entry.text, entry.reason) == (stands, reason)
    told = {r.cell for r in found.refitted}
    same = reason is None and (
        stands == stored or (before.type.numeric and Decimal(stands) == Decimal(stored))
    )
    assert (("01", "m") in told) is not same
    assert found.kept == same


def test_a_choice_follows_its_title_when_the_codes_change_and_stays_readable_when_it_is_gone():
    codes = {"level": (ChoiceDef(code="1", title="国家级"), ChoiceDef(code="9", title="市级"))}
    new = pack(table(CHOICE), version="2", lists=codes)
    kept = moved(pack(table(CHOICE)), new, draft({("01", "m"): "N"}))
    assert kept.entries[("01", "m")].text == "1"
    gone = moved(pack(table(CHOICE)), new, draft({("01", "m"): "R"}))
    assert gone.entries[("01", "m")] == StoredEntry(typed="自治区级", reason="CHOICE")
    assert gone.alters


def test_what_was_not_understood_before_may_be_understood_now():
    typed = StoredEntry(typed="国家队", reason="CHOICE")
    lists = {"level": (ChoiceDef(code="N", title="国家队"),)}
    found = moved(
        pack(table(CHOICE)), pack(table(CHOICE), version="2", lists=lists), draft({("01", "m"): typed})
    )
    assert found.entries[("01", "m")].text == "N"


def test_renumbered_rows_take_their_figures_along_and_new_cells_are_told():
    old = pack(table(NUMBER, replace(NUMBER, id="02")))
    new = pack(
        table(*(replace(NUMBER, id=n) for n in ("01", "02", "03"))), version="2",
        renamed={"A[01]": "A[02]", "A[02]": "A[03]"},
    )  # fmt: skip
    found = moved(old, new, draft({("01", "m"): "1.00", ("02", "m"): "2.00"}))
    assert {cell: e.text for cell, e in found.entries.items()} == {("02", "m"): "1.00", ("03", "m"): "2.00"}
    assert [(m.old, m.new) for m in found.renamed] == [(("01", "m"), ("02", "m")), (("02", "m"), ("03", "m"))]
    assert found.added == (("01", "m"),)
    again = moved(new, replace(new, version="3"), draft({("01", "m"): "1.00"}))
    assert again.kept == 1
    assert not again.alters


def test_entries_without_a_place_and_explanations_without_their_rule_are_told():
    check = CheckDef(id="A-1", level=Level.WARNING, formula="[01] > 0", message="?")
    old = pack(table(NUMBER, replace(NUMBER, id="02"), checks=(check,)))
    new = pack(table(replace(NUMBER, id="02"), replace(NUMBER, id="03")), version="2")
    explained = (
        Explanation(check="A-1", cell=("01", "m"), text="甲"),
        Explanation(check="A-auto-max", cell=("02", "m"), text="乙"),
    )
    given = draft({("01", "m"): "1.00", ("02", "m"): "2.00"}, explanations=explained)
    found = moved(old, new, given, closed={("02", "m")})
    assert [(d.cell, d.text) for d in found.dropped] == [(("01", "m"), "1.00"), (("02", "m"), "2.00")]
    assert found.added == (("03", "m"),)
    assert found.former_titles[("01", "m")] == (("一", None), ("m", None)), "as people knew it"
    assert [e.text for e in found.explanations_dropped] == ["甲"]
    assert [e.text for e in found.explanations] == ["乙"]


def test_what_the_program_fills_in_is_not_asked_for():
    old, new = pack(table(NUMBER)), pack(table(NUMBER, columns=("m", "year")), version="2")
    sums = ColumnDef(id="year", title="1—本月", derive=Derive.YEAR_TO_DATE)
    (form,) = new.forms
    new = replace(new, forms=(replace(form, columns=(form.columns[0], sums)),))
    assert moved(old, new, draft({("01", "m"): "1.00"})).added == ()


def test_a_renamed_form_takes_its_draft_along_with_its_own_rules_names():
    new = pack(table(NUMBER, id="B"), version="2", renamed={"A": "B"})
    explained = (Explanation(check="A-auto-max", cell=("01", "m"), text="乙"),)
    found = moved(pack(table(NUMBER)), new, draft({("01", "m"): "1.00"}, explanations=explained))
    assert (found.form, found.former, found.kept) == ("B", "A", 1)
    assert found.explanations[0].check == "B-auto-max"
    assert found.alters


def test_roster_lines_keep_their_ids_and_their_fields_new_names():
    old = pack(
        roster(FieldDef(id="name", title="名称"), FieldDef(id="jobs", title="人数", type=CellType.INTEGER))
    )
    new = pack(
        roster(FieldDef(id="firm", title="企业"), FieldDef(id="since", title="成立", type=CellType.DATE)),
        version="2", renamed={"R[, name]": "R[, firm]"},
    )  # fmt: skip
    given = draft(
        lines=[{"name": "甲", "jobs": "3"}, {"name": "乙"}], form="R",
        attachments=(Attachment(name="a.pdf", sha256="0", bytes=1, row=1, field="name"),
                     Attachment(name="b.pdf", sha256="1", bytes=1, row=1, field="jobs")),
    )  # fmt: skip
    found = moved(old, new, given)
    assert {n: {f: e.text for f, e in line.items()} for n, line in found.lines.items()} == {
        1: {"firm": "甲"},
        2: {"firm": "乙"},
    }
    assert (found.renamed[0].old, found.renamed[0].new) == (("#1", "name"), ("#1", "firm"))
    assert [(d.cell, d.text) for d in found.dropped] == [(("#1", "jobs"), "3")]
    assert found.added == (("#", "since"),)
    assert [(a.field, a.row) for a in found.attachments] == [("firm", 1), (None, None)]


def test_a_table_that_became_a_roster_takes_nothing_over():
    new = pack(replace(roster(FieldDef(id="m", title="名称")), id="A"), version="2")
    found = moved(pack(table(NUMBER)), new, draft({("01", "m"): "1.00"}))
    assert (found.entries, found.lines) == ({}, {})
    assert [d.text for d in found.dropped] == ["1.00"]


IDS = [f"{n:02d}" for n in range(1, 7)]


@given(data=st.data())
def test_no_figure_is_lost_doubled_or_put_in_anothers_place(data):
    """Every entry is in exactly one place: kept, moved as stated, or told as dropped."""
    before = data.draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    after = data.draw(st.lists(st.sampled_from(IDS), min_size=1, unique=True))
    renamed = data.draw(st.dictionaries(st.sampled_from(before), st.sampled_from(after)))
    filled = data.draw(st.lists(st.sampled_from(before), unique=True))
    given_draft = draft({(row, "m"): f"{int(row)}.00" for row in filled})
    old = pack(table(*(replace(NUMBER, id=r) for r in before)))
    new = pack(
        table(*(replace(NUMBER, id=r) for r in after)), version="2",
        renamed={f"A[{a}]": f"A[{b}]" for a, b in renamed.items()},
    )  # fmt: skip
    found = moved(old, new, given_draft)
    assert sorted([e.text for e in found.entries.values()] + [d.text for d in found.dropped]) == sorted(
        f"{int(row)}.00" for row in filled
    )
    for (row, _), entry in found.entries.items():
        source = f"{int(Decimal(entry.text)):02d}"
        assert row == renamed.get(source, source)
    assert found.kept + len(found.renamed) == len(found.entries)
    assert {row for row, _ in found.added}.isdisjoint(row for row, _ in found.entries)
