"""Histories of registers judged by us and by python-tuf, whose root metadata follows the same rule.

A register version is believed when the threshold of the version before and its own have signed it; TUF says the same of
its root (specification 5.3). Where the two are meant to differ, the difference is named here and nowhere else: versions
may be left out while root and threshold stay, and one false signature of a known key spoils a register.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from test_register import SIGNERS, TOP, first, pinned
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Role, Root, Snapshot, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from forms import canonical
from forms.errors import YuebaoError
from sync import envelope, register, register_chain
from sync.envelope import SignatureEntry, Signatures
from sync.register_chain import SignedRegister

KEYS = 5
STEPS = 12
TUF_SIGNERS = [CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in range(KEYS)]
FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Step:
    """A version that somebody offers: its root keys and threshold, who signed, and whose signature is false."""

    version: int
    roots: tuple[int, ...]
    threshold: int
    signers: tuple[int, ...]
    false: tuple[int, ...] = ()


def sample(rng: random.Random, least: int = 1) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(range(KEYS), rng.randint(least, KEYS))))


def step(rng: random.Random, now: Step) -> Step:
    """The next version, and what goes wrong with it: rotation, roll-back, skip, another threshold, wrong signers."""
    roots = now.roots if rng.random() < 0.4 else sample(rng)
    threshold = now.threshold if rng.random() < 0.5 else rng.randint(1, 4)
    both = tuple(sorted({*now.roots, *roots}))
    honest = tuple(sorted({*rng.sample(both, rng.randint(min(len(both), threshold), len(both)))}))
    signers = honest if rng.random() < 0.7 else sample(rng)
    version = now.version + rng.choice((1, 1, 1, 1, 1, 2, 3, 0, -1))
    false = tuple(n for n in signers if rng.random() < 0.05)
    return Step(max(1, version), roots, threshold, signers, false)


# --- the same step, as ours and as theirs ------------------------------------------------------------------


def ours(offered: Step, before: register.Register) -> SignedRegister:
    """Every key was listed from the beginning; only who signs what follows changes."""
    ids = tuple(sorted(SIGNERS[n].keyid for n in offered.roots))
    value = msgspec.structs.replace(
        before,
        version=offered.version,
        previous=canonical.digest(before) if offered.version > 1 else None,
        root=register.Root(keyids=ids, threshold=offered.threshold),
    )
    sealed = register_chain.seal(value, [SIGNERS[n] for n in offered.signers])
    found = canonical.decode(sealed, SignedRegister)
    lies = {SIGNERS[n].keyid for n in offered.false}
    entries = tuple(_false(e) if e.keyid in lies else e for e in found.signatures.signatures)
    bent = Signatures(payload_type=found.signatures.payload_type, signatures=entries)
    return SignedRegister(signatures=bent, signed=value)


def _false(entry_: SignatureEntry) -> SignatureEntry:
    other = envelope.sign(b"{}", "other", [s for s in SIGNERS if s.keyid == entry_.keyid])
    return msgspec.structs.replace(entry_, sig=envelope.parse(other).signatures[0].sig)


def theirs(offered: Step) -> bytes:
    keys = {signer.public_key.keyid: signer.public_key for signer in TUF_SIGNERS}
    chosen = [TUF_SIGNERS[n].public_key.keyid for n in offered.roots]
    everybody = Role(list(keys), 1)
    roles = dict.fromkeys((Timestamp.type, Snapshot.type, Targets.type), everybody)
    roles[Root.type] = Role(chosen, offered.threshold)
    metadata = Metadata(Root(version=offered.version, expires=FAR, keys=keys, roles=roles))
    for n in offered.signers:
        metadata.sign(TUF_SIGNERS[n], append=True)
    for n in offered.false:
        signature = metadata.signatures[TUF_SIGNERS[n].public_key.keyid]
        signature.signature = TUF_SIGNERS[n].sign(b"{}").signature
    return metadata.to_bytes(JSONSerializer())


class Both:
    """A reader of ours and one of theirs, who have believed the same so far."""

    def __init__(self, start: Step) -> None:
        begun = first(*range(KEYS))
        self.believed = start
        value = msgspec.structs.replace(
            begun,
            root=register.Root(
                keyids=tuple(sorted(SIGNERS[n].keyid for n in start.roots)), threshold=start.threshold
            ),
        )
        self.trust = pinned(register_chain.parse(canonical.encode(ours(start, value))))

    def of_ours(self, offered: Step) -> bool:
        before = self.trust.registers[TOP]
        try:
            parsed = register_chain.parse(canonical.encode(ours(offered, before)))
            after = register_chain.adopt(self.trust, (parsed,))
        except YuebaoError:
            return False
        moved = after.registers[TOP].version > before.version
        self.trust = after if moved else self.trust
        return moved

    def of_theirs(self, offered: Step) -> bool:
        """Theirs has no memory worth keeping: the believed version, and then the offered one."""
        numbered = self.believed
        reader = TrustedMetadataSet(theirs(numbered), EnvelopeType.METADATA)
        # a version left out is no obstacle here: as if it had been the very next
        number = offered.version
        if number > numbered.version:
            number = numbered.version + 1
        try:
            reader.update_root(theirs(Step(number, *(getattr(offered, n) for n in _REST))))
        except RepositoryError:
            return False
        return True


_REST = ("roots", "threshold", "signers", "false")


@pytest.mark.parametrize("seed", range(6))
def test_tuf_and_we_believe_the_same_histories(seed, record_property):
    rng = random.Random(seed)
    judged = accepted = stricter = 0
    for _ in range(8):
        roots = sample(rng)
        start = Step(1, roots, rng.randint(1, len(roots)), roots)
        both = Both(start)
        for _ in range(STEPS):
            offered = step(rng, both.believed)
            here, there = both.of_ours(offered), both.of_theirs(offered)
            judged += 1
            if offered.false and there and not here:
                stricter += 1
                continue
            assert here == there, (both.believed, offered)
            if here:
                accepted += 1
                both.believed = Step(offered.version, *(getattr(offered, n) for n in _REST))
    assert accepted > judged // 8
    record_property(
        "count", f"registers judged as python-tuf does, seed {seed}: {judged}, {accepted} believed"
    )
    assert stricter < judged // 4
