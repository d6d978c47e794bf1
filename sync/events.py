"""Events: signed facts beside the reports. They only ever accumulate; statuses are computed from them.

An event names the earlier events it replaces (`parents`), as revisions do: which of two rulings of one
office holds is decided by causality, and by caution (a return beats an acceptance) where there is none.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from forms import canonical
from forms.canonical import Count, Figure, Sha256
from forms.errors import YuebaoError
from sync import merge_messages
from sync.manifest import Origin
from sync.revisions import Parents, Short

Text = Annotated[str, msgspec.Meta(max_length=20_000)]


class EventType(StrEnum):
    """What an office says about a report, a period or a bundle."""

    RECEIPT = "receipt"
    RETURN = "return"
    ACCEPT = "accept"
    LOCK = "lock"
    UNLOCK = "unlock"
    ADJUST = "adjust"
    WITHDRAW = "withdraw-import"
    VERDICT = "verdict"
    EXEMPT = "exempt"
    NOTICE = "notice"
    DECISION = "decision"


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Common settings of what travels: immutable, strict, nothing written that says nothing."""


class Remark(_Part, frozen=True, kw_only=True):
    """What is to be corrected; without `cell` it concerns the whole form."""

    cell: tuple[Short, Short] | None = None
    text: Text


class Adjusted(_Part, frozen=True, kw_only=True):
    """An adjustment beside the reporter's figure (原值 / 调整 / 理由): `difference` is added in totals."""

    cell: tuple[Short, Short]
    difference: Figure
    reason: Text


class RefusedBundle(_Part, frozen=True, kw_only=True):
    """A bundle that was not taken in, and why."""

    bundle: Sha256
    code: Short


class Receipt(_Part, frozen=True, kw_only=True):
    """What arrived from a unit: hashes of its bundles and ids of its revisions, newly since the last one.

    `have` is the highest gap-free sequence by origin, `absent` the sequences below the highest seen that
    never came.
    """

    bundles: tuple[Sha256, ...] = ()
    revisions: tuple[Sha256, ...] = ()
    refused: tuple[RefusedBundle, ...] = ()
    have: dict[str, Count] = {}
    absent: dict[str, tuple[Count, ...]] = {}


class Matter(_Part, frozen=True, kw_only=True):
    """What an office is asked to do (督办) or what was decided on its matter (审定), by its number.

    `deadline` is an ISO date. `source` is the line it answers: form, period, number. `result` is a code of the pack's
    list, `meeting` where it was decided. `closed` ends a notice.
    """

    number: Short
    text: Text
    responsible: Short = ""
    deadline: Short | None = None
    source: tuple[Short, Short, Short] | None = None
    result: Short = ""
    meeting: Short = ""
    closed: bool = False


class Event(_Part, frozen=True, kw_only=True):
    """One fact. `by` is the office that states it; the other fields say about what.

    A review (return, accept, adjust, verdict) names unit, form, period and revision. A lock names a period,
    or one unit or form of it, and in `covers` the heads that are inside. `at` and `term` are ISO dates that
    are shown and never decide.
    """

    type: EventType
    by: Short
    origin: Origin
    n: Count
    parents: Parents
    at: Short
    app: Short
    unit: Short | None = None
    form: Short | None = None
    period: Short | None = None
    revision: Sha256 | None = None
    bundle: Sha256 | None = None
    reason: Text = ""
    remarks: tuple[Remark, ...] = ()
    figures: tuple[Adjusted, ...] = ()
    covers: tuple[Sha256, ...] = ()
    term: Short | None = None
    check: Short | None = None
    cell: tuple[Short, Short] | None = None
    accepted: bool | None = None
    receipt: Receipt | None = None
    matter: Matter | None = None
    extensions: dict[str, Any] = {}


REVIEWS = frozenset({EventType.RETURN, EventType.ACCEPT, EventType.ADJUST, EventType.VERDICT})
_NEEDS: dict[EventType, tuple[str, ...]] = {
    EventType.RECEIPT: ("unit", "receipt"),
    EventType.RETURN: ("unit", "form", "period", "revision"),
    EventType.ACCEPT: ("unit", "form", "period", "revision"),
    EventType.ADJUST: ("unit", "form", "period", "revision"),
    EventType.VERDICT: ("unit", "form", "period", "revision", "check", "accepted"),
    EventType.LOCK: ("period",),
    EventType.UNLOCK: ("period",),
    EventType.WITHDRAW: ("bundle",),
    EventType.EXEMPT: ("unit", "period"),
    EventType.NOTICE: ("unit", "matter"),
    EventType.DECISION: ("unit", "matter"),
}
MATTERS = frozenset({EventType.NOTICE, EventType.DECISION})
FOLDERS = ("events", "matters")


def folder_of(type_: EventType) -> str:
    """Where an event travels in a bundle: matters beside the events, in a folder that older programs pass over."""
    return "matters" if type_ in MATTERS else "events"


def encode(event: Event) -> bytes:
    """The canonical bytes, which name it."""
    return canonical.encode(event)


def event_id(data: bytes) -> str:
    """The id of an event: the SHA-256 of its canonical bytes."""
    return canonical.sha256(data)


def decode(data: bytes) -> Event:
    """An event from canonical bytes; anything else, or one that lacks what its type needs, is `E-SCHEMA`."""
    event = canonical.decode(data, Event)
    lacking = [name for name in _NEEDS[event.type] if getattr(event, name) is None]
    if lacking:
        raise YuebaoError("E-SCHEMA", detail=f"{event.type} without {', '.join(lacking)}")
    if any(a >= b for a, b in pairwise(event.parents)):
        raise YuebaoError("E-SCHEMA", detail=merge_messages.UNSORTED)
    return event
