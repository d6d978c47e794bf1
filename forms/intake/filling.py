"""What a file offers for one report, matched to the form cell by cell; nothing is stored here.

Every reader (JSON, CSV, workbook, clipboard) ends in a `Filling`: typed texts by cell or line, and a list of
everything that found no place, so that nothing disappears without being said.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from forms.index import Position
from forms.report import Cover, Explanation


class Unrecognised(Struct, frozen=True, kw_only=True):
    """Something in the file that was not understood: where it stands, what it is, and why (a catalogue text)."""

    where: str
    text: str
    reason: str


class Converted(Struct, frozen=True, kw_only=True):
    """A figure that was converted to the row's measure, to be said."""

    where: str
    typed: str
    measure: str


class Filling(Struct, frozen=True, kw_only=True):
    """Texts as they stand in the file, already in the cell's own measure where the head names another.

    `mapped` are the file's own words with what they were taken for; `headings` is what the line of headings is known by.
    """

    cells: Mapping[Position, str | None] = {}
    rows: tuple[Mapping[str, str | None], ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    converted: tuple[Converted, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    cover: Cover | None = None
    mapped: tuple[tuple[str, str], ...] = ()
    headings: str = ""


class Word(Struct, frozen=True, kw_only=True):
    """A heading or row title of a file, where it stands, and the column, field or row it is taken for."""

    text: str
    where: str
    means: str | None = None


class Sighting(Struct, frozen=True, kw_only=True):
    """The words of a file that name columns (fields) and rows, known or not, in the order they stand there."""

    headings: tuple[Word, ...] = ()
    titles: tuple[Word, ...] = ()


UNKNOWN_CELL = "the form has no such cell"
UNKNOWN_FIELD = "the form has no such field"
UNKNOWN_ROW = "the form has no such row"
NO_HEADS = "no line of the file names the form's columns"
WRONG_FORM = "the file is for another form"
WRONG_SHAPE = "not the prescribed shape"
