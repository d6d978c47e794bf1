"""From a print job to finished pages: title and box, table over as many pages as it takes, foot, notes, relations."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.printing.charts import chart_pages
from desktop.printing.marks import A4_LONG, A4_SHORT, MM, Align, Code, Ink, Mark, Page, Told, nobody
from desktop.printing.table import Row, Table
from desktop.printing.text import block_height, broken, line_height, width_of
from desktop.printing.widths import MARGIN, Setting, setting
from sync.outputs.print_job import PrintForm, PrintJob, Stamp, Words

_TOP = 13 * MM
_BOTTOM_PLAIN, _BOTTOM_CODE = 15 * MM, 24 * MM
_QR = 15 * MM
_TITLE, _CAPTION, _SMALL, _NOTE, _STAMP = 16.0, 10.5, 9.0, 8.5, 7.0
_NOTE_SIZES = (_NOTE, 8.0, 7.5)
_FOOT_ROOM = 9 * MM
_TELL_EVERY = 50

Pair = tuple[str, str]


def compose(job: PrintJob, told: Told = nobody) -> tuple[Page, ...]:
    """All pages of a job; every form begins a page, pages are numbered through. `told` counts lines."""
    counter = _Counter(told)
    forms = [_FormPages(job, form, counter) for form in job.forms]
    counter.total = sum(len(one.form.lines) * len(one.set.strips) for one in forms)
    pages = [(page, form.stamp) for form in forms for page in form.pages()]
    pages += [(page, job.stamp) for charts in job.charts for page in chart_pages(charts, job.words.continued)]
    return tuple(
        Page(page.landscape, (*page.marks, *_footer(job.words, stamp, page, number, len(pages))))
        for number, (page, stamp) in enumerate(pages, 1)
    )


def _footer(words: Words, stamp: Stamp, page: Page, number: int, pages: int) -> list[Mark]:
    y = page.height - 11 * MM
    height = line_height("", _STAMP)
    said = words.page.replace("{page}", str(number)).replace("{pages}", str(pages))
    room = page.width - 2 * MARGIN
    right = room - (_QR + 3 * MM if stamp.code else 0)
    marks: list[Mark] = [Ink(MARGIN, y, right, height, stamp.text, _STAMP)]
    if stamp.code:
        marks.append(Code(page.width - MARGIN - _QR, page.height - 7 * MM - _QR, _QR, stamp.code))
        y -= 5 * MM
    align = Align.CENTRE if stamp.code else Align.RIGHT
    marks.append(Ink(MARGIN, y, room, height, said, _STAMP + 1, align))
    return marks


class _Counter:
    """Counts lines as they find their place, and tells now and then."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._done = 0
        self.total = 0

    def one_more(self) -> None:
        """A line has its place."""
        self._done += 1
        if self._done % _TELL_EVERY == 0:
            self._told(self._done, self.total)


class _FormPages:
    """Fills one form's pages from top to bottom."""

    def __init__(self, job: PrintJob, form: PrintForm, counter: _Counter) -> None:
        self._counter = counter
        self.job = job
        self.form = form
        self.stamp = form.stamp or job.stamp
        self.set: Setting = setting(form)
        self.width = A4_LONG if self.set.landscape else A4_SHORT
        height = A4_SHORT if self.set.landscape else A4_LONG
        self.bottom = height - (_BOTTOM_CODE if self.stamp.code else _BOTTOM_PLAIN)
        self.room = self.width - 2 * MARGIN
        self.y = _TOP
        self.marks: list[Mark] = []
        self.done: list[Page] = []

    def pages(self) -> list[Page]:
        """The whole form."""
        for number, strip in enumerate(self.set.strips):
            if number:
                self._turn()
            self._strip(Table(self.form, strip, self.set.points), last=number + 1 == len(self.set.strips))
        self._foot()
        self._notes()
        self._relations()
        self._finish()
        return self.done

    # --- pages -------------------------------------------------------------------------------------

    def _finish(self) -> None:
        self.done.append(Page(self.set.landscape, tuple(self.marks)))
        self.marks = []

    def _turn(self) -> None:
        """Begin the next page with a short line that says whose it is."""
        self._finish()
        self.y = _TOP
        left = "  ".join(value for _, value in self.form.left[:1])
        said = f"{self.form.id} {self.form.title} {self.job.words.continued}"
        lines = broken(said, self.room * 0.6, _SMALL)
        height = block_height(lines, _SMALL)
        self._text(lines, MARGIN, self.room, _SMALL, Align.CENTRE)
        self._text(broken(left, self.room * 0.2, _SMALL)[:1], MARGIN, self.room, _SMALL, Align.LEFT)
        self._text((self.form.caption,), MARGIN, self.room, _SMALL, Align.RIGHT)
        self.y += height + 1 * MM

    def _text(self, lines: Sequence[str], x: float, width: float, points: float, align: Align) -> None:
        """Lines from here down, without moving on."""
        y = self.y
        for line in lines:
            self.marks.append(Ink(x, y, width, line_height(line, points), line, points, align))
            y += line_height(line, points)

    # --- head --------------------------------------------------------------------------------------

    def _opening(self) -> None:
        """Title and period in the middle, the box at the right, who reports at the left."""
        lines = broken(self.form.title, self.room, _TITLE)
        self._text(lines, MARGIN, self.room, _TITLE, Align.CENTRE)
        self.y += block_height(lines, _TITLE) + 0.5 * MM
        self._text((self.form.caption,), MARGIN, self.room, _CAPTION, Align.CENTRE)
        top = self.y
        box = self._pairs(self.form.box, self.room * 0.42)
        height = block_height(tuple(line for lines in box for line in lines), _SMALL)
        left = self._pairs(self.form.left, self.room * 0.5)
        left_height = block_height(tuple(line for lines in left for line in lines), _SMALL)
        caption = line_height("", _CAPTION) + 0.5 * MM
        whole = max(height, left_height + (caption if left_height > height / 2 else 0), caption)
        wide = max((width_of(line, _SMALL) for lines in box for line in lines), default=0.0)
        self._put(box, self.width - MARGIN - wide, top + whole - height)
        self._put(left, MARGIN, top + whole - left_height)
        self.y = top + whole + 1 * MM

    def _pairs(self, pairs: Sequence[Pair], room: float) -> list[tuple[str, ...]]:
        """Each pair as lines."""
        return [broken(f"{label}{self.job.words.colon}{value}", room, _SMALL) for label, value in pairs]

    def _put(self, pairs: Sequence[tuple[str, ...]], x: float, y: float) -> None:
        for lines in pairs:
            for line in lines:
                self.marks.append(Ink(x, y, width_of(line, _SMALL), line_height(line, _SMALL), line, _SMALL))
                y += line_height(line, _SMALL)

    # --- table -------------------------------------------------------------------------------------

    def _strip(self, table: Table, *, last: bool) -> None:
        if not self.done:
            self._opening()
        self._head(table)
        rows = list(table.rows())
        for number, row in enumerate(rows):
            self._counter.one_more()
            ending = last and number + 1 == len(rows)
            self._row(table, row, reserve=_FOOT_ROOM if ending and self.form.foot else 0.0)
        self.marks.append(table.close(self.y))

    def _head(self, table: Table) -> None:
        marks, self.y = table.head(self.y)
        self.marks += marks

    def _row(self, table: Table, row: Row, reserve: float) -> None:
        """One line, on the next page where it does not fit; one higher than a page is cut."""
        if self.y + table.height(row) + reserve > self.bottom and self._begun(table):
            self._next(table)
        while self.y + table.height(row) + reserve > self.bottom and max(map(len, row.cells)) > 1:
            first, row = table.split(row, self.bottom - reserve - self.y)
            marks, self.y = table.draw(first, self.y)
            self.marks += marks
            self._next(table)
        marks, self.y = table.draw(row, self.y)
        self.marks += marks

    def _begun(self, table: Table) -> bool:
        """Whether a line stands on this page already: two heads in a row help nobody."""
        _, first = table.head(0.0)
        return self.y > _TOP + first + 60 * MM or bool(self.done)

    def _next(self, table: Table) -> None:
        self.marks.append(table.close(self.y))
        self._turn()
        self._head(table)

    # --- below the table ---------------------------------------------------------------------------

    def _foot(self) -> None:
        """单位负责人 统计负责人 填表人 联系电话 报出日期, each with room to write."""
        if not self.form.foot:
            return
        said = [f"{label}{self.job.words.colon}{value}" for label, value in self.form.foot]
        widths = [max(width_of(text, _SMALL) + 4 * MM, 0.16 * self.room) for text in said]
        self.y += 2 * MM
        if sum(widths) > self.room:
            self._paragraph("    ".join(said), _SMALL)
            return
        gap = (self.room - sum(widths)) / len(widths)
        x = MARGIN
        for text, width in zip(said, widths, strict=True):
            self.marks.append(Ink(x, self.y, width + gap, line_height(text, _SMALL), text, _SMALL))
            x += width + gap
        self.y += line_height("", _SMALL) + 1 * MM

    def _notes(self) -> None:
        if not self.form.notes:
            return
        self.y += 1.5 * MM
        colon = self.job.words.colon
        texts = []
        for number, note in enumerate(self.form.notes, 1):
            lead = f"{self.job.words.notes}{colon}" if number == 1 else ""
            count = f"{number}. " if len(self.form.notes) > 1 else ""
            texts.append(f"{lead}{count}{note}")
        points = self._note_points(texts)
        for text in texts:
            self._paragraph(text, points)

    def _note_points(self, texts: Sequence[str]) -> float:
        """Notes that nearly fit are set smaller: a page for their last line alone would be worse."""

        def needed(points: float) -> float:
            lines = [line for text in texts for line in broken(text, self.room, points)]
            return sum(line_height(line, points) for line in lines) + 0.4 * MM * len(texts)

        return next((points for points in _NOTE_SIZES if self.y + needed(points) <= self.bottom), _NOTE)

    def _relations(self) -> None:
        """On a page of their own: they are for the checker, not for the file."""
        if not self.form.relations:
            return
        self._turn()
        self.y += 2 * MM
        self._text((self.job.words.relations,), MARGIN, self.room, _CAPTION + 2, Align.CENTRE)
        self.y += line_height("", _CAPTION + 2) + 2 * MM
        for number, relation in enumerate(self.form.relations, 1):
            self._paragraph(f"({number}) {relation}", _SMALL)

    def _paragraph(self, text: str, points: float) -> None:
        """A text over the whole width, broken over pages where it must."""
        for line in broken(text, self.room, points):
            height = line_height(line, points)
            if self.y + height > self.bottom:
                self._turn()
            self.marks.append(Ink(MARGIN, self.y, self.room, height, line, points))
            self.y += height
        self.y += 0.4 * MM
