"""JSONTestSuite (Nicolas Seriot): of 318 texts, those are read that have the one canonical spelling, and no other."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from typing import Any

import pytest
import rfc8785
from corpus import files

from forms import canonical
from forms.errors import YuebaoError
from sync import envelope, manifest

TEXTS = files("JSONTestSuite", "test_parsing/")
NAMES = [name for name in TEXTS if name.endswith(".json")]


def is_profile(value: Any) -> bool:
    """What bundles.md §2 leaves of JSON, decided anew."""
    match value:
        case None | bool():
            return True
        case str():
            return re.search("[\ud800-\udfff]", value) is None
        case int():
            return abs(value) < 2**53
        case list():
            return all(map(is_profile, value))
        case dict():
            return all(key.isascii() and is_profile(inner) for key, inner in value.items())
    return False


def is_canonical(data: bytes) -> bool:
    """By the oracle: Python's reader and rfc8785's writer."""
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)  # the oracle descends by calls, and one text is 500 lists deep
    try:
        value = json.loads(data.decode("utf-8"))
        return is_profile(value) and rfc8785.dumps(value) == data
    except (ValueError, RecursionError):
        return False
    finally:
        sys.setrecursionlimit(usual)


def outcome(read, data: bytes) -> str:
    try:
        read(data)
    except YuebaoError as refusal:
        return refusal.code
    return "read"


@pytest.mark.parametrize("name", NAMES)
def test_text(name):
    data = TEXTS[name]
    found = outcome(lambda text: canonical.decode(text, Any), data)
    assert found == ("read" if is_canonical(data) else "E-SCHEMA")
    assert not (name.startswith("n_") and found == "read")
    assert outcome(manifest.decode, data) == "E-MANIFEST"
    assert outcome(envelope.parse, data) == "E-SIGNATURE"


def test_counts(record_property):
    read = [name for name in NAMES if is_canonical(TEXTS[name])]
    kinds = Counter(name[0] for name in NAMES)
    assert kinds["n"] > 180
    assert len(read) > 20
    record_property(
        "count", f"JSONTestSuite: {len(NAMES)} texts {dict(kinds)}, {len(read)} canonical and read"
    )
