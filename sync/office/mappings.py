"""What an office's own workbook headings mean, remembered for each form and line of headings."""

from __future__ import annotations

from typing import Final

import msgspec

from forms.intake.mapping import Meanings
from forms.store import Store

MAPPING: Final = "mapping"
"""Kind of the documents; they are named `<form> <headings>`."""


def remembered(store: Store, form: str) -> dict[str, Meanings]:
    """What was told for files of this form, by their headings."""
    names = [name for name in store.documents.list(MAPPING) if name.partition(" ")[0] == form]
    blobs = {name.partition(" ")[2]: store.documents.get(MAPPING, name) for name in names}
    return {name: msgspec.json.decode(blob, type=dict[str, str]) for name, blob in blobs.items() if blob}


def remember(store: Store, form: str, headings: str, meanings: Meanings) -> None:
    """Keep what was told; more told for the same headings comes on top."""
    before = remembered(store, form).get(headings, {})
    store.documents.put(MAPPING, f"{form} {headings}", msgspec.json.encode({**before, **meanings}))
