"""The regional office's store with the example region's reports in it, put there without bundles."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from pathlib import Path

import resources
from forms.calendar import is_respondent, own_period
from forms.evaluation import Evaluation, Inputs
from forms.index import PackIndex
from forms.lines import figures_of
from forms.loader import load_pack
from forms.past import NoPast
from forms.period import parse_period
from forms.program import Program
from forms.report import Cover, ReportKey
from forms.store import ReportRow, StoredRevision
from forms.values import parse_entry
from sync import founding, recording, revisions
from sync.demo import rosters, tables
from sync.demo.world import make_world
from sync.founding import Setup
from sync.office.freezing import frozen_content
from sync.office.inputs import content_lines
from sync.revisions import RevisionKind
from sync.workspace import Workspace

PERIOD = "2021-03"
TOP = "540000"
MISSING = ("540600", "540400Z01")
COVER = Cover(head="甲某", statistician="乙某", preparer="丙某", phone="0891-0000000", date="2021-04-03")


def clock() -> dt.datetime:
    return dt.datetime(2021, 4, 9, 1, tzinfo=dt.UTC)


def region(folder: Path, *, months: int = 3, missing: tuple[str, ...] = MISSING) -> Workspace:
    pack = load_pack(resources.path("packs", "shuangchuang"))
    found = founding.init_region(
        folder / "region",
        TOP,
        pack,
        Setup(clock=clock, passphrase="correct horse", work_factor=1),  # noqa: S106
    )
    fill(found.workspace, months, missing)
    return found.workspace


def fill(ws: Workspace, months: int, missing: tuple[str, ...]) -> None:
    """Every unit's reports of the last month, without the units that are missing."""
    program = Program(PackIndex(ws.pack))
    world = make_world(ws.pack, TOP, months, 7)
    numbers = itertools.count(1)
    with ws.store.transaction():
        for unit in ws.pack.units:
            if unit.code != TOP and unit.code not in missing:
                at = tables.desk(world, unit.code, world.months[-1])
                _put(ws, program, at, numbers)


def _put(ws: Workspace, program: Program, at: tables.Desk, numbers) -> None:
    texts = {}
    inputs: dict[str, Inputs] = {}
    for form_id, form in program.index.forms.items():
        if not is_respondent(form.form, at.unit, at.period):
            continue
        if form.is_table:
            typed: Mapping = tables.table(at, form)
            cells = {p: parse_entry(t, form.cells[p].spec).value for p, t in typed.items()}
            inputs[form_id] = Inputs(cells)
        else:
            lines = [
                {f.id: parse_entry(line.get(f.id), form.field_specs[f.id]).value for f in form.form.fields}
                for line in rosters.roster(at, form_id)
            ]
            texts[form_id] = [tuple(line.values()) for line in lines]
            inputs[form_id] = Inputs({}, [figures_of(form, _texts(line)) for line in lines])
    evaluation = Evaluation(program, at.unit, at.period, inputs, NoPast())
    for form_id in inputs:
        form = program.index.forms[form_id]
        own = own_period(form.form, at.period)
        if own is not None:
            content = frozen_content(evaluation, form, lines=texts.get(form_id, ()), cover=COVER)
            _store(ws, ReportKey(at.unit.code, form_id, str(own)), content, next(numbers))


def _texts(line):
    from forms.values import to_text

    return {name: to_text(value) for name, value in line.items()}


def _store(ws: Workspace, key: ReportKey, content, number: int) -> None:
    revision = revisions.make(
        key,
        content,
        kind=RevisionKind.SUBMIT,
        parents=(),
        pack=ws.pack_ref,
        by=recording.authorship(ws, number),
    )
    blob = revisions.encode(revision)
    name = revisions.revision_id(blob)
    ws.store.revisions.add(
        StoredRevision(**key._asdict(), id=name, kind="submit", origin=revision.origin, n=number, blob=blob)
    )
    ws.store.reports.put(
        ReportRow(
            **key._asdict(),
            heads=(name,),
            state="received",
            revision=name,
            kind="submit",
            received_at="2021-04-07T02:00:00+00:00",
        )
    )


__all__ = ["PERIOD", "content_lines", "parse_period", "region"]
