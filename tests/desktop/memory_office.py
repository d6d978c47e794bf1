"""An office in memory with the same face as the real one: enough arithmetic and checking to try the window."""

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from desktop.office_port import HandedOver, Submitted, TakenIn
from forms.definition import Derive
from forms.errors import Problem, YuebaoError
from forms.index import PackIndex, Position
from forms.report import Cover, Explanation, Status
from forms.sheet import CellState, CellView, LineView, Sheet
from forms.values import parse_entry
from sync.office.standing import Returned
from tests.desktop.memory_cosigning import MemoryCosigning
from tests.desktop.memory_files import MemoryFiles
from tests.desktop.memory_keeping import MemoryKeeping
from tests.desktop.memory_rules import (
    LEVEL_COLUMNS,
    RIGHT,
    entry,
    explained,
    rules,
    totals,
    view,
)
from tests.desktop.sample_pack import PACK


@dataclass(frozen=True)
class Draft:
    cells: dict = field(default_factory=dict)
    lines: tuple = ()
    explanations: tuple = ()
    cover: Cover = field(default_factory=Cover)
    files: tuple = ()


class MemoryOffice(MemoryFiles):
    def __init__(self, period="2026-10", *, read_only=False):
        self.index = PackIndex(PACK)
        self.unit = self.index.unit("540100")
        self.desk = None
        self.keeping = MemoryKeeping()
        self.cosigning = MemoryCosigning()
        self.period = period
        self.read_only = read_only
        self.remarks = {}
        self.back = ()
        self.statuses = {}
        self.calls = []
        self.bundles = []
        self.meanings = {}
        self.waiting, self.old_drafts = None, frozenset()
        self._drafts, self._past, self._future = {}, {}, {}
        self._next = 1

    # what the window asks -----------------------------------------------------------------------------

    def has_key(self):
        return self.keeping.held is not None

    def periods(self):
        return ("2026-11", "2026-10", "2026-09", "2026-08")

    def overview(self, period):
        return tuple(self.form_status(form.id, period) for form in PACK.forms)

    def due(self, period):
        return tuple((form.id, period) for form in PACK.forms)

    def returned(self):
        here = [
            form for form, status in self.statuses.items() if status in (Status.RETURNED, Status.CORRECTING)
        ]
        reason = "；".join(dict.fromkeys(self.remarks.values()))
        return (*self.back, *(Returned(form=form, period=self.period, reason=reason) for form in here))

    def told(self, period):
        return ()

    def take_notices(self, period):
        return 0

    def sheet(self, form, period):
        draft = self._draft(form, period)
        if self.index.form(form).is_table:
            return self._sheet(form, period, draft, self._cells(form, draft), ())
        lines = tuple(LineView(id=number, values=self._line(form, values)) for number, values in draft.lines)
        return self._sheet(form, period, draft, {}, lines)

    def enter(self, form, period, changes):
        self.calls.append(("enter", form, dict(changes)))
        draft = self._draft(form, period)
        cells = dict(draft.cells)
        for key, text in changes.items():
            cells[Position(*key)] = parse_entry(text, self.index.form(form).cells[Position(*key)].spec).value
        return self._keep(form, period, replace(draft, cells=cells))

    def add_lines(self, form, period, lines, at=None):
        draft = self._draft(form, period)
        new = []
        for values in lines:
            new.append((self._next, self._read(form, values)))
            self._next += 1
        place = len(draft.lines) if at is None else at
        return self._keep(
            form, period, replace(draft, lines=draft.lines[:place] + tuple(new) + draft.lines[place:])
        )

    def enter_lines(self, form, period, changes):
        self.calls.append(("enter_lines", form, changes))
        draft = self._draft(form, period)
        lines = tuple(
            (number, {**values, **self._read(form, changes[number])} if number in changes else values)
            for number, values in draft.lines
        )
        return self._keep(form, period, replace(draft, lines=lines))

    def delete_lines(self, form, period, ids):
        draft = self._draft(form, period)
        return self._keep(
            form, period, replace(draft, lines=tuple(x for x in draft.lines if x[0] not in ids))
        )

    def carry_over(self, form, period):
        return self.add_lines(form, period, [{"name": "藏青创业园", "kind": "众创空间"}])

    def undo(self, form, period):
        return self._step(form, period, self._past, self._future)

    def redo(self, form, period):
        return self._step(form, period, self._future, self._past)

    def explain(self, form, period, check, cell, text):
        draft = self._draft(form, period)
        rest = tuple(e for e in draft.explanations if (e.check, e.cell) != (check, cell))
        new = (Explanation(check=check, cell=cell, text=text),) if text else ()
        return self._keep(form, period, replace(draft, explanations=rest + new))

    def set_cover(self, form, period, cover):
        return self._keep(form, period, replace(self._draft(form, period), cover=cover))

    def check(self, period, forms):
        return tuple(finding for form in forms for finding in self.sheet(form, period).findings)

    def cover(self, period):
        return Cover(head="央金", preparer="次仁", phone="0891-6320000")

    def submit(self, period, forms, folder, passphrase, cover):
        if passphrase != RIGHT:
            raise YuebaoError("E-PASSPHRASE", detail="")
        self.calls.append(("submit", tuple(forms), cover))
        file = Path(folder) / "540100-2026-10-1.ybz"
        file.write_bytes(b"bundle")
        self.statuses.update(dict.fromkeys(forms, Status.SUBMITTED))
        self.bundles.append(
            HandedOver(
                sequence=1,
                at="2026-11-03T10:32:00+08:00",
                file=file.name,
                bundle="ab" * 32,
                reports=tuple((form, period) for form in forms),
            )
        )
        return Submitted(file=file, bundle="ab" * 32, sequence=1, reports=tuple(forms))

    def write_again(self, bundle, folder):
        file = Path(folder) / f"{bundle[:8]}.ybz"
        file.write_bytes(b"bundle")
        return file

    def handed_over(self):
        return tuple(self.bundles)

    def take_in(self, paths, watch):
        for number, _ in enumerate(paths):
            watch.step(number, len(paths))
        return tuple(
            TakenIn(
                file=path.name,
                outcome="refused",
                code="E-NOT-A-BUNDLE",
                problem=Problem(code="E-NOT-A-BUNDLE", params={"detail": "TXT"}),
            )
            if path.suffix == ".txt"
            else TakenIn(file=path.name, outcome="merged", kind="reply")
            for path in paths
        )

    def correct(self, form, period, reason):
        self.statuses[form] = Status.CORRECTING
        return self.sheet(form, period)

    def outdated(self):
        return False

    def close(self, *, backup=True):
        self.calls.append(("close",))

    # keeping ------------------------------------------------------------------------------------------

    def _draft(self, form, period):
        return self._drafts.get((form, period), Draft())

    def _keep(self, form, period, draft):
        self._past.setdefault((form, period), []).append(self._draft(form, period))
        self._future[(form, period)] = []
        self._drafts[(form, period)] = draft
        return self.sheet(form, period)

    def _step(self, form, period, source, target):
        stack = source.get((form, period), [])
        if stack:
            target.setdefault((form, period), []).append(self._draft(form, period))
            self._drafts[(form, period)] = stack.pop()
        return self.sheet(form, period)

    def _read(self, form, values):
        specs = self.index.form(form).field_specs
        return {name: parse_entry(text, specs[name]).value for name, text in values.items()}

    def form_status(self, form, period):
        sheet = self.sheet(form, period)
        return SimpleNamespace(
            form=form,
            period=period,
            status=sheet.status,
            filled=sheet.filled,
            asked=sheet.asked,
            errors=sheet.errors,
            warnings_open=sheet.warnings_open,
            due=dt.date(2026, 11, 5),
            days_left=2,
        )

    # computing ----------------------------------------------------------------------------------------

    def _cells(self, form, draft):
        found = {}
        for position, cell in self.index.form(form).cells.items():
            if not cell.applies:
                found[position] = CellView(text="—", state=CellState.NOT_ASKED, reason="not asked here")
            elif cell.derive:
                text = "12" if cell.derive is Derive.PREVIOUS and position.row == "02.01" else None
                found[position] = CellView(text=text, state=CellState.DERIVED, source="accepted")
            else:
                found[position] = view(draft.cells.get(position))
        if form == "SC-02":
            totals(found)
        return found

    def _line(self, form, values):
        return {name: view(values.get(name)) for name in self.index.form(form).field_specs}

    def _sheet(self, form, period, draft, cells, lines):
        definition = self.index.form(form).form
        findings = tuple(explained(f, draft) for f in self._findings(form, cells, lines))
        asked = [c for c in cells.values() if c.state in (CellState.ENTERED, CellState.INVALID)]
        filled = sum(c.text is not None or c.typed is not None for c in asked)
        status = Status.EMPTY if not filled and not lines else Status.DRAFT
        if any(f.level == "error" for f in findings) and status is Status.DRAFT:
            status = Status.FAILED
        return Sheet(
            form=definition,
            unit="540100",
            period=period,
            status=self.statuses.get(form, status),
            cells=cells,
            lines=lines,
            findings=findings,
            explanations=draft.explanations,
            cover=draft.cover,
            filled=filled,
            asked=len(asked),
            can_undo=bool(self._past.get((form, period))),
            can_redo=bool(self._future.get((form, period))),
            read_only=self.read_only,
            remarks=self.remarks if form == "SC-02" else {},
            pack_outdated=form in self.old_drafts,
            attachments=draft.files,
        )

    def _findings(self, form, cells, lines):
        for position, cell in cells.items():
            if cell.state is CellState.INVALID:
                yield entry(form, tuple(position), self.index, cell)
        if form == "SC-02":
            yield from rules(form, cells)
        for number, line in enumerate(lines, start=1):
            for name, cell in line.values.items():
                if cell.state is CellState.INVALID:
                    yield entry(form, (f"#{number}", name), self.index, cell, number)


FILLED = {
    "02.01": ("3", "5", "4", "0"),
    "02.02": ("2", "3", "1", "0"),
    "02.03": ("6", "11", "0", "2"),
    "02.04": ("0", "1", "2", "0"),
    "02.06": ("0", "0", "1", "0"),
    "02.07": ("1", "1", "0", "0"),
    "02.08.6": ("0", "2", "7", "12"),
    "02.12": ("20", "14", "9", "3"),
    "02.13": ("1260", "845", "402", "96"),
    "02.14": ("980", "860", "211", "40"),
    "02.16.1": ("12", "x5", "3", "1"),
}


CARRIERS = [
    {
        "name": "拉萨高新区众创空间",
        "uscc": "91540100MA6T1ABC0X",
        "kind": "众创空间",
        "level": "国家级",
        "area": "3200.5",
        "firms": "42",
        "jobs": "386",
        "open": "是",
        "since": "2019-06-30",
        "tibetan": "ལྷ་ས་མཐོ་རིམ་ལག་རྩལ་གསར་སྤེལ་ཁུལ།",
    },
    {
        "name": "雪莲创业孵化器",
        "kind": "科技企业孵化器",
        "level": "自治区级",
        "area": "1800",
        "firms": "17",
        "jobs": "96",
        "open": "是",
        "since": "2021-03-15",
    },
    {
        "name": "青稞星创天地",
        "kind": "星创天地",
        "level": "市级",
        "area": "约600",
        "firms": "6",
        "jobs": "31",
        "open": "否",
    },
]


def filled_office(**more):
    """An office in the middle of October: two errors, one warning, a roster, last month for comparison."""
    office = MemoryOffice(**more)
    cells = {
        Position(row, column): text
        for row, texts in FILLED.items()
        for column, text in zip(LEVEL_COLUMNS, texts, strict=True)
    }
    office.enter(
        "SC-02",
        "2026-10",
        {
            **cells,
            Position("02.05", "city"): "8",
            Position("02.01", "note"): "新增一家，拉萨高新区 ལྷ་ས་མཐོ་རིམ།",
        },
    )
    office.enter(
        "SC-02",
        "2026-09",
        {key: str(int(text) - 1) if text.isdigit() and text != "0" else "0" for key, text in cells.items()},
    )
    office.enter("SC-02", "2026-10", {Position("02.12", "regional"): "1"})
    office.add_lines("SC-02A", "2026-10", CARRIERS)
    return office


def big_roster(office, lines=5000):
    """Many lines for speed."""
    kinds = ("众创空间", "科技企业孵化器", "星创天地")
    office.add_lines(
        "SC-02A",
        "2026-10",
        [
            {
                "name": f"载体{number:05d}",
                "kind": kinds[number % 3],
                "level": "市级",
                "area": str(number % 977),
                "firms": str(number % 40),
                "jobs": str(number % 300),
                "open": "是",
                "since": "2021-03-15",
            }
            for number in range(lines)
        ],
    )
    return office
