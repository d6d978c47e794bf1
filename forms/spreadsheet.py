"""Whether a file of figures may be opened: its kind by its first bytes, and its size before a reader reserves room for it.

Spreadsheet readers hold a sheet as one block from its first cell to its last, and unpack whatever a file says it has.
Both are measured here first, on the bytes themselves and not on what the archive's index claims.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from forms.errors import YuebaoError

MAX_UNPACKED: Final = 128 * 1024 * 1024
"""Bytes of a workbook when unpacked: a roster of 5,000 lines by 20 fields has eight million."""
MAX_AREA: Final = 4_000_000
"""Cells a sheet may span, blank ones included."""
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CELL_ADDRESS: Final = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ODS_TAG: Final = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_REPEATED: Final = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"']([0-9]{1,9})")
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 200
_HEADER: Final = struct.Struct("<26xHH")


class Kind(StrEnum):
    """What a file is, whatever its name says; the values are texts of the catalogue."""

    PACKED = "a workbook (.xlsx, .ods)"
    OLD = "an older workbook (.xls, .et)"
    PROTECTED = "a workbook protected by a password"
    WEB = "a web page saved as a table"
    PDF = "a PDF document"
    TEXT = "a text file"
    OTHER = "no file of figures"


class Excess(NamedTuple):
    """What there is too much of; `what` is a text of the catalogue."""

    what: str
    found: int
    limit: int


def kind_of(data: bytes) -> Kind:
    """The kind of file these bytes are."""
    if data.startswith(_ZIP):
        return Kind.PACKED
    if data.startswith(_OLE):
        return Kind.PROTECTED if _ENCRYPTED in data else Kind.OLD
    if data.startswith(b"%PDF"):
        return Kind.PDF
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")) or b"<html" in start:
        return Kind.WEB
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return Kind.OTHER if not wide and b"\0" in data[:1000] else Kind.TEXT


def wrong_kind(name: str, kind: Kind) -> YuebaoError:
    """`E-FILE-TYPE` for a file that is not what is needed."""
    return YuebaoError("E-FILE-TYPE", where=name, name=name, kind=kind.value)


def excess(data: bytes) -> Excess | None:
    """What a packed workbook has too much of; raises `zipfile.BadZipFile` for one that is damaged."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for entry in book.infolist():
            area = _Area() if entry.filename.startswith("xl/worksheets/") else None
            tables = _Tables() if entry.filename == "content.xml" else None
            for chunk in _content(data, entry):
                unpacked += len(chunk)
                if unpacked > MAX_UNPACKED:
                    return Excess("unpacked bytes", unpacked, MAX_UNPACKED)
                for measured in (area, tables):
                    if measured is not None:
                        measured.take(chunk)
            cells = max((measured.cells for measured in (area, tables) if measured is not None), default=0)
            if cells > MAX_AREA:
                return Excess("cells", cells, MAX_AREA)
    return None


def _content(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry unpacked piece by piece until its stream ends, which may be beyond the length the index gives."""
    begin = entry.header_offset
    if data[begin : begin + 4] != _ZIP:
        raise zipfile.BadZipFile(entry.filename)
    name, extra = _HEADER.unpack_from(data, begin)
    begin += _HEADER.size + name + extra
    packed = data[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(f"{entry.filename}: {entry.compress_type}")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not stream.eof:
            chunk = stream.decompress(packed, _CHUNK)
            if not chunk and not stream.unconsumed_tail and not stream.eof:
                raise zipfile.BadZipFile(entry.filename)
            packed = stream.unconsumed_tail
            yield chunk
    except zlib.error as failure:
        raise zipfile.BadZipFile(f"{entry.filename}: {failure}") from None


class _Area:
    """The last row and column that a sheet's cells name."""

    def __init__(self) -> None:
        self._rows = self._columns = 0
        self._rest = b""

    def take(self, chunk: bytes) -> None:
        """The next piece of the sheet."""
        text = self._rest + chunk
        found = set(_CELL_ADDRESS.findall(text))
        self._rows = max(self._rows, max((int(row) for _, row in found), default=0))
        self._columns = max(self._columns, max((_column_number(letters) for letters, _ in found), default=0))
        self._rest = text[-_OVERLAP:]

    @property
    def cells(self) -> int:
        """The block a reader reserves."""
        return self._rows * self._columns


class _Tables:
    """The same for OpenDocument, where a row or cell may stand for a million."""

    def __init__(self) -> None:
        self._rest = b""
        self._row = self._column = 0
        self._rows = self._columns = 0
        self.cells = 0

    def take(self, chunk: bytes) -> None:
        """The next piece; a tag that the piece cuts is kept for the next."""
        text = self._rest + chunk
        whole = text.rfind(b">") + 1
        for closing, tag, attributes in _ODS_TAG.findall(text[:whole]):
            self._tag(tag, attributes, closing=bool(closing))
        self._rest = text[whole:][-_CHUNK:]

    def _tag(self, tag: bytes, attributes: bytes, *, closing: bool) -> None:
        found = _REPEATED.search(attributes)
        times = int(found[1]) if found else 1
        if tag == b"table":
            self._row = self._rows = self._columns = 0
        elif tag == b"table-row":
            self._row += 0 if closing else times
            self._column = 0
        elif not closing:
            self._column += times
            if b"value" in attributes or not attributes.endswith(b"/"):
                self._rows = self._row
                self._columns = max(self._columns, self._column)
                self.cells = max(self.cells, self._rows * self._columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
