"""Step 8 of bundles.md §5: every revision and event of a bundle, strictly read and allowed to its sender.

A report with findings is still a report; what is refused here is what no form prescribes or what the sender
may not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from forms.calendar import has_begun
from forms.errors import Problem, YuebaoError
from forms.index import PackIndex
from forms.period import parse_period
from forms.shape import content_problems
from sync import events, merge_messages, revisions
from sync.bundle import OpenedBundle
from sync.events import Event, EventType
from sync.manifest import PackRef
from sync.register import Role
from sync.revisions import Revision, RevisionKind
from sync.trust import Authorised, Refused, TrustState, may_report, may_review

T = TypeVar("T")

Packs = Callable[[str], PackIndex | None]
"""The pack with that hash, `None` while it has not arrived."""

MAX_PER_BUNDLE = 4_000


class Wait(Exception):  # noqa: N818 - nothing is wrong
    """Something needed to judge the bundle has not arrived; carries the code it waits under."""

    def __init__(self, code: str, **params: str) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRevision:
    """A revision with the bytes that name it."""

    id: str
    blob: bytes
    revision: Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """An event with the bytes that name it."""

    id: str
    blob: bytes
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Who sent it, what is believed, and which packs are known. `versions` finds the hash of a known version."""

    authorised: Authorised
    trust: TrustState
    packs: Packs
    versions: Mapping[tuple[str, str], str]


def require_pack(reference: PackRef, judge: Judge) -> PackIndex:
    """The pack a report was made with; unknown ones wait, one of another content is `E-PACK-HASH`."""
    index = judge.packs(reference.hash)
    known = judge.versions.get((reference.id, reference.version))
    if known is not None and known != reference.hash:
        raise YuebaoError("E-PACK-HASH", pack=f"{reference.id} {reference.version}", hash=reference.hash)
    if index is None:
        raise Wait("E-PACK-UNKNOWN", pack=f"{reference.id} {reference.version}", hash=reference.hash)
    if (index.pack.id, index.pack.version) != (reference.id, reference.version):
        raise YuebaoError("E-PACK-HASH", pack=f"{reference.id} {reference.version}", hash=reference.hash)
    return index


# --- revisions -----------------------------------------------------------------------------------


def read_revisions(
    bundle: OpenedBundle, judge: Judge, has: Callable[[str], bool]
) -> tuple[ReadRevision, ...]:
    """All revisions, in the order of their names. `has` knows the attachments kept here by hash."""
    files = bundle.files("revisions")
    if len(files) > MAX_PER_BUNDLE:
        raise YuebaoError("E-QUOTA", detail=f"{len(files)} > {MAX_PER_BUNDLE}")
    return tuple(_read_revision(name, blob, bundle, judge, has) for name, blob in files.items())


def _read_revision(
    name: str, blob: bytes, bundle: OpenedBundle, judge: Judge, has: Callable[[str], bool]
) -> ReadRevision:
    revision = _named(name, revisions.decode, blob)
    refused = may_report(
        judge.authorised, judge.trust, revision.unit, resolves=revision.kind is RevisionKind.RESOLVE
    )
    if refused is not None:
        raise _refusal(refused, name)
    index = require_pack(revision.pack, judge)
    require_fit(revision, index)
    _require_attachments(name, revision, bundle, has)
    return ReadRevision(id=_id_in(name, "revisions", ".json"), blob=blob, revision=revision)


def require_fit(revision: Revision, index: PackIndex) -> None:
    """Raise unless unit, form, period and every cell are such as the pack knows."""
    if revision.unit not in index.units:
        raise YuebaoError("E-UNIT", text=revision.unit, where=str(revision.key))
    form = index.forms.get(revision.form)
    if form is None:
        raise YuebaoError("E-SCHEMA", detail=f"form {revision.form}", where=str(revision.key))
    period = parse_period(revision.period)
    if period.frequency is not form.form.frequency or not has_begun(index.pack, period):
        raise YuebaoError("E-PERIOD", text=revision.period, where=revision.form)
    problems = content_problems(index, revision.form, revision.content)
    if problems:
        raise _first(problems)


def _first(problems: tuple[Problem, ...]) -> YuebaoError:
    first = problems[0]
    return YuebaoError(first.code, where=first.where, **first.params)


def _require_attachments(
    name: str, revision: Revision, bundle: OpenedBundle, has: Callable[[str], bool]
) -> None:
    if not revision.attachments:
        return
    carried = {file.partition("/")[2].partition(".")[0] for file in bundle.files("attachments")}
    for attached in revision.attachments:
        if attached.sha256 not in carried and not has(attached.sha256):
            raise YuebaoError("E-MISSING-FILE", where=name, name=f"attachments/{attached.sha256}")


# --- events --------------------------------------------------------------------------------------


def read_events(bundle: OpenedBundle, judge: Judge) -> tuple[ReadEvent, ...]:
    """All events, in the order of their names, then the matters."""
    return tuple(
        _read_event(name, blob, folder, judge)
        for folder in events.FOLDERS
        for name, blob in bundle.files(folder).items()
    )


def _read_event(name: str, blob: bytes, folder: str, judge: Judge) -> ReadEvent:
    event = _named(name, events.decode, blob)
    if events.folder_of(event.type) != folder:
        raise YuebaoError("E-SCHEMA", detail=f"{event.type} in {folder}/", where=name)
    if event.by != judge.authorised.unit:
        raise YuebaoError("E-UNIT", text=event.by, where=name)
    _require_authority(name, event, judge)
    if event.period is not None:
        parse_period(event.period)
    return ReadEvent(id=_id_in(name, folder, ".json"), blob=blob, event=event)


def _require_authority(name: str, event: Event, judge: Judge) -> None:
    """The collecting office speaks of its units; a withdrawal of an import concerns its own store."""
    if event.unit is not None and event.type is not EventType.WITHDRAW:
        refused = may_review(judge.authorised, judge.trust, event.unit)
        if refused is not None:
            raise _refusal(refused, name)
    elif Role.COLLECT not in judge.authorised.roles:
        raise YuebaoError("E-ROLE", where=name, key=judge.authorised.keyids[0][:16], kind=event.type.value)


# --- names and refusals ----------------------------------------------------------------------------


def _named(name: str, decode: Callable[[bytes], T], blob: bytes) -> T:
    """The decoded value; a refusal says which file it is about."""
    try:
        return decode(blob)
    except YuebaoError as error:
        raise YuebaoError(error.code, where=name, **error.problem.params) from error


def _id_in(name: str, folder: str, ending: str) -> str:
    """The hash in a file's name, whose truth the file set check has proved."""
    stem = name.removeprefix(f"{folder}/").removesuffix(ending)
    if f"{folder}/{stem}{ending}" != name or "/" in stem or "." in stem:
        raise YuebaoError("E-MANIFEST", where=name, detail=merge_messages.FILE_NAME)
    return stem


def _refusal(refused: Refused, where: str) -> YuebaoError:
    return YuebaoError(refused.code, where=where, **refused.params)
