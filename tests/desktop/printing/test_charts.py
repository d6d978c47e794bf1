"""Charts on paper: what is written has room, every unit stands where it belongs, and a printer without colours shows it."""

import shutil
import subprocess

import pytest
from PySide6.QtGui import QGuiApplication

from desktop.fonts import load_fonts
from desktop.printing.charts import chart_pages
from desktop.printing.compose import compose
from desktop.printing.marks import A4_LONG, Block, Ink, Stroke
from desktop.printing.paint import write_pdf
from sync.outputs.print_job import Bar, ChartPage, Course, PrintJob, Stamp, Tile, Words

WORDS = Words(
    notes="说明", relations="审核关系", continued="（续）", page="第{page}页 共{pages}页", colon="："
)


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp):
    assert QGuiApplication.instance() is not None
    load_fonts()


def course(count, title="技术市场交易额（亿元）", goal=""):
    months = tuple(f"{21 + n // 12}.{n % 12 + 1:02d}" for n in range(count))
    return Course(
        title=title, periods=months, figures=tuple(f"{n * 1234.5:,.1f}" for n in range(count)), goal=goal
    )


def job(*pages):
    return PrintJob(title="图", forms=(), words=WORDS, stamp=Stamp(text="制度 1"), charts=pages)


def inks(page):
    return [mark for mark in page.marks if isinstance(mark, Ink)]


def overlap(one, other):
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


@pytest.mark.parametrize("count", [1, 2, 13, 36])
def test_no_text_of_a_line_stands_on_another_and_the_ends_are_always_written(count):
    (page,) = chart_pages(
        ChartPage(title="走势", caption="2026年10月", courses=(course(count, goal="20,000"),))
    )
    texts = inks(page)
    assert not [(a.text, b.text) for n, a in enumerate(texts) for b in texts[n + 1 :] if overlap(a, b)]
    said = {one.text for one in texts}
    only = course(count)
    assert {only.figures[-1], only.periods[0], only.periods[-1], "20,000"} <= said
    assert sum(isinstance(mark, Stroke) and mark.dashed for mark in page.marks) == 1


def test_many_lines_stand_in_pairs_over_as_many_pages_as_they_take():
    pages = chart_pages(ChartPage(title="走势", caption="2026年10月", courses=(course(13),) * 11))
    assert len(pages) == 2
    assert all(mark.y + mark.height <= A4_LONG for page in pages for mark in inks(page))
    titles = [ink for page in pages for ink in inks(page) if ink.text.startswith("技术市场")]
    assert len(titles) == 11
    assert len({ink.x for ink in titles}) == 2


def test_a_unit_without_a_figure_is_dashed_and_no_tile_hides_its_name():
    tiles = (
        Tile(name="拉萨", figure="1,234", column=2, row=1, share=1.0),
        Tile(name="阿里", figure="", column=0, row=0),
        Tile(name="一个名字非常非常长的高新技术产业开发区", figure="3", column=3, row=3, share=0.01),
    )
    (page,) = chart_pages(ChartPage(title="图", caption="", tiles_title="示意图", tiles=tiles))
    blocks = [mark for mark in page.marks if isinstance(mark, Block)]
    assert [block.dashed for block in blocks] == [False, True, False]
    assert all(block.grey >= 0.6 for block in blocks)
    assert blocks[0].grey < blocks[2].grey < blocks[1].grey + 0.01


def test_bars_are_as_long_as_their_figures_and_go_on_over_pages():
    bars = tuple(
        Bar(name=f"单位{n}", figure=str(n), share="1.0%", length=n / 60, place=str(n) if n % 5 else "")
        for n in range(60)
    )
    pages = chart_pages(ChartPage(title="排名", caption="", bars_title="占比", bars=bars))
    assert len(pages) == 2
    lengths = [mark.width for page in pages for mark in page.marks if isinstance(mark, Block)]
    assert len(lengths) == 60
    assert lengths == sorted(lengths)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_figures_can_be_read_in_the_file(tmp_path):
    made = job(
        ChartPage(title="主要指标走势", caption="2026年10月", said=("进度正常。",), courses=(course(13),))
    )
    assert len(compose(made)) == write_pdf(tmp_path / "a.pdf", made) == 1
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True, text=True
    )
    for text in ("主要指标走势", "技术市场交易额（亿元）", "14,814.0", "第1页 共1页", "制度 1"):
        assert text in said.stdout
