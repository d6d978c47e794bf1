"""What would become of a file: steps 3 to 8 of bundles.md §5, without touching disk or database.

The first failure stops. A verdict is a value: sound, waiting for something, unsound, the repetition of a
manifest that came in another file, or a request to be admitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from forms.errors import Problem, YuebaoError
from sync import bundle, envelope, merge_messages
from sync.bundle import OpenedBundle
from sync.contents import Judge, Packs, ReadEvent, ReadRevision, Wait, read_events, read_revisions
from sync.envelope import Signatures
from sync.keys import PublicKey
from sync.limits import STANDARD
from sync.manifest import Kind
from sync.register import DEFAULT_ALGORITHMS
from sync.register_chain import SignedRegister, adopt, registers_in, verifying_keys
from sync.trust import Authorised, Pending, Refused, Sent, TrustState, authorise

_UPWARD = frozenset({Kind.SUBMISSION, Kind.RELAY})
_NESTING = frozenset({Kind.RELAY, Kind.REPLY})


class Link(NamedTuple):
    """One known bundle of an origin: hashes of its manifest, of the manifest before, and of its file.

    One that waits (`taken` false) may be anybody's: it holds the chain together, but is in nobody's way.
    """

    manifest: str
    previous: str | None
    bundle: str
    taken: bool = True


Chain = Mapping[int, Link]
"""What is known of an origin, by sequence."""


class Ground:
    """What a bundle is judged on: trust, packs, the chains known and the attachments kept."""

    def __init__(
        self,
        trust: TrustState,
        *,
        packs: Packs,
        versions: Mapping[tuple[str, str], str],
        chain: Callable[[str], Chain],
        attachment: Callable[[str], bool],
    ) -> None:
        self.trust = trust
        self.packs = packs
        self.versions = versions
        self.chain = chain
        self.attachment = attachment

    @cached_property
    def keys(self) -> dict[str, PublicKey]:
        """Every key a signature can be checked against."""
        return verifying_keys(self.trust.all_keys())

    @cached_property
    def algorithms(self) -> tuple[str, ...]:
        """What the region demands of signatures."""
        root = self.trust.root
        return root.required_algs if root else DEFAULT_ALGORITHMS

    def with_trust(self, trust: TrustState) -> Ground:
        """The same, believing this."""
        if trust is self.trust:
            return self
        ground = Ground(
            trust,
            packs=self.packs,
            versions=self.versions,
            chain=self.chain,
            attachment=self.attachment,
        )
        if trust.registers is self.trust.registers:
            ground.__dict__["keys"] = self.keys  # the same keys, seen from another office
        return ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """All is well: what to add.

    `trust` includes the registers the bundle brought. Every leaf has a verdict of its own, because one bad
    leaf does not spoil the others.
    """

    opened: OpenedBundle
    authorised: Authorised
    revisions: tuple[ReadRevision, ...] = ()
    events: tuple[ReadEvent, ...] = ()
    registers: tuple[SignedRegister, ...] = ()
    trust: TrustState
    leaves: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Well-formed, but something it needs has not arrived."""

    opened: OpenedBundle
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """Refused; `opened` where at least the container and the manifest could be read."""

    problem: Problem
    opened: OpenedBundle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same manifest came before in another file; `keyids` have signed this one (as the head did, later)."""

    opened: OpenedBundle
    first: str
    keyids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An enrolment request: never admitted by itself."""

    opened: OpenedBundle


Verdict = Sound | Waiting | Unsound | Repeat | Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A bundle inside a bundle, and what becomes of it."""

    name: str
    digest: str
    data: bytes
    verdict: Verdict


def reports_in(opened: OpenedBundle | None) -> int:
    """How many reports a bundle claims to carry, whatever becomes of it."""
    return 0 if opened is None else len(opened.files("revisions"))


def examine(data: bytes, digest: str, ground: Ground, *, depth: int = 0) -> Verdict:
    """Judge the bytes of a bundle, whose SHA-256 is `digest`."""
    try:
        opened, signers, ground, brought = _open(data, digest, ground)
    except YuebaoError as error:
        return Unsound(problem=error.problem)
    return _judged(opened, signers, ground, brought, depth)


def _judged(
    opened: OpenedBundle,
    signers: frozenset[str],
    ground: Ground,
    brought: tuple[SignedRegister, ...],
    depth: int,
) -> Verdict:
    try:
        if opened.manifest.kind is Kind.ENROLMENT:
            return Request(opened=opened)
        return _decide(opened, signers, ground, brought, depth)
    except Wait as wait:
        return Waiting(opened=opened, problem=Problem(code=wait.code, params=wait.params))
    except YuebaoError as error:
        return Unsound(problem=error.problem, opened=opened)


# --- steps 3 to 6: what can be said of the bytes -----------------------------------------------------


def _open(
    data: bytes, digest: str, ground: Ground
) -> tuple[OpenedBundle, frozenset[str], Ground, tuple[SignedRegister, ...]]:
    """The bundle, the keys whose signatures hold, and the ground including the registers it brought.

    A key that is not known yet may be listed in those registers, so its signature is checked once more.
    """
    signers: list[frozenset[str]] = []

    def authenticate(payload: bytes, signatures: Signatures) -> None:
        signers.append(_signers(payload, signatures, ground))

    opened = bundle.open_bundle(data, digest=digest, authenticate=authenticate)
    if opened.manifest.kind in (Kind.SUBMISSION, Kind.ENROLMENT):
        return opened, signers[0], ground, ()
    brought = registers_in(opened.entries)
    if not brought:
        return opened, signers[0], ground, ()
    newest_only = opened.manifest.kind is Kind.TASK and opened.manifest.unit != ground.trust.me
    wider = ground.with_trust(adopt(ground.trust, brought, newest_only=newest_only))
    if wider is ground:
        return opened, signers[0], ground, brought
    return opened, _signers(opened.manifest_bytes, opened.signatures, wider), wider, brought


def _signers(payload: bytes, signatures: Signatures, ground: Ground) -> frozenset[str]:
    """The keys that signed. Where nobody known did, the ids that are claimed: no register lists them."""
    try:
        kind = signatures.payload_type
        return envelope.verify(payload, signatures, kind, ground.keys, _asked(signatures, ground)).signed_by
    except YuebaoError as error:
        if error.code != "E-UNKNOWN-KEY":
            raise
        return frozenset(entry.keyid for entry in signatures.signatures)


def _asked(signatures: Signatures, ground: Ground) -> tuple[str, ...]:
    """The policy speaks of bundles; a request for a key of a new algorithm cannot meet it yet (`read_request` judges)."""
    if signatures.payload_type != Kind.ENROLMENT.payload_type:
        return ground.algorithms
    return tuple(sorted({entry.alg for entry in signatures.signatures}))


# --- steps 5, 7 and 8: what the sender may say -----------------------------------------------------


def _decide(
    opened: OpenedBundle,
    signers: frozenset[str],
    ground: Ground,
    brought: tuple[SignedRegister, ...],
    depth: int,
) -> Verdict:
    manifest = opened.manifest
    chain = ground.chain(manifest.origin)
    links = {link.manifest: link.previous for link in chain.values()}
    links[opened.manifest_digest] = manifest.previous
    sent = Sent(manifest_hash=opened.manifest_digest, links=links)
    authorised = _authorised(authorise(manifest, signers, ground.trust, sent))
    _require_no_roll_back(opened, ground.trust)
    known = chain.get(manifest.sequence)
    if known is not None and known.taken and known.bundle != opened.digest:
        if known.manifest == opened.manifest_digest:
            return Repeat(opened=opened, first=known.bundle, keyids=authorised.keyids)
        raise YuebaoError("E-FORK", origin=manifest.origin, sequence=manifest.sequence)
    judge = Judge(authorised=authorised, trust=ground.trust, packs=ground.packs, versions=ground.versions)
    return Sound(
        opened=opened,
        authorised=authorised,
        revisions=read_revisions(opened, judge, ground.attachment),
        events=read_events(opened, judge),
        registers=brought,
        trust=ground.trust,
        leaves=_leaves(opened, ground, depth),
    )


def _authorised(decision: Authorised | Pending | Refused) -> Authorised:
    match decision:
        case Authorised():
            return decision
        case Pending():
            raise Wait(decision.code, **decision.params)
        case Refused():
            raise YuebaoError(decision.code, **decision.params)


def _require_no_roll_back(opened: OpenedBundle, trust: TrustState) -> None:
    """A sender who has seen a later register than the office that keeps it: this store was set back."""
    manifest = opened.manifest
    register = trust.register_for(manifest.unit)
    if manifest.kind not in _UPWARD or register is None or manifest.register_version <= register.version:
        return
    params = {
        "keeper": register.unit,
        "found": str(manifest.register_version),
        "known": str(register.version),
    }
    if register.unit == trust.me:
        raise YuebaoError("E-ROLLBACK", **params)
    raise Wait("E-ROLLBACK", **params)


def _leaves(opened: OpenedBundle, ground: Ground, depth: int) -> tuple[Leaf, ...]:
    """The bundles inside, judged as the office that passes them on would judge them."""
    files = opened.files("leaves")
    if not files:
        return ()
    if opened.manifest.kind not in _NESTING:
        raise YuebaoError("E-MANIFEST", detail=merge_messages.NOT_AS_LEAF)
    STANDARD.require("depth", depth + 1, STANDARD.depth)
    trust = ground.trust
    below = (
        ground if opened.manifest.kind is Kind.REPLY else ground.with_trust(trust.at(opened.manifest.unit))
    )
    return tuple(_leaf(name, data, opened, below, depth) for name, data in files.items())


def _leaf(name: str, data: bytes, opened: OpenedBundle, ground: Ground, depth: int) -> Leaf:
    digest = opened.manifest.files[name].sha256
    verdict = examine(data, digest, ground, depth=depth + 1)
    if isinstance(verdict, Sound) and verdict.opened.manifest.kind not in _UPWARD:
        problem = Problem(code="E-MANIFEST", params={"detail": merge_messages.NOT_AS_LEAF})
        verdict = Unsound(problem=problem, opened=verdict.opened)
    return Leaf(name=name, digest=digest, data=data, verdict=verdict)
