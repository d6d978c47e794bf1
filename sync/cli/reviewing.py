"""Review: accept, return, adjust, lock, unlock, exempt, resolve, reply."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from forms.errors import YuebaoError
from forms.index import PackIndex
from forms.intake.readers import read_filling
from forms.period import parse_period
from forms.report import Content, ReportKey
from sync.cli.context import Context
from sync.cli.outcome import Outcome
from sync.cli.parser import Commands, UsageParser
from sync.cli.reporting import cell_of
from sync.events import Adjusted, Remark
from sync.recording import Recorded
from sync.review import Desk
from sync.workspace import Workspace


def register(commands: Commands) -> None:
    """Add the commands by which a collecting office rules on reports."""
    _add_accept(commands)
    back = commands.add(
        "return",
        run_return,
        "Return reports for correction, with remarks on cells",
        "yuebao return --unit 540100 --period 2026-10 --reason … --cell SC-02,02.12,total=…",
    )
    _report_options(commands, back)
    back.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    back.add_argument(
        "--cell", nargs="+", default=[], metavar="F,ROW,COL=TEXT", help=commands.text("remarks on cells")
    )
    adjust = commands.add(
        "adjust",
        run_adjust,
        "Put a visible adjustment beside a reporter's figure",
        "yuebao adjust --unit 540100 --period 2026-10 --form SC-02 --cell 02.12,total=-3 --reason …",
    )
    _report_options(commands, adjust)
    adjust.add_argument(
        "--cell",
        nargs="+",
        required=True,
        metavar="ROW,COL=DIFFERENCE",
        help=commands.text("cells and what is added to them; 0 ends an adjustment"),
    )
    adjust.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    for name, run, summary in (
        ("lock", run_lock, "Lock a period: what comes later waits"),
        ("unlock", run_unlock, "Unlock a period, or one unit or form of it"),
    ):
        lock = commands.add(name, run, summary, f"yuebao {name} --period 2026-10 --reason …")
        lock.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
        lock.add_argument("--unit", metavar="U", help=commands.text("only this unit"))
        lock.add_argument("--form", metavar="F", help=commands.text("only this form"))
        lock.add_argument("--reason", default="", metavar="T", help=commands.text("why"))
        lock.add_argument("--term", metavar="DATE", help=commands.text("until when"))
    _add_rest(commands)


def _add_rest(commands: Commands) -> None:
    exempt = commands.add(
        "exempt",
        run_exempt,
        "A unit need not report (免报)",
        "yuebao exempt --unit 540100 --period 2026-10 --reason …",
    )
    _report_options(commands, exempt)
    exempt.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    exempt.add_argument("--lift", action="store_true", help=commands.text("take the exemption back"))
    resolve = commands.add(
        "resolve",
        run_resolve,
        "End a conflict by one side or by a file that chooses among them",
        "yuebao resolve --unit 540100 --form SC-02 --period 2026-10 --keep REV --reason …",
    )
    _report_options(commands, resolve, form_required=True)
    chosen = resolve.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--keep", metavar="REV", help=commands.text("the state to keep"))
    chosen.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help=commands.text("Report JSON with the figures chosen"),
    )
    resolve.add_argument("--reason", required=True, metavar="T", help=commands.text("why"))
    reply = commands.add(
        "reply",
        run_reply,
        "Sign replies: receipts, returns, acceptances, current register and pack",
        "yuebao reply --to stick",
    )
    reply.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help=commands.text("folder to write to")
    )
    reply.add_argument("--unit", nargs="+", metavar="U", help=commands.text("only these units"))


def _add_accept(commands: Commands) -> None:
    accept = commands.add(
        "accept",
        run_accept,
        "Accept reports: their figures are final",
        "yuebao accept --unit 540100 --period 2026-10   ·   yuebao accept --all --period 2026-10",
    )
    whose = accept.add_mutually_exclusive_group(required=True)
    whose.add_argument("--unit", nargs="+", metavar="U", help=commands.text("the reporting units"))
    whose.add_argument(
        "--all",
        action="store_true",
        help=commands.text("every report received for the period that nobody has ruled on"),
    )
    _report_options(commands, accept, unit=False)


def _report_options(
    commands: Commands, parser: UsageParser, *, form_required: bool = False, unit: bool = True
) -> None:
    if unit:
        parser.add_argument("--unit", required=True, metavar="U", help=commands.text("the reporting unit"))
    parser.add_argument("--period", required=True, metavar="P", help=commands.text("report period"))
    parser.add_argument("--form", required=form_required, metavar="F", help=commands.text("only this form"))


def _ruled(context: Context, act: Callable[[Desk], Recorded | None]) -> Outcome:
    """Open the workspace, do one act, say what it touched."""
    with Workspace.open(context.folder, context.clock) as ws:
        done = act(Desk(ws, ws.signers(context.passphrase())))
    return _said((done,) if done is not None else (), context)


def _said(made: Sequence[Recorded], context: Context) -> Outcome:
    """What was touched; `bundle` is the last one that says so, `bundles` are all."""
    text = context.translator.text
    if not made:
        return Outcome(result={"events": [], "reports": []}, view=[text("Nothing had to be done.")])
    reports = [
        {"unit": key.unit, "form": key.form, "period": key.period, "status": str(found.state)}
        for done in made
        for key, found in done.outcomes.items()
    ]
    result = {
        "events": [event for done in made for event in done.events],
        "revisions": sorted(revision for done in made for revision in done.revisions.values()),
        "reports": reports,
        "bundle": made[-1].sealed.digest,
        "bundles": [done.sealed.digest for done in made],
    }
    return Outcome(result=result, view=[text("{count} reports were touched.", count=len(reports))])


def run_accept(options: argparse.Namespace, context: Context) -> Outcome:
    """`accept`."""
    period = _period(options)
    with Workspace.open(context.folder, context.clock) as ws:
        desk = Desk(ws, ws.signers(context.passphrase()))
        if options.all:
            from sync.desk.accepting import accept_received

            return _said(tuple(accept_received(desk, period, form=options.form)), context)
        made = (desk.accept(unit, period, options.form) for unit in dict.fromkeys(options.unit))
        return _said(tuple(one for one in made if one is not None), context)


def _period(options: argparse.Namespace) -> str:
    return str(parse_period(options.period))


def run_return(options: argparse.Namespace, context: Context) -> Outcome:
    """`return`."""
    remarks: dict[str, list[Remark]] = {}
    for word in options.cell:
        place, separator, text = word.partition("=")
        form, comma, cell = place.partition(",")
        if not separator or not comma:
            raise YuebaoError("E-USAGE", detail=f"F,ROW,COL=TEXT: {word}")
        remarks.setdefault(form.strip(), []).append(Remark(cell=cell_of(cell), text=text))
    return _ruled(
        context,
        lambda desk: desk.send_back(
            options.unit, _period(options), options.form, reason=options.reason, remarks=remarks
        ),
    )


def run_adjust(options: argparse.Namespace, context: Context) -> Outcome:
    """`adjust`."""
    if not options.form:
        raise YuebaoError("E-USAGE", detail="--form")
    figures = [_adjusted(word, options.reason) for word in options.cell]
    key = ReportKey(options.unit, options.form, _period(options))
    return _ruled(context, lambda desk: desk.adjust(key, figures))


def _adjusted(word: str, reason: str) -> Adjusted:
    place, _, text = word.partition("=")
    try:
        difference = Decimal(text.replace("−", "-").lstrip("+"))
    except InvalidOperation:
        raise YuebaoError("E-USAGE", detail=f"ROW,COL=DIFFERENCE: {word}") from None
    plain = format(difference or abs(difference), "f")
    return Adjusted(cell=cell_of(place), difference=plain, reason=reason)


def run_lock(options: argparse.Namespace, context: Context) -> Outcome:
    """`lock`."""
    return _ruled(
        context,
        lambda desk: desk.lock(
            _period(options), unit=options.unit, form=options.form, reason=options.reason, term=options.term
        ),
    )


def run_unlock(options: argparse.Namespace, context: Context) -> Outcome:
    """`unlock`."""
    return _ruled(
        context,
        lambda desk: desk.unlock(
            _period(options), unit=options.unit, form=options.form, reason=options.reason
        ),
    )


def run_exempt(options: argparse.Namespace, context: Context) -> Outcome:
    """`exempt`."""
    return _ruled(
        context,
        lambda desk: desk.exempt(
            options.unit, _period(options), options.form, reason=options.reason, lift=options.lift
        ),
    )


def run_resolve(options: argparse.Namespace, context: Context) -> Outcome:
    """`resolve`."""
    from sync.settling import resolve

    key = ReportKey(options.unit, options.form, _period(options))
    with Workspace.open(context.folder, context.clock) as ws:
        content = _content(ws, options) if options.source else None
        done = resolve(
            ws,
            ws.signers(context.passphrase()),
            key,
            keep=options.keep,
            content=content,
            reason=options.reason,
        )
    return _said((done,), context)


def _content(ws: Workspace, options: argparse.Namespace) -> Content:
    """The figures chosen, as a report's content."""
    filling = read_filling(PackIndex(ws.pack).form(options.form), options.source)
    cells: dict[str, dict[str, str | None]] = {}
    for (row, column), text in filling.cells.items():
        cells.setdefault(row, {})[column] = text
    content = Content(cells=cells, rows=filling.rows, explanations=filling.explanations)
    return msgspec.structs.replace(content, cover=filling.cover) if filling.cover else content


def run_reply(options: argparse.Namespace, context: Context) -> Outcome:
    """`reply`."""
    from sync.replies import write_replies
    from sync.sealing import deliver

    with Workspace.open(context.folder, context.clock) as ws:
        replies = write_replies(ws, ws.signers(context.passphrase()), options.unit)
        written = [(reply, deliver(reply.recorded.sealed, options.to)) for reply in replies]
    result = {
        "files": [str(path) for _, path in written],
        "replies": [
            {
                "unit": reply.unit,
                "file": str(path),
                "bundle": reply.recorded.sealed.digest,
                "receipted": len(reply.receipt.revisions),
                "rulings": reply.rulings,
                "absent": {origin: list(numbers) for origin, numbers in reply.receipt.absent.items()},
            }
            for reply, path in written
        ],
    }
    text = context.translator.text
    view = [text("{unit}: {file}", unit=reply.unit, file=path) for reply, path in written]
    return Outcome(result=result, view=view or [text("There is nothing to say to anybody.")])
