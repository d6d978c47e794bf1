"""`python -m forms.packs.schema`: the JSON Schema of a pack as it travels, for readers in other languages."""

from __future__ import annotations

import json

import msgspec

import resources
from forms.definition import PackDef

TARGET = resources.path("schemas", "pack.schema.json")


def pack_schema() -> str:
    """The schema as text; the same for the same definitions."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "yuebao form pack, canonical JSON",
        **msgspec.json.schema(PackDef),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(pack_schema(), encoding="utf-8")
