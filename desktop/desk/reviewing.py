"""The real reviewing side: who reported, reports as received, rulings, locks, replies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.bench import Bench
from desktop.desk.handing_out import hand_out
from desktop.desk.words import SENT_BACK
from desktop.desk_port import Delivery, Judgement, Received
from forms.errors import YuebaoError
from forms.period import Period, parse_period
from forms.report import Content, ReportKey, Status
from forms.sheet import Sheet
from sync import events, replies, revisions
from sync.desk.accepting import accept_received
from sync.desk.matrix import Matrix, is_sent_back, matrix
from sync.desk.provenance import History, history
from sync.desk.received import ReceivedWorksheet, plain_sheet
from sync.events import Adjusted, Event, EventType, Remark
from sync.office.earlier import ReportedPast
from sync.office.sheets import build_sheet
from sync.office.standing import remarks_on
from sync.review import Desk, merged_adjustments
from sync.status import locks_in_force, reviews_in_force

if TYPE_CHECKING:
    from forms.messages import Translator
    from sync.outputs.print_job import PrintJob


class RealReview:
    """See `desktop.desk_port.ReviewDesk`."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    # who reported -------------------------------------------------------------------------------------

    def matrix(self, period: str) -> Matrix:
        """Units by forms in a period."""
        return matrix(self._bench.ws, period)

    def states(self, periods: Sequence[str]) -> Mapping[tuple[str, str], Mapping[str, int]]:
        """How many reports of a unit are in each state, by unit and period."""
        if not periods:
            return {}
        parsed = sorted(parse_period(one).end for one in periods)
        found: dict[tuple[str, str], dict[str, int]] = {}
        counts = self._bench.ws.store.reports.counts(Period(parsed[0], 1), Period(parsed[-1], 1))
        for unit, period, state, number in counts:
            month = str(Period(period.end, 1))
            states = found.setdefault((unit, month), {})
            states[state] = states.get(state, 0) + number
        self._tell_sent_back(found, parsed)
        return found

    def _tell_sent_back(self, found: dict[tuple[str, str], dict[str, int]], ends: Sequence[int]) -> None:
        """Conflicts that went back to their offices wait for something else than those nobody looked at."""
        ws = self._bench.ws
        rivals = ws.store.reports.matrix(Period(ends[0], 1), Period(ends[-1], 1), state=Status.CONFLICT)
        for row in (row for row in rivals if is_sent_back(ws, row)):
            states = found[row.unit, str(Period(parse_period(row.period).end, 1))]
            states[Status.CONFLICT] -= 1
            states[SENT_BACK] = states.get(SENT_BACK, 0) + 1

    # one report ---------------------------------------------------------------------------------------

    def reports(self, unit: str, period: str) -> Mapping[str, Status]:
        """The unit's forms of a period with their status, `EMPTY` where nothing came."""
        rows = next((row for row in self.matrix(period).units if row.unit == unit), None)
        forms = rows.forms if rows else {}
        return {form: _status(state) for form, state in forms.items()}

    def received(self, key: ReportKey) -> Received | None:
        """A report with its findings and its earlier states; `None` where none counts."""
        ws, collected = self._bench.ws, self._bench.collected
        row = ws.store.reports.get(key)
        if row is None or row.revision is None:
            return None
        unit, period = collected.index.unit(key.unit), parse_period(key.period)
        past = ReportedPast(ws.store, collected.index, key.unit)
        worksheet = ReceivedWorksheet(ws.store, collected.program, unit, period, past)
        status = Status(row.state)
        sheet = build_sheet(worksheet, key.form, status=status, remarks=remarks_on(ws.store, key))
        found = {s.id: events.decode(s.blob) for s in ws.store.events.of(key)}
        reviews = reviews_in_force(found, key, row.heads).values()
        return Received(
            key=key,
            sheet=sheet,
            status=status,
            before=self._before(key, row.revision),
            last_month=self._last_month(key, period),
            judgements=tuple(_judgement(e) for e in reviews if e.type is EventType.VERDICT),
            adjusted=tuple(merged_adjustments(e for e in reviews if e.type is EventType.ADJUST).values()),
            locked=bool(locks_in_force(found, key)),
        )

    def _before(self, key: ReportKey, revision: str) -> Sheet | None:
        stored = self._bench.ws.store.revisions.get(revision)
        parents = revisions.decode(stored.blob).parents if stored else ()
        parent = self._bench.ws.store.revisions.get(parents[0]) if parents else None
        return self._plain(key, revisions.decode(parent.blob).content) if parent else None

    def _last_month(self, key: ReportKey, period: Period) -> Sheet | None:
        earlier = Period(period.end - period.months, period.months)
        content = self._bench.collected.content(ReportKey(key.unit, key.form, str(earlier)))
        return self._plain(key, content) if content else None

    def _plain(self, key: ReportKey, content: Content) -> Sheet:
        collected = self._bench.collected
        form, unit = collected.index.form(key.form), collected.index.unit(key.unit)
        period = parse_period(key.period)
        return plain_sheet(collected.program, form, content, unit, period, Status.SUBMITTED)

    def history(self, key: ReportKey) -> History:
        """Revisions, events, signers and bundles."""
        return history(self._bench.ws, self._bench.collected.index, key)

    # rulings ------------------------------------------------------------------------------------------

    @property
    def _desk(self) -> Desk:
        return Desk(self._bench.ws, self._bench.signers)

    def accept(self, unit: str, period: str, form: str | None) -> int:
        """审定; how many reports were."""
        done = self._desk.accept(unit, period, form)
        self._bench.changed()
        return len(done.outcomes) if done else 0

    def accept_received(self, period: str) -> int:
        """审定 every report of the period that came and that nobody has ruled on; how many were."""
        done = sum(len(made.outcomes) for made in accept_received(self._desk, period))
        self._bench.changed()
        return done

    def send_back(
        self,
        unit: str,
        period: str,
        form: str | None,
        reason: str,
        remarks: Mapping[str, Sequence[Remark]],
    ) -> None:
        """退回 with a reason and remarks on cells by form; without `form`, everything the unit handed in."""
        said = {name: tuple(its) for name, its in remarks.items() if its} or None
        whole = form is None
        self._desk.send_back(unit, period, form, reason=reason, remarks=said, everything=whole)
        self._bench.changed()

    def judge(self, key: ReportKey, check: str, cell: tuple[str, str] | None, *, accepted: bool) -> None:
        """Accept or refuse one 审核说明."""
        self._desk.judge_explanation(key, check, cell, accepted)
        self._bench.changed()

    def adjust(self, key: ReportKey, figure: Adjusted) -> None:
        """Put an adjustment beside the figure."""
        self._desk.adjust(key, [figure])
        self._bench.changed()

    # months -------------------------------------------------------------------------------------------

    def lock(self, period: str, reason: str, term: str | None) -> None:
        """封存."""
        self._desk.lock(period, reason=reason, term=term or None)
        self._bench.changed()

    def unlock_period(self, period: str, unit: str | None, reason: str) -> None:
        """启封, for all or for one unit."""
        self._desk.unlock(period, unit=unit, reason=reason)
        self._bench.changed()

    def is_locked(self, period: str) -> bool:
        """Whether the whole month is locked."""
        store = self._bench.ws.store
        lifted = {
            p
            for s in store.events.all(EventType.UNLOCK)
            if (e := events.decode(s.blob)).unit is None
            for p in e.parents
        }
        locks = (s for s in store.events.all(EventType.LOCK) if s.id not in lifted)
        return any(s.unit is None and s.form is None and s.period == period for s in locks)

    def reply(self, folder: Path, how: Delivery = Delivery.FOLDER) -> Sequence[Path]:
        """Replies for all units to whom there is something to say."""
        written = replies.write_replies(self._bench.ws, self._bench.signers)
        self._bench.changed()
        index = self._bench.collected.index
        return tuple(hand_out(one.recorded.sealed, one.unit, index, folder, how, "回复包") for one in written)

    def unit_job(self, unit: str, period: str, translator: Translator) -> PrintJob:
        """All that the unit reported for a month as it prints. `E-EMPTY` where nothing counts."""
        from sync.desk.scope import Scope
        from sync.outputs.unit_print import unit_jobs

        jobs = unit_jobs(self._bench.collected, period, translator, Scope(node=unit))
        if unit not in jobs:
            raise YuebaoError("E-EMPTY", period=period)
        return jobs[unit]

    def print_job(self, report: Received, translator: Translator, *, relations: bool) -> PrintJob:
        """The report as it prints, with the bundle it came in."""
        from sync.outputs import print_job as jobs
        from sync.outputs.relations import relations_of

        collected, form = self._bench.collected, report.key.form
        store = self._bench.ws.store
        row = store.reports.get(report.key)
        carriers = store.revisions.carriers(row.revision) if row and row.revision else ()
        told = relations_of(collected.index.form(form).form, translator) if relations else ()
        return jobs.job_of_sheets(
            collected.index,
            [report.sheet],
            translator,
            bundle=carriers[0] if carriers else None,
            relations={form: told},
        )


def _status(state: str) -> Status:
    return Status.EMPTY if state == "missing" else Status(state)


def _judgement(event: Event) -> Judgement:
    return Judgement(check=event.check or "", cell=event.cell, accepted=bool(event.accepted))
