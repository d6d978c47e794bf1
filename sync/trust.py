"""Who may sign what for whom: every trust rule of the product, without I/O (bundles.md §5).

The rules, in the order in which they are asked; the first that fails decides:

 1. *Region.* A bundle names the region whose root this workspace pinned, else `E-RECIPIENT`.
 2. *Recipient.* It is addressed to this unit, or came from it (its own archive, its second laptop), or is a
    task for everybody below its sender, else `E-RECIPIENT`.
 3. *Direction.* Reports go from a unit to the office that collects it; tasks and replies come from that
    office (or the top), else `E-UNIT`. Who collects whom is said by the region's register alone.
 4. *Known key.* At least one signer is listed in the register that speaks for the sender: the one kept by
    its collecting office, for the top its own. Reports of an unlisted key wait (pending, `E-UNKNOWN-KEY`);
    tasks and replies bring the register that lists their key, so there it is a refusal.
 5. *Unit.* A listed key signs for its own unit only, else `E-UNIT`.
 6. *Role.* Submissions need submit; relays submit and collect; replies collect; tasks root, and that key
    among the root keys of the sender's own register, else `E-ROLE`.
 7. *Revocation by position.* A revoked key's bundle counts up to the last good one of its origin, if the
    chain of hashes leads from there to it; later ones are `E-REVOKED-KEY`; while a link is missing it waits,
    unless it was merged before: nothing is known against it, and it stays.
 8. *Algorithms.* The keys left cover all algorithms that the register demands, else `E-ALGORITHM`. The
    bundle has no say in it.

A leaf of a relay is judged as the relaying office would judge it (`TrustState.at`), so that the chain
region → city → unit gives the same answer as direct delivery. Enrolment requests prove only that somebody
holds a key; they are never authorised here (`sync.enrolment`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sync.manifest import Kind, Manifest
from sync.register import DeviceKey, Register, RegisterUnit, Role

EVERYBODY = "everyone"
"""The recipient of a task bundle for all units that report to its sender."""

MAX_CHAIN = 8
"""More offices between a unit and the top than any administration has; a longer chain is a circle."""

_UPWARD = frozenset({Kind.SUBMISSION, Kind.RELAY})
_NEEDED: Mapping[Kind, frozenset[Role]] = {
    Kind.SUBMISSION: frozenset({Role.SUBMIT}),
    Kind.RELAY: frozenset({Role.SUBMIT, Role.COLLECT}),
    Kind.TASK: frozenset({Role.ROOT}),
    Kind.REPLY: frozenset({Role.COLLECT}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustState:
    """What this workspace believes: `registers` by keeper, the newest verified version of each.

    `me` is this unit, `region` the id of the region, `top` its uppermost office. `seen` remembers the hash
    of every register version ever verified, by keeper and version. `root_fingerprint` was compared at joining.
    `held` are the keys whose private half lies here: this workspace's own bundles need nobody's admission.
    """

    me: str
    region: str
    top: str
    root_fingerprint: str
    registers: Mapping[str, Register] = field(default_factory=dict)
    seen: Mapping[tuple[str, int], str] = field(default_factory=dict)
    held: Mapping[str, DeviceKey] = field(default_factory=dict)

    @property
    def root(self) -> Register | None:
        """The region's register."""
        return self.registers.get(self.top)

    def at(self, unit: str) -> TrustState:
        """The same knowledge, as the office `unit` would apply it: for the leaves it passes on."""
        return replace(self, me=unit)

    def unit(self, code: str) -> RegisterUnit | None:
        """The unit as the region's register states it."""
        units = self.root.units if self.root else ()
        return next((unit for unit in units if unit.code == code), None)

    def collector(self, code: str) -> str | None:
        """The office that takes in this unit's bundles: for the top itself, `None` for an unknown unit."""
        if code == self.top:
            return self.top
        unit = self.unit(code)
        return unit.collector if unit else None

    def collects(self, office: str) -> tuple[str, ...]:
        """The units that report to this office, in the register's order."""
        units = self.root.units if self.root else ()
        return tuple(u.code for u in units if u.collector == office and u.code != office)

    def way_up(self, code: str) -> tuple[str, ...]:
        """The offices from this unit's collecting office up to the top; empty for an unknown unit."""
        way: list[str] = []
        while code != self.top and len(way) < MAX_CHAIN:
            above = self.collector(code)
            if above is None:
                return ()
            way.append(above)
            code = above
        return tuple(way) if code == self.top else ()

    def register_for(self, unit: str) -> Register | None:
        """The register that speaks for this unit's keys."""
        collector = self.collector(unit)
        return self.registers.get(collector) if collector else None

    def all_keys(self) -> Iterator[DeviceKey]:
        """Every key of every register, each once: what signatures can be checked against."""
        known: set[str] = set()
        for register in self.registers.values():
            for key in register.keys:
                if key.keyid not in known:
                    known.add(key.keyid)
                    yield key
        yield from (key for key in self.held.values() if key.keyid not in known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is known of a bundle's place in its origin's chain.

    `manifest_hash` is its own; `links` gives, for the manifests received of this origin, hash → `previous`.
    Needed only where a signer was revoked.
    """

    manifest_hash: str
    links: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The number of a bundle in its origin's chain, and what is known of that chain."""

    origin: str
    number: int
    sent: Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorised:
    """These keys may say this. `register_version` is that of the register that decided."""

    unit: str
    keyids: tuple[str, ...]
    roles: frozenset[Role]
    keeper: str
    register_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Nothing is wrong, something has not arrived: kept, and decided when it has."""

    code: str
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never, with this register: the bytes go to quarantine."""

    code: str
    params: Mapping[str, str]


Decision = Authorised | Pending | Refused


def authorise(manifest: Manifest, signers: Collection[str], trust: TrustState, sent: Sent) -> Decision:
    """Whether the keys whose signatures verified may send this bundle here; the rules stand above."""
    wrong = _wrong_way(manifest, trust)
    if wrong is not None:
        return wrong
    register = trust.register_for(manifest.unit)
    if register is None:
        return Pending(code="E-UNKNOWN-KEY", params=_keys(signers))
    found = (register.key(keyid) or trust.held.get(keyid) for keyid in sorted(signers))
    listed = [key for key in found if key is not None]
    if not listed:
        return _unlisted(manifest, signers, trust)
    return _judge(manifest, [key for key in listed if key.unit == manifest.unit], register, trust, sent)


def _judge(
    manifest: Manifest, own: list[DeviceKey], register: Register, trust: TrustState, sent: Sent
) -> Decision:
    """Rules 5 to 8, for the signers that the register lists for the sender."""
    if not own:
        return Refused(code="E-UNIT", params={"text": manifest.unit})
    able = [key for key in own if _has_role(key, manifest, trust)]
    if not able:
        return Refused(code="E-ROLE", params={"key": own[0].keyid[:16], "kind": manifest.kind.value})
    places = {key.keyid: _place(register, key, manifest.origin, manifest.sequence, sent) for key in own}
    good = [key for key in own if places[key.keyid] is None]
    if not any(key in good for key in able):
        return _worst([places[key.keyid] for key in able])
    return _covered(register, manifest, good)


def _wrong_way(manifest: Manifest, trust: TrustState) -> Refused | None:
    """Rules 1 to 3."""
    params = {"to": manifest.to, "unit": manifest.unit, "region": manifest.region}
    if manifest.region != trust.region:
        return Refused(code="E-RECIPIENT", params=params)
    if manifest.kind is Kind.ENROLMENT:
        return Refused(code="E-ROLE", params={"key": "", "kind": manifest.kind.value})
    own = manifest.unit == trust.me
    if manifest.kind in _UPWARD:
        return _wrong_upward(manifest, trust, params, own=own)
    broadcast = manifest.kind is Kind.TASK and manifest.to == EVERYBODY
    if not (own or broadcast or manifest.to == trust.me):
        return Refused(code="E-RECIPIENT", params=params)
    if not own and manifest.unit != trust.collector(trust.me):
        return Refused(code="E-UNIT", params={"text": manifest.unit})
    return None


def _wrong_upward(
    manifest: Manifest, trust: TrustState, params: Mapping[str, str], *, own: bool
) -> Refused | None:
    collector = trust.collector(manifest.unit)
    if collector is None:
        return Refused(code="E-UNIT", params={"text": manifest.unit})
    if manifest.to != collector or not (own or manifest.to == trust.me):
        return Refused(code="E-RECIPIENT", params=params)
    return None


def _unlisted(manifest: Manifest, signers: Collection[str], trust: TrustState) -> Decision:
    """Rule 4; a key listed elsewhere for another unit is a stranger with a name (`E-UNIT`)."""
    elsewhere = [key for key in trust.all_keys() if key.keyid in signers]
    if any(key.unit == manifest.unit for key in elsewhere):
        # its own register lists it, the one above does not yet: it cannot vouch for itself
        return Pending(code="E-UNKNOWN-KEY", params=_keys(signers))
    if elsewhere:
        return Refused(code="E-UNIT", params={"text": manifest.unit})
    kind = Pending if manifest.kind in _UPWARD else Refused
    return kind(code="E-UNKNOWN-KEY", params=_keys(signers))


def _has_role(key: DeviceKey, manifest: Manifest, trust: TrustState) -> bool:
    """Rule 6."""
    if manifest.kind is Kind.TASK:
        own_register = trust.registers.get(manifest.unit)
        return own_register is not None and key.keyid in own_register.root.keyids
    return _NEEDED[manifest.kind] <= set(key.roles)


def _place(
    register: Register, key: DeviceKey, origin: str, number: int, sent: Sent
) -> Pending | Refused | None:
    """Rule 7: `None` where this key is good for the bundle of that number.

    A key may have several positions in one origin (one before every gap): the nearest that is not before the bundle
    decides.
    """
    ends = register.ends(key.keyid)
    if not ends:
        return None
    params = {"key": key.keyid[:16], "origin": origin, "sequence": str(number)}
    refusal = Refused(code="E-REVOKED-KEY", params=params)
    reaching = [end for end in ends if end.origin == origin and end.last_good_sequence >= number]
    nearest = min(reaching, key=lambda end: end.last_good_sequence, default=None)
    if nearest is None or nearest.last_good_hash is None:
        return refusal
    at = ancestor(nearest.last_good_hash, nearest.last_good_sequence - number, sent)
    if at is None:
        return Pending(code="E-REVOKED-KEY", params=params)
    return None if at == sent.manifest_hash else refusal


def ancestor(manifest_hash: str, steps: int, sent: Sent) -> str | None:
    """The manifest that many steps before; `None` while a link between them has not arrived."""
    found: str | None = manifest_hash
    for _ in range(steps):
        found = sent.links.get(found) if found else None
        if found is None:
            return None
    return found


def ended(kind: Kind, keyids: Collection[str], place: Place, register: Register) -> Refused | None:
    """Whether a bundle that was merged stops counting, because the keys it rested on end before it.

    While a link is missing nothing is known against it, so it stays. What else changed since then, as the policy or
    the office a unit reports to, does not matter to what was merged.
    """
    keys = [key for keyid in sorted(keyids) if (key := register.key(keyid)) is not None]
    judged = {key.keyid: _place(register, key, place.origin, place.number, place.sent) for key in keys}
    over = [key for key in keys if isinstance(judged[key.keyid], Refused)]
    left = [key for key in keys if key not in over]
    able = _NEEDED[kind] - {Role.ROOT}
    lost = {key.alg for key in over} & set(register.required_algs) - {key.alg for key in left}
    if not over or (any(able <= set(key.roles) for key in left) and not lost):
        return None
    refused = judged[over[0].keyid]
    return refused if isinstance(refused, Refused) else None


def _worst(places: list[Pending | Refused | None]) -> Pending | Refused:
    """Waiting comes first: what has not arrived may still show that a key was good."""
    found = [place for place in places if place is not None]
    waiting = [place for place in found if isinstance(place, Pending)]
    return waiting[0] if waiting else found[0]


def _covered(register: Register, manifest: Manifest, good: list[DeviceKey]) -> Decision:
    """Rule 8."""
    lacking = set(register.required_algs) - {key.alg for key in good}
    if lacking:
        return Refused(code="E-ALGORITHM", params={"algorithm": ", ".join(sorted(lacking))})
    return Authorised(
        unit=manifest.unit,
        keyids=tuple(key.keyid for key in good),
        roles=frozenset(role for key in good for role in key.roles),
        keeper=register.unit,
        register_version=register.version,
    )


def _keys(signers: Collection[str]) -> Mapping[str, str]:
    return {"key": ", ".join(keyid[:16] for keyid in sorted(signers))}


# --- what an authorised bundle may contain (bundles.md §6, 5) ------------------------------------------


def may_report(authorised: Authorised, trust: TrustState, unit: str, *, resolves: bool) -> Refused | None:
    """Whether the bundle may carry a revision of that unit's report.

    Only the unit's own keys submit, correct or withdraw; resolve either they or the collecting office.
    """
    if authorised.unit == unit and Role.SUBMIT in authorised.roles:
        return None
    if resolves and may_review(authorised, trust, unit) is None:
        return None
    if authorised.unit == unit:
        return Refused(code="E-ROLE", params={"key": authorised.keyids[0][:16], "kind": "report"})
    return Refused(code="E-UNIT", params={"text": unit})


def may_review(authorised: Authorised, trust: TrustState, unit: str) -> Refused | None:
    """Whether the bundle may carry receipts, returns, acceptances, locks or adjustments for that unit."""
    if trust.collector(unit) != authorised.unit:
        return Refused(code="E-UNIT", params={"text": unit})
    if Role.COLLECT not in authorised.roles:
        return Refused(code="E-ROLE", params={"key": authorised.keyids[0][:16], "kind": "review"})
    return None
