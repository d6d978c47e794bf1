"""A difference between two packs as a line that a statistician reads."""

from __future__ import annotations

from typing import Final

from forms.diff import Change, ChangeKind, Part
from forms.messages import Translator
from forms.packs.sheets import heading

_PARTS: Final = {
    Part.PACK: "pack",
    Part.FORM: "form",
    Part.COLUMN: "column",
    Part.ROW: "row",
    Part.FIELD: "field",
    Part.CALCULATION: "calculation",
    Part.CHECK: "check relation",
    Part.NODE_CHECK: "node check",
    Part.LIST: "list",
    Part.CHOICE: "list entry",
    Part.UNIT: "unit",
    Part.TARGET: "sourced target",
}
_LINES: Final = {
    ChangeKind.ADDED: "{owner}new {part} {id}: {new}",
    ChangeKind.DROPPED: "{owner}dropped {part} {id}: {old}",
    ChangeKind.RENAMED: "{owner}{part} renamed: {old} → {new}",
    ChangeKind.CHANGED: "{owner}{part} {id}, {key}: {old} → {new}",
    ChangeKind.MOVED: "{owner}order of {part}: {old} → {new}",
}


def change_line(change: Change, translator: Translator) -> str:
    """The difference in the reader's language, with the workbook's own heading for what changed."""
    headings = heading(change.key).split("\n") if change.key else [""]
    blank = translator.text("(nothing)")
    return translator.text(
        _LINES[change.kind],
        owner=f"{change.owner} " if change.owner else "",
        part=translator.text(_PARTS[change.part]),
        id=change.id,
        key=headings[0] if translator.language == "zh" else headings[-1],
        old=change.old or blank,
        new=change.new or blank,
    )
