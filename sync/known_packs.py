"""Form packs with their look-up tables, each made once a process: a pack is immutable and named by its hash."""

from __future__ import annotations

from functools import lru_cache

from forms.index import PackIndex
from forms.loader import pack_from_json


@lru_cache(maxsize=16)
def index_of(data: bytes) -> PackIndex:
    """The pack in these canonical bytes. Raises what `pack_from_json` raises."""
    return PackIndex(pack_from_json(data))
