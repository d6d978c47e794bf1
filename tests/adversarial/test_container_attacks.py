"""Hostile containers: how each is made, and the code it must get.

Every attack starts from a good, signed bundle. None may open; the code tells the user the truth about it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sample_bundles import build, entries, opened

from forms.errors import YuebaoError
from sync import bundle, container
from sync.limits import Limits

GOOD = build()
ENTRIES = list(entries(GOOD).items())
FIRST = ENTRIES[0][1]


@dataclass(frozen=True)
class Header:
    """The fields of one entry, canonical unless an attack changes them."""

    name: bytes
    content: bytes
    made_by: int = 10
    version: int = 10
    flags: int = 0
    method: int = 0
    time: int = 0
    date: int = 0x21
    extra: bytes = b""
    central_extra: bytes = b""
    comment: bytes = b""
    internal: int = 0
    external: int = 0
    disk: int = 0
    after: bytes = b""
    crc: int | None = None
    size: int | None = None
    stored: int | None = None
    central_name: bytes | None = None
    central_offset: int | None = None
    central_crc: int | None = None

    @property
    def sums(self) -> tuple[int, int, int]:
        crc = zlib.crc32(self.content) if self.crc is None else self.crc
        stored = len(self.content) if self.stored is None else self.stored
        return crc, stored, len(self.content) if self.size is None else self.size

    def local(self) -> bytes:
        head = (
            self.version,
            self.flags,
            self.method,
            self.time,
            self.date,
            *self.sums,
            len(self.name),
            len(self.extra),
        )
        return (
            struct.pack("<4s5H3I2H", b"PK\x03\x04", *head)
            + self.name
            + self.extra
            + self.content
            + self.after
        )

    def central(self, offset: int) -> bytes:
        name = self.name if self.central_name is None else self.central_name
        extra = self.central_extra or self.extra
        crc, stored, size = self.sums
        crc = crc if self.central_crc is None else self.central_crc
        head = (self.made_by, self.version, self.flags, self.method, self.time, self.date, crc, stored, size)
        tail = (len(name), len(extra), len(self.comment), self.disk, self.internal, self.external)
        at = offset if self.central_offset is None else self.central_offset
        return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", *head, *tail, at) + name + extra + self.comment


def assemble(headers, *, comment=b"", listed=None, before_directory=b"", before_end=b"", **end) -> bytes:
    body, central, offsets = b"", b"", []
    for header in headers:
        offsets.append(len(body))
        body += header.local()
    for header, offset in zip(headers, offsets, strict=True):
        if listed is None or header in listed:
            central += header.central(offset)
    count = len(headers) if listed is None else len(listed)
    fields = {"disk": 0, "start": 0, "here": count, "all": count, "size": len(central), "at": len(body)} | end
    body += before_directory
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", *fields.values(), len(comment))
    return body + central + before_end + tail + comment


HEADERS = [Header(name.encode(), content) for name, content in ENTRIES]


def first(**changes) -> bytes:
    return assemble([replace(HEADERS[0], **changes), *HEADERS[1:]])


def last(**changes) -> bytes:
    return assemble([*HEADERS[:-1], replace(HEADERS[-1], **changes)])


def plus(*headers: Header) -> bytes:
    return assemble([*HEADERS, *headers])


def named(name: bytes) -> bytes:
    return plus(Header(name, b"x"))


def zipped(method: int, **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method, **options) as archive:
        for name, content in ENTRIES:
            archive.writestr(name, content)
    return out.getvalue()


def streamed() -> bytes:
    """As a program writes to a pipe: sizes after the content, in data descriptors."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, data):
            self.data += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, content in ENTRIES:
            archive.writestr(name, content)
    return pipe.data


def descriptor(header: Header) -> Header:
    after = struct.pack("<4s3I", b"PK\x07\x08", *header.sums)
    return replace(header, flags=8, crc=0, size=0, stored=0, after=after)


def bomb() -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(bytes(50_000_000)) + deflate.flush()
    return plus(
        Header(b"zz.bin", packed, method=8, size=50_000_000, crc=zlib.crc32(bytes(50_000_000)), version=20)
    )


def overlapping() -> bytes:
    """Two central entries for one local header, as in the better zip bomb."""
    twin = replace(HEADERS[1], central_name=b"zz.bin", central_offset=0)
    return assemble([HEADERS[0], twin, *HEADERS[2:]])


def nested_in_content() -> bytes:
    """A quoted local header: the directory points into the content of another entry."""
    inner = Header(b"manifest.json", b"{}").local()
    host = Header(b"attachments/a.bin", inner)
    offset = sum(len(header.local()) for header in HEADERS) + len(host.local()) - len(inner)
    twin = replace(HEADERS[0], central_offset=offset)
    return assemble([twin, *HEADERS[1:], host])


def zip64() -> bytes:
    extra = struct.pack("<2H2Q", 1, 16, len(FIRST), len(FIRST))
    return first(version=45, size=0xFFFFFFFF, stored=len(FIRST), extra=extra)


def zip64_end() -> bytes:
    record = b"PK\x06\x06" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, 4, 4, 0, 0)
    return assemble(HEADERS, before_end=record + b"PK\x06\x07" + struct.pack("<IQI", 0, 0, 1))


def polyglot() -> bytes:
    """A shell script that is a ZIP as well."""
    return b"#!/bin/sh\nrm -rf ~\nexit\n" + GOOD


def reordered_directory() -> bytes:
    offsets, body = [], b""
    for header in HEADERS:
        offsets.append(len(body))
        body += header.local()
    central = b"".join(
        header.central(at) for header, at in reversed(list(zip(HEADERS, offsets, strict=True)))
    )
    return body + central + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 4, 4, len(central), len(body), 0)


Make = Callable[[], bytes]
CANON, NAME = "E-NOT-CANONICAL", "E-NAME"
ATTACKS: dict[str, tuple[Make, str]] = {
    # other spellings of the same entries
    "compressed": (lambda: zipped(zipfile.ZIP_DEFLATED), CANON),
    "compressed with bzip2": (lambda: zipped(zipfile.ZIP_BZIP2), CANON),
    "stored, today's date": (lambda: zipped(zipfile.ZIP_STORED), CANON),
    "streamed with data descriptors": (streamed, CANON),
    "data descriptor on one entry": (lambda: assemble([descriptor(HEADERS[0]), *HEADERS[1:]]), CANON),
    "one entry dated": (lambda: first(date=0x5D63), CANON),
    "one entry timed": (lambda: last(time=1), CANON),
    "version 2.0": (lambda: first(version=20), CANON),
    "made by Unix": (lambda: first(made_by=0x031E), CANON),
    "Unix mode: symbolic link": (lambda: last(made_by=0x031E, external=0o120777 << 16), CANON),
    "external attributes: hidden": (lambda: last(external=2), CANON),
    "internal attributes: text": (lambda: last(internal=1), CANON),
    "encrypted flag": (lambda: first(flags=1), CANON),
    "UTF-8 flag": (lambda: first(flags=0x800), CANON),
    "central encryption flag": (lambda: first(flags=0x2000), CANON),
    "extra field": (lambda: first(extra=b"UT\x05\x00\x03abcd"), CANON),
    "Unicode path extra field": (lambda: last(extra=b"up\x07\x00\x01abcdx"), CANON),
    "extra field in the directory only": (lambda: last(central_extra=b"UT\x05\x00\x03abcd"), CANON),
    "comment on an entry": (lambda: last(comment=b"hello"), CANON),
    "comment on the archive": (lambda: assemble(HEADERS, comment=b"hello"), CANON),
    "entries in another order": (lambda: assemble([HEADERS[1], HEADERS[0], *HEADERS[2:]]), CANON),
    "directory in another order": (reordered_directory, CANON),
    "ZIP64 extra field": (zip64, CANON),
    "ZIP64 end record": (zip64_end, CANON),
    # bytes no reader looks at
    "prefix": (lambda: b"MZ" + GOOD, "E-NOT-A-BUNDLE"),
    "shell script in front": (polyglot, "E-NOT-A-BUNDLE"),
    "suffix": (lambda: GOOD + b"\0", CANON),
    "suffix: PHP": (lambda: GOOD + b"<?php system($_GET[0]);", CANON),
    "a second bundle behind": (lambda: GOOD + GOOD, CANON),
    "another end record behind": (lambda: GOOD + b"PK\x05\x06" + bytes(18), CANON),
    "gap before the directory": (lambda: assemble(HEADERS, before_directory=b"secret"), CANON),
    "gap before the end record": (lambda: assemble(HEADERS, before_end=b"secret"), CANON),
    "gap between entries": (lambda: first(after=b"secret"), CANON),
    "entry not in the directory": (lambda: assemble([*HEADERS, Header(b"zz", b"x")], listed=HEADERS), CANON),
    "no directory": (lambda: b"".join(header.local() for header in HEADERS), "E-TRUNCATED"),
    "empty directory": (lambda: assemble(HEADERS, listed=[]), CANON),
    # the two tables disagree
    "directory names another file": (lambda: last(central_name=b"revisions/" + b"0" * 69), CANON),
    "directory points elsewhere": (lambda: last(central_offset=0), CANON),
    "directory has another checksum": (lambda: last(central_crc=1), CANON),
    "one local header listed twice": (overlapping, CANON),
    "directory points into another entry": (nested_in_content, CANON),
    "wrong checksum": (lambda: first(crc=1), CANON),
    "size too small": (lambda: last(size=1), CANON),
    "stored size too small": (lambda: first(stored=1), CANON),
    "stored size too large": (lambda: first(stored=len(GOOD)), "E-TRUNCATED"),
    "stored size of 4 GiB": (lambda: first(stored=0xFFFFFFFF, size=0xFFFFFFFF), "E-TRUNCATED"),
    "count too small": (lambda: assemble(HEADERS, here=3, all=3), CANON),
    "count too large": (lambda: assemble(HEADERS, here=5, all=5), CANON),
    "second disk": (lambda: assemble(HEADERS, disk=1), CANON),
    "entry on a second disk": (lambda: last(disk=1), CANON),
    "directory offset wrong": (lambda: assemble(HEADERS, at=0), CANON),
    "directory size wrong": (lambda: assemble(HEADERS, size=1), CANON),
    "name longer than the file": (lambda: GOOD[:26] + b"\xff\xff" + GOOD[28:], "E-TRUNCATED"),
    # bombs
    "50 MB of zeros in 50 kB": (bomb, CANON),
    "4,097 entries": (lambda: assemble([Header(b"a%d" % n, b"") for n in range(4097)]), "E-LIMIT"),
    "65 MiB": (lambda: GOOD + bytes(64 * 1024 * 1024), "E-LIMIT"),
    "JSON of 16 MiB and one byte": (lambda: plus(Header(b"zz.json", bytes(16 * 1024 * 1024 + 1))), "E-LIMIT"),
    # names
    "the same name twice": (lambda: plus(HEADERS[-1]), NAME),
    "the same name in capitals": (lambda: named(b"MANIFEST.JSON"), NAME),
    "file and folder of one name": (lambda: named(b"revisions"), NAME),
    "parent folder": (lambda: named(b"../evil"), NAME),
    "parent folder inside": (lambda: named(b"revisions/../../evil"), NAME),
    "absolute": (lambda: named(b"/etc/passwd"), NAME),
    "Windows drive": (lambda: named(b"C:evil"), NAME),
    "backslashes": (lambda: named(b"..\\evil"), NAME),
    "UNC path": (lambda: named(b"//server/share"), NAME),
    "empty name": (lambda: named(b""), NAME),
    "NUL in the name": (lambda: named(b"a.txt\0.json"), NAME),
    "newline in the name": (lambda: named(b"a\nb"), NAME),
    "folder entry": (lambda: named(b"zz/"), NAME),
    "hidden file": (lambda: named(b".bashrc"), NAME),
    "option": (lambda: named(b"-rf"), NAME),
    "trailing dot": (lambda: named(b"manifest.json."), NAME),
    "trailing space": (lambda: named(b"manifest.json "), NAME),
    "alternate stream": (lambda: named(b"a::$DATA"), NAME),
    "device": (lambda: named(b"NUL"), NAME),
    "device with an ending": (lambda: named(b"leaves/com1.ybz"), NAME),
    "81 letters": (lambda: named(b"a" * 81), NAME),
    "five folders deep": (lambda: named(b"a/b/c/d/e"), NAME),
    "name of 60,000 letters": (lambda: named(b"a" * 60_000), NAME),
    "bytes outside ASCII": (lambda: named("键".encode()), NAME),
    "GB18030 name": (lambda: named("键".encode("gb18030")), NAME),
    "right-to-left override": (lambda: named("a\u202egpj.exe".encode()), NAME),
    # no bundle at all
    "nothing": (lambda: b"", "E-TRUNCATED"),
    "two letters": (lambda: b"PK", "E-TRUNCATED"),
    "empty archive": (lambda: assemble([]), "E-NOT-A-BUNDLE"),
    "only zeros": (lambda: bytes(1000), "E-NOT-A-BUNDLE"),
    "good container, no manifest": (lambda: container.write([("a", b"")]), "E-NOT-A-BUNDLE"),
    "good container, no signatures": (
        lambda: container.write([e for e in ENTRIES if e[0] != "signatures.json"]),
        "E-UNSIGNED",
    ),
}


def test_the_workshop_makes_good_containers_when_asked():
    assert assemble(HEADERS) == GOOD
    assert opened(assemble(HEADERS)).manifest.unit == "540100"


@pytest.mark.parametrize(("make", "code"), ATTACKS.values(), ids=ATTACKS)
def test_attack(make, code):
    with pytest.raises(YuebaoError) as caught:
        bundle.open_bundle(make())
    assert caught.value.code == code


def test_there_are_enough_of_them():
    assert len(ATTACKS) >= 26


def test_limits_are_the_callers():
    with pytest.raises(YuebaoError) as caught:
        bundle.open_bundle(GOOD, limits=Limits(entries=3))
    assert caught.value.code == "E-LIMIT"
