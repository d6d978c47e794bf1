"""Words of the page of outputs: what each kind is, what is missing, how large a file is. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.words import unit_name
from desktop.says import Says
from forms.index import PackIndex

if TYPE_CHECKING:
    from sync.desk.readiness import Readiness

KINDS: Mapping[str, tuple[str, str]] = {
    "xlsx": (
        "Workbook (Excel)",
        "Cover, who reported, every form summed and by unit, targets, trends, notes",
    ),
    "pdf": ("All forms (PDF)", "Every form due, in the official layout, and the trends, to print"),
    "unit-pdf": (
        "Each unit's forms (PDF)",
        "A file for each unit with all it reported, every page under its bundle's code",
    ),
    "docx": ("Brief (Word)", "For the leading group's meeting, from a template you can edit"),
    "csv": ("Tables (CSV)", "The reports one by one, for WPS and Excel"),
    "datapackage": ("Data package", "The same tables with their description, exact, for programs"),
    "sdmx-csv": ("SDMX-CSV", "Every cell as an observation, for statistical systems"),
    "adx": ("ADX", "Figures by unit, for data exchange"),
    "parquet": ("Parquet", "Totals as one long table, for analysts; full edition only"),
}
"""Title and explanation of every kind, in the order in which they are offered and written."""
MOST = 8
KILO = 1024


def standing_lines(found: Readiness, index: PackIndex, says: Says) -> tuple[str, ...]:
    """What is missing or open, a sentence each; the first tells who reported."""

    def names(codes: Sequence[str]) -> str:
        said = (", " if says.translator.language == "en" else "、").join(
            unit_name(index, code) for code in codes[:MOST]
        )
        rest = len(codes) - MOST
        return f"{said} {says.text('and {count} other units', count=rest)}" if rest > 0 else said

    lines = [
        says.text(
            "{expected} units owe a report, {reported} reported",
            expected=found.expected,
            reported=found.reported,
        )
    ]
    for codes, sentence in (
        (found.missing, "Nothing came from: {names}"),
        (found.incomplete, "Not all forms came from: {names}"),
        (found.conflicts, "In conflict and not counted: {names}"),
        (found.returned, "Returned and not corrected yet: {names}"),
    ):
        if codes:
            lines.append(says.text(sentence, names=names(codes)))
    if not found.locked:
        lines.append(says.text("The period is not locked; figures may still change."))
    return tuple(lines)


def size_text(path: Path) -> str:
    """How large a file is; blank where it has gone."""
    try:
        size = path.stat().st_size
    except OSError:
        return ""
    return f"{size / KILO / KILO:.1f} MB" if size >= KILO * KILO else f"{max(size // KILO, 1)} KB"
