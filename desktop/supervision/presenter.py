"""Problems reported, notices with deadlines, matters to decide and what was decided; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.desk.page_presenter import RulingPresenter
from desktop.desk.printed import printed
from desktop.desk.words import unit_name
from desktop.says import period_name
from desktop.supervision.state import NoticeLine, Show, SupervisionState, ToldLine, Wish

if TYPE_CHECKING:
    from sync.desk.supervising import Notice, Told
    from sync.events import Matter

STATE_WORDS = {
    "open": ("not answered", "accent"),
    "overdue": ("overdue", "error"),
    "answered": ("being dealt with", "accent"),
    "settled": ("settled", "good"),
    "closed": ("closed", "neutral"),
}
"""Word and shade of a notice's state."""
SHOWN = {Show.ALL: "All notices", Show.RUNNING: "Not settled", Show.OVERDUE: "Overdue"}
DAY = 10


class SupervisionPresenter(RulingPresenter[SupervisionState]):
    """See the module."""

    empty = SupervisionState()
    _notices: tuple[NoticeLine, ...] = ()

    # reading ------------------------------------------------------------------------------------------

    def open(self, period: str = "") -> None:
        """Read what was reported for a period, and every notice."""
        wanted = period or self.state.period
        self._tasks.query(lambda _watch: self._read(wanted), self._shown, self._trouble)

    def _read(self, wanted: str) -> tuple[SupervisionState, tuple[NoticeLine, ...]]:
        from sync.matters import matter_form

        desk = self._desk.supervision
        periods = tuple(self._desk.periods())
        period = wanted if wanted in periods else periods[min(1, len(periods) - 1)]
        form = matter_form(self._desk.index.pack)
        field = self._desk.index.form(form.id).field_specs["result"] if form else None
        state = replace(
            self.state,
            period=period,
            periods=tuple((one, period_name(self._says, one)) for one in periods),
            units=tuple((code, unit_name(self._desk.index, code)) for code in desk.units()),
            results=tuple((c.code, self._says.pick(c.title, c.title_en)) for c in field.choices)
            if field
            else (),
            problems=tuple(self._told_line(one, "problem") for one in desk.problems(period)),
            matters=tuple(self._told_line(one, "reason") for one in desk.submitted(period)),
            ready=True,
        )
        return state, tuple(self._notice_line(one) for one in desk.notices())

    def _told_line(self, told: Told, text: str) -> ToldLine:
        from sync.outputs.wording import field_text

        form, line = self._desk.index.form(told.form), told.line
        pack, translator = self._desk.index.pack, self._says.translator
        said = {f.id: field_text(pack, f, line.get(f.id), translator) for f in form.form.fields}
        matter = told.answered.matter if told.answered else None
        answered = matter.number if matter and text == "problem" else self._decision(matter) if matter else ""
        return ToldLine(
            told=told,
            unit=unit_name(self._desk.index, told.unit),
            number=told.number,
            text=" ".join(filter(None, (said.get("subject"), said.get(text)))),
            kind=said.get("kind", ""),
            who=said.get("unit", ""),
            deadline=line.get("deadline") or "",
            answered=answered,
        )

    def _decision(self, matter: Matter) -> str:
        title = dict(self.state.results).get(matter.result, matter.result)
        return " ".join(filter(None, (title, matter.text)))

    def _notice_line(self, notice: Notice) -> NoticeLine:
        matter = notice.standing.matter
        answer = notice.answer.line if notice.answer else {}
        done = answer.get("done")
        progress = " ".join(filter(None, (answer.get("progress"), done)))
        return NoticeLine(
            notice=notice,
            number=matter.number,
            unit=unit_name(self._desk.index, notice.standing.unit),
            text=matter.text,
            who=matter.responsible,
            deadline=matter.deadline or "",
            state=notice.state.value,
            word=self._says.text(STATE_WORDS[notice.state.value][0]),
            progress=progress,
            at=notice.standing.at[:DAY],
        )

    def _shown(self, found: tuple[SupervisionState, tuple[NoticeLine, ...]]) -> None:
        state, self._notices = found
        now = self.state
        self.state = replace(
            state,
            can_sign=now.can_sign,
            show=now.show,
            said=now.said,
            problem=_same(state.problems, now.problem),
            matter=_same(state.matters, now.matter),
            notice=next((n for n in self._notices if now.notice and n.number == now.notice.number), None),
            overdue=sum(line.state == "overdue" for line in self._notices),
        )
        self.show_only(now.show)

    def show_only(self, show: Show) -> None:
        """Show only some notices."""
        wanted = {Show.OVERDUE: ("overdue",), Show.RUNNING: ("open", "overdue", "answered")}.get(show)
        lines = (line for line in self._notices if wanted is None or line.state in wanted)
        self._set(show=show, notices=tuple(lines))

    def choose_problem(self, line: ToldLine) -> None:
        """A problem to give a notice on."""
        self._set(problem=line)

    def choose_notice(self, line: NoticeLine) -> None:
        """A notice to look at."""
        self._set(notice=line)

    def choose_matter(self, line: ToldLine) -> None:
        """A matter to decide."""
        self._set(matter=line)

    # acts ---------------------------------------------------------------------------------------------

    def notify(self, wish: Wish) -> None:
        """Give a notice: on the chosen problem where the unit is its unit, else of its own accord."""
        from sync.events import Matter

        problem = self.state.problem
        told = problem.told if problem and problem.told.unit == wish.unit else None
        matter = Matter(
            number="",
            text=wish.text.strip(),
            responsible=wish.responsible.strip(),
            deadline=wish.deadline or None,
            source=(told.form, told.period, told.number) if told else None,
        )
        said = "Notice {number} was recorded; the next reply carries it."
        act = partial(self._desk.supervision.notify, wish.unit, matter)
        self._act(act, said, problem=None, given=self.state.given + 1)

    def close(self, reason: str) -> None:
        """End the chosen notice."""
        notice = self.state.notice
        if notice is not None:

            def act() -> str:
                self._desk.supervision.close(notice.number, reason)
                return notice.number

            self._act(act, "Closed: {number}")

    def decide(self, wish: Wish) -> None:
        """Say what was decided on the chosen matter."""
        from sync.events import Matter

        chosen = self.state.matter
        if chosen is None:
            return
        told = chosen.told
        matter = Matter(
            number=told.number,
            text=wish.text.strip(),
            responsible=wish.responsible.strip(),
            deadline=wish.deadline or None,
            source=(told.form, told.period, told.number),
            result=wish.result,
            meeting=wish.meeting.strip(),
        )

        def act() -> str:
            self._desk.supervision.decide(told.unit, matter)
            return told.number

        self._act(act, "The decision on {number} was recorded; the next reply carries it.")

    def _act(self, act: Callable[[], str], said: str, **then: object) -> None:
        def done(number: str) -> None:
            self._set(said=self._says.text(said, number=number), **then)
            self._told()
            self.open()

        self._tasks.change(lambda _watch: act(), done, self._trouble)

    def print_notices(self) -> None:
        """督办: the notices that are shown, with their standing and the answers."""
        from sync.outputs.listing import STEM, TEXT, Listing

        say, state = self._says.text, self.state
        titles = ("Entry no.", "Office", "Text", "Responsible", "Deadline", "Standing", "Answer")
        listing = Listing(
            title=say("Notices"),
            caption=say(SHOWN[state.show]),
            titles=tuple(map(say, titles)),
            kinds=(STEM, *[TEXT] * (len(titles) - 1)),
            lines=tuple(
                (one.number, one.unit, one.text, one.who, one.deadline, one.word, one.progress)
                for one in state.notices
            ),
            notes=(),
        )
        self._show_print(printed(self._desk.index, [listing], self._says, listing.title))

    def write_agenda(self, path: Path) -> None:
        """The list of the period's matters for the meeting."""
        period, translator = self.state.period, self._says.translator
        self._tasks.query(
            lambda _watch: self._desk.supervision.agenda(path, period, translator),
            lambda written: self._set(said=self._says.text("Written: {file}", file=written)),
            self._trouble,
        )


def _same(lines: Sequence[ToldLine], before: ToldLine | None) -> ToldLine | None:
    """The line that was chosen before, as it is now."""
    if before is None:
        return None
    return next(
        (one for one in lines if (one.told.unit, one.number) == (before.told.unit, before.number)), None
    )
