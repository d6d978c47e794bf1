"""What a reporting office was told, for its home page."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.office_port import ToldHere
from sync.events import EventType
from sync.matters import State, answer_form
from sync.office.directed import notices, received
from sync.office.office import Office


def told_here(office: Office, period: str) -> Sequence[ToldHere]:
    """Notices that are not closed, then decisions; nothing at the top, which nobody tells anything."""
    if not (received(office.workspace, EventType.NOTICE) or received(office.workspace, EventType.DECISION)):
        return ()
    form = answer_form(office.index.pack)
    open_ones = (one for one in notices(office, period) if one.state is not State.CLOSED)
    asked = [
        ToldHere(
            number=one.standing.matter.number,
            text=one.standing.matter.text,
            deadline=one.standing.matter.deadline or "",
            state=one.state.value,
            form=form.id if form else "",
            listed=one.answer is not None,
            month=one.month,
        )
        for one in open_ones
    ]
    decided = [
        ToldHere(
            number=one.matter.number,
            text=one.matter.text,
            deadline=one.matter.deadline or "",
            state="",
            result=one.matter.result,
        )
        for one in received(office.workspace, EventType.DECISION)
    ]
    return (*asked, *decided)
