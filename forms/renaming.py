"""Which form, row, column or field of an earlier pack is called what now: the newer pack's `renamed` (forms.md §5).

A stated renaming wins over equal names, so that rows may be renumbered (01 → 02, 02 → 03) in one version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from forms.definition import PackDef
from forms.packs.whole import split_reference


class Renamings:
    """From one version to a later one. Forms are named as they were called before.

    What the earlier version states in the same words has happened before it and is left out, so that a pack may keep
    its renamings for those who skip versions.
    """

    def __init__(self, earlier: PackDef, later: PackDef) -> None:
        stated = {old: new for old, new in later.renamed.items() if earlier.renamed.get(old) != new}
        pairs = [(split_reference(old), split_reference(new)) for old, new in stated.items()]
        known = [(old, new) for old, new in pairs if old and new]
        self.forms = {old[0]: new[0] for old, new in known if not old[1] and not old[2]}
        self._rows = {(old[0], old[1]): new[1] for old, new in known if old[1]}
        self._columns = {(old[0], old[2]): new[2] for old, new in known if old[2]}

    def rows(self, form: str) -> dict[str, str]:
        """Renamed rows of a form."""
        return {old: new for (owner, old), new in self._rows.items() if owner == form}

    def columns(self, form: str) -> dict[str, str]:
        """Renamed columns of a table or fields of a roster."""
        return {old: new for (owner, old), new in self._columns.items() if owner == form}


def destinations(old: Iterable[str], new: Collection[str], renamed: Mapping[str, str]) -> dict[str, str]:
    """Where each name of `old` is in `new`; names without a place are absent.

    No place is given twice: of two names renamed to one, the first has it, and the other has none.
    """
    names = list(old)
    stated = {name: renamed[name] for name in names if renamed.get(name) in new}
    found: dict[str, str] = {}
    taken = set[str]()
    for name, target in stated.items():
        if target not in taken:
            found[name] = target
            taken.add(target)
    return found | {name: name for name in names if name not in stated and name in new and name not in taken}
