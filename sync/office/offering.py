"""A look at a file before it is taken: what it would fill in, and what its own words are taken for."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from forms.intake.filling import Filling, Sighting
from forms.intake.grid import sighted
from forms.intake.mapping import Meanings, recall, require_known
from forms.intake.readers import read_filling, read_grid
from sync.office.mappings import remembered
from sync.office.office import Office


class FileOffer(Struct, frozen=True, kw_only=True):
    """A file as it would be taken; `own` is what was told about its words on top of what is remembered."""

    source: Path
    filling: Filling
    words: Sighting
    own: Meanings


def look(office: Office, form: str, source: Path, own: Meanings) -> FileOffer:
    """Read a file for a form and change nothing. Raises what `Office.fill` raises for such a file."""
    index = office.index.form(form)
    require_known(index, own)
    known = remembered(office.workspace.store, form)
    filling = read_filling(index, source, own=own, remembered=known)
    grid = read_grid(index, source)
    words = sighted(index, grid, {**recall(grid, known), **own})
    return FileOffer(source=source, filling=filling, words=words, own=own)
