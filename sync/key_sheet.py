"""The key backup sheet: the sealed key on paper, as QR codes and as lines that can be typed, and the way back.

What is printed is the sealed file, which needs the passphrase: a sheet alone opens nothing, and neither does the
passphrase alone. Each line carries its own check, so that a typing error is told at its line.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from forms.errors import YuebaoError
from forms.files import disk_errors
from forms.messages import Translator
from sync import auditing, durable, key_file
from sync.key_file import HeldKey
from sync.keys import fingerprint, open_key, signers_in
from sync.workspace import Workspace

if TYPE_CHECKING:
    import segno

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MARK = "YUEBAO-KEY/1"
_CODE = re.compile(rf"{_MARK}:([0-9]+)/([0-9]+):([0-9A-F]{{16}}):([0-9A-Z]+)")
_LINE = re.compile(
    r"^\s*([0-9]{1,3})\s*[:.]\s*([0-9A-Za-z \t]+?)\s*[-=]\s*([0-9A-Za-z]{2})\s*$", re.MULTILINE
)
_COLUMNS = 40
_CODE_SIZE = 640  # characters: a code a telephone reads from a laser print
_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a sheet says: whose key, its fingerprint for comparing, the day it was made, and the sealed file."""

    unit: str
    fingerprints: tuple[str, ...]
    made: str
    sealed: bytes


def make(ws: Workspace) -> Sheet:
    """The sheet of this laptop's key as it is sealed now. A new passphrase or a rotation asks for a new sheet."""
    path = ws.folder / "keys" / key_file.FILE
    with disk_errors(path):
        sealed = path.read_bytes()
    marks = tuple(fingerprint(base64.b64decode(key.spki)) for key in ws.held_keys if key.active)
    return Sheet(unit=ws.unit, fingerprints=marks, made=f"{ws.clock():%Y-%m-%d}", sealed=sealed)


# --- bytes as characters for paper -------------------------------------------------------------------


def _letters(data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    padded = bits + "0" * (-len(bits) % 5)
    return "".join(_ALPHABET[int(padded[at : at + 5], 2)] for at in range(0, len(padded), 5))


def _data(letters: str) -> bytes:
    bits = "".join(f"{_VALUES[letter]:05b}" for letter in letters)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - 7, 8))


def _check(number: int, letters: str) -> str:
    return _letters(hashlib.sha256(f"{number} {letters}".encode()).digest())[:2]


def lines(sheet: Sheet) -> tuple[str, ...]:
    """` 1: XXXX XXXX … - CC`: number, forty characters, their check. The first is the mark of the whole."""
    letters = _letters(hashlib.sha256(sheet.sealed).digest()[:8] + sheet.sealed)
    rows = [letters[at : at + _COLUMNS] for at in range(0, len(letters), _COLUMNS)]
    return tuple(f"{n:>2}: {_grouped(row)} - {_check(n, row)}" for n, row in enumerate(rows, start=1))


def _grouped(row: str) -> str:
    return " ".join(row[at : at + _GROUP] for at in range(0, len(row), _GROUP))


def codes(sheet: Sheet) -> tuple[str, ...]:
    """What the QR codes say; any order of scanning will do."""
    letters = _letters(sheet.sealed)
    parts = [letters[at : at + _CODE_SIZE] for at in range(0, len(letters), _CODE_SIZE)]
    mark = hashlib.sha256(sheet.sealed).hexdigest()[:16].upper()
    return tuple(f"{_MARK}:{n}/{len(parts)}:{mark}:{part}" for n, part in enumerate(parts, start=1))


# --- reading -------------------------------------------------------------------------------------------


def read(text: str) -> bytes:
    """The sealed file from scanned codes or typed lines, with anything around them. Raises `E-KEY-SHEET`."""
    found = _CODE.findall(text)
    return _from_codes(found) if found else _from_lines(_LINE.findall(text))


def _from_codes(found: Sequence[tuple[str, str, str, str]]) -> bytes:
    marks = {(count, mark) for _, count, mark, _ in found}
    if len(marks) > 1:
        raise YuebaoError("E-KEY-SHEET", detail="codes of two sheets")
    ((count, mark),) = marks
    parts = {int(number): letters for number, _, _, letters in found}
    missing = [str(n) for n in range(1, int(count) + 1) if n not in parts]
    if missing:
        raise YuebaoError("E-KEY-SHEET", detail=f"{', '.join(missing)}/{count}")
    sealed = _decoded("".join(parts[n] for n in sorted(parts)), "QR")
    if hashlib.sha256(sealed).hexdigest()[:16].upper() != mark:
        raise YuebaoError("E-KEY-SHEET", detail="SHA-256")
    return sealed


def _from_lines(found: Sequence[tuple[str, str, str]]) -> bytes:
    rows: dict[int, str] = {}
    for number, body, check in found:
        letters = re.sub(r"\s", "", body).upper().translate(_LOOKALIKE)
        if _check(int(number), letters) == check.upper().translate(_LOOKALIKE):
            rows[int(number)] = letters
    last = max([int(number) for number, _, _ in found], default=1)
    wrong = [str(n) for n in range(1, last + 1) if n not in rows]
    if wrong:
        raise YuebaoError("E-KEY-SHEET", detail=", ".join(wrong))
    whole = _decoded("".join(rows[n] for n in sorted(rows)), str(last))
    mark, sealed = whole[:8], whole[8:]
    if hashlib.sha256(sealed).digest()[:8] != mark:
        raise YuebaoError("E-KEY-SHEET", detail=f"{last + 1}")
    return sealed


def _decoded(letters: str, where: str) -> bytes:
    if not set(letters) <= _VALUES.keys():
        raise YuebaoError("E-KEY-SHEET", detail=where)
    return _data(letters)


def recover(ws: Workspace, sealed: bytes, passphrase: str) -> tuple[HeldKey, ...]:
    """Put the key of a sheet back into this office's workspace; gives the keys it holds.

    Raises `E-PASSPHRASE` (that of the time of printing), `E-SHEET-KEY` for a key that is not this office's.
    """
    signers = signers_in(open_key(sealed, passphrase))
    register = ws.trust.register_for(ws.unit)
    known = {key.keyid for key in ws.held_keys}
    known |= {key.keyid for key in ws.trust.all_keys() if key.unit == ws.unit}
    if not any(signer.keyid in known for signer in signers):
        raise YuebaoError("E-SHEET-KEY", key=", ".join(s.keyid[:16] for s in signers), unit=ws.unit)
    before = {key.keyid for key in ws.held_keys if key.active}
    good = {s.keyid for s in signers if s.keyid in before} or {
        s.keyid for s in signers if register is not None and register.is_good(s.keyid)
    }
    held = tuple(key_file.public(s, active=not good or s.keyid in good) for s in signers)
    folder = ws.folder / "keys"
    with disk_errors(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    durable.replace_file(folder / key_file.FILE, sealed)
    with ws.store.transaction():
        ws.store.settings.set("keys", key_file.to_text(held))
        auditing.keys(ws.store, [key.keyid for key in held if key.active])
    ws.forget()
    return held


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on the sheet: sentences, what the QR codes say, and the lines that can be typed."""

    told: tuple[str, ...]
    codes: tuple[str, ...]
    lines: tuple[str, ...]


def paper(sheet: Sheet, translator: Translator) -> Paper:
    """The sheet for whoever draws it."""
    return Paper(told=tuple(_told(sheet, translator)), codes=codes(sheet), lines=lines(sheet))


# --- the sheet on paper --------------------------------------------------------------------------------


def write(sheet: Sheet, path: Path, translator: Translator) -> tuple[Path, ...]:
    """By ending: `.txt`, `.html` and `.svg` hold all; `.pdf` holds a code each, with the text beside it. `E-USAGE`."""
    made: dict[str, Mapping[str, bytes]] = {
        ".txt": {path.name: _text(sheet, translator).encode()},
        ".html": {path.name: _html(sheet, translator).encode()},
        ".svg": {path.name: _svg(sheet, translator).encode()},
    }
    ending = path.suffix.lower()
    if ending not in (*made, ".pdf"):
        raise YuebaoError("E-USAGE", detail=f"{path.name}: .txt .html .svg .pdf")
    files = _pdf(sheet, path, translator) if ending == ".pdf" else made[ending]
    return tuple(durable.replace_file(path.with_name(name), data) for name, data in files.items())


def _told(sheet: Sheet, translator: Translator) -> list[str]:
    text = translator.text
    return [
        text("Key backup sheet of unit {unit}, made {day}", unit=sheet.unit, day=sheet.made),
        text("Fingerprint: {marks}", marks=", ".join(sheet.fingerprints)),
        text("Keep it locked up, away from the laptop, and never beside the passphrase."),
        text("The passphrase of this day is needed too. After a new passphrase or key, print a new sheet."),
        text("To restore: scan the codes into a text file, or type the lines, then"),
        "    yuebao key recover --from FILE",
    ]


def _text(sheet: Sheet, translator: Translator) -> str:
    return "\n".join([*_told(sheet, translator), "", *lines(sheet), "", *codes(sheet), ""])


def _drawn(sheet: Sheet) -> list[segno.QRCode]:
    import segno

    return [segno.make_qr(code, error="m") for code in codes(sheet)]


def _html(sheet: Sheet, translator: Translator) -> str:
    pictures = "\n".join(code.svg_inline(scale=4) for code in _drawn(sheet))
    told = "\n".join(f"<p>{html.escape(line)}</p>" for line in _told(sheet, translator))
    typed = html.escape("\n".join(lines(sheet)))
    style = "@page{size:A4}body{font-family:sans-serif}pre{font:11pt monospace}svg{margin:4mm}"
    title = html.escape(_told(sheet, translator)[0])
    return (
        f'<!DOCTYPE html>\n<html lang="{translator.language}"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style></head><body>\n{told}\n{pictures}\n<pre>\n{typed}\n</pre>\n</body></html>\n"
    )


def _svg(sheet: Sheet, translator: Translator) -> str:
    """One A4 page, 210 × 297 mm."""
    typed = [*_told(sheet, translator), "", *lines(sheet)]
    rows = "".join(
        f'<text x="15" y="{20 + 5.2 * n:.1f}" xml:space="preserve">{html.escape(row)}</text>'
        for n, row in enumerate(typed)
    )
    top = 24 + 5.2 * len(typed)
    width = min(80.0, 270 - top)
    pictures = "".join(
        f'<svg x="{15 + n * (width + 8):.1f}" y="{top:.1f}" width="{width:.1f}" height="{width:.1f}"'
        f' viewBox="0 0 {code.symbol_size()[0]} {code.symbol_size()[1]}">{code.svg_inline()}</svg>'
        for n, code in enumerate(_drawn(sheet))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297"'
        f' font-family="monospace" font-size="3.4"><rect width="210" height="297" fill="#fff"/>{rows}{pictures}</svg>\n'
    )


def _pdf(sheet: Sheet, path: Path, translator: Translator) -> dict[str, bytes]:
    drawn = _drawn(sheet)
    files = {f"{path.stem}.txt": _text(sheet, translator).encode()}
    for number, code in enumerate(drawn, start=1):
        out = BytesIO()
        code.save(out, kind="pdf", scale=5)
        files[path.name if len(drawn) == 1 else f"{path.stem}-{number}.pdf"] = out.getvalue()
    return files
