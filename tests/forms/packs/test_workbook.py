"""A pack goes through a workbook and comes back as it was; what is wrong in it is told by sheet and cell."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

import resources
from forms.definition import Level
from forms.errors import PackError, YuebaoError
from forms.loader import load_pack, pack_hash
from forms.packs.folder import read_folder
from forms.packs.scenarios import Sample, SampleFinding, SampleReport, SampleValue, load_samples
from forms.packs.sites import Site
from forms.packs.writer import write_pack
from forms.packs.xlsx_read import read_workbook
from forms.samples import check_source
from forms.xlsx_pack import from_xlsx, to_xlsx
from tests.forms.packs.generators import packs

MINIMAL = Path(__file__).parents[2] / "golden" / "packs" / "minimal"
SHIPPED = resources.path("packs", "shuangchuang")
REAL = pytest.mark.parametrize("folder", [MINIMAL, SHIPPED], ids=["minimal", "shipped"])


def with_samples(folder: Path):
    pack = load_pack(folder)
    return pack, tuple(load_samples(pack, read_folder(folder).samples, Site()).values())


@REAL
def test_real_packs_survive_with_their_samples(tmp_path, folder):
    pack, samples = with_samples(folder)
    to_xlsx(pack, tmp_path / "p.xlsx", samples)
    source = read_workbook(tmp_path / "p.xlsx")
    assert from_xlsx(tmp_path / "p.xlsx") == pack
    assert tuple(load_samples(pack, source.samples, Site()).values()) == samples
    assert check_source(source).ok


@REAL
def test_workbook_and_folder_lead_to_each_other(tmp_path, folder):
    pack, samples = with_samples(folder)
    to_xlsx(pack, tmp_path / "p.xlsx", samples)
    write_pack(from_xlsx(tmp_path / "p.xlsx"), tmp_path / "again", samples)
    assert with_samples(tmp_path / "again") == (pack, samples)


@given(packs())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_generated_packs_survive(tmp_path_factory, pack):
    path = tmp_path_factory.mktemp("book") / "p.xlsx"
    to_xlsx(pack, path)
    assert from_xlsx(path) == pack


@REAL
def test_libreoffice_opens_and_saves_it_without_loss(tmp_path, folder):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed here")
    pack, samples = with_samples(folder)
    to_xlsx(pack, tmp_path / "p.xlsx", samples)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*convert, "--outdir", tmp_path / "out", tmp_path / "p.xlsx"],
        check=True,
        timeout=200,
        capture_output=True,
    )
    again = from_xlsx(tmp_path / "out" / "p.xlsx")
    assert again == pack
    assert pack_hash(again) == pack_hash(pack)
    assert check_source(read_workbook(tmp_path / "out" / "p.xlsx")).ok


def test_sheets_are_laid_out_for_people(tmp_path):
    pack, samples = with_samples(MINIMAL)
    to_xlsx(pack, tmp_path / "p.xlsx", samples)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == [
        "封面",
        "报表",
        "栏",
        "行",
        "名录字段",
        "运算",
        "审核",
        "节点检查",
        "字典",
        "单位",
        "指标目标",
        "样例",
    ]
    for page in book:
        assert page.freeze_panes in ("B2", "C2"), page.title
        assert all(cell.comment for cell in page[1] if cell.value.split()[-1] != "key"), page.title
        assert all("\n" in cell.value for cell in page[1]), page.title
    rules = book["行"].data_validations.dataValidation
    offered = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in rules}
    assert offered["A2"] == "报表!$A$2:$A$5000"
    assert "number,integer,text" in offered["E2"]


# sheet, cell, what is written there, what is told where
EDITS = [
    ("行", "E2", "numbr", "E-PACK-VALUE", "行!E2"),
    ("行", "A3", "MY-09", "E-PACK-REF", "行!A3"),
    ("行", "A3", None, "E-PACK-MISSING", "行!A3"),
    ("行", "C3", None, "E-PACK-MISSING", "行!A3"),
    ("行", "H2", "many", "E-PACK-VALUE", "行!H2"),
    ("行", "F1", "字典甲\nlists", "E-PACK-KEY", "行!F1"),
    ("行", "Z2", "stray", "E-PACK-KEY", "行!Z2"),
    ("栏", "B3", "m", "E-PACK-DUPLICATE", "栏!B3"),
    ("审核", "D2", "[02] <=", "E-PACK-SYNTAX", "审核!D2"),
    ("运算", "C3", "[9, area]", "E-PACK-REF", "运算!C3"),
    ("单位", "E3", "C9", "E-PACK-REF", "单位!E3"),
    ("指标目标", "I2", "很多", "E-PACK-VALUE", "指标目标!I2"),
    ("字典", "B3", "牦牛", "E-PACK-DUPLICATE", "字典!B3"),
    ("报表", "E2", "week", "E-PACK-VALUE", "报表!E2"),
    ("封面", "B2", None, "E-PACK-MISSING", "封面!A1"),
    ("封面", "A3", "verson", "E-PACK-KEY", "封面!A3"),
    ("节点检查", "E2", "mm", "E-PACK-REF", "节点检查!E2"),
    ("行", "Q3", "ytd", "E-PACK-VALUE", "行!Q3"),
    ("行", "Q3", "ytd: no；ytd: yes", "E-PACK-DUPLICATE", "行!Q3"),
    ("行", "P2", "[township", "E-PACK-YAML", "行!P2"),
    ("行", "B1", "表号\nform", "E-PACK-DUPLICATE", "行!B1"),
    ("报表", "A3", "MY-01", "E-PACK-DUPLICATE", "报表!A3"),
    ("封面", "A3", "id", "E-PACK-DUPLICATE", "封面!A3"),
    ("封面", "A3", None, "E-PACK-MISSING", "封面!A3"),
    ("封面", "B11", "month", "E-PACK-DUPLICATE", "封面!B11"),
    ("封面", "C10", None, "E-PACK-VALUE", "封面!B10"),
]


@pytest.mark.parametrize(("sheet", "cell", "text", "code", "where"), EDITS)
def test_what_is_wrong_is_told_by_sheet_and_cell(tmp_path, sheet, cell, text, code, where):
    to_xlsx(load_pack(MINIMAL), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book[sheet][cell] = text
    book.save(tmp_path / "q.xlsx")
    with pytest.raises(PackError) as caught:
        from_xlsx(tmp_path / "q.xlsx")
    assert (code, where) in [(p.code, p.where) for p in caught.value.problems]


SAMPLE_EDITS = [
    ("A3", None, "E-PACK-MISSING", "样例!B3"),
    ("B3", None, "E-PACK-MISSING", "样例!A3"),
    ("B3", "histori", "E-PACK-VALUE", "样例!B3"),
    ("D2", "T9", "E-PACK-REF", "样例!D2"),
    ("G3", "99", "E-PACK-REF", "样例!G3"),
    ("H3", "mm", "E-PACK-REF", "样例!H3"),
    ("G4", "01", "E-PACK-DUPLICATE", "样例!H4"),
    ("H10", None, "E-PACK-VALUE", "样例!B10"),
    ("K12", "bad", "E-PACK-VALUE", "样例!K12"),
    ("L12", '[["01"', "E-PACK-YAML", "样例!L12"),
    ("J12", "MY-01-9", "E-PACK-REF", "样例!J12"),
]


@pytest.mark.parametrize(("cell", "text", "code", "where"), SAMPLE_EDITS)
def test_what_is_wrong_in_a_sample_is_told_by_cell(tmp_path, cell, text, code, where):
    pack, samples = with_samples(MINIMAL)
    finding = SampleFinding(check="MY-01-1", level=Level.ERROR, cells=(("01", "m"),))
    to_xlsx(pack, tmp_path / "p.xlsx", [replace(samples[0], expect=(finding,))])
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book["样例"][cell] = text
    book.save(tmp_path / "q.xlsx")
    report = check_source(read_workbook(tmp_path / "q.xlsx"))
    assert (code, where) in [(p.code, p.where) for p in report.problems]


def test_samples_of_every_shape_survive(tmp_path):
    pack, _ = with_samples(MINIMAL)
    sample = Sample(
        id="all",
        title="各种形状",
        unit="T1",
        period="2026-03",
        partial=True,
        note="说明",
        history=(SampleReport(form="MY-01", period="2026-02", cells={"01": {"m": None}, "02": {}}),),
        reports=(
            SampleReport(form="MY-01"),
            SampleReport(form="MY-02", rows=({"name": "甲", "uscc": None}, {})),
        ),
        values=(SampleValue(form="MY-01", cell=("01", "m")),),
        expect=(
            SampleFinding(check="MY-01-1", level=Level.ERROR),
            SampleFinding(check="MY-01-1", level=Level.ERROR, cells=()),
        ),
    )
    to_xlsx(pack, tmp_path / "p.xlsx", [sample])
    write_pack(pack, tmp_path / "p", [sample])
    for source in (read_workbook(tmp_path / "p.xlsx"), read_folder(tmp_path / "p")):
        assert list(load_samples(pack, source.samples, Site()).values()) == [sample]


def test_a_text_longer_than_a_cell_is_refused(tmp_path):
    long = replace(load_pack(MINIMAL), notes=tuple("x" * 9_000 + str(n) for n in range(4)))
    to_xlsx(long, tmp_path / "p.xlsx")
    assert from_xlsx(tmp_path / "p.xlsx") == long
    form = replace(long.forms[0], notes=long.notes)
    with pytest.raises(YuebaoError) as caught:
        to_xlsx(replace(long, forms=(form, *long.forms[1:])), tmp_path / "q.xlsx")
    assert caught.value.code == "E-PACK-LIMIT"


def test_what_excel_makes_of_entries_is_understood(tmp_path):
    """5 becomes 5.0, a month becomes a date, yes may be a truth value; bare headings will do."""
    pack = load_pack(MINIMAL)
    to_xlsx(pack, tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book["行"]["I2"] = 0
    book["单位"]["H6"] = dt.date(2026, 1, 1)
    book["单位"]["G7"] = True
    book["单位"]["A1"], book["单位"]["B1"] = "code", "单位名称"
    book["指标目标"]["I2"] = 52000.0
    book.save(tmp_path / "q.xlsx")
    assert from_xlsx(tmp_path / "q.xlsx") == pack


@pytest.mark.parametrize("name", ["单 位", "Sheet1"])
def test_unknown_sheets_are_told_and_remarks_are_not(tmp_path, name):
    to_xlsx(load_pack(MINIMAL), tmp_path / "p.xlsx")
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    book.create_sheet("说明（填表须知）")
    book.save(tmp_path / "q.xlsx")
    assert from_xlsx(tmp_path / "q.xlsx") == load_pack(MINIMAL)
    book.create_sheet(name)
    book.save(tmp_path / "q.xlsx")
    with pytest.raises(PackError) as caught:
        from_xlsx(tmp_path / "q.xlsx")
    assert [(p.code, p.where) for p in caught.value.problems] == [("E-PACK-KEY", f"{name}!A1")]


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04 cut off"])
def test_other_files_are_no_workbooks(tmp_path, data):
    (tmp_path / "p.xlsx").write_bytes(data)
    with pytest.raises(PackError) as caught:
        from_xlsx(tmp_path / "p.xlsx")
    assert [(p.code, p.where) for p in caught.value.problems] == [("E-PACK-FILE", "p.xlsx")]


def test_a_workbook_without_cover_is_no_pack(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "报表"
    book.save(tmp_path / "p.xlsx")
    with pytest.raises(PackError) as caught:
        from_xlsx(tmp_path / "p.xlsx")
    assert [(p.code, p.where) for p in caught.value.problems] == [("E-PACK-MISSING", "封面!A1")]
