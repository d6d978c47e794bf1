"""The findings of a sheet as a list to read: grouped by rule or by cell, worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.entry.display import row_name
from desktop.entry.grid import CellKey, Grid, Mark, cell_keys, mark_of
from desktop.says import Says
from forms.findings import Finding, FindingKind, sentence
from forms.sheet import Sheet

MOST = 500
_WORST_FIRST = {Mark.ERROR: 0, Mark.WARNING: 1, Mark.EXPLAINED: 2, Mark.HINT: 3}
_AUTO = {
    FindingKind.REQUIRED: "Must be filled",
    FindingKind.ENTRY: "Not understood",
    FindingKind.MIN: "Too small",
    FindingKind.MAX: "Too large",
    FindingKind.PART_OF: "Part larger than the whole",
    FindingKind.YEAR_TO_DATE: "Cumulative figure",
    FindingKind.TO_DATE: "Cumulative figure falls",
    FindingKind.LIST: "Not in the list",
    FindingKind.KEY: "The same line twice",
    FindingKind.DIVISION: "Divides by zero",
    FindingKind.SLIP: "Another unit of measure?",
    FindingKind.USCC: "Credit code",
}


class Grouping(StrEnum):
    """How the list is ordered."""

    RULE = "rule"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingItem:
    """One entry of the list: a heading (no finding), or one finding with its sentence."""

    text: str
    mark: Mark | None = None
    finding: Finding | None = None
    cells: tuple[CellKey, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it only names the group below it."""
        return self.finding is None


def worst_first(sheet: Sheet) -> tuple[Finding, ...]:
    """The findings to list, the gravest first, 500 at most; slow for a bad roster, so done on the worker."""
    return tuple(sorted(sheet.findings, key=lambda f: _WORST_FIRST[mark_of(f)])[:MOST])


def finding_items(
    grid: Grid, shown: Sequence[Finding], grouping: Grouping, says: Says
) -> tuple[FindingItem, ...]:
    """The list for the side panel; it says how many findings are not shown."""
    rest = len(grid.sheet.findings) - len(shown)
    groups: dict[str, list[FindingItem]] = {}
    for finding in shown:
        item = FindingItem(
            text=sentence(finding, says.translator),
            mark=mark_of(finding),
            finding=finding,
            cells=cell_keys(finding, grid.sheet),
        )
        for heading in _headings(grid, item, grouping, says):
            groups.setdefault(heading, []).append(item)
    listed = [entry for heading, items in groups.items() for entry in (FindingItem(text=heading), *items)]
    if rest > 0:
        listed.append(FindingItem(text=says.text("and {count} more", count=rest)))
    return tuple(listed)


def _headings(grid: Grid, item: FindingItem, grouping: Grouping, says: Says) -> Iterable[str]:
    finding = item.finding
    if finding is None:
        return ()
    if grouping is Grouping.CELL and item.cells:
        return (cell_name(grid, item.cells[0], says),)
    return (rule_name(finding, says),)


def rule_name(finding: Finding, says: Says) -> str:
    """A rule as the list calls it: its id, or in words where it comes by itself."""
    automatic = _AUTO.get(finding.kind)
    return says.text(automatic) if automatic else finding.id


def cell_name(grid: Grid, key: CellKey, says: Says) -> str:
    """A cell as people call it: 02.01 众创空间 · 国家级."""
    row = grid.row_of.get(key[0])
    column = next((column for column in grid.columns if column.id == key[1]), None)
    name = row_name(row, says) if row else says.text("a line that is not shown")
    return f"{name} · {column.title}" if column else name


def next_cell(grid: Grid, current: CellKey | None) -> tuple[Finding, CellKey] | None:
    """The next finding that needs the clerk, after the current cell in reading order, wrapping round."""
    rows = {row.key: place for place, row in enumerate(grid.rows)}
    columns = {column.id: place for place, column in enumerate(grid.columns)}
    spots = sorted(
        (rows[key[0]], columns[key[1]], place, key)
        for place, finding in enumerate(grid.sheet.findings)
        if finding.blocks
        for key in cell_keys(finding, grid.sheet)[:1]
        if key[0] in rows and key[1] in columns
    )
    if not spots:
        return None
    here = (rows.get(current[0], -1), columns.get(current[1], -1)) if current else (-1, -1)
    spot = next((spot for spot in spots if spot[:2] > here), spots[0])
    return grid.sheet.findings[spot[2]], spot[3]
