"""A line chart as Word, WPS and LibreOffice draw it themselves: sharp in print, its figures in the file.

No picture is painted here: a chart part of DrawingML with its figures as literals needs no workbook behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from msgspec import Struct

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_EMU = 36_000
"""English metric units in a millimetre."""
_LINE, _GRID, _TEXT = "1F5A99", "D0D6DC", "333333"
_MOST_LABELS = 4


class Plot(Struct, frozen=True, kw_only=True):
    """What a chart shows: a title, and a figure for every word below the axis. Sizes in millimetres."""

    title: str
    words: tuple[str, ...]
    figures: tuple[Decimal, ...]
    width: int = 86
    height: int = 50


class WordChart:
    """Stands in a docxtpl template like a picture; the part is made where it is used."""

    def __init__(self, template: Any, plot: Plot) -> None:  # noqa: ANN401 - docxtpl publishes no types
        self._template = template
        self.plot = plot

    def __str__(self) -> str:
        relation = self._relate()
        return (
            '</w:t></w:r><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
            'wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{self.plot.width * _EMU}" cy="{self.plot.height * _EMU}"/>'
            f'<wp:docPr id="1" name="{relation}" descr="{escape(self.said, {chr(34): "&quot;"})}"/>'
            '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
            '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:r="http://schemas.'
            f'openxmlformats.org/officeDocument/2006/relationships" r:id="{relation}"/>'
            '</a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve">'
        )

    def __html__(self) -> str:
        """So that autoescaping leaves the markup as it is."""
        return str(self)

    @property
    def said(self) -> str:
        """The chart in words, for those who do not see it."""
        pairs = zip(self.plot.words, self.plot.figures, strict=True)
        return f"{self.plot.title}: " + "; ".join(f"{word} {figure:f}" for word, figure in pairs)

    def _relate(self) -> str:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        package = self._template.docx.part.package
        taken = sum(str(part.partname).startswith("/word/charts/") for part in package.iter_parts())
        name = PackURI(f"/word/charts/chart{taken + 1}.xml")
        part = Part(name, _TYPE, chart_xml(self.plot).encode(), package)
        return str(self._template.current_rendering_part.relate_to(part, _RELATION))


def chart_xml(plot: Plot) -> str:
    """The chart part. The first and last figure are written at their points, all of them where there are few."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:roundedCorners val="0"/><c:chart>'
        f"{_title(plot.title)}"
        '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/>'
        f'<c:varyColors val="0"/>{_series(plot)}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        f'{_axes(floor=all(figure >= 0 for figure in plot.figures))}</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_letters(700)}</c:chartSpace>"
    )


def _title(text: str) -> str:
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p>{_properties(800)}<a:r>{_run(800)}<a:t>{escape(text)}</a:t></a:r>"
        '</a:p></c:rich></c:tx><c:overlay val="0"/></c:title>'
    )


def _series(plot: Plot) -> str:
    words = "".join(f'<c:pt idx="{n}"><c:v>{escape(word)}</c:v></c:pt>' for n, word in enumerate(plot.words))
    figures = "".join(
        f'<c:pt idx="{n}"><c:v>{figure:f}</c:v></c:pt>' for n, figure in enumerate(plot.figures)
    )
    count = f'<c:ptCount val="{len(plot.words)}"/>'
    line = f'<a:ln w="19050"><a:solidFill><a:srgbClr val="{_LINE}"/></a:solidFill></a:ln>'
    dot = (
        f'<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill><a:srgbClr val="{_LINE}"/>'
        "</a:solidFill></c:spPr></c:marker>"
    )
    return (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{escape(plot.title)}</c:v></c:tx>'
        f"<c:spPr>{line}</c:spPr>{dot}{_labels(len(plot.words))}"
        f"<c:cat><c:strLit>{count}{words}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>General</c:formatCode>{count}{figures}</c:numLit></c:val>"
        '<c:smooth val="0"/></c:ser>'
    )


def _labels(points: int) -> str:
    """Figures at the points: at the ends only where there are many."""
    shown = range(points) if points <= _MOST_LABELS else (0, points - 1)
    flags = (
        '<c:dLblPos val="t"/><c:showLegendKey val="0"/><c:showVal val="{val}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
    each = "".join(f'<c:dLbl><c:idx val="{n}"/>{flags.format(val=1)}</c:dLbl>' for n in shown)
    return f"<c:dLbls>{each}{flags.format(val=0)}</c:dLbls>"


def _axes(*, floor: bool) -> str:
    """Both axes; figures that are never negative stand on zero, so that a small step looks small."""
    line = f'<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{_GRID}"/></a:solidFill></a:ln></c:spPr>'
    common = '<c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
    floored = common.replace("</c:scaling>", '<c:min val="0"/></c:scaling>') if floor else common
    return (
        f'<c:catAx><c:axId val="1"/>{common}<c:axPos val="b"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_letters(700)}<c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/>{floored}<c:axPos val="l"/><c:majorGridlines>{line}</c:majorGridlines>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{_letters(700)}<c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
    )


def _letters(size: int) -> str:
    return f"<c:txPr><a:bodyPr/><a:p>{_properties(size)}<a:endParaRPr/></a:p></c:txPr>"


def _properties(size: int) -> str:
    return f"<a:pPr>{_font('defRPr', size)}</a:pPr>"


def _run(size: int) -> str:
    return _font("rPr", size)


def _font(tag: str, size: int) -> str:
    ink = f'<a:solidFill><a:srgbClr val="{_TEXT}"/></a:solidFill>'
    return f'<a:{tag} sz="{size}" b="0">{ink}<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/></a:{tag}>'


def shortened(months: Sequence[str]) -> tuple[str, ...]:
    """Months as they fit below an axis: 21.03."""
    return tuple(f"{month[2:4]}.{month[5:7]}" if "-" in month else month for month in months)
