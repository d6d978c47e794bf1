"""Lists that are no forms: as pages, as a workbook whose figures are numbers, as CSV without formulas."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from forms.errors import StoreError, YuebaoError
from forms.messages import Translator
from sync.outputs import print_job
from sync.outputs.listing import FIGURE, STEM, TEXT, Listing, list_job, write_listing

RANKING = Listing(
    title="各地排名",
    caption="2026年10月",
    titles=("名次", "单位", "期末数", "占比", "说明"),
    kinds=(STEM, STEM, FIGURE, FIGURE, TEXT),
    lines=(
        ("1", "拉萨市", "18,800.50", "62.3%", "=HYPERLINK()"),
        ("2", "日喀则市", "-3", "—", "007"),
        ("3", "一个名称非常长非常长非常长非常长非常长的单位", "", "+1.5", ""),
    ),
    about=(("汇总单位", "自治区"),),
    notes=("未报单位不列。",),
)


def test_pages_have_the_stems_apart_and_every_line(tmp_path):
    job = list_job([RANKING, RANKING], Translator("zh"), "仅供核对")
    assert (job.title, len(job.forms), job.stamp.text, job.stamp.code) == ("各地排名", 2, "仅供核对", "")
    (form, _) = job.forms
    assert form.lines == RANKING.lines
    assert [place.index for place in form.heads.places] == ["甲", "乙", "1", "2", "3"]
    assert [cell.text for cell in form.heads.cells] == list(RANKING.titles)
    assert (form.left, form.notes) == (RANKING.about, RANKING.notes)
    assert print_job.from_json(print_job.to_json(job)) == job
    assert list_job([], Translator("en"), "").title == ""


def test_in_the_workbook_figures_are_numbers_and_everything_else_is_text(tmp_path):
    sheet = openpyxl.load_workbook(write_listing(tmp_path / "r.xlsx", RANKING)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "各地排名  2026年10月"
    assert rows[1] == list(RANKING.titles)
    assert rows[2] == ["1", "拉萨市", 18800.5, "62.3%", "=HYPERLINK()"]
    assert rows[3] == ["2", "日喀则市", -3, "—", "007"]
    assert rows[4][2:4] == ["", 1.5]
    assert sheet["E3"].data_type == "s", "what a clerk typed is no formula"
    assert rows[6][0] == "未报单位不列。"
    assert sheet.freeze_panes == "C3"
    assert 10 < sheet.column_dimensions["B"].width <= 41


def test_csv_opens_in_a_spreadsheet_without_formulas(tmp_path):
    data = write_listing(tmp_path / "r.CSV", RANKING).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[0] == list(RANKING.titles)
    assert lines[1][2:] == ["18,800.50", "62.3%", "'=HYPERLINK()"]


@pytest.mark.parametrize("name", ["r.txt", "r"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(YuebaoError) as refused:
        write_listing(tmp_path / name, RANKING)
    assert refused.value.code == "E-USAGE"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_a_place_that_cannot_be_written_is_said(tmp_path, name):
    (tmp_path / "a file").write_text("x")
    with pytest.raises(StoreError) as refused:
        write_listing(tmp_path / "a file" / name, RANKING)
    assert refused.value.code == "E-DISK"
