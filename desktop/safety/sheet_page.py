"""The key backup sheet on A4: sentences, QR codes for a telephone, lines that can be typed. Plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.printing.marks import A4_LONG, A4_SHORT, MM, Code, Ink, Mark, Page

if TYPE_CHECKING:
    from sync.key_sheet import Paper

MARGIN = 18 * MM
TITLE, WORDS, TYPED = 15.0, 10.0, 9.5
LINE = 6 * MM
TYPED_LINE = 5.2 * MM
CODE_GAP = 8 * MM
LARGEST_CODE = 80 * MM
CODES_IN_A_ROW = 2


def sheet_pages(paper: Paper) -> tuple[Page, ...]:
    """The sheet; the typed lines go on to a second page where a long key needs it."""
    marks: list[Mark] = []
    y = MARGIN
    for number, sentence in enumerate(paper.told):
        points = TITLE if number == 0 else WORDS
        marks.append(_ink(y, sentence, points))
        y += LINE * (1.8 if number == 0 else 1)
    y = _codes(marks, paper.codes, y + LINE / 2)
    pages = []
    for typed in paper.lines:
        if y + TYPED_LINE > A4_LONG - MARGIN:
            pages.append(Page(landscape=False, marks=tuple(marks)))
            marks, y = [], MARGIN
        marks.append(_ink(y, typed, TYPED))
        y += TYPED_LINE
    return (*pages, Page(landscape=False, marks=tuple(marks)))


def _ink(y: float, text: str, points: float) -> Ink:
    return Ink(x=MARGIN, y=y, width=A4_SHORT - 2 * MARGIN, height=LINE, text=text, points=points)


def _codes(marks: list[Mark], codes: tuple[str, ...], y: float) -> float:
    """QR codes beside each other, two in a row; gives where they end."""
    side = min(LARGEST_CODE, (A4_SHORT - 2 * MARGIN - CODE_GAP) / CODES_IN_A_ROW)
    for number, payload in enumerate(codes):
        row, place = divmod(number, CODES_IN_A_ROW)
        marks.append(
            Code(
                x=MARGIN + place * (side + CODE_GAP),
                y=y + row * (side + CODE_GAP),
                side=side,
                payload=payload,
            )
        )
    rows = -(-len(codes) // CODES_IN_A_ROW)
    return y + rows * (side + CODE_GAP)
