"""The second signature (负责人): the head of an office signs beside the clerk what the clerk has sealed.

The manifest stays as it is, so it is the same bundle; only `signatures.json` has one entry more. The head's laptop has
a workspace of its own, joined with the role head, and signs nothing that the office's own register would not believe.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from forms import canonical
from forms.errors import YuebaoError
from forms.files import disk_errors, read_named
from sync import bundle, container, durable, envelope
from sync.authority import decide, require
from sync.bundle import OpenedBundle
from sync.container import SIGNATURES
from sync.key_file import Unlocked
from sync.manifest import Kind, require_hashes
from sync.trust_messages import NO_REPORT
from sync.workspace import Workspace

_REPORTS = (Kind.SUBMISSION, Kind.RELAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersigned:
    """The file with the signature added, and whose signatures it carries now."""

    file: Path
    manifest_hash: str
    keyids: tuple[str, ...]


def countersign(ws: Workspace, source: Path, folder: Path, keys: Unlocked) -> Countersigned:
    """Add this laptop's signatures to a report bundle of its own office; the copy is written to `folder`.

    Raises YuebaoError `E-MANIFEST` for other kinds of bundle, `E-UNIT` for another office's, and what `decide` says of
    one that nobody may believe, such as `E-REVOKED-KEY` or, while the register here is too old, `E-UNKNOWN-KEY`.
    """
    signed = with_signatures(ws, read_named(source), keys)
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    opened = bundle.open_bundle(signed)
    return Countersigned(
        file=durable.replace_file(folder / source.name, signed),
        manifest_hash=opened.manifest_digest,
        keyids=tuple(entry.keyid for entry in opened.signatures.signatures),
    )


def with_signatures(ws: Workspace, data: bytes, keys: Unlocked) -> bytes:
    """The same bundle with one signature more for each key that has not signed it yet."""
    opened = opened_report(ws, data)
    there = {entry.keyid for entry in opened.signatures.signatures}
    new = [signer for signer in keys.active if signer.keyid not in there]
    if not new:
        return data
    require_hashes(opened.manifest, {signer.algorithm for signer in new})
    signatures = envelope.joined(
        opened.signatures, envelope.sign(opened.manifest_bytes, opened.payload_type, new)
    )
    entries = {**opened.entries, SIGNATURES: canonical.encode(signatures)}
    return container.write([(name, entries[name]) for name in opened.entries])


def opened_report(ws: Workspace, data: bytes) -> OpenedBundle:
    """A report bundle of this office that its collecting office would believe; raises as `countersign` does."""
    opened = bundle.open_bundle(data)
    if opened.manifest.kind not in _REPORTS:
        raise YuebaoError("E-MANIFEST", detail=NO_REPORT)
    if opened.manifest.unit != ws.unit:
        raise YuebaoError("E-UNIT", text=opened.manifest.unit)
    require(decide(opened, ws.trust))
    return opened
