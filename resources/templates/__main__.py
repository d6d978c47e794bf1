"""`python -m resources.templates`: make the shipped Word templates of the brief anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parent
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
Text = dict[str, str]
# sections of rosters that only the shipped pack has: with another pack they are left out and the others move up
_PROBLEMS, _MATTERS = ("('SC-11A' in rosters)|int", "('SC-12' in rosters)|int")

ZH: Text = {
    "series": "“双创”工作简报",
    "head": "{{ period }}",
    "by": "{{ authority }}",
    "on": "{{ date }}",
    "h1": "一、报送情况",
    "p1": "{{ month }}应报单位{{ expected }}个，已报{{ reported }}个，报送率{{ rate }}%。"
    "{% if missing %}未报单位：{{ missing }}。{% endif %}"
    "{% if incomplete %}报表不全的单位：{{ incomplete }}。{% endif %}"
    "{% if late %}迟报单位：{{ late }}。{% endif %}",
    "h2": "二、主要目标进展",
    "p2": "可以衡量的目标{{ verdicts.measured }}项，其中已达标{{ verdicts.met }}项、进度正常{{ verdicts.on_track }}项、"
    "进度滞后{{ verdicts.behind }}项、未达标{{ verdicts.missed }}项。各文件规定不一致的目标并列，不作取舍。"
    "另有{{ unmeasured }}项报表未设指标、没有数据或文件未定目标值。进度条中深色线为时间进度。",
    "goals": "指标|来源|目标值|实际|完成率%|时间进度%|进度|判断",
    "h3": "三、困难和问题",
    "problems": "编号|问题|类别|建议责任单位|建议期限",
    "none3": "各单位没有报送问题。",
    "h4": f"{{{{ '三四'[{_PROBLEMS}] }}}}、提请审定的事项",
    "matters": "编号|类型|对象|拟定级别|金额（万元）|理由|报送单位",
    "none4": "本期没有提请审定的事项。",
    "h5": f"{{{{ '三四五'[{_PROBLEMS} + {_MATTERS}] }}}}、主要指标走势",
    "none5": "报送不足两期，或各指标没有变化。",
    "h6": f"{{{{ '四五六'[{_PROBLEMS} + {_MATTERS}] }}}}、数据说明",
    "p6": "本简报数字由各单位签名上报的报表汇总，含在上级单位数内的高新区、县（区）、园区不重复相加。编报依据：{{ basis }}。",
    "gap": "未报、未计入：{{ gap.unit }}（{{ gap.forms }}）。",
    "adjusted": "{{ a.unit }} {{ a.form }} [{{ a.row }}, {{ a.column }}] 调整 {{ a.difference }}：{{ a.reason }}（未计入以上数字）。",
}
EN: Text = {
    "series": "Brief on innovation and entrepreneurship",
    "head": "{{ period }}",
    "by": "{{ authority }}",
    "on": "{{ date }}",
    "h1": "1. Reporting",
    "p1": "In {{ month }} {{ expected }} units owed a report and {{ reported }} reported ({{ rate }} %). "
    "{% if missing %}Missing: {{ missing }}. {% endif %}"
    "{% if incomplete %}Incomplete: {{ incomplete }}. {% endif %}"
    "{% if late %}Late: {{ late }}.{% endif %}",
    "h2": "2. Progress towards the main targets",
    "p2": "{{ verdicts.measured }} targets can be measured: {{ verdicts.met }} met, {{ verdicts.on_track }} on track, "
    "{{ verdicts.behind }} behind, {{ verdicts.missed }} missed. Targets on which documents disagree stand side by side. "
    "{{ unmeasured }} more have no figure, no indicator or no stated value. The dark line in a bar is the time that has passed.",
    "goals": "Indicator|Source|Target|Value|Completion %|Time %|Progress|Verdict",
    "h3": "3. Difficulties and problems",
    "problems": "No.|Problem|Kind|Unit proposed|Deadline",
    "none3": "No problems were reported.",
    "h4": f"{{{{ 3 + {_PROBLEMS} }}}}. Matters to decide",
    "matters": "No.|Kind|Subject|Proposed level|Amount (10,000 yuan)|Reason|Submitted by",
    "none4": "There are no matters to decide.",
    "h5": f"{{{{ 3 + {_PROBLEMS} + {_MATTERS} }}}}. Key indicators over time",
    "none5": "Fewer than two periods were reported, or nothing changed.",
    "h6": f"{{{{ 4 + {_PROBLEMS} + {_MATTERS} }}}}. About the figures",
    "p6": "All figures are totals of signed reports; zones, counties and parks inside a prefecture's figures are not added again. "
    "Basis: {{ basis }}.",
    "gap": "Missing and not counted: {{ gap.unit }} ({{ gap.forms }}).",
    "adjusted": "{{ a.unit }} {{ a.form }} [{{ a.row }}, {{ a.column }}] adjusted by {{ a.difference }}: {{ a.reason }} "
    "(not in the figures above).",
}
GOALS = ("indicator", "source", "goal", "value", "completion", "time", "bar", "verdict")
PROBLEMS = ("number", "problem", "kind", "unit", "deadline")
MATTERS = ("number", "kind", "subject", "proposed", "amount", "reason", "from")


def make(text: Text, path: Path) -> None:
    """One template."""
    document = Document()
    _page(document)
    _line(document, text["series"], 22, TITLE_FONT, centre=True, colour=RGBColor(0xC0, 0x1F, 0x1F))
    _line(document, text["head"], 16, BODY_FONT, centre=True)
    _line(document, f"{text['by']}    {text['on']}", 12, BODY_FONT, centre=True)
    _head(document, text["h1"])
    _body(document, text["p1"])
    _head(document, text["h2"])
    _body(document, text["p2"])
    loop = "{%tr for goal in goals if goal.measured %}"
    fields = [f"{{{{ goal.{name} }}}}" for name in GOALS]
    fields[3] += "{{ goal.measure }}"
    _table(document, text["goals"], fields, loop, (34, 30, 16, 16, 16, 16, 33, 19))
    _roster(document, text, ("h3", "problems", "none3"), "SC-11A", PROBLEMS, (22, 78, 24, 32, 24))
    _roster(document, text, ("h4", "matters", "none4"), "SC-12", MATTERS, (22, 24, 26, 18, 20, 46, 24))
    _head(document, text["h5"])
    _trends(document, text)
    _head(document, text["h6"])
    _body(document, text["p6"])
    for tag, name in (("gap in gaps", "gap"), ("a in adjustments", "adjusted")):
        _body(document, f"{{%p for {tag} %}}", indent=False)
        _body(document, text[name])
        _body(document, "{%p endfor %}", indent=False)
    document.save(str(path))


def _page(document: Any) -> None:  # noqa: ANN401 - python-docx publishes no types
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    _font(document.styles["Normal"], BODY_FONT, 12)


def _font(styled: Any, name: str, points: float) -> None:  # noqa: ANN401
    styled.font.name = "Times New Roman"
    styled.font.size = Pt(points)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _line(
    document: Any,  # noqa: ANN401
    text: str,
    points: float,
    font: str,
    *,
    centre: bool = False,
    colour: RGBColor | None = None,
) -> Any:  # noqa: ANN401
    paragraph = document.add_paragraph()
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, text, points, font, colour)
    return paragraph


def _run(paragraph: Any, text: str, points: float, font: str, colour: RGBColor | None = None) -> None:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.font.name = "Times New Roman"
    run.font.size = Pt(points)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001 - no public way
    if colour is not None:
        run.font.color.rgb = colour


def _head(document: Any, text: str) -> None:  # noqa: ANN401
    paragraph = _line(document, text, 15, HEAD_FONT)
    paragraph.paragraph_format.space_before = Pt(10)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = True


def _body(document: Any, text: str, *, indent: bool = True) -> None:  # noqa: ANN401
    paragraph = _line(document, text, 12, BODY_FONT)
    paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.line_spacing = 1.3
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(24)


def _roster(
    document: Any,  # noqa: ANN401
    text: Text,
    keys: tuple[str, str, str],
    form: str,
    names: tuple[str, ...],
    widths: tuple[int, ...],
) -> None:
    head, columns, none = keys
    _body(document, f'{{%p if "{form}" in rosters %}}', indent=False)
    _head(document, text[head])
    _body(document, f'{{%p if rosters["{form}"].lines %}}', indent=False)
    loop = f'{{%tr for line in rosters["{form}"].lines %}}'
    _table(document, text[columns], [f'{{{{ line["{name}"] }}}}' for name in names], loop, widths)
    _body(document, "{%p else %}", indent=False)
    _body(document, text[none])
    _body(document, "{%p endif %}", indent=False)
    _body(document, "{%p endif %}", indent=False)


def _trends(document: Any, text: Text) -> None:  # noqa: ANN401
    """Two charts a line; the lines with tags are gone when the template is filled in."""
    _body(document, "{%p if trends %}", indent=False)
    table = document.add_table(rows=3, cols=2)
    table.autofit = False
    pairs = ("{{ pair[0].chart }}", "{{ pair[1].chart if pair|length > 1 }}")
    for line, texts in enumerate((["{%tr for pair in trends[:8]|batch(2) %}"], pairs, ["{%tr endfor %}"])):
        for cell, words in zip(table.rows[line].cells, texts, strict=False):
            cell.width = Mm(90)
            _run(cell.paragraphs[0], words, 9, BODY_FONT)
    _body(document, "{%p else %}", indent=False)
    _body(document, text["none5"])
    _body(document, "{%p endif %}", indent=False)


def _table(document: Any, heads: str, fields: list[str], loop: str, widths: tuple[int, ...]) -> None:  # noqa: ANN401
    """A head, and one line that docxtpl repeats between two lines of tags."""
    table = document.add_table(rows=4, cols=len(fields))
    table.style = "Table Grid"
    table.autofit = False
    for line, texts in enumerate((heads.split("|"), [loop], fields, ["{%tr endfor %}"])):
        for place, cell in enumerate(table.rows[line].cells):
            cell.width = Mm(widths[place])
            if place < len(texts):
                paragraph = cell.paragraphs[0]
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if line == 0 else WD_ALIGN_PARAGRAPH.LEFT
                _run(paragraph, texts[place], 9, HEAD_FONT if line == 0 else BODY_FONT)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    _repeat(table.rows[0])


def _repeat(row: Any) -> None:  # noqa: ANN401
    """The head stands on every page."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - no public way
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


if __name__ == "__main__":
    make(ZH, FOLDER / "brief.zh.docx")
    make(EN, FOLDER / "brief.en.docx")
