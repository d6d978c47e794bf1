"""A pack back into a folder that people like to read: one row, column or rule per line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from forms.definition import ChoiceDef, PackDef, TargetDef, UnitDef
from forms.errors import YuebaoError
from forms.files import disk_errors
from forms.packs.build import fields_of
from forms.packs.scenarios import Sample

_PLAIN = re.compile(
    r"[A-Za-z\u3400-\u9fff《（〔“”](?:[ A-Za-z0-9\u3400-\u9fff_./()%+《》（）〔〕“”、。，；：—-]*"
    r"[A-Za-z0-9\u3400-\u9fff_./()%+《》（）〔〕“”、。，；：—-])?"
)
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n", "none"})
_UNPRINTED = re.compile("[\x7f-\x9f\u00a0\u2028\u2029\ufeff\ufff9-\uffff]")
_ELSEWHERE = ("forms", "lists", "units", "targets")
_LATE = ("node_checks", "renamed", "notes")
_ALWAYS = ("approval",)
_WIDE = ("notes",)


def write_pack(pack: PackDef, folder: Path, samples: Iterable[Sample] = ()) -> None:
    """Write the pack and its scenarios into a new or empty folder; reading it again gives an equal pack.

    Raises `E-USAGE` for a folder that holds anything, because what is left over there would join the pack, and `E-DISK`.
    """
    files = pack_files(pack)
    for sample in samples:
        files[f"samples/{sample.id}.yaml"] = "".join(_blocks(sample).values())
    with disk_errors(folder):
        if folder.exists() and any(folder.iterdir()):
            raise YuebaoError("E-USAGE", detail=f"{folder.name}: not empty")
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))


def pack_files(pack: PackDef) -> dict[str, str]:
    """The text of each file by its name; parts that the pack does not have make no file."""
    files = {"pack.yaml": _pack(pack)}
    files |= {f"forms/{form.id}.yaml": "".join(_blocks(form).values()) for form in pack.forms}
    if pack.lists:
        files["lists.yaml"] = "".join(_list(name, choices) for name, choices in pack.lists.items())
    if pack.units:
        files["units.csv"] = _csv(UnitDef, pack.units)
    if pack.targets:
        files["targets.csv"] = _csv(TargetDef, pack.targets)
    return files


def plain_fields(record: msgspec.Struct, *, skip: Iterable[str] = ()) -> dict[str, Any]:
    """What a record says beyond its defaults, by field, in the declared order."""
    told = {name: getattr(record, name) for name in fields_of(type(record)) if name not in skip}
    defaults = {name: _default(type(record), name) for name in told}
    return {name: value for name, value in told.items() if value != defaults[name] or name in _ALWAYS}


def _default(cls: type[msgspec.Struct], name: str) -> object:
    field = fields_of(cls)[name]
    return {} if callable(field.default_factory) else field.default


def _pack(pack: PackDef) -> str:
    """pack.yaml with its list of forms before the longer parts."""
    blocks = _blocks(pack, skip=_ELSEWHERE)
    forms = "forms: [" + ", ".join(_text(form.id) for form in pack.forms) + "]\n"
    late = "".join(blocks.pop(name, "") for name in _LATE)
    return "".join(blocks.values()) + forms + late


def _blocks(record: msgspec.Struct, *, skip: Iterable[str] = ()) -> dict[str, str]:
    """The text of each top-level key; sequences of records stand one per line."""
    blocks: dict[str, str] = {}
    for name, value in plain_fields(record, skip=skip).items():
        if _is_listed(value, name):
            blocks[name] = f"{name}:\n" + "".join(f"  - {_flow(item)}\n" for item in value)
        else:
            blocks[name] = f"{name}: {_flow(value)}\n"
    return blocks


def _is_listed(value: object, name: str) -> bool:
    if not isinstance(value, tuple) or not value:
        return False
    return name in _WIDE or isinstance(value[0], msgspec.Struct)


def _flow(value: object) -> str:
    match value:
        case str() if not isinstance(value, StrEnum):
            return _text(value)
        case tuple():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case Mapping():
            return "{" + ", ".join(f"{_text(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        case msgspec.Struct():
            return _flow(plain_fields(value))
        case None:
            return "null"
        case _:
            return plain_text(value)


def _text(text: str) -> str:
    """Unquoted where every reader of YAML sees a text, else in double quotes."""
    if (_PLAIN.fullmatch(text) and text.lower() not in _WORDS) or _MONTH.fullmatch(text):
        return text
    return _UNPRINTED.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _list(name: str, choices: tuple[ChoiceDef, ...]) -> str:
    if all(choice.code == choice.title and choice.title_en is None for choice in choices):
        return f"{_text(name)}: [{', '.join(_text(choice.code) for choice in choices)}]\n"
    return f"{_text(name)}:\n" + "".join(f"  - {_flow(choice)}\n" for choice in choices)


def _csv(cls: type[UnitDef | TargetDef], records: Iterable[msgspec.Struct]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = list(fields_of(cls))
    writer.writerow(names)
    writer.writerows([plain_text(getattr(record, name)) for name in names] for record in records)
    return out.getvalue()


def plain_text(value: object) -> str:
    """A single value as every kind of file writes it; nothing is an empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
