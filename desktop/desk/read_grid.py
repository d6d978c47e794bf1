"""A sheet that is only read, as the grid of the entry page. Plain Python."""

from __future__ import annotations

from desktop.entry.compose import composed, digested
from desktop.entry.grid import Grid
from desktop.entry.state import EntryState
from desktop.says import Says
from forms.index import PackIndex
from forms.sheet import Sheet


def read_grid(index: PackIndex, says: Says, sheet: Sheet, other: Sheet | None = None) -> Grid:
    """The grid; thousands of lines take their time, so not on the GUI thread."""
    return composed(index, says, EntryState(), other, digest=digested(sheet))
