"""What the store takes and gives: frozen rows, without any SQL."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct


class _Row(Struct, frozen=True, kw_only=True):
    """Common settings of rows."""


class StoredRevision(_Row, frozen=True, kw_only=True):
    """One revision: `blob` are its canonical bytes, of which `id` is the SHA-256 (bundles.md §6).

    `origin` and `n` are those the revision states; `bundle` is the bundle it came in (`None` while it is
    only here; the smallest hash where several carried it).
    """

    id: str
    unit: str
    form: str
    period: str
    kind: str
    origin: str
    n: int
    parents: tuple[str, ...] = ()
    bundle: str | None = None
    blob: bytes


class Outline(NamedTuple):
    """A revision without its content: enough to find the heads of a report."""

    id: str
    parents: tuple[str, ...]
    kind: str
    origin: str
    n: int


class StoredEvent(_Row, frozen=True, kw_only=True):
    """One signed event. What it leaves open (`None`) it says of every unit, form or period."""

    id: str
    type: str
    unit: str | None = None
    form: str | None = None
    period: str | None = None
    bundle: str | None = None
    blob: bytes


class BundleRow(_Row, frozen=True, kw_only=True):
    """One file taken in or written out, by the SHA-256 of its bytes.

    A refused file may have no readable manifest: then all it would say is `None`. `outcome` is `merged`,
    `pending`, `refused`, `withdrawn` or `written` (our own); `parent` is the relay a leaf came in.
    """

    hash: str
    kind: str | None = None
    unit: str | None = None
    origin: str | None = None
    sequence: int | None = None
    previous: str | None = None
    manifest_hash: str | None = None
    register_version: int | None = None
    signers: tuple[str, ...] = ()
    file: str
    received_at: str
    outcome: str
    code: str | None = None
    parent: str | None = None


class ReportRow(_Row, frozen=True, kw_only=True):
    """What is known of one report now, computed from revisions and events, for the matrix.

    `revision` is the one whose figures count (`None` while there is a conflict or nothing counts), `kind`
    its kind; `received_at` is shown only; `flags` are words such as `late`, `nil`, `incomplete`.
    """

    unit: str
    form: str
    period: str
    heads: tuple[str, ...] = ()
    state: str
    revision: str | None = None
    kind: str | None = None
    received_at: str | None = None
    flags: tuple[str, ...] = ()


class AuditLine(_Row, frozen=True, kw_only=True):
    """One line of the append-only audit journal; `hash` covers it and, through the line before, all."""

    n: int
    at: str
    kind: str
    text: str
    hash: str
