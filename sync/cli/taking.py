"""Taking in: import, verify, withdraw, rebuild."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from forms.errors import Problem
from forms.messages import Translator
from sync.cli.context import Context
from sync.cli.grid import Grid
from sync.cli.outcome import LOOK, OK, REFUSED, Outcome, exit_code
from sync.cli.parser import Commands
from sync.import_report import FileOutcome, FileReport, ImportReport, ReportLine, ReportState
from sync.progress import Progress, Step
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the commands that take files in and out again."""
    take = commands.add(
        "import",
        run_import,
        "Take in bundles, folders, archives and mails of any kind, in any order",
        "yuebao --workspace region import stick/ --dry-run",
    )
    take.add_argument("paths", type=Path, nargs="+", metavar="PATH", help=commands.text("files and folders"))
    take.add_argument(
        "--dry-run", action="store_true", help=commands.text("tell what would happen, keep nothing")
    )
    take.add_argument(
        "--accept-all",
        action="store_true",
        help=commands.text("accept every report that comes in without conflict"),
    )
    verify = commands.add(
        "verify",
        run_verify,
        "Check a bundle without a workspace",
        "yuebao verify bundle.ybz --root XXXX-XXXX-XXXX-XXXX-X",
    )
    verify.add_argument("bundle", type=Path, metavar="BUNDLE", help=commands.text("the file"))
    verify.add_argument(
        "--root", metavar="FINGERPRINT", help=commands.text("the region's fingerprint, as told by telephone")
    )
    withdraw = commands.add(
        "withdraw",
        run_withdraw,
        "Take one import back; what it said stops counting and stays in the archive",
        "yuebao withdraw BUNDLE --reason … --dry-run",
    )
    withdraw.add_argument("bundle", metavar="BUNDLE", help=commands.text("the bundle's hash"))
    withdraw.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    withdraw.add_argument(
        "--dry-run", action="store_true", help=commands.text("show the effect on totals, keep nothing")
    )
    commands.add(
        "rebuild", run_rebuild, "Make the store again from the archive alone, and compare", "yuebao rebuild"
    )


def run_import(options: argparse.Namespace, context: Context) -> Outcome:
    """`import`."""
    from sync import importer

    with Workspace.open(context.folder, context.clock) as ws, watched(context) as progress:
        report = importer.import_paths(
            ws,
            options.paths,
            dry_run=options.dry_run,
            progress=progress,
            decrypt=lambda data: decrypted(ws, context, data),
        )
        accepted = _accept_all(ws, context, report) if options.accept_all and not options.dry_run else 0
    return _imported(report, context.translator, accepted, options.paths)


def decrypted(ws: Workspace, context: Context, data: bytes) -> bytes:
    """The bundle inside an age layer; asks for the passphrase, because the identity follows from the device key."""
    from sync.confidential import decrypt

    return decrypt(data, ws.unlock(context.passphrase()).identities)


def _accept_all(ws: Workspace, context: Context, report: ImportReport) -> int:
    """审定 for every report that came in and is current now."""
    from sync.review import Desk

    lines = {
        (line.unit, line.period)
        for file in report.every_file()
        for line in file.reports
        if line.state == "current"
    }
    reports = [(unit, period) for unit, period in sorted(lines) if unit in ws.collects]
    if not reports:
        return 0
    desk = Desk(ws, ws.signers(context.passphrase()))
    return sum(desk.accept(unit, period) is not None for unit, period in reports)


class watched:  # noqa: N801 - reads as a word in `with`
    """A progress bar on stderr as `sync.progress.Progress`."""

    def __init__(self, context: Context) -> None:
        self._bar = Bar(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            console=context.progress,
            transient=True,
            disable=context.quiet or context.json,
        )

    def __enter__(self) -> Progress:
        self._bar.__enter__()
        task = self._bar.add_task("", total=None)

        def step(now: Step) -> bool:
            self._bar.update(task, completed=now.done, total=now.total or None, description=now.what[-40:])
            return True

        return step

    def __exit__(self, *failure: object) -> None:
        self._bar.stop()


def _imported(report: ImportReport, translator: Translator, accepted: int, given: Sequence[Path]) -> Outcome:
    refused = [file for file in report.files if file.outcome is FileOutcome.REFUSED]
    problems = [_placed(file.problem, file.file) for file in refused if file.problem is not None]
    code = _exit(report, refused)
    result = {
        "files": [file_json(file) | {"file": _called(file.file, given)} for file in report.files],
        "settled": [file_json(file) for file in report.settled],
        "balance": {name: getattr(report.balance, name) for name in report.balance.__struct_fields__},
        "dry_run": report.dry_run,
        "accepted": accepted,
    }
    return Outcome(result=result, view=_import_view(report, translator), code=code, problems=problems)


def _placed(problem: Problem, file: str) -> Problem:
    """Among several refused files each reason names its own."""
    inside = problem.where if problem.where and problem.where not in file else None
    return Problem(code=problem.code, params=problem.params, where=f"{file}: {inside}" if inside else file)


def _called(file: str, given: Sequence[Path]) -> str:
    """A file by its name, one in a folder or archive by its way from there."""
    for path in sorted(given, key=lambda p: len(str(p)), reverse=True):
        if file == str(path):
            return path.name
        if file.startswith(str(path)):
            return file[len(str(path)) :].lstrip("/\\:!") or path.name
    return file


def _exit(report: ImportReport, refused: Sequence[FileReport]) -> int:
    """The only file given decides with its refusal; among several a person looks."""
    if len(report.files) == 1 and refused:
        own = exit_code(refused[0].code or "")
        return own if refused[0].code in ("E-USAGE", "E-DISK", "E-LOCKED") else REFUSED
    return LOOK if report.needs_a_look else OK


def file_json(file: FileReport) -> dict[str, object]:
    """One file with the contract's names; leaves of a relay stand below it. `path` is where it lies."""
    return {
        "file": file.file,
        "path": file.file,
        "outcome": file.outcome.value,
        "code": file.code,
        "kind": file.kind,
        "bundle": file.bundle,
        "unit": file.unit,
        "sequence": file.sequence,
        "missing_sequences": list(file.missing_sequences),
        "reports": [_report_json(line) for line in file.reports],
        "leaves": [file_json(leaf) for leaf in file.leaves],
    }


def _report_json(line: ReportLine) -> Mapping[str, object]:
    return {
        "unit": line.unit,
        "form": line.form,
        "period": line.period,
        "revision": line.revision,
        "state": line.state.value,
        "changed_cells": line.changed_cells,
        "code": line.code,
    }


_OUTCOMES = {
    FileOutcome.MERGED: "merged",
    FileOutcome.KNOWN: "known already",
    FileOutcome.PENDING: "waiting",
    FileOutcome.REFUSED: "refused",
}


def _import_view(report: ImportReport, translator: Translator) -> Sequence[Grid | str]:
    text = translator.text
    lines: list[Sequence[str]] = []
    for file in report.every_file():
        counts = Counter(line.state for line in file.reports)
        reports = " ".join(f"{text(state.value)} {counts[state]}" for state in ReportState if counts[state])
        gaps = (
            f" ({text('missing')} {', '.join(map(str, file.missing_sequences))})"
            if file.missing_sequences
            else ""
        )
        number = f"{file.sequence or ''}{gaps}"
        lines.append(
            (file.file, text(_OUTCOMES[file.outcome]), file.unit or "", number, reports, file.code or "")
        )
    heads = [text(head) for head in ("file", "outcome", "unit", "number", "reports", "code")]
    b = report.balance
    closing = text(
        "Reports in {all} = current {current} + superseded {superseded} + conflict {conflict} + known {known}"
        " + refused {refused}",
        all=b.reports_in,
        current=b.current,
        superseded=b.superseded,
        conflict=b.conflict,
        known=b.known,
        refused=b.refused,
    )
    dry = [text("Nothing was kept (dry run).")] if report.dry_run else []
    return [Grid(heads=heads, rows=lines), closing, *dry]


def run_verify(options: argparse.Namespace, context: Context) -> Outcome:
    """`verify`: container, files and signatures; with `--root` also who may sign, up to the region."""
    from sync.verifying import verify_file

    found = verify_file(options.bundle, options.root)
    text = context.translator.text
    view = [
        text(
            "{file}: intact. {kind} of {unit}, number {n}.",
            file=options.bundle.name,
            kind=text(found.kind),
            unit=found.unit,
            n=found.sequence,
        ),
        text("Signed with {keys}", keys=", ".join(found.fingerprints) or "—"),
        text("The signer is vouched for by the region's register.")
        if found.trusted
        else text(
            "Whether the signer may speak for the unit was not checked: give --root and a bundle that carries the register."
        ),
    ]
    result = {
        "bundle": found.bundle,
        "kind": found.kind,
        "unit": found.unit,
        "to": found.to,
        "origin": found.origin,
        "sequence": found.sequence,
        "signers": [
            {"keyid": k, "fingerprint": f} for k, f in zip(found.keyids, found.fingerprints, strict=True)
        ],
        "files": found.files,
        "trusted": found.trusted,
    }
    return Outcome(result=result, view=view)


def run_withdraw(options: argparse.Namespace, context: Context) -> Outcome:
    """`withdraw`: the effect first, then the act."""
    from forms.values import to_text
    from sync import withdrawal

    with Workspace.open(context.folder, context.clock) as ws:
        effect = withdrawal.preview(ws, options.bundle)
        if not options.dry_run:
            signers = ws.signers(context.passphrase())
            withdrawal.withdraw(ws, signers, options.bundle, options.reason, seen=effect)
    result = {
        "bundle": effect.bundle,
        "withdrawn": not options.dry_run,
        "reports": [
            {
                "unit": r.key.unit,
                "form": r.key.form,
                "period": r.key.period,
                "before": r.state_before,
                "after": r.state_after,
            }
            for r in effect.reports
        ],
        "totals": [
            {
                "form": t.form,
                "period": t.period,
                "cell": list(t.cell),
                "before": to_text(t.before),
                "after": to_text(t.after),
            }
            for t in effect.totals
        ],
    }
    text = context.translator.text
    said = text(
        "{reports} reports and {cells} cells of totals change.",
        reports=len(effect.reports),
        cells=len(effect.totals),
    )
    return Outcome(result=result, view=[said])


def run_rebuild(_options: argparse.Namespace, context: Context) -> Outcome:
    """`rebuild`: beside the store, compared, and removed again when it is the same."""
    import tempfile

    from sync.rebuild import rebuild

    with (
        Workspace.open(context.folder, context.clock) as ws,
        watched(context) as progress,
        tempfile.TemporaryDirectory(dir=context.folder, prefix="rebuild-") as folder,
    ):
        report = rebuild(ws, Path(folder) / "yuebao.db", progress=progress)
    text = context.translator.text
    said = (
        text("Rebuilt from {count} bundles: identical.", count=report.bundles)
        if report.identical
        else text(
            "Rebuilt from {count} bundles: {differing} rows differ.",
            count=report.bundles,
            differing=report.differing,
        )
    )
    differing = [
        {"table": d.table, "key": d.key, "present": d.present, "rebuilt": d.rebuilt}
        for d in report.differences
    ]
    result = {
        "identical": report.identical,
        "bundles": report.bundles,
        "revisions": report.revisions,
        "events": report.events,
        "differences": differing,
    }
    problems = (
        [] if report.identical else [Problem(code="E-REBUILD", params={"differing": str(report.differing)})]
    )
    return Outcome(result=result, view=[said], code=OK if report.identical else LOOK, problems=problems)
