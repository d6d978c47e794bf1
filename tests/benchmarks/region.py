"""A real region whose units' bundles are made by the product's own parts: keys, registers, chains, signatures."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from forms.definition import PackDef
from forms.report import Content, ReportKey
from sync import bundle, enrolment, founding, joining, revisions, tasks
from sync.contents import ReadRevision
from sync.founding import Setup
from sync.key_file import Unlocked
from sync.manifest import Kind
from sync.revisions import Authorship, RevisionKind
from sync.taking_in import TakingIn, stored_revision
from sync.workspace import Workspace
from tests.benchmarks import work

PASSPHRASE = "benchmark"  # noqa: S105 - protects nothing
NOW = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)


def clock() -> dt.datetime:
    return NOW


class Sender:
    """One unit that seals one report set after the other."""

    def __init__(self, ws: Workspace, keys: Unlocked, number: int) -> None:
        self.ws = ws
        self.keys = keys
        self.number = number
        self.sequence = 1
        self.previous: str | None = None
        self.saved = 0

    def seal(self, month: int) -> bytes:
        """The submission of one month; the chain goes on from the last one."""
        files = dict(
            self._revision(form, month, content)
            for form, content in work.contents(self.number, month).items()
        )
        data = bundle.build(
            files,
            self.keys.active,
            kind=Kind.SUBMISSION,
            region=self.ws.region,
            unit=self.ws.unit,
            to=work.TOP,
            origin=self.ws.origin,
            sequence=self.sequence,
            previous=self.previous,
            register_version=self.ws.trust.registers[work.TOP].version,
            pack=self.ws.pack_ref,
            have={},
            created_at=NOW.isoformat(timespec="seconds"),
            app="benchmark",
        )
        self.sequence += 1
        self.previous = bundle.open_bundle(data).manifest_digest
        return data

    def _revision(self, form: str, month: int, content) -> tuple[str, bytes]:
        self.saved += 1
        made = revisions.make(
            ReportKey(self.ws.unit, form, work.month(month)),
            content,
            kind=RevisionKind.SUBMIT,
            parents=(),
            pack=self.ws.pack_ref,
            by=Authorship(
                origin=self.ws.origin,
                n=self.saved,
                author="",
                saved_at=NOW.isoformat(timespec="seconds"),
                app="benchmark",
            ),
        )
        data = revisions.encode(made)
        return f"revisions/{hashlib.sha256(data).hexdigest()}.json", data


def keep(ws: Workspace, reports: Iterable[tuple[ReportKey, Content]], kind: RevisionKind) -> None:
    """Reports into a store as they stand after a merge or after handing over, without the bundles around them."""
    taking = TakingIn(ws)
    by = Authorship(
        origin=ws.origin, n=1, author="", saved_at=NOW.isoformat(timespec="seconds"), app="benchmark"
    )
    with ws.store.transaction():
        for n, (key, content) in enumerate(reports, start=1):
            made = revisions.make(key, content, kind=kind, parents=(), pack=ws.pack_ref, by=replace(by, n=n))
            data = revisions.encode(made)
            read = ReadRevision(id=hashlib.sha256(data).hexdigest(), blob=data, revision=made)
            ws.store.revisions.add(stored_revision(read, None))
            taking.refresh(key)


def found(folder: Path, count: int, pack: PackDef | None = None) -> list[Sender]:
    """The region in `folder/region`, closed, and its units, ready to send."""
    source = random.Random(1)
    setup = Setup(clock=clock, passphrase=PASSPHRASE, random=source.randbytes, work_factor=1)
    made = founding.init_region(folder / "region", work.TOP, pack or work.pack(count), setup)
    top, keys = made.workspace, made.workspace.unlock(PASSPHRASE)
    (task,) = tasks.issue_task(top, folder / "tasks", keys)
    senders = []
    for number in range(count):
        unit = work.unit_code(number)
        joined = joining.join(task, folder / unit, unit, made.root_fingerprint, folder / "asked", setup)
        enrolment.enroll(top, joined.request.read_bytes(), keys, joined.fingerprint)
        senders.append(Sender(joined.workspace, joined.workspace.unlock(PASSPHRASE), number))
    top.close()
    return senders
