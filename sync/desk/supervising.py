"""The collecting office's side of supervision and decisions: problems and matters reported, notices, answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from forms.definition import FormDef
from forms.errors import YuebaoError
from forms.period import Frequency, Period, parse_period
from forms.report import Line, ReportKey
from sync import events, matters, merge_messages
from sync.desk.collected import Collected, is_due
from sync.events import Event, EventType, Matter
from sync.matters import Standing, State
from sync.recording import Recorded, Said, event, next_number
from sync.review import record_here
from sync.signers import Signer
from sync.workspace import Workspace


class Told(Struct, frozen=True, kw_only=True):
    """A line of a report with the report it stands in; `answered` names the notice or decision on it, if any."""

    unit: str
    form: str
    period: str
    number: str
    line: Line
    answered: Standing | None = None


class Notice(Struct, frozen=True, kw_only=True):
    """A notice given, the answer to it, and what holds."""

    standing: Standing
    answer: Told | None
    state: State


def problems(collected: Collected, period_text: str) -> tuple[Told, ...]:
    """Every problem reported for a period, with the notice given on it."""
    given = _by_source(collected.ws, EventType.NOTICE)
    return tuple(_told(collected, matters.problem_form(collected.index.pack), period_text, given))


def submitted(collected: Collected, period_text: str) -> tuple[Told, ...]:
    """Every matter submitted for decision, with the decision on it."""
    decided = _by_source(collected.ws, EventType.DECISION)
    return tuple(_told(collected, matters.matter_form(collected.index.pack), period_text, decided))


def _by_source(ws: Workspace, type_: EventType) -> dict[tuple[str, str, str], Standing]:
    """Matters by the line they answer: unit, form and number. A line that is carried over keeps its answer."""
    found = {}
    for one in given(ws, type_):
        if one.matter.source is not None:
            form, _, number = one.matter.source
            found[one.unit, form, number] = one
    return found


def _told(
    collected: Collected,
    form: FormDef | None,
    period_text: str,
    answers: dict[tuple[str, str, str], Standing],
) -> Iterator[Told]:
    period = Period(parse_period(period_text).end, 1)
    if form is None:
        return
    own = str(period.covering(form.frequency))
    for unit in collected.index.pack.units:
        content = collected.content(ReportKey(unit.code, form.id, own))
        for line in content.rows if content else ():
            number = line.get("number") or ""
            yield Told(
                unit=unit.code,
                form=form.id,
                period=own,
                number=number,
                line=line,
                answered=answers.get((unit.code, form.id, number)),
            )


def given(ws: Workspace, type_: EventType) -> tuple[Standing, ...]:
    """What this office has said and not replaced."""
    return matters.standing(_known(ws, type_), type_, ws.unit)


def _known(ws: Workspace, type_: EventType) -> dict[str, Event]:
    return {row.id: events.decode(row.blob) for row in ws.store.events.all(type_)}


def notices(collected: Collected) -> tuple[Notice, ...]:
    """Every notice with its unit's latest answer."""
    today = collected.ws.clock().date()
    answers: dict[str, dict[str, Told]] = {}
    found = []
    for one in given(collected.ws, EventType.NOTICE):
        if one.unit not in answers:
            answers[one.unit] = latest_answers(collected, one.unit)
        answer = answers[one.unit].get(one.matter.number)
        state = matters.state_of(one.matter, answer.line if answer else None, today)
        found.append(Notice(standing=one, answer=answer, state=state))
    return tuple(found)


def latest_answers(collected: Collected, unit: str) -> dict[str, Told]:
    """By number, the newest line of the unit's feedback form; a settled one stays though it is carried no further."""
    form = matters.answer_form(collected.index.pack)
    if form is None:
        return {}
    now = collected.ws.clock()
    first = parse_period(collected.index.pack.first_period).covering(Frequency.MONTH)
    found: dict[str, Told] = {}
    for month in Period(now.year * 12 + now.month - 1, 1).since(first):
        if not is_due(form, month):
            continue
        content = collected.content(ReportKey(unit, form.id, str(month.covering(form.frequency))))
        for line in content.rows if content else ():
            number = line.get("number") or ""
            found[number] = Told(unit=unit, form=form.id, period=str(month), number=number, line=line)
    return found


# --- acts ---------------------------------------------------------------------------------------------


class Supervisor:
    """Says matters, each sealed at once in a bundle to this office itself; replies carry them to the units."""

    def __init__(self, ws: Workspace, signers: Sequence[Signer]) -> None:
        self._ws = ws
        self._signers = signers

    def notify(self, unit: str, matter: Matter) -> str:
        """Give a notice, or another wording of one; a blank number is chosen. Gives the number.

        Raises YuebaoError `E-UNIT` for a unit that does not report here, `E-USAGE` without text or deadline.
        """
        if not matter.text.strip() or not matter.deadline:
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_NOTICE, where=matter.number or unit)
        return self._say(EventType.NOTICE, unit, matter)

    def decide(self, unit: str, matter: Matter) -> str:
        """Say what was decided on a unit's matter."""
        if not matter.text.strip() and not matter.result:
            raise YuebaoError("E-USAGE", detail=merge_messages.NO_DECISION, where=matter.number)
        return self._say(EventType.DECISION, unit, matter)

    def close(self, number: str, reason: str = "") -> str:
        """End a notice. Raises `E-USAGE` for a number that is not open here."""
        open_ones = (one for one in given(self._ws, EventType.NOTICE) if one.matter.number == number)
        found = next((one for one in open_ones if not one.matter.closed), None)
        if found is None:
            raise YuebaoError("E-USAGE", detail=number, where=number)
        from msgspec.structs import replace

        return self._say(EventType.NOTICE, found.unit, replace(found.matter, closed=True), reason)

    def _say(self, type_: EventType, unit: str, matter: Matter, reason: str = "") -> str:
        from msgspec.structs import replace

        if unit not in self._ws.collects:
            raise YuebaoError("E-UNIT", text=unit)
        _require_day(matter)
        number = matter.number or self._free_number(type_)
        before = [
            name
            for one in given(self._ws, type_)
            if (one.unit, one.matter.number) == (unit, number)
            for name in (one.event, *one.rivals)
        ]
        said = event(
            self._ws,
            type_,
            next_number(self._ws),
            unit=unit,
            matter=replace(matter, number=number),
            parents=tuple(sorted(before)),
            reason=reason,
        )
        self._record(said)
        return number

    def _record(self, said: Event) -> Recorded:
        return record_here(self._ws, self._signers, Said(events=(said,)))

    def _free_number(self, type_: EventType) -> str:
        """The next number of this year, which two laptops of one office do not share: 540000-2021-D-001."""
        year = self._ws.clock().year
        start = f"{self._ws.unit}-{year}-{self._ws.origin[:2].upper()}"
        taken = {one.matter.number for one in given(self._ws, type_)}
        return next(n for n in (f"{start}{count:03d}" for count in range(1, 10_000)) if n not in taken)


def _require_day(matter: Matter) -> None:
    import datetime as dt

    if matter.deadline is not None:
        try:
            dt.date.fromisoformat(matter.deadline)
        except ValueError:
            raise YuebaoError("E-USAGE", detail=matter.deadline, where=matter.number) from None
