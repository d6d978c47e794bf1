"""The canonical ZIP: one set of entries, one byte sequence (bundles.md §1).

Reading walks the local headers forward, then writes the same entries again and demands identical bytes.
The central directory is never believed: it is only compared. Duplicates, overlaps, hidden data,
prefixes, suffixes, compression, ZIP64 and disagreeing headers all fail that one equality.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from struct import Struct
from zlib import crc32

from forms.errors import YuebaoError
from sync import armour
from sync.limits import STANDARD, Limits

MANIFEST = "manifest.json"
SIGNATURES = "signatures.json"
VERIFY = "VERIFY.txt"

ORDER = (MANIFEST, SIGNATURES, VERIFY, "revisions", "events", "pack", "register", "attachments", "leaves")
_RANK: Mapping[str, int] = {top: rank for rank, top in enumerate(ORDER)}
_LAST = len(ORDER)

NAME_MAX = 4 * 80 + 3
_NO_DEVICE = r"(?!(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:[./]|\Z))"
_PART = rf"{_NO_DEVICE}[A-Z0-9](?:[A-Z0-9._-]{{0,78}}[A-Z0-9_-])?"
_NAME = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}", re.IGNORECASE | re.ASCII)

_LOCAL_MAGIC = b"PK\x03\x04"
_CENTRAL_MAGIC = b"PK\x01\x02"
_VERSION = 10  # 1.0: stored entries need no more
_DATE = 0x0021  # 1980-01-01, the first date a ZIP can name
# signature, version, flags, method, time, date, crc, size stored, size, name length, extra length
_LOCAL = Struct("<4s5H3I2H")
# the same with "made by" in front, then comment, disk, two attributes and the offset of the local header
_CENTRAL = Struct("<4s6H3I5H2I")
_END = Struct("<4s4H2IH")

Entry = tuple[str, bytes]


def write(entries: Sequence[Entry]) -> bytes:
    """The canonical ZIP of these entries, whatever their order here.

    Raises YuebaoError `E-NAME` for a name no bundle may carry, `E-LIMIT` for too much of anything.
    """
    require_names([name for name, _ in entries])
    _require_sizes(entries, STANDARD)
    STANDARD.require("bytes", sum(len(content) for _, content in entries), STANDARD.total)
    data = _assemble(sorted(entries, key=lambda entry: position(entry[0])))
    STANDARD.require("bytes", len(data), STANDARD.total)
    return data


def read(data: bytes, limits: Limits = STANDARD) -> dict[str, bytes]:
    """The entries by name, in container order, of bytes that `write` could have written.

    Raises YuebaoError `E-LIMIT`, `E-NOT-A-BUNDLE`, `E-TRUNCATED`, `E-MAIL-DAMAGE`, `E-NAME` or
    `E-NOT-CANONICAL`, whichever is found first.
    """
    limits.require("bytes", len(data), limits.total)
    if not data.startswith(_LOCAL_MAGIC):
        raise _not_a_container(data)
    try:
        entries = _walk(data, limits)
        require_names([name for name, _ in entries])
        _require_sizes(entries, limits)
        _require_rewrite(data, entries)
    except YuebaoError as error:
        raise _better_explained(data, error) from error
    return dict(entries)


def position(name: str) -> tuple[int, str]:
    """The sort key of an entry: its place in bundles.md §1, then its name."""
    return (_RANK.get(name.partition("/")[0], _LAST), name)


def require_names(names: Sequence[str]) -> None:
    """Raise `E-NAME` unless every name is safe on every file system and stands alone, whatever its case."""
    files: set[str] = set()
    folders: set[str] = set()
    for name in names:
        folded = name.lower()
        if not _NAME.fullmatch(name) or folded in files:
            raise YuebaoError("E-NAME", name=ascii(name[:NAME_MAX])[1:-1])
        files.add(folded)
        folder = folded.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    # a name that is a file in one entry and a folder in another cannot be unpacked
    for name in sorted(files & folders):
        raise YuebaoError("E-NAME", name=name)


def _require_sizes(entries: Sequence[Entry], limits: Limits) -> None:
    limits.require("entries", len(entries), limits.entries)
    for name, content in entries:
        if name.endswith(".json"):
            limits.require("bytes", len(content), limits.json, where=name)


# --- writing ------------------------------------------------------------------------------------


def _assemble(entries: Sequence[Entry]) -> bytes:
    """The container of entries that are already in order and have good names."""
    local: list[bytes] = []
    central: list[bytes] = []
    offset = 0
    for name, content in entries:
        raw = name.encode("ascii")
        size = len(content)
        crc = crc32(content)
        head = (_VERSION, 0, 0, 0, _DATE, crc, size, size, len(raw), 0)
        local += (_LOCAL.pack(_LOCAL_MAGIC, *head), raw, content)
        central += (_CENTRAL.pack(_CENTRAL_MAGIC, _VERSION, *head, 0, 0, 0, 0, offset), raw)
        offset += _LOCAL.size + len(raw) + size
    directory = b"".join(central)
    count = len(entries)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0)
    return b"".join((*local, directory, end))


# --- reading ------------------------------------------------------------------------------------


def _walk(data: bytes, limits: Limits) -> list[Entry]:
    """The entries as the local headers tell them; sizes are bounded by the bytes that are there."""
    entries: list[Entry] = []
    at = 0
    end = len(data)
    while data.startswith(_LOCAL_MAGIC, at):
        limits.require("entries", len(entries) + 1, limits.entries)
        if at + _LOCAL.size > end:
            raise YuebaoError("E-TRUNCATED", size=end)
        _, _, flags, method, _, _, _, stored, _, name_size, extra_size = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_size + extra_size
        _require_plain(flags, method, extra_size)
        at = start + stored
        if at > end:
            raise YuebaoError("E-TRUNCATED", size=end)
        name = data[start - name_size : start]
        entries.append((name.decode("ascii", "backslashreplace"), data[start:at]))
    rest = data[at : at + len(_CENTRAL_MAGIC)]
    if len(rest) < len(_CENTRAL_MAGIC) and (_LOCAL_MAGIC.startswith(rest) or _CENTRAL_MAGIC.startswith(rest)):
        raise YuebaoError("E-TRUNCATED", size=end)
    return entries


def _require_plain(flags: int, method: int, extra_size: int) -> None:
    """Said here because the reason is worth more than “the bytes differ”."""
    if method or flags or extra_size:
        raise YuebaoError("E-NOT-CANONICAL", detail="packed again by another program")


def _require_rewrite(data: bytes, entries: list[Entry]) -> None:
    again = _assemble(sorted(entries, key=lambda entry: position(entry[0])))
    if again == data:
        return
    if again.startswith(data):
        raise YuebaoError("E-TRUNCATED", size=len(data))
    if data.startswith(again):
        # mail programs end every text with a line end, and take an attachment for text
        code = "E-MAIL-DAMAGE" if data[len(again) :].isspace() else "E-NOT-CANONICAL"
        raise YuebaoError(code, detail="there are bytes after the end")
    raise YuebaoError("E-NOT-CANONICAL", detail="the bytes differ from what the entries give")


# --- what a failure most likely is --------------------------------------------------------------


def _not_a_container(data: bytes) -> YuebaoError:
    if _LOCAL_MAGIC.startswith(data):
        return YuebaoError("E-TRUNCATED", size=len(data))
    damage = armour.damage(data)
    if damage is not None:
        return YuebaoError("E-MAIL-DAMAGE", detail=damage)
    return YuebaoError("E-NOT-A-BUNDLE", detail=armour.looks_like(data))


def _better_explained(data: bytes, error: YuebaoError) -> YuebaoError:
    """A file bent on its way is no attack: the sender should send it another way."""
    if error.code not in ("E-NOT-CANONICAL", "E-NAME", "E-TRUNCATED"):
        return error
    damage = armour.damage(data, cut=error.code == "E-TRUNCATED")
    return error if damage is None else YuebaoError("E-MAIL-DAMAGE", detail=damage)
