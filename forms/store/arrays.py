"""Lists of names in a column, as JSON: readable with any SQLite program, and usable with `json_each`."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

_DECODER = msgspec.json.Decoder(tuple[str, ...])
_EMPTY = "[]"


def json_array(texts: Iterable[str]) -> str:
    """The texts as one JSON array."""
    found = tuple(texts)
    return msgspec.json.encode(found).decode() if found else _EMPTY


def strings(array: str | None) -> tuple[str, ...]:
    """The texts of a JSON array; NULL is the empty one."""
    return _DECODER.decode(array) if array is not None and array != _EMPTY else ()
