"""Supervision and decisions: problems reported, notices given and answered, matters submitted and decided."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.period import parse_period
from sync.cli.context import Context
from sync.cli.grid import Grid
from sync.cli.outcome import LOOK, OK, Outcome
from sync.cli.parser import Commands
from sync.desk.supervising import Notice, Told
from sync.events import EventType, Matter
from sync.matters import Standing, State
from sync.workspace import Workspace

if TYPE_CHECKING:
    from sync.desk.collected import Collected

STATE_WORDS = {
    State.OPEN: "not answered",
    State.OVERDUE: "overdue",
    State.ANSWERED: "being dealt with",
    State.SETTLED: "settled",
    State.CLOSED: "closed",
}


def register(commands: Commands) -> None:
    """Add the commands of both sides."""
    text = commands.text
    problems = commands.add(
        "problems", run_problems, "Problems that the units reported", "yuebao problems --period 2026-10"
    )
    problems.add_argument("--period", required=True, metavar="P", help=text("report period"))
    commands.add(
        "notices", run_notices, "Supervision notices given and received, with answers", "yuebao notices"
    )
    notify = commands.add(
        "notify",
        run_notify,
        "Give a unit a supervision notice with a deadline; `reply` carries it",
        "yuebao notify --unit 540100 --text … --deadline 2026-12-31 --problem 540100-W01 --period 2026-10",
    )
    _matter_options(commands, notify)
    notify.add_argument("--number", default="", metavar="N", help=text("its number (default: the next one)"))
    notify.add_argument("--problem", metavar="N", help=text("the number of the problem it answers"))
    close = commands.add(
        "close-notice", run_close, "End a notice", "yuebao close-notice 540000-2026-A1001 --reason …"
    )
    close.add_argument("number", metavar="N", help=text("its number"))
    close.add_argument("--reason", default="", metavar="T", help=text("why"))
    take = commands.add(
        "take-notices",
        run_take,
        "Put a line for every open notice into the feedback form, to be answered there",
        "yuebao take-notices --period 2026-10",
    )
    take.add_argument("--period", required=True, metavar="P", help=text("report period"))
    _add_matters(commands)


def _add_matters(commands: Commands) -> None:
    text = commands.text
    found = commands.add(
        "matters",
        run_matters,
        "Matters submitted for decision",
        "yuebao matters --period 2026Q4 --out a.docx",
    )
    found.add_argument("--period", required=True, metavar="P", help=text("report period"))
    found.add_argument("--out", type=Path, metavar="FILE", help=text("write the list for the meeting, .docx"))
    decide = commands.add(
        "decide",
        run_decide,
        "Say what was decided on a matter; `reply` carries it",
        "yuebao decide --unit 540100 --number 540100-1 --period 2026Q4 --result 通过 --text …",
    )
    _matter_options(commands, decide)
    decide.add_argument("--number", required=True, metavar="N", help=text("the number of the matter"))
    decide.add_argument(
        "--result", default="", metavar="R", help=text("the result, a code of the pack's list")
    )
    decide.add_argument("--meeting", default="", metavar="T", help=text("the meeting, such as 2026年第4季度"))
    commands.add("decisions", run_decisions, "Decisions given and received", "yuebao decisions")


def _matter_options(commands: Commands, parser: argparse.ArgumentParser) -> None:
    text = commands.text
    parser.add_argument("--unit", required=True, metavar="U", help=text("the reporting unit"))
    parser.add_argument("--text", default="", metavar="T", help=text("what is to be done, or was decided"))
    parser.add_argument("--deadline", metavar="DATE", help=text("until when"))
    parser.add_argument("--responsible", default="", metavar="T", help=text("who is responsible"))
    parser.add_argument("--period", metavar="P", help=text("report period"))


# --- looking -------------------------------------------------------------------------------------------


def run_problems(options: argparse.Namespace, context: Context) -> Outcome:
    """`problems`."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import problems

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found, names = problems(collected, options.period), _names(collected)
    text = context.translator.text
    grid = _grid(
        context.translator,
        ("unit", "entry no.", "problem", "deadline", "notice"),
        [
            (
                names[one.unit],
                one.number,
                one.line.get("problem") or "",
                one.line.get("deadline") or "",
                one.answered.matter.number if one.answered else "",
            )
            for one in found
        ],
    )
    closing = text("{count} problems", count=len(found))
    return Outcome(result={"problems": msgspec.to_builtins(found)}, view=[grid, closing])


def run_notices(_options: argparse.Namespace, context: Context) -> Outcome:
    """`notices`: of either side; something to look at while one is overdue."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import notices
    from sync.office.directed import received

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        given = notices(collected)
        taken, names = received(ws, EventType.NOTICE), _names(collected)
    view = [_notice_table(given, names, context.translator), *_received_table(taken, context.translator)]
    late = any(one.state is State.OVERDUE for one in given)
    result = {"given": msgspec.to_builtins(given), "received": msgspec.to_builtins(taken)}
    return Outcome(result=result, view=view, code=LOOK if late else OK)


def _notice_table(given: Sequence[Notice], names: Mapping[str, str], translator: Translator) -> Grid:
    lines = []
    for one in given:
        matter = one.standing.matter
        progress = (one.answer.line.get("progress") or "") if one.answer else ""
        state = translator.text(STATE_WORDS[one.state])
        unit = names.get(one.standing.unit, one.standing.unit)
        lines.append((matter.number, unit, matter.text, matter.deadline or "", state, progress))
    return _grid(translator, ("entry no.", "unit", "matter", "deadline", "state", "progress"), lines)


def _received_table(taken: Sequence[Standing], translator: Translator) -> list[Grid]:
    if not taken:
        return []
    lines = []
    for one in taken:
        matter = one.matter
        state = translator.text(STATE_WORDS[State.CLOSED]) if matter.closed else ""
        lines.append((matter.number, matter.text, matter.deadline or "", matter.result, state))
    heads = ("entry no.", "matter", "deadline", "result", "state")
    return [_grid(translator, heads, lines, translator.text("Told to this office"))]


def run_matters(options: argparse.Namespace, context: Context) -> Outcome:
    """`matters`."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import submitted

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        collected = Collected(ws)
        found, names = submitted(collected, options.period), _names(collected)
        written = None
        if options.out is not None:
            from sync.outputs.agenda import write_agenda

            written = write_agenda(options.out, collected, options.period, found, context.translator)
    lines = []
    for one in found:
        decided = one.answered.matter if one.answered else None
        said = f"{decided.result} {decided.text}".strip() if decided else ""
        lines.append((names[one.unit], one.number, one.line.get("kind") or "", _subject(one), said))
    grid = _grid(context.translator, ("unit", "entry no.", "kind", "matter", "decision"), lines)
    result = {"matters": msgspec.to_builtins(found), "file": str(written) if written else None}
    return Outcome(result=result, view=[grid])


def _subject(one: Told) -> str:
    return " ".join(filter(None, (one.line.get("subject"), one.line.get("reason"))))


def run_decisions(_options: argparse.Namespace, context: Context) -> Outcome:
    """`decisions`: of either side."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import given
    from sync.office.directed import received

    with Workspace.open(context.folder, context.clock, read_only=True) as ws:
        made = given(ws, EventType.DECISION)
        taken, names = received(ws, EventType.DECISION), _names(Collected(ws))
    matters = [(names.get(one.unit, one.unit), one.matter) for one in made]
    grid = _grid(
        context.translator,
        ("entry no.", "unit", "result", "decision", "deadline"),
        [(m.number, unit, m.result, m.text, m.deadline or "") for unit, m in matters],
    )
    result = {"given": msgspec.to_builtins(made), "received": msgspec.to_builtins(taken)}
    return Outcome(result=result, view=[grid, *_received_table(taken, context.translator)])


def _grid(
    translator: Translator, heads: Sequence[str], rows: Sequence[Sequence[str]], title: str = ""
) -> Grid:
    return Grid(title=title, heads=[translator.text(head) for head in heads], rows=rows)


def _names(collected: Collected) -> dict[str, str]:
    return {unit.code: unit.name for unit in collected.index.pack.units}


# --- acts ----------------------------------------------------------------------------------------------


def run_notify(options: argparse.Namespace, context: Context) -> Outcome:
    """`notify`."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import Supervisor, problems

    if options.problem and not options.period:
        raise YuebaoError("E-USAGE", detail="--period")
    with Workspace.open(context.folder, context.clock) as ws:
        told = None
        if options.problem:
            told = _among(problems(Collected(ws), options.period), options.unit, options.problem)
        matter = Matter(
            number=options.number,
            text=options.text or ((told.line.get("problem") or "") if told else ""),
            responsible=options.responsible,
            deadline=options.deadline,
            source=(told.form, told.period, told.number) if told else None,
        )
        number = Supervisor(ws, ws.signers(context.passphrase())).notify(options.unit, matter)
    said = context.translator.text("Notice {number} was recorded; the next reply carries it.", number=number)
    return Outcome(result={"number": number}, view=[said])


def _among(here: Sequence[Told], unit: str, number: str) -> Told:
    """The line that was named; an act that would silently refer to nothing is refused (`E-USAGE`)."""
    for one in here:
        if (one.unit, one.number) == (unit, number):
            return one
    raise YuebaoError("E-USAGE", detail=f"{unit} {number}", where=number)


def run_close(options: argparse.Namespace, context: Context) -> Outcome:
    """`close-notice`."""
    from sync.desk.supervising import Supervisor

    with Workspace.open(context.folder, context.clock) as ws:
        number = Supervisor(ws, ws.signers(context.passphrase())).close(options.number, options.reason)
    return Outcome(
        result={"number": number}, view=[context.translator.text("Closed: {number}", number=number)]
    )


def run_take(options: argparse.Namespace, context: Context) -> Outcome:
    """`take-notices`."""
    from sync.office.directed import take_notices
    from sync.office.office import Office

    parse_period(options.period)
    with Workspace.open(context.folder, context.clock) as ws:
        count = take_notices(Office(ws), options.period)
    said = context.translator.text("{count} notices were put into the feedback form.", count=count)
    return Outcome(result={"lines": count}, view=[said])


def run_decide(options: argparse.Namespace, context: Context) -> Outcome:
    """`decide`."""
    from sync.desk.collected import Collected
    from sync.desk.supervising import Supervisor, submitted

    with Workspace.open(context.folder, context.clock) as ws:
        source = None
        if options.period:
            told = _among(submitted(Collected(ws), options.period), options.unit, options.number)
            source = (told.form, told.period, told.number)
        matter = Matter(
            number=options.number,
            text=options.text,
            responsible=options.responsible,
            deadline=options.deadline,
            source=source,
            result=options.result,
            meeting=options.meeting,
        )
        number = Supervisor(ws, ws.signers(context.passphrase())).decide(options.unit, matter)
    said = context.translator.text(
        "The decision on {number} was recorded; the next reply carries it.", number=number
    )
    return Outcome(result={"number": number}, view=[said])
