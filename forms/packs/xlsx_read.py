"""A workbook read into the same nodes as a folder; every problem names sheet and cell."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import inspect

from forms.definition import PackDef
from forms.errors import PackError, Problem
from forms.packs.build import fields_of, required_type
from forms.packs.folder import Source
from forms.packs.nodes import Entries, Items, Node, Scalar, nearest, problem
from forms.packs.sheet_samples import sample_nodes
from forms.packs.sheet_text import cell_node
from forms.packs.sheets import (
    COVER,
    COVER_COLUMNS,
    FORMS,
    LISTS,
    NODE_CHECKS,
    OF_FORM,
    REMARKS,
    SAMPLE_COLUMNS,
    SAMPLES,
    SHEETS,
    TARGETS,
    UNITS,
    Sheet,
    column_of,
    letter,
)
from forms.spreadsheet import Excess, excess

MAX_FILE = 50_000_000
Cells = dict[str, Scalar]
_KNOWN = (COVER, *(sheet.name for sheet in SHEETS), SAMPLES)
_TWO_SIDED = {"basis": ("document", "clause")}


def read_workbook(path: Path) -> Source:
    """The pack in a workbook as nodes. Raises PackError for a file that is no readable workbook."""
    return _Book(_grids(path)).source()


def _grids(path: Path) -> dict[str, list[list[object]]]:
    """Every sheet as rows of values."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        if path.stat().st_size > MAX_FILE:
            raise _too_large(path, Excess("bytes", path.stat().st_size, MAX_FILE))
        data = path.read_bytes()
        too_much = excess(data)
        if too_much is not None:
            raise _too_large(path, too_much)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: _rows(book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        }
    except (OSError, zipfile.BadZipFile, CalamineError) as error:
        raise PackError([problem("E-PACK-FILE", path.name, "", path.name, near="*.xlsx")]) from error


def _too_large(path: Path, found: Excess) -> PackError:
    params = {"name": path.name, **{key: str(value) for key, value in found._asdict().items()}}
    return PackError([Problem(code="E-FILE-SIZE", params=params, where=path.name)])


def _rows(found: Sequence[Sequence[object]]) -> list[list[object]]:
    return [list(row) for row in found]


def _text(value: object) -> str:
    """A cell as the author meant it: Excel turns 2026-10 into a date and 5 into 5.0."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime():
            return _text(value.date())
        case dt.date():
            return value.strftime("%Y-%m") if value.day == 1 else value.isoformat()
        case _:
            return str(value)


class _Book:
    """The sheets of one workbook put together into the parts of a pack."""

    def __init__(self, grids: dict[str, list[list[object]]]) -> None:
        self._grids = grids
        self._problems: list[Problem] = []

    def source(self) -> Source:
        for name in self._grids:
            if name not in _KNOWN and not name.startswith(REMARKS):
                near = nearest(name, _KNOWN)
                self._problems.append(problem("E-PACK-KEY", f"{name}!A1", name, name, near=near))
        self._problems.extend(
            problem("E-PACK-MISSING", f"{name}!A1", name, name)
            for name in (COVER, FORMS.name)
            if name not in self._grids
        )
        if COVER not in self._grids:
            return Source(pack=None, problems=self._problems)
        forms = self._forms()
        return Source(
            pack=self._cover(tuple(forms.values())),
            forms=tuple((name, node) for name, (_, node) in forms.items()),
            lists=self._lists(),
            units=self._records(UNITS),
            targets=self._records(TARGETS),
            samples=sample_nodes([line for _, line in self._lines(SAMPLES, SAMPLE_COLUMNS)], self._problems),
            problems=self._problems,
        )

    def _lines(self, name: str, known: tuple[str, ...]) -> Iterator[tuple[str, Cells]]:
        """Lines below the head as texts by column; blank cells are not there, blank lines are skipped."""
        rows = self._grids.get(name) or [[]]
        head = self._head(name, rows[0], known)
        for number, row in enumerate(rows[1:], start=2):
            cells: Cells = {}
            for place, value in enumerate(row):
                where = f"{name}!{letter(place)}{number}"
                text = _text(value)
                if not text.strip():
                    continue
                if place in head:
                    cells[head[place]] = Scalar(text, where)
                elif place >= len(rows[0]) or not _text(rows[0][place]).strip():
                    self._problems.append(problem("E-PACK-KEY", where, text, text, near="—"))
            if cells:
                yield f"{name}!A{number}", cells

    def _head(self, name: str, row: Sequence[object], known: tuple[str, ...]) -> dict[int, str]:
        head: dict[int, str] = {}
        for place, value in enumerate(row):
            text, where = _text(value).strip(), f"{name}!{letter(place)}1"
            column = column_of(text, known)
            if not text:
                continue
            if column is None:
                near = nearest(text.split()[-1], known)
                self._problems.append(problem("E-PACK-KEY", where, text, text, near=near))
            elif column in head.values():
                self._problems.append(problem("E-PACK-DUPLICATE", where, column, text, first=f"{name}!A1"))
            else:
                head[place] = column
        return head

    def _record(self, sheet: Sheet, where: str, cells: Cells) -> Entries:
        """One line as the map that a YAML file would have for it."""
        entries = [
            (Scalar(column, cell.where), self._node(sheet, column, cell))
            for column, cell in cells.items()
            if column != sheet.owner
        ]
        return Entries(tuple(entries), where)

    def _node(self, sheet: Sheet, column: str, cell: Scalar) -> Node:
        return cell_node(sheet.kind(column), cell.text or "", cell.where, self._problems)

    def _records(self, sheet: Sheet) -> Items:
        lines = self._lines(sheet.name, sheet.columns)
        nodes = tuple(self._record(sheet, where, cells) for where, cells in lines)
        return Items(nodes, f"{sheet.name}!A1")

    def _forms(self) -> dict[str, tuple[Scalar, Entries]]:
        """Forms by id with all their parts; a part of an unknown form is told."""
        found: dict[str, tuple[Scalar, list[tuple[Scalar, Node]], str]] = {}
        for where, cells in self._lines(FORMS.name, FORMS.columns):
            name = cells.get("id", Scalar("", where))
            if (name.text or "").strip() in found:
                first = found[(name.text or "").strip()][0].where
                self._problems.append(problem("E-PACK-DUPLICATE", name.where, "id", name, first=first))
                continue
            found[(name.text or "").strip()] = (name, list(self._record(FORMS, where, cells).entries), where)
        for sheet in OF_FORM:
            for form, items in self._owned(sheet, tuple(found)).items():
                place = items[0].where
                found[form][1].append((Scalar(sheet.part, place), Items(tuple(items), place)))
        return {
            form: (name, Entries(tuple(entries), where)) for form, (name, entries, where) in found.items()
        }

    def _owned(self, sheet: Sheet, owners: tuple[str, ...] | None) -> dict[str, list[Entries]]:
        """The lines of a sheet by whom they belong to."""
        owner_column = sheet.owner or ""
        owned: dict[str, list[Entries]] = {}
        for where, cells in self._lines(sheet.name, sheet.columns):
            owner = cells.get(owner_column)
            if owner is None:
                self._problems.append(problem("E-PACK-MISSING", where, owner_column, owner_column))
                continue
            text = (owner.text or "").strip()
            record = self._record(sheet, where, cells)
            if owners is not None and text not in owners:
                near = nearest(text, owners)
                more = {"what": owner_column, "name": text, "near": near}
                self._problems.append(problem("E-PACK-REF", owner.where, owner_column, text, **more))
            else:
                owned.setdefault(text, []).append(record)
        return owned

    def _lists(self) -> Entries:
        owned = self._owned(LISTS, None)
        pairs = (
            (Scalar(name, items[0].where), Items(tuple(items), items[0].where))
            for name, items in owned.items()
        )
        return Entries(tuple(pairs), f"{LISTS.name}!A1")

    def _cover(self, forms: tuple[tuple[Scalar, Entries], ...]) -> Entries:
        """The facts of pack.yaml; those with several lines are gathered in order."""
        gathered: dict[str, tuple[Scalar, list[tuple[Scalar, Cells]]]] = {}
        for where, cells in self._lines(COVER, COVER_COLUMNS):
            key = cells.get("key")
            if key is None:
                self._problems.append(problem("E-PACK-MISSING", where, "key", "key"))
                continue
            gathered.setdefault((key.text or "").strip(), (key, []))[1].append((key, cells))
        entries = [
            (Scalar(name, key.where), node)
            for name, (key, lines) in gathered.items()
            if (node := self._fact(name, lines)) is not None
        ]
        entries.append(
            (Scalar("forms", f"{FORMS.name}!A1"), Items(tuple(n for n, _ in forms), f"{FORMS.name}!A1"))
        )
        checks = self._records(NODE_CHECKS)
        if checks.items:
            entries.append((Scalar("node_checks", checks.where), checks))
        return Entries(tuple(entries), f"{COVER}!A1")

    def _fact(self, name: str, lines: list[tuple[Scalar, Cells]]) -> Node | None:
        field = fields_of(PackDef).get(name)
        where = lines[0][0].where
        given = [cells for _, cells in lines if "value" in cells]
        match required_type(field.type) if field else None:
            case inspect.DictType():
                return self._named(name, given, where)
            case inspect.VarTupleType(item_type=inspect.StructType()):
                return Items(tuple(self._two_sided(c) for c in given), where)
            case inspect.VarTupleType():
                return Items(tuple(c["value"] for c in given), where)
            case _:
                for key, _ in lines[1:]:
                    self._problems.append(problem("E-PACK-DUPLICATE", key.where, name, name, first=where))
                return given[0]["value"] if given else None

    def _named(self, name: str, given: list[Cells], where: str) -> Entries:
        """`due` and `renamed`: the name in the second column, what it means in the third."""
        found: dict[str, tuple[Scalar, Node]] = {}
        for cells in given:
            key = cells["value"]
            text = (key.text or "").strip()
            if text in found:
                first = found[text][0].where
                self._problems.append(problem("E-PACK-DUPLICATE", key.where, name, text, first=first))
            else:
                found[text] = (Scalar(text, key.where), cells.get("second", Scalar(None, key.where)))
        return Entries(tuple(found.values()), where)

    def _two_sided(self, cells: Cells) -> Entries:
        document, clause = _TWO_SIDED["basis"]
        pairs = [(Scalar(document, cells["value"].where), cells["value"])]
        if "second" in cells:
            pairs.append((Scalar(clause, cells["second"].where), cells["second"]))
        return Entries(tuple(pairs), cells["value"].where)
