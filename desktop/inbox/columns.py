"""The columns of the in-tray's tables."""

from __future__ import annotations

from pathlib import Path

from desktop.desk.rows import STRETCH, Column
from desktop.desk.words import moment
from desktop.desk_port import Arrived, Asking, CellChange, Import
from desktop.entry.display import grouped
from desktop.i18n import Texts
from desktop.inbox.presenter import InboxPresenter
from sync.spelling import spelled

OUTCOMES = {
    "merged": ("sound", "good"),
    "known": ("already here", "neutral"),
    "pending": ("waits", "warning"),
    "refused": ("refused", "error"),
    "withdrawn": ("withdrawn", "neutral"),
}
TAKEN = {**OUTCOMES, "merged": ("taken in", "good")}
KINDS = {
    "submission": "submission",
    "relay": "relay",
    "enrolment": "enrolment request",
    "task": "task bundle",
    "reply": "reply",
}


def outcome_word(texts: Texts, outcome: str, *, taken: bool) -> str:
    """What becomes, or became, of a file."""
    return texts.text((TAKEN if taken else OUTCOMES)[outcome][0])


def file_columns(texts: Texts, presenter: InboxPresenter) -> tuple[Column[Arrived], ...]:
    """Files that were dropped."""

    def signer(one: Arrived) -> str:
        units = [presenter.unit(s.unit) if s.unit else texts.text("unknown key") for s in one.signatures]
        return "、".join(dict.fromkeys(units)) or "—"

    def reports(one: Arrived) -> str:
        return str(len(one.reports)) if one.reports else ""

    def changed(one: Arrived) -> str:
        return f"{one.changed:,}" if one.changed else ""

    return (
        Column(
            title="Office and file",
            text=lambda one: presenter.unit(one.unit) or "—",
            second=lambda one: Path(one.file).name,
            tip=lambda one: one.file,
            width=STRETCH,
            least=150,
        ),
        Column(
            title="Verdict on it",
            text=lambda one: outcome_word(texts, one.outcome, taken=presenter.state.taken),
            shade=lambda one: OUTCOMES[one.outcome][1],
            tip=presenter.reason,
            pill=True,
            width=110,
        ),
        Column(
            title="Type",
            text=lambda one: texts.text(KINDS.get(one.kind, "file")),
            second=lambda one: texts.text("no. {number}", number=one.sequence) if one.sequence else "",
            width=80,
        ),
        Column(
            title="Signed by",
            text=signer,
            width=90,
            shade=lambda one: "good" if one.outcome == "merged" else "neutral",
        ),
        Column(title="Reports", text=reports, number=True, width=64),
        Column(title="Changes", text=changed, number=True, width=80),
    )


def _figure(text: str | None) -> str:
    return grouped(text) if text else ""


def change_columns(presenter: InboxPresenter) -> tuple[Column[CellChange], ...]:
    """Cells a file changes."""
    return (
        Column(
            title="Cell",
            text=lambda one: presenter.parts(one)[0],
            second=lambda one: presenter.parts(one)[1],
            tip=presenter.place,
            width=STRETCH,
        ),
        Column(
            title="Now",
            text=lambda one: _figure(one.old),
            number=True,
            width=78,
            shade=lambda _one: "neutral",
        ),
        Column(title="New", text=lambda one: _figure(one.new), number=True, width=78),
    )


def all_change_columns(presenter: InboxPresenter) -> tuple[Column[CellChange], ...]:
    """The same with whose report and of which period."""
    office = Column[CellChange](title="Office", text=lambda one: presenter.unit(one.unit), width=110)
    period = Column[CellChange](title="Report period", text=presenter.period, width=110)
    return (office, period, *change_columns(presenter))


def asking_columns(texts: Texts, presenter: InboxPresenter) -> tuple[Column[Asking], ...]:
    """Laptops that ask to be admitted."""
    return (
        Column(title="Office", text=lambda one: presenter.unit(one.unit), width=140),
        Column(
            title="Key fingerprint",
            text=lambda one: one.fingerprint,
            second=lambda one: spelled(one.fingerprint, texts.language),
            width=520,
        ),
        Column(
            title="For",
            text=lambda one: texts.text("head of the unit" if one.head else "clerk"),
            width=110,
        ),
        Column(title="Received at", text=lambda one: moment(one.received_at), width=STRETCH),
    )


def import_columns(texts: Texts, presenter: InboxPresenter) -> tuple[Column[Import], ...]:
    """Bundles that came in."""
    return (
        Column(
            title="Received at",
            text=lambda one: moment(one.received_at),
            width=130,
            shade=lambda _o: "neutral",
        ),
        Column(title="Office", text=lambda one: presenter.unit(one.unit) or "—", width=120),
        Column(title="Type", text=lambda one: texts.text(KINDS.get(one.kind, "file")), width=110),
        Column(title="No.", text=lambda one: str(one.sequence or ""), number=True, width=46),
        Column(
            title="Outcome",
            text=lambda one: (
                outcome_word(texts, one.outcome, taken=True) if one.outcome in TAKEN else one.outcome
            ),
            shade=lambda one: TAKEN.get(one.outcome, ("", "neutral"))[1],
            pill=True,
            width=110,
        ),
        Column(
            title="File",
            text=lambda one: Path(one.file).name,
            second=lambda one: presenter.brief(one.code),
            tip=lambda one: "\n".join(part for part in (one.file, one.code) if part),
            width=STRETCH,
            least=200,
        ),
    )
