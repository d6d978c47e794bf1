"""Form packs: pack check, show, diff, to-xlsx, from-xlsx, try, adopt."""

from __future__ import annotations

import argparse
from pathlib import Path

import msgspec

from forms.definition import Level, PackDef
from forms.errors import PackError
from forms.findings import sentence
from forms.loader import pack_from_source, pack_hash
from forms.messages import Translator
from forms.packs.folder import Source, read_folder
from sync.cli.context import Context
from sync.cli.outcome import LOOK, OK, USAGE, Outcome, problem_lines
from sync.cli.parser import Commands
from sync.cli.reporting import finding_json
from sync.cli.setup import pack_folder, read_pack
from sync.desk.trial import Tried
from sync.workspace import Workspace

_COUNTED = {"cells": "cells of tables", "node_checks": "node checks"}
"""What `pack check` counts, where the part's own name is no word for people."""


def register(commands: Commands) -> None:
    """Add `pack …`."""
    pack = commands.group(
        "pack",
        "Form packs: check, show, diff, to-xlsx, from-xlsx, try, adopt",
        "yuebao pack check resources/packs/shuangchuang",
    )
    check = pack.add(
        "check",
        run_check,
        "Read a pack, list everything wrong with it, run its samples",
        "yuebao pack check shuangchuang",
    )
    check.add_argument(
        "pack", metavar="PACK", help=pack.text("a pack folder, a workbook, or the name of the shipped pack")
    )
    show = pack.add("show", run_show, "What a pack holds; without one, the pack in use", "yuebao pack show")
    show.add_argument(
        "pack",
        nargs="?",
        metavar="PACK",
        help=pack.text("a pack folder, a workbook, or the name of the shipped pack"),
    )
    show.add_argument(
        "--relations",
        metavar="FORM",
        help=pack.text("the form's rules as statisticians write them (审核关系)"),
    )
    diff = pack.add("diff", run_diff, "What changed between two packs", "yuebao pack diff old new")
    diff.add_argument("old", metavar="A", help=pack.text("the earlier pack"))
    diff.add_argument("new", metavar="B", help=pack.text("the later pack"))
    _add_workbook(pack)
    _add_version(pack)


def _add_workbook(pack: Commands) -> None:
    out = pack.add(
        "to-xlsx",
        run_to_xlsx,
        "Write a pack as a workbook for its author",
        "yuebao pack to-xlsx shuangchuang --out pack.xlsx",
    )
    out.add_argument("pack", metavar="PACK", help=pack.text("a pack folder, or the name of the shipped pack"))
    out.add_argument("--out", type=Path, required=True, metavar="FILE", help=pack.text("the workbook"))
    back = pack.add(
        "from-xlsx",
        run_from_xlsx,
        "Read the author's workbook and write it as a pack folder",
        "yuebao pack from-xlsx pack.xlsx --out pack",
    )
    back.add_argument("workbook", type=Path, metavar="FILE", help=pack.text("the workbook"))
    back.add_argument("--out", type=Path, required=True, metavar="DIR", help=pack.text("the pack folder"))


def _add_version(pack: Commands) -> None:
    trial = pack.add(
        "try",
        run_try,
        "Check accepted reports of a period again under another version",
        "yuebao pack try 2026-10 --pack new",
    )
    trial.add_argument("period", metavar="PERIOD", help=pack.text("report period"))
    trial.add_argument(
        "--pack", metavar="PACK", help=pack.text("the pack to try; the one in force where none is named")
    )
    adopt = pack.add(
        "adopt",
        run_adopt,
        "Put a pack in force for the whole region; the next task bundle carries it",
        "yuebao --workspace region pack adopt new",
    )
    adopt.add_argument(
        "pack", metavar="PACK", help=pack.text("a pack folder, a workbook, or the name of the shipped pack")
    )


def run_check(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack check`."""
    from forms.samples import check_source

    report = check_source(pack_source(pack_folder(options.pack)))
    if report.pack is None:
        return Outcome(result={"samples": [], "counts": {}}, code=USAGE, problems=report.problems)
    pack = report.pack
    text = context.translator.text
    differing = [sample for sample in report.samples if sample.differences]
    view = [
        f"{pack.id} {pack.version} {pack_hash(pack)[:16]}",
        "  ".join(f"{text(_COUNTED.get(name, name))} {count}" for name, count in report.counts.items()),
    ]
    for sample in differing:
        view.append(f"✗ {sample.id} {sample.title}")
        view.extend(problem_lines(sample.differences, context.translator))
    view.append(
        text("No problems found.")
        if report.ok
        else text("{count} samples came out differently.", count=len(differing))
    )
    result = {
        "id": pack.id,
        "version": pack.version,
        "hash": pack_hash(pack),
        "counts": dict(report.counts),
        "samples": [{"id": s.id, "title": s.title, "ok": not s.differences} for s in report.samples],
    }
    problems = (*report.problems, *(p for sample in differing for p in sample.differences))
    return Outcome(result=result, view=view, code=OK if report.ok else USAGE, problems=problems)


def pack_source(path: Path) -> Source:
    """What stands in a pack's folder or workbook, its scenarios too."""
    if path.is_dir():
        return read_folder(path)
    from forms.packs.xlsx_read import read_workbook

    return read_workbook(path)


def run_show(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack show`."""
    from forms.samples import count_parts

    if options.pack:
        pack = read_pack(pack_folder(options.pack))
    else:
        with Workspace.open(context.folder, context.clock, read_only=True) as ws:
            pack = ws.pack
    if options.relations:
        return _relations(pack, options.relations, context)
    pick = context.translator.pick
    forms = [
        {
            "id": f.id,
            "title": f.title,
            "title_en": f.title_en,
            "kind": str(f.kind),
            "frequency": str(f.frequency),
            "respondents": list(f.respondents),
        }
        for f in pack.forms
    ]
    view = [
        f"{pack.id} {pack.version}  {pick(pack.title, pack.title_en)}  {pack.authority}",
        f"{pack_hash(pack)}",
    ]
    view += [f"{f.id}  {pick(f.title, f.title_en)}  {f.frequency}" for f in pack.forms]
    result = {
        "id": pack.id,
        "version": pack.version,
        "hash": pack_hash(pack),
        "title": pack.title,
        "authority": pack.authority,
        "approval": pack.approval,
        "counts": count_parts(pack),
        "forms": forms,
    }
    return Outcome(result=result, view=view)


def _relations(pack: PackDef, form: str, context: Context) -> Outcome:
    from forms.relations import relations

    found = relations(pack, form)
    translator = context.translator
    view = [
        f"{rule.id}  {translator.text(rule.level) if rule.level else '='}  {rule.text}  "
        f"{translator.pick(rule.message, rule.message_en)}".rstrip()
        for rule in found
    ]
    return Outcome(result={"form": form, "relations": msgspec.to_builtins(found)}, view=view)


def run_diff(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack diff`."""
    from forms.change_words import change_line
    from forms.diff import diff_packs

    old, new = (read_pack(pack_folder(name)) for name in (options.old, options.new))
    changes = diff_packs(old, new)
    view = [change_line(change, context.translator) for change in changes]
    return Outcome(result={"changes": msgspec.to_builtins(changes)}, view=view or ["="])


def run_to_xlsx(options: argparse.Namespace, _context: Context) -> Outcome:
    """`pack to-xlsx`."""
    from forms.samples import read_samples
    from forms.xlsx_pack import to_xlsx

    source = pack_source(pack_folder(options.pack))
    pack = pack_from_source(source)
    samples, problems = read_samples(pack, source)
    if problems:
        raise PackError(problems)
    to_xlsx(pack, options.out, samples)
    return Outcome(result={"file": str(options.out)}, view=[str(options.out)])


def run_from_xlsx(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack from-xlsx`: scenarios that no longer fit the changed pack are told and left out."""
    from forms.packs.writer import write_pack
    from forms.samples import read_samples

    source = pack_source(options.workbook)
    pack = pack_from_source(source)
    samples, problems = read_samples(pack, source)
    write_pack(pack, options.out, samples)
    view = [str(options.out)]
    if problems:
        view.append(context.translator.text("Scenarios that no longer fit the pack were left out:"))
        view.extend(problem_lines(problems, context.translator))
    left_out = [{"where": p.where, "code": p.code} for p in problems]
    result = {
        "folder": str(options.out),
        "hash": pack_hash(pack),
        "samples": len(samples),
        "left_out": left_out,
    }
    return Outcome(result=result, view=view)


def run_try(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack try`: nothing is stored; the reports are checked as if they had been filled under that pack."""
    from sync.desk.trial import try_pack

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        pack = read_pack(pack_folder(options.pack)) if options.pack else ws.pack
        tried = try_pack(ws, pack, options.period)
    view = [line for one in tried for line in _tried(one, context.translator)]
    view.append(
        context.translator.text(
            "{count} reports checked under {pack}: {errors} with errors.",
            count=len(tried),
            pack=f"{pack.id} {pack.version}",
            errors=sum(bool(one.count("error")) for one in tried),
        )
    )
    result = {
        "reports": [
            {
                "unit": t.unit,
                "form": t.form,
                "period": t.period,
                "findings": [finding_json(f, context.translator) for f in t.findings],
                "cells_dropped": [list(cell) for cell in t.dropped],
            }
            for t in tried
        ]
    }
    blocked = any(t.count("error") for t in tried)
    return Outcome(result=result, view=view, code=LOOK if blocked else OK)


def _tried(one: Tried, translator: Translator) -> list[str]:
    """One report: how many findings, which errors, and what would have no place; nothing where there is nothing."""
    if not one.findings and not one.dropped:
        return []
    text = translator.text
    counts = text(
        "Errors {errors}, warnings {warnings}, hints {hints}",
        errors=one.count("error"),
        warnings=one.count("warning"),
        hints=one.count("hint"),
    )
    view = [f"{one.unit} {one.form}: {counts}"]
    errors = (finding for finding in one.findings if finding.level is Level.ERROR)
    view += [f"    {finding.id} {sentence(finding, translator)}" for finding in errors]
    if one.dropped:
        cells = ", ".join(f"[{row}, {column}]" for row, column in one.dropped)
        view.append(f"    {text('no place in the new version: {cells}', cells=cells)}")
    return view


def run_adopt(options: argparse.Namespace, context: Context) -> Outcome:
    """`pack adopt`: the region's next register names the pack; offices believe it with their next task bundle."""
    from sync import tasks

    pack = read_pack(pack_folder(options.pack))
    with Workspace.open(context.folder, context.clock) as ws:
        before = ws.pack_ref
        register = tasks.adopt_pack(ws, pack, ws.unlock(context.passphrase()))
        ref = ws.pack_ref
    text = context.translator.text
    said = "In force: {pack}. Give it out with `issue`." if ref != before else "{pack} is in force already."
    result = {
        "id": ref.id,
        "version": ref.version,
        "hash": ref.hash,
        "changed": ref != before,
        "register": register.version,
    }
    return Outcome(result=result, view=[text(said, pack=f"{ref.id} {ref.version}")])
