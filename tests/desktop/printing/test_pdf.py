"""Printed forms as poppler reads them, and as pages before they are drawn."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication

from desktop.fonts import load_fonts
from desktop.printing.compose import compose
from desktop.printing.marks import A4_LONG, A4_SHORT, Code, Ink, Stroke
from desktop.printing.paint import picture, write_pdf
from desktop.printing.text import broken, width_of
from desktop.printing.widths import MARGIN, setting
from forms.errors import StoreError
from sync.outputs.heads import Head, Heads, Place
from sync.outputs.print_job import PrintForm, PrintJob, Stamp, Words, to_json
from sync.outputs.printing import write_pdf as write_apart

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
WORDS = Words(
    notes="说明", relations="审核关系", continued="（续）", page="第 {page} 页 共 {pages} 页", colon="："
)
HASH = "3f" * 32


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp):
    assert QGuiApplication.instance() is not None
    load_fonts()


def form(columns=4, rows=5, **about):
    heads = [Head(text=t, line=0, place=n, lines=2) for n, t in enumerate(("指标名称", "计量单位", "代码"))]
    heads.append(Head(text="本期数", line=0, place=3, places=columns))
    heads += [Head(text=f"栏目{n}", line=1, place=3 + n) for n in range(columns)]
    places = [Place(kind=k, index=i) for k, i in (("title", "甲"), ("measure", "乙"), ("code", "丙"))]
    places += [Place(kind="figure", name=f"c{n}", index=str(n + 1)) for n in range(columns)]
    lines = [(f"指标第{n}项", "家", f"{n:02d}", *(f"{n}{c}" for c in range(columns))) for n in range(rows)]
    made = PrintForm(
        id="T-01",
        title="月份工作情况表",
        caption="2026年10月",
        box=(
            ("表号", "T-01"),
            ("制定机关", "领导小组办公室"),
            ("性质", "工作报表"),
            ("依据", "某发〔2021〕5号"),
        ),
        left=(("填报单位", "青稞县"), ("单位代码", "540100")),
        heads=Heads(cells=tuple(heads), depth=2, places=tuple(places)),
        lines=tuple(lines),
        foot=tuple((label, "") for label in ("单位负责人", "统计负责人", "填表人", "联系电话", "报出日期")),
    )
    return replace(made, **about)


def job(*forms, code=f"yuebao:{HASH}"):
    return PrintJob(title="月报", forms=forms, words=WORDS, stamp=Stamp(text=f"上报包 {HASH}", code=code))


def inks(page):
    return [mark for mark in page.marks if isinstance(mark, Ink)]


def said(pages):
    return [mark.text for page in pages for mark in inks(page)]


def run(*command):
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@needs_poppler
def test_the_file_says_what_the_form_says(tmp_path):
    path = tmp_path / "t.pdf"
    pages = write_pdf(path, job(form(rows=60, notes=("统计范围：全县。",), relations=("01 ≥ 02",))))
    text = run("pdftotext", "-layout", str(path), "-")
    for words in (
        "月份工作情况表",
        "表号：T-01",
        "工作报表",
        "某发〔2021〕5号",
        "统计范围",
        "审核关系",
        "01 ≥ 02",
        HASH,
        "593",
    ):
        assert words in text
    assert re.search(rf"第\s*1\s*页\s*共\s*{pages}\s*页", text)
    assert not [c for c in text if "\u2e80" <= c <= "\u2fdf"]
    assert f"Pages:           {pages}" in run("pdfinfo", str(path))
    fonts = [line.split() for line in run("pdffonts", str(path)).splitlines()[2:]]
    assert fonts
    assert all(line[-5] == "yes" for line in fonts)


def test_every_line_is_printed_once_and_heads_on_every_page():
    whole = form(rows=150)
    pages = compose(job(whole))
    assert len(pages) > 3
    texts = said(pages)
    for line in whole.lines:
        assert texts.count(line[0]) == 1
    for page in pages:
        here = [mark.text for mark in inks(page)]
        assert "指标名称" in here
        assert "甲" in here
    assert sum("（续）" in text for text in texts) == len(pages) - 1


def test_nothing_leaves_the_paper():
    long = "很长的指标名称" * 12
    wide = form(columns=16, lines=tuple((long, "万元", "01", *("123456789.12",) * 16) for _ in range(30)))
    for page in compose(job(form(rows=80), wide, form(title="标题很长" * 30))):
        for mark in page.marks:
            match mark:
                case Ink(x, y, width, height, text, points):
                    assert width_of(text, points) <= width + 20
                    assert x >= MARGIN - 1
                    assert x + width_of(text, points) <= page.width - MARGIN + 60
                    assert 0 < y < y + height < page.height
                case Stroke(x1, y1, x2, y2):
                    assert MARGIN - 1 <= min(x1, x2) <= max(x1, x2) <= page.width - MARGIN + 1
                    assert 0 < min(y1, y2) <= max(y1, y2) < page.height
                case Code(x, y, side):
                    assert x + side <= page.width
                    assert y + side <= page.height


def test_texts_of_a_table_do_not_overlap_across_columns():
    (page,) = compose(job(form(columns=8, rows=6)))
    body = [mark for mark in inks(page) if mark.points == setting(form(columns=8, rows=6)).points]
    for one in body:
        for other in body:
            if one is not other and one.y == other.y:
                assert one.x + one.width <= other.x or other.x + other.width <= one.x


def test_paper_turns_with_the_table_and_very_wide_ones_are_cut():
    assert not setting(form(columns=4)).landscape
    figures = tuple(("指标", "家", "01", *("1234567890.12",) * 12) for _ in range(3))
    assert setting(form(columns=12, lines=figures)).landscape
    wide = setting(
        form(columns=40, lines=tuple(("指标", "家", "01", *("1234567890.12",) * 40) for _ in range(3)))
    )
    assert len(wide.strips) > 1
    assert all(strip.places[:3] == (0, 1, 2) for strip in wide.strips)
    assert sorted({p for strip in wide.strips for p in strip.places}) == list(range(43))
    room = A4_LONG - 2 * MARGIN
    assert all(sum(strip.widths) == pytest.approx(room) for strip in wide.strips)


def test_a_line_higher_than_a_page_goes_on_over_pages():
    text = "".join(chr(0x5400 + n) for n in range(4000))
    pages = compose(job(form(columns=1, lines=((text, "家", "01", "5"),))))
    assert len(pages) > 1
    assert text in "".join(line for line in said(pages) if len(line) > 6 and set(line) <= set(text))


def test_the_foot_stands_with_the_last_line():
    for rows in range(25, 45):
        pages = compose(job(form(rows=rows)))
        last = [mark.text for mark in inks(pages[-1])]
        assert any(text.startswith("单位负责人") for text in last)
        assert f"指标第{rows - 1}项" in last


def test_without_a_bundle_there_is_no_code():
    (page,) = compose(job(form(), code=""))
    assert not [mark for mark in page.marks if isinstance(mark, Code)]


def test_words_break_only_where_they_must():
    assert broken("Measure", width_of("Measure", 9) + 1, 9) == ("Measure",)
    assert broken("two words", width_of("words", 9) * 1.2, 9) == ("two", "words")
    assert "".join(broken("西藏自治区" * 5, 2000.0, 9)) == "西藏自治区" * 5
    assert "".join(broken("𠀀𠀁𠀂" * 20, 2000.0, 9)) == "𠀀𠀁𠀂" * 20


def test_tibetan_is_printed_higher_and_whole():
    text = "བོད་རང་སྐྱོང་ལྗོངས"
    plain, tall = (compose(job(form(lines=((t, "家", "01", "1", "2", "3", "4"),)))) for t in ("西藏", text))
    heights = [next(m.height for m in inks(p[0]) if m.text in (text, "西藏")) for p in (plain, tall)]
    assert heights[1] > heights[0]


def test_a_page_as_a_picture():
    (page,) = compose(job(form()))
    image = picture(page, 3.0)
    assert (image.width(), image.height()) == (round(A4_SHORT / 100 * 3), round(A4_LONG / 100 * 3))
    dark = {y for y in range(image.height()) if image.pixelColor(image.width() // 2, y).lightness() < 200}
    assert len(dark) > 10


def test_a_roster_without_lines_still_prints():
    assert len(compose(job(form(lines=())))) == 1


def test_the_program_draws_a_file(tmp_path):
    source, target = tmp_path / "job.json", tmp_path / "out.pdf"
    source.write_bytes(to_json(job(form())))
    done = subprocess.run([sys.executable, "-m", "desktop.printing", str(source), str(target)], check=False)
    assert done.returncode == 0
    assert target.read_bytes().startswith(b"%PDF")
    source.write_text("{}", encoding="utf-8")
    failed = subprocess.run(
        [sys.executable, "-m", "desktop.printing", str(source), str(target)], capture_output=True, check=False
    )
    assert failed.returncode == 4
    assert b"Traceback" not in failed.stderr


def test_the_command_line_draws_through_it_and_tells_failures(tmp_path):
    assert write_apart(tmp_path / "a.pdf", job(form())).read_bytes().startswith(b"%PDF")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError):
        write_apart(tmp_path / "file" / "a.pdf", job(form()))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "file"]


def test_the_words_under_a_list_s_title_stand_above_its_heads():
    """A list has neither box nor office: nothing else keeps the room for its caption."""
    (page,) = compose(job(replace(form(), box=(), left=(), caption="2026年10月")))
    caption = next(mark for mark in inks(page) if mark.text == "2026年10月")
    head = next(mark for mark in inks(page) if mark.text == "代码")
    assert caption.y + caption.height <= head.y


def test_notes_that_nearly_fit_do_not_begin_a_page_of_their_own():
    """Somewhere between few and many lines the last note would stand alone: it is set smaller instead."""
    notes = tuple(f"第{number}条说明，共五条" for number in range(1, 6))
    for rows in range(20, 60):
        pages = compose(job(replace(form(rows=rows), notes=notes)))
        said = [mark.text for mark in inks(pages[-1]) if "条说明" in mark.text]
        assert len(pages) == 1 or len(said) != 1, rows
