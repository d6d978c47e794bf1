"""Bundles as text for mail that drops or bends attachments, and what such mail did to a file.

Armour is base64 of 64 columns between BEGIN and END lines. An age file gets age's own armour, which
`age -d` reads; a plain bundle gets the same with one header line, the hash of the bytes:

    -----BEGIN YUEBAO BUNDLE-----
    SHA-256: 3a6e…

    UEsDBAoAAAAAAAAAIQ…
    -----END YUEBAO BUNDLE-----

Reading forgives what mail programs do to text: other line ends and widths, quote marks, indentation,
words around it, UTF-16. It never guesses at lost bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from forms.errors import YuebaoError

COLUMNS = 64
_AGE_MAGIC = b"age-encryption.org/"
_AGE = "AGE ENCRYPTED FILE"
_BUNDLE = "YUEBAO BUNDLE"
_BEGIN = re.compile(rf"-----BEGIN ({_AGE}|{_BUNDLE})-----")
_HASH = re.compile(r"^SHA-256: ?([0-9a-fA-F]{64})$", re.MULTILINE)
_QUOTE = "> \t"
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]+={0,2}\s*")
_BASE64_OF_BUNDLE = b"UEsDB"  # what "PK\x03\x04" becomes
_BASE64_OF_AGE = base64.b64encode(_AGE_MAGIC[:18])

_KNOWN_STARTS = (
    (b"%PDF-", "PDF"),
    (b"\xd0\xcf\x11\xe0", "XLS/DOC"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG", "PNG"),
    (b"SQLite format 3", "SQLite"),
    (_AGE_MAGIC, "age"),
    (b"PK", "ZIP"),
    (b"<", "HTML/XML"),
    (b"{", "JSON"),
)


def armour(data: bytes) -> str:
    """The bundle (`.ybz`) or age file (`.ybz.age`) as text to paste into a mail."""
    encoded = base64.b64encode(data).decode("ascii")
    lines = [encoded[at : at + COLUMNS] for at in range(0, len(encoded), COLUMNS)]
    if data.startswith(_AGE_MAGIC):
        label, head = _AGE, []
    else:
        label, head = _BUNDLE, [f"SHA-256: {hashlib.sha256(data).hexdigest()}", ""]
    return "\n".join([f"-----BEGIN {label}-----", *head, *lines, f"-----END {label}-----", ""])


def unwrap(data: bytes) -> bytes:
    """The bundle or age bytes inside armour or bare base64; anything else as it is.

    Raises YuebaoError `E-TRUNCATED` when the END line is missing, `E-MAIL-DAMAGE` for changed text.
    """
    text = _text(data)
    if text is None:
        return data
    begin = _BEGIN.search(text)
    if begin is not None:
        return _dearmour(text, begin)
    if _is_bare_base64(data):
        return _decoded(data.decode("ascii"))
    return data


def is_armoured(data: bytes) -> bool:
    """Whether there is armour in this text."""
    text = _text(data)
    return text is not None and _BEGIN.search(text) is not None


def is_armoured_age(data: bytes) -> bool:
    """Whether there is age's armour in this text."""
    text = _text(data)
    begin = _BEGIN.search(text) if text is not None else None
    return begin is not None and begin.group(1) == _AGE


def damage(data: bytes, *, cut: bool = False) -> str | None:
    """What a mail gateway most likely did to this file; None when nothing points that way.

    `cut` says that the end is missing anyhow: then a beginning without an eighth bit proves nothing.
    """
    if _is_bare_base64(data) or is_armoured(data):
        return "the file is still base64 text"
    if data.startswith((b"PK=03=04", b"PK\x03\x04=\r\n", b"PK\x03\x04=\n")):
        return "the file is still quoted-printable text"
    return _binary_damage(data, cut=cut) if data.startswith(b"PK\x03\x04") else None


def _binary_damage(data: bytes, *, cut: bool) -> str | None:
    line_ends = data.count(b"\n")
    if line_ends and line_ends == data.count(b"\r\n"):
        return "line ends were changed"
    if data.isascii() and not cut:
        return "the eighth bit of every byte was lost"
    if b"\xef\xbf\xbd" in data and _is_utf8(data):
        return "the bytes were rewritten as text"
    return None


def looks_like(data: bytes) -> str:
    """A short name for what this file probably is, when it is no bundle."""
    start = data[:64].lstrip()
    for magic, name in _KNOWN_STARTS:
        if start.startswith(magic):
            return name
    return "TXT" if _is_utf8(data) else "?"


def _text(data: bytes) -> str | None:
    """The bytes as text if they are text that may hold armour; binary files are told at a glance."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data[:4096]:
        return None
    return data.decode("ascii", "replace")


def _is_bare_base64(data: bytes) -> bool:
    start = data[:64].lstrip()
    if not start.startswith((_BASE64_OF_BUNDLE, _BASE64_OF_AGE)):
        return False
    return _BASE64.fullmatch(data) is not None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _dearmour(text: str, begin: re.Match[str]) -> bytes:
    body, end, _ = text[begin.end() :].partition(f"-----END {begin.group(1)}-----")
    if not end:
        raise YuebaoError("E-TRUNCATED", size=len(text))
    body = "\n".join(line.strip(_QUOTE) for line in body.splitlines())
    told = _HASH.search(body)
    data = _decoded(body if told is None else body[told.end() :])
    if told is not None and hashlib.sha256(data).hexdigest() != told.group(1).lower():
        raise YuebaoError("E-MAIL-DAMAGE", detail="the text was changed on its way")
    return data


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise YuebaoError("E-MAIL-DAMAGE", detail="the text was changed on its way") from error
