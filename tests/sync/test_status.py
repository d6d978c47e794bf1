"""The status of a report, as a pure function of what is known."""

from __future__ import annotations

import pytest
from builders import KEY, event, id_of, revision
from hypothesis import given
from hypothesis import strategies as st

from forms.report import ReportKey, Status
from sync import conflicts, status
from sync.events import EventType, Receipt
from sync.revisions import RevisionKind
from sync.status import History, Node, Outcome

R1 = revision({"01": {"m": "1"}})
R2 = revision({"01": {"m": "2"}}, n=2, parents=(id_of(R1),), kind=RevisionKind.CORRECT)
RIVAL = revision({"01": {"m": "3"}}, origin="b2", parents=(id_of(R1),), kind=RevisionKind.CORRECT)
TWIN = revision({"01": {"m": "2"}}, origin="b2", parents=(id_of(R1),), kind=RevisionKind.CORRECT)
GONE = revision({}, n=3, parents=(id_of(R2),), kind=RevisionKind.WITHDRAW)
RESOLVED = revision({"01": {"m": "3"}}, n=4, parents=(id_of(R2), id_of(RIVAL)), kind=RevisionKind.RESOLVE)
ACCEPT1 = event(EventType.ACCEPT, revision=id_of(R1))
RETURN1 = event(EventType.RETURN, revision=id_of(R1), n=2, reason="重报")
RETURN_AFTER = event(EventType.RETURN, revision=id_of(R1), n=3, parents=(id_of(ACCEPT1),))
ACCEPT_AFTER = event(EventType.ACCEPT, revision=id_of(R1), n=4, parents=(id_of(RETURN1),))
LOCK1 = event(EventType.LOCK, unit=None, form=None, covers=(id_of(R1),))
UNLOCK = event(EventType.UNLOCK, unit=None, form=None, parents=(id_of(LOCK1),), n=5)
UNLOCK_OTHER = event(EventType.UNLOCK, unit="540200", form=None, parents=(id_of(LOCK1),), n=6)
RECEIPT1 = event(EventType.RECEIPT, form=None, period=None, receipt=Receipt(revisions=(id_of(R1),)))


def known(revisions, events=(), *, counting=None, own=False, key=KEY) -> Outcome:
    by_id = {id_of(r): r for r in revisions}
    history = History(
        key=key,
        nodes={i: Node(parents=r.parents, kind=r.kind) for i, r in by_id.items()},
        counting=set(by_id) if counting is None else {id_of(r) for r in counting},
        events={id_of(e): e for e in events},
        own=own,
    )
    return status.outcome(history, lambda i: conflicts.content_digest(by_id[i]))


CASES = [
    ("nothing", [], [], Status.EMPTY, None),
    ("one report", [R1], [], Status.RECEIVED, R1),
    ("a correction replaces", [R1, R2], [], Status.RECEIVED, R2),
    ("its parent never came", [R2], [], Status.RECEIVED, R2),
    ("two laptops differ", [R1, R2, RIVAL], [], Status.CONFLICT, None),
    ("two laptops agree", [R1, R2, TWIN], [], Status.RECEIVED, min([R2, TWIN], key=id_of)),
    ("settled", [R1, R2, RIVAL, RESOLVED], [], Status.RECEIVED, RESOLVED),
    ("taken back", [R1, R2, GONE], [], Status.WITHDRAWN, None),
    ("accepted", [R1], [ACCEPT1], Status.ACCEPTED, R1),
    ("returned", [R1], [RETURN1], Status.RETURNED, R1),
    ("returned and accepted apart: caution", [R1], [ACCEPT1, RETURN1], Status.RETURNED, R1),
    ("returned after acceptance", [R1], [ACCEPT1, RETURN_AFTER], Status.RETURNED, R1),
    ("accepted after a return", [R1], [RETURN1, ACCEPT_AFTER], Status.ACCEPTED, R1),
    ("corrected after the return", [R1, R2], [RETURN1], Status.RECEIVED, R2),
    ("corrected after acceptance", [R1, R2], [ACCEPT1], Status.RECEIVED, R2),
    ("locked", [R1], [LOCK1], Status.LOCKED, R1),
    ("came after the lock", [R1, R2], [LOCK1], Status.LOCKED, R1),
    ("unlocked", [R1, R2], [LOCK1, UNLOCK], Status.RECEIVED, R2),
    ("unlocked for another unit", [R1, R2], [LOCK1, UNLOCK_OTHER], Status.LOCKED, R1),
    ("conflict before the lock stays one", [R2, RIVAL], [], Status.CONFLICT, None),
]


@pytest.mark.parametrize(
    ("revisions", "events", "state", "current"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_collector(revisions, events, state, current) -> None:
    found = known(revisions, events)
    assert found.state is state
    assert found.current == (id_of(current) if current else None)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], Status.SUBMITTED),
        ([RECEIPT1], Status.RECEIVED),
        ([RETURN1], Status.RETURNED),
        ([ACCEPT1], Status.ACCEPTED),
        ([LOCK1], Status.LOCKED),
    ],
)
def test_the_office_itself_waits_for_its_receipt(events, state) -> None:
    assert known([R1], events, own=True).state is state


def test_a_correction_waits_for_its_own_receipt() -> None:
    assert known([R1, R2], [RECEIPT1], own=True).state is Status.SUBMITTED


def test_an_import_taken_back_brings_the_earlier_figure_back() -> None:
    found = known([R1, R2], counting=[R1])
    assert (found.state, found.current) == (Status.RECEIVED, id_of(R1))
    assert known([R1], counting=[]).state is Status.WITHDRAWN


def test_what_came_too_late_is_named() -> None:
    found = known([R1, R2], [LOCK1])
    assert found.locked_out == (id_of(R2),)
    assert found.locked


def test_a_missing_parent_is_said() -> None:
    assert known([R2]).incomplete == (id_of(R1),)


def test_a_locked_month_locks_the_quarter_that_ends_with_it() -> None:
    lock = event(EventType.LOCK, unit=None, form=None, period="2026-12")
    quarter = ReportKey("540100", "F1", "2026Q4")
    assert known([revision({}, key=quarter)], [lock], key=quarter).locked
    assert not known([R1], [lock]).locked


def test_an_exemption_can_be_lifted() -> None:
    exempt = event(EventType.EXEMPT, form=None)
    lifted = event(EventType.EXEMPT, form=None, accepted=False, parents=(id_of(exempt),), n=2)
    assert known([], [exempt]).exempt
    assert not known([], [exempt, lifted]).exempt


@given(
    st.permutations([R1, R2, RIVAL, RESOLVED]), st.permutations([ACCEPT1, RETURN1, LOCK1, UNLOCK]), st.data()
)
def test_order_and_repetition_have_no_effect(revisions, events, data) -> None:
    some = revisions[: data.draw(st.integers(0, 4))]
    said = events[: data.draw(st.integers(0, 4))]
    assert known(some, said) == known(sorted(some * 2, key=id_of), sorted(said * 2, key=id_of))


@pytest.mark.parametrize(
    ("state", "correcting", "errors", "checked", "seen"),
    [
        (Status.EMPTY, False, 0, False, Status.DRAFT),
        (Status.EMPTY, False, 2, True, Status.FAILED),
        (Status.EMPTY, False, 0, True, Status.PASSED),
        (Status.RETURNED, True, 2, True, Status.CORRECTING),
        (Status.LOCKED, True, 0, True, Status.LOCKED),
    ],
)
def test_an_open_draft_is_what_the_office_sees(state, correcting, errors, checked, seen) -> None:
    assert status.with_draft(state, correcting=correcting, errors=errors, checked=checked) is seen
