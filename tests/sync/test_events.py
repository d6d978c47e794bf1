"""Events: strict, named by their bytes, complete for their type."""

from __future__ import annotations

import json

import msgspec
import pytest
from builders import event, id_of

from forms.errors import YuebaoError
from sync import events
from sync.events import Adjusted, EventType, Matter, Receipt, RefusedBundle, Remark

HASH = "c" * 64
SAMPLES = {
    EventType.RECEIPT: {
        "receipt": Receipt(
            bundles=(HASH,),
            refused=(RefusedBundle(bundle=HASH, code="E-HASH"),),
            have={"a1": 3},
            absent={"a1": (4,)},
        )
    },
    EventType.RETURN: {
        "revision": HASH,
        "reason": "不符",
        "remarks": (Remark(cell=("01", "m"), text="核实"),),
    },
    EventType.ACCEPT: {"revision": HASH},
    EventType.LOCK: {"covers": (HASH,), "term": "2026-12-31"},
    EventType.UNLOCK: {"parents": (HASH,)},
    EventType.ADJUST: {
        "revision": HASH,
        "figures": (Adjusted(cell=("01", "m"), difference="-2.5", reason="重复计算"),),
    },
    EventType.WITHDRAW: {"bundle": HASH, "reason": "误收"},
    EventType.VERDICT: {"revision": HASH, "check": "c1", "accepted": False},
    EventType.EXEMPT: {"reason": "新设"},
    EventType.NOTICE: {
        "matter": Matter(number="1", text="整改", deadline="2026-12-31", source=("A", "2026-10", "7"))
    },
    EventType.DECISION: {"matter": Matter(number="2", text="同意", result="通过"), "reason": "会议"},
}


@pytest.mark.parametrize("type_", EventType)
def test_round_trip(type_) -> None:
    made = event(type_, **SAMPLES[type_])
    data = events.encode(made)
    assert events.decode(data) == made
    assert events.event_id(data) == id_of(made)


@pytest.mark.parametrize(
    ("type_", "change"),
    [
        (EventType.RETURN, {"revision": None}),
        (EventType.ACCEPT, {"unit": None}),
        (EventType.VERDICT, {"accepted": None}),
        (EventType.LOCK, {"period": None}),
        (EventType.WITHDRAW, {"bundle": None}),
        (EventType.RECEIPT, {"receipt": None}),
        (EventType.NOTICE, {"matter": None}),
        (EventType.DECISION, {"unit": None}),
        (EventType.ACCEPT, {"by": None}),
        (EventType.ACCEPT, {"more": 1}),
        (EventType.ACCEPT, {"type": "forgive"}),
        (EventType.ACCEPT, {"parents": ["b" * 64, "a" * 64]}),
        (EventType.ADJUST, {"figures": [{"cell": ["01", "m"], "difference": "1,5", "reason": ""}]}),
        (EventType.ADJUST, {"figures": [{"cell": ["01", "m"], "difference": "-0", "reason": ""}]}),
    ],
)
def test_what_lacks_or_exceeds_is_refused(type_, change) -> None:
    fields = json.loads(events.encode(event(type_, **SAMPLES[type_]))) | change
    kept = {name: value for name, value in fields.items() if value is not None}
    with pytest.raises(YuebaoError) as refused:
        events.decode(msgspec.json.encode(kept, order="sorted"))
    assert refused.value.code == "E-SCHEMA"
