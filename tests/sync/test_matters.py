"""Supervision and decisions on real folders: given in a reply, answered in the next submission, closed, rebuilt."""

from __future__ import annotations

import datetime as dt

import docx
import pytest

from forms.errors import YuebaoError
from forms.messages import Translator
from forms.report import Content
from sync import bundle, matters, replies, sealing
from sync.desk.collected import Collected
from sync.desk.supervising import Supervisor, given, notices, problems, submitted
from sync.events import EventType, Matter, folder_of
from sync.matters import State, state_of
from sync.office.directed import notices as directed
from sync.office.directed import received, take_notices
from sync.office.office import Office
from sync.outputs.agenda import write_agenda
from sync.rebuild import rebuild
from tests.sync import affairs
from tests.sync.offices import PERIOD, Region


@pytest.fixture
def region(tmp_path):
    made = Region(tmp_path / "region", given=affairs.pack())
    yield made
    made.close()


@pytest.fixture
def one(region):
    office = region.join("91")
    sent = office.send(
        office.revision(Content(rows=({"number": "P1", "problem": "场地不足", "deadline": None},)), form="A")
    )
    region.top.take(sent)
    return office


def supervisor(region):
    return Supervisor(region.top.ws, region.top.keys.active)


def reply_to(region, office, folder):
    for made in replies.write_replies(region.top.ws, region.top.keys.active, [office.unit]):
        office.take(sealing.deliver(made.recorded.sealed, folder))


def notice(**more):
    return Matter(**{"number": "", "text": "解决场地", "deadline": "2026-11-30", **more})


def test_a_notice_reaches_the_office_is_answered_in_its_form_and_closed(region, one, tmp_path):
    (told,) = problems(Collected(region.top.ws), PERIOD)
    number = supervisor(region).notify("91", notice(source=(told.form, told.period, told.number)))
    assert problems(Collected(region.top.ws), PERIOD)[0].answered.matter.number == number
    reply_to(region, one, tmp_path)
    (mine,) = directed(Office(one.ws), "2026-11")
    assert (mine.standing.matter.text, mine.state) == ("解决场地", State.OPEN)
    assert take_notices(Office(one.ws), "2026-11") == 1
    assert take_notices(Office(one.ws), "2026-11") == 0, "a line is put in once"
    (line,) = Office(one.ws).sheet("B", "2026-11").lines
    assert (line.values["number"].text, line.values["deadline"].text) == (number, "2026-11-30")
    assert Office(one.ws).sheet("B", PERIOD).lines == (), "October had not been asked"
    answer = {"number": number, "matter": "解决场地", "deadline": "2026-11-30", "progress": "已协调"}
    region.top.take(one.send(one.revision(Content(rows=(answer,)), form="B", period="2026-11")))
    (seen,) = notices(Collected(region.top.ws))
    assert (seen.state, seen.answer.line["progress"]) == (State.ANSWERED, "已协调")
    supervisor(region).close(number, "问题解决")
    assert [n.state for n in notices(Collected(region.top.ws))] == [State.CLOSED]
    reply_to(region, one, tmp_path)
    assert [n.state for n in directed(Office(one.ws), "2026-11")] == [State.CLOSED]
    with pytest.raises(YuebaoError):
        supervisor(region).close(number)


def test_a_decision_on_a_matter_goes_back_to_who_submitted_it(region, one, tmp_path):
    line = {"number": "M1", "subject": "众创空间", "result": "待审", "reason": "运行满三年"}
    region.top.take(one.send(one.revision(Content(rows=(line,)), form="C")))
    collected = Collected(region.top.ws)
    (told,) = submitted(collected, PERIOD)
    with pytest.raises(YuebaoError):
        supervisor(region).decide("91", Matter(number="M1", text=""))
    supervisor(region).decide(
        "91", Matter(number="M1", text="同意认定", result="通过", source=(told.form, told.period, "M1"))
    )
    again = Collected(region.top.ws)
    assert submitted(again, PERIOD)[0].answered.matter.result == "通过"
    agenda = write_agenda(tmp_path / "a.docx", again, PERIOD, submitted(again, PERIOD), Translator("zh"))
    texts = [c.text for t in docx.Document(str(agenda)).tables for r in t.rows for c in r.cells]
    assert "众创空间" in texts
    assert "通过；同意认定" in texts
    reply_to(region, one, tmp_path / "out")
    (mine,) = received(one.ws, EventType.DECISION)
    assert (mine.matter.result, mine.matter.text) == ("通过", "同意认定")
    assert received(region.top.ws, EventType.DECISION) == (), "the top is told by nobody"


def test_matters_travel_in_a_folder_that_older_programs_pass_over(region, one, tmp_path):
    supervisor(region).notify("91", notice())
    (made,) = replies.write_replies(region.top.ws, region.top.keys.active, ["91"])
    opened = bundle.open_bundle(sealing.deliver(made.recorded.sealed, tmp_path).read_bytes())
    assert len(opened.files("matters")) == 1
    assert all(b'"notice"' not in blob for blob in opened.files("events").values())
    assert folder_of(EventType.RETURN) == "events"
    assert list(opened.entries)[-1].startswith("matters/"), "unknown folders come last in every version"


def test_only_units_that_report_here_are_told_and_never_without_a_day(region, one):
    for unit, matter in (("99", notice()), ("91", notice(deadline=None)), ("91", notice(deadline="bald"))):
        with pytest.raises(YuebaoError):
            supervisor(region).notify(unit, matter)
    assert given(region.top.ws, EventType.NOTICE) == ()


def test_another_wording_stands_in_place_of_the_first_and_numbers_are_not_used_twice(region, one):
    first = supervisor(region).notify("91", notice())
    second = supervisor(region).notify("91", notice())
    assert first != second
    supervisor(region).notify("91", notice(number=first, deadline="2026-12-31"))
    found = {n.matter.number: n.matter.deadline for n in given(region.top.ws, EventType.NOTICE)}
    assert found == {first: "2026-12-31", second: "2026-11-30"}


def test_the_archive_alone_tells_every_matter(region, one, tmp_path):
    supervisor(region).notify("91", notice())
    reply_to(region, one, tmp_path)
    assert rebuild(region.top.ws, tmp_path / "top.db").identical
    assert rebuild(one.ws, tmp_path / "one.db").identical


def test_reports_do_not_carry_matters_in_their_history(region, one):
    before = region.top.state("91", form="A")
    supervisor(region).notify("91", notice())
    assert region.top.state("91", form="A") == before
    assert region.top.ws.store.events.of(("91", "A", PERIOD)) == ()


@pytest.mark.parametrize(
    ("matter", "answer", "state"),
    [
        (notice(), None, State.OPEN),
        (notice(), {"progress": "正在办"}, State.ANSWERED),
        (notice(deadline="2026-11-02"), {"progress": "正在办"}, State.OVERDUE),
        (notice(deadline="2026-11-02"), {"done": "2026-11-01"}, State.SETTLED),
        (notice(deadline="2026-11-02", closed=True), None, State.CLOSED),
        (notice(deadline="2026-11-03"), None, State.OPEN),
    ],
)
def test_what_holds_of_a_notice(matter, answer, state):
    assert state_of(matter, answer, dt.date(2026, 11, 3)) is state


def test_of_two_laptops_wordings_the_open_one_stands():
    from sync.events import Event

    def said(n, closed):
        about = {"origin": "0" * 16, "parents": (), "at": "2026-11-03", "app": "x", "unit": "91"}
        return Event(type=EventType.NOTICE, by="90", n=n, matter=notice(number="1", closed=closed), **about)

    (found,) = matters.standing({"b" * 64: said(1, False), "a" * 64: said(2, True)}, EventType.NOTICE, "90")
    assert (found.matter.closed, found.rivals) == (False, ("a" * 64,))


def test_a_month_that_was_handed_over_is_passed_over(region, one, tmp_path):
    supervisor(region).notify("91", notice())
    reply_to(region, one, tmp_path)
    region.top.take(one.send(one.revision(Content(rows=({"number": "0", "matter": "x"},)), form="B")))
    assert take_notices(Office(one.ws), PERIOD) == 1
    (mine,) = directed(Office(one.ws), PERIOD)
    assert mine.month == "2026-11"
