"""docs/formats/revision.md says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from sync import rejudging, revisions
from sync.events import EventType
from sync.sequence import channel

DOCUMENT = (Path(__file__).parents[2] / "docs/formats/revision.md").read_text("utf-8")


def section(heading: str) -> str:
    return DOCUMENT.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def first_column(heading: str) -> list[str]:
    lines = [line for line in section(heading).splitlines() if line.startswith("| `")]
    return [name for line in lines for name in re.findall(r"`([\w-]+)`", line.split("|")[1])]


def test_the_example_is_a_revision_byte_for_byte() -> None:
    example = re.search(r"```json revision\n(.*?)\n```", DOCUMENT, re.DOTALL)[1].encode()
    read = revisions.decode(example)
    assert revisions.encode(read) == example
    assert read.content.cell("02.01", "total") == "—"


def test_every_field_is_explained() -> None:
    fields = {f.name for f in msgspec.structs.fields(revisions.Revision)} - {"type"}
    assert set(first_column("A revision")) == fields


def test_every_type_of_event_is_explained() -> None:
    assert first_column("An event") == [t.value for t in (
        EventType.RECEIPT, EventType.RETURN, EventType.ACCEPT, EventType.ADJUST, EventType.VERDICT,
        EventType.LOCK, EventType.UNLOCK, EventType.EXEMPT, EventType.WITHDRAW,
        EventType.NOTICE, EventType.DECISION,
    )]  # fmt: skip


def test_the_codes_judged_again_are_these() -> None:
    told = re.findall(r"E-[A-Z-]+[A-Z]", section("Taking in").partition("lack of trust")[2].partition(")")[0])
    assert set(told) == set(rejudging.RETRIED)


def test_a_channel_is_counted_as_told() -> None:
    import hashlib

    expected = hashlib.sha256(b"5f0c2a91d3b84e67>540100").hexdigest()[:16]
    assert channel("5f0c2a91d3b84e67", "540100") == expected
