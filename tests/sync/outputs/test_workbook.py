"""The month's workbook as other programs read it."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
import xlsxwriter
from programs import convert, load, needs_office

from forms.errors import StoreError, YuebaoError
from forms.messages import Translator
from sync.desk.summary import summarise
from sync.outputs import write_summary
from sync.outputs.sheets import is_figure, put, row_height, sheet_name
from sync.outputs.styles import Styles

ZH = Translator("zh")
SUM = re.compile(r"=SUM\((?:'(?P<sheet>[^']+)'!)?(?P<column>[A-Z]+)(?P<first>\d+):[A-Z]+(?P<last>\d+)\)")


@pytest.fixture(scope="module")
def path(tmp_path_factory, collected, summary):
    out = tmp_path_factory.mktemp("book") / "2021-03.xlsx"
    return write_summary(out, summary, collected, columns=None, translator=ZH)


@pytest.fixture(scope="module")
def formulas(path):
    return load(path)


@pytest.fixture(scope="module")
def values(path):
    return load(path, data_only=True)


def cells_of(book, name):
    """Every figure of a totals sheet by row id and place of the column."""
    found = {}
    for line in book[name].iter_rows(min_row=10):
        if line[2].value:
            found[str(line[2].value)] = dict(enumerate(line[3:]))
    return found


def test_it_has_every_sheet_in_order(formulas, summary):
    names = formulas.sheetnames
    assert names[:2] == ["封面", "报送情况"]
    assert names[-3:] == ["目标进度", "走势", "说明"]
    assert "SC-02 汇总" in names
    assert "SC-02 分单位" in names
    assert "SC-02A 名录" in names
    assert len(names) == 5 + sum(2 if t.cells else 1 for t in summary.forms)


def test_stored_results_are_our_totals(values, summary, collected):
    for total in summary.forms:
        form = collected.index.form(total.form)
        if not form.is_table:
            continue
        found = cells_of(values, f"{total.form} 汇总")
        for row in form.form.rows:
            for n, column in enumerate(form.form.columns):
                text = total.cells[row.id][column.id]
                seen = found[row.id][n].value
                if is_figure(text):
                    assert Decimal(str(seen)) == Decimal(text)
                elif text is None:
                    assert seen is None


def test_every_formula_adds_up_to_its_stored_result(formulas, values):
    checked = 0
    for sheet in formulas:
        for line in sheet.iter_rows():
            for cell in line:
                if not isinstance(cell.value, str) or not cell.value.startswith("="):
                    continue
                match = SUM.fullmatch(cell.value)
                assert match, cell.value
                source = values[match["sheet"] or sheet.title]
                span = source[f"{match['column']}{match['first']}:{match['column']}{match['last']}"]
                found = [c.value for (c,) in span if isinstance(c.value, int | float)]
                stored = values[sheet.title][cell.coordinate].value
                assert sum(Decimal(str(v)) for v in found) == Decimal(str(stored))
                checked += 1
    assert checked > 1000


def test_the_sums_leave_out_units_inside_others(formulas, values):
    sheet = values["SC-02 分单位"]
    names = [sheet.cell(line, 1).value for line in range(6, 27)]
    assert names[0] == "合计"
    assert names[1:7] == ["拉萨", "日喀则", "昌都", "林芝", "山南", "阿里"]
    assert all(name.startswith("其中：") for name in names[7:])
    assert SUM.fullmatch(formulas["SC-02 分单位"]["E6"].value)["last"] == "12"


def test_missing_units_are_named(values):
    cover = {line[0].value: line[4].value for line in values["封面"].iter_rows(min_row=13)}
    assert (cover["SC-01"], cover["SC-02"]) == ("那曲市", "同上"), "twenty names are not said twenty times"
    notes = {line[1].value: line[0].value for line in values["说明"].iter_rows(min_row=3)}
    assert notes["未报、未计入：那曲市"].split("、")[:2] == ["SC-01", "SC-02"], (
        "one line for all the forms it holds for"
    )


def test_english_has_no_chinese_of_ours(tmp_path, collected):
    summary = summarise(collected, "2021-03", forms=["SC-02"])
    path = write_summary(
        tmp_path / "e.xlsx", summary, collected, columns=["total"], translator=Translator("en")
    )
    book = load(path)
    assert book.sheetnames == [
        "Cover",
        "Reporting",
        "SC-02 Totals",
        "SC-02 By unit",
        "Targets",
        "Trends",
        "Notes",
    ]
    heads = [cell.value for cell in book["SC-02 Totals"][8]]
    assert heads[:3] == ["Indicator", "Measure", "Code"]
    assert len(heads) == 4


@needs_office
def test_libreoffice_recalculates_our_totals(tmp_path, collected):
    """Without stored results LibreOffice has to compute every formula itself."""
    summary = summarise(collected, "2021-03", forms=["SC-02", "SC-04A", "SC-07"])
    path = write_summary(tmp_path / "t.xlsx", summary, collected, columns=None, translator=ZH)
    bare = tmp_path / "bare.xlsx"
    load(path).save(bare)
    found = load(convert(bare, "xlsx", tmp_path / "office"), data_only=True)
    ours = load(path, data_only=True)
    for sheet in ours:
        for line in sheet.iter_rows():
            for cell in line:
                if isinstance(cell.value, int | float):
                    assert found[sheet.title][cell.coordinate].value == pytest.approx(cell.value, abs=1e-9)


def test_texts_never_become_formulas(tmp_path):
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    sheet, styles = book.add_worksheet(), Styles(book, ZH)
    texts = ["=1+1", "+86", "-3", "—", "0", None, "123456789012345678", "0.10"]
    for line, text in enumerate(texts):
        put(sheet, line, 0, text, styles.figure(None), styles.text())
    book.close()
    read = load(path).active
    assert [read.cell(n + 1, 1).value for n in range(len(texts))] == [
        "=1+1",
        "+86",
        -3,
        "—",
        0,
        None,
        "123456789012345678",
        0.1,
    ]
    assert read["A1"].data_type == "s" or read["A1"].quotePrefix or read["A1"].value == "=1+1"


def test_names_of_sheets_are_what_excel_accepts():
    assert sheet_name("A/B:C", ()) == "A B C"
    assert sheet_name("x" * 40, ("x" * 31,)) == "x" * 29 + " 2"


def test_tibetan_lines_are_higher():
    assert row_height([("བོད་ལྗོངས", 20.0)]) > row_height([("西藏", 20.0)])


def test_an_unknown_ending_and_a_bad_folder_are_told(tmp_path, summary, collected):
    with pytest.raises(YuebaoError) as unknown:
        write_summary(tmp_path / "a.odt", summary, collected, columns=None, translator=ZH)
    assert unknown.value.code == "E-USAGE"
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError) as disk:
        write_summary(tmp_path / "file" / "a.csv", summary, collected, columns=None, translator=ZH)
    assert disk.value.code == "E-DISK"


def test_nothing_half_written_stays(tmp_path, monkeypatch, summary, collected):
    from sync.outputs import book_desk

    def fails(book):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(book_desk, "write_targets", fails)
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(StoreError):
        write_summary(out, summary, collected, columns=None, translator=ZH)
    assert out.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]
