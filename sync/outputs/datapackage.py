"""A Frictionless data package: the period's tables as exact CSV beside `datapackage.json`, which describes them."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import msgspec

from forms.messages import Translator
from sync import durable
from sync.desk.collected import Collected
from sync.desk.scope import EVERYTHING, Scope
from sync.outputs.tables import Field, Table, tables
from sync.version import APP

_MISSING = ("", "—")


def write_datapackage(
    collected: Collected, period: str, folder: Path, translator: Translator, scope: Scope = EVERYTHING
) -> tuple[Path, ...]:
    """CSV first, the description last: a folder that has one is whole. `E-DISK`."""
    made = [(table, _csv(table)) for table in tables(collected, period, translator, scope)]
    files = [durable.replace_file(folder / f"{table.name}.csv", data) for table, data in made]
    pack = collected.index.pack
    described = {
        "profile": "tabular-data-package",
        "name": f"{pack.id.lower()}-{collected.ws.unit.lower()}-{period.lower()}",
        "title": f"{pack.title} {period}",
        "version": pack.version,
        "created": collected.ws.clock().isoformat(timespec="seconds"),
        "contributors": [{"title": pack.authority, "role": "publisher"}],
        "sources": [{"title": f"{basis.document}{basis.clause or ''}"} for basis in pack.basis],
        "description": f"{APP}; pack {collected.ws.pack_ref.hash}",
        "resources": [_resource(table, data) for table, data in made],
    }
    text = msgspec.json.format(msgspec.json.encode(described), indent=2)
    return (*files, durable.replace_file(folder / "datapackage.json", text + b"\n"))


def _csv(table: Table) -> bytes:
    """Values exactly as they are: for programs, so that no ' is put before anything."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in table.fields)
    writer.writerows(table.rows)
    return out.getvalue().encode()


def _resource(table: Table, data: bytes) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(field) for field in table.fields],
        "primaryKey": list(table.key),
        "missingValues": list(_MISSING),
    }
    if table.links:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": other, "fields": list(theirs)}}
            for own, other, theirs in table.links
        ]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, object]:
    made: dict[str, object] = {"name": field.name, "type": field.type}
    if field.title:
        made["title"] = field.title
    if field.type == "date":
        made["format"] = "%Y-%m-%d"
    constraints: dict[str, object] = {}
    if field.required:
        constraints["required"] = True
    if field.choices:
        constraints["enum"] = list(field.choices)
    if constraints:
        made["constraints"] = constraints
    return made
