"""The list of matters for a meeting, by unit, as a Word document with room for what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forms.errors import YuebaoError
from forms.index import FormIndex
from forms.messages import Translator
from sync.outputs import official
from sync.outputs.wording import field_text
from sync.outputs.writing import whole

if TYPE_CHECKING:
    from sync.desk.collected import Collected
    from sync.desk.supervising import Told

_FIELDS = ("number", "kind", "subject", "level", "proposed", "amount", "reason")
_WIDTHS = (28, 26, 30, 22, 22, 22, 62, 48)
"""Millimetres of a landscape page."""


def write_agenda(
    path: Path, collected: Collected, period: str, found: Sequence[Told], translator: Translator
) -> Path:
    """Write the list. `E-USAGE` for another ending than .docx, `E-EMPTY` without matters, `E-DISK`."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    if path.suffix.lower() != ".docx":
        raise YuebaoError("E-USAGE", detail=f"{path.name}: .docx", where=str(path))
    if not found:
        raise YuebaoError("E-EMPTY", period=period)
    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    _font(document.styles["Normal"], 10.5, Pt)
    when = official.period_text(period, translator)
    document.add_heading(f"{translator.text('Matters for decision')} {when}", level=1)
    form = collected.index.form(found[0].form)
    for unit in dict.fromkeys(one.unit for one in found):
        document.add_heading(collected.index.unit(unit).name, level=2)
        lines = [one for one in found if one.unit == unit]
        _table(document, collected, form, lines, translator)
    with whole(path) as beside:
        document.save(str(beside))
    return path


def _font(styled: Any, points: float, unit: Any) -> None:  # noqa: ANN401 - python-docx publishes no types
    from docx.oxml.ns import qn

    styled.font.name = "Times New Roman"
    styled.font.size = unit(points)
    styled.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")


def _table(
    document: Any,  # noqa: ANN401
    collected: Collected,
    form: FormIndex,
    lines: Sequence[Told],
    translator: Translator,
) -> None:
    from docx.shared import Mm

    from sync.outputs.heads import field_title

    fields = [form.fields[name] for name in _FIELDS if name in form.fields]
    heads = [*(field_title(field, translator) for field in fields), translator.text("decision")]
    table = document.add_table(rows=1, cols=len(heads))
    table.style = "Table Grid"
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
    for one in lines:
        said = [field_text(collected.index.pack, f, one.line.get(f.id), translator) for f in fields]
        for cell, text in zip(table.add_row().cells, [*said, decided(one)], strict=True):
            cell.text = text
    for row in table.rows:
        for cell, width in zip(row.cells, (*_WIDTHS[: len(fields)], _WIDTHS[-1]), strict=True):
            cell.width = Mm(width)


def decided(one: Told) -> str:
    """What was decided, in one text; blank before the meeting."""
    if one.answered is None:
        return ""
    matter = one.answered.matter
    return "；".join(filter(None, (matter.result, matter.text, matter.responsible, matter.deadline)))
