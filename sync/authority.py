"""Steps 4, 5 and 7 of bundles.md §5 for an opened bundle: signatures first, then whether they may."""

from __future__ import annotations

from forms.errors import YuebaoError
from sync import envelope
from sync.bundle import OpenedBundle
from sync.manifest import require_hashes
from sync.register import DEFAULT_ALGORITHMS
from sync.register_chain import verifying_keys
from sync.trust import Authorised, Decision, Sent, TrustState, authorise


def decide(opened: OpenedBundle, trust: TrustState, sent: Sent | None = None) -> Decision:
    """Whether this office (`trust.me`) may believe the bundle.

    `sent` is needed only where `needs_links` says so. Raises YuebaoError `E-UNSIGNED`, `E-SIGNATURE` or
    `E-ALGORITHM` for what no register could make good; a key that is merely unknown is a decision.
    """
    place = sent or Sent(manifest_hash=opened.manifest_digest)
    return authorise(opened.manifest, _signers(opened, trust), trust, place)


def _signers(opened: OpenedBundle, trust: TrustState) -> frozenset[str]:
    """The verified keys; where none is known, the claimed ones, which no register lists either."""
    register = trust.register_for(opened.manifest.unit)
    required = register.required_algs if register else DEFAULT_ALGORITHMS
    try:
        found = envelope.verify(
            opened.manifest_bytes,
            opened.signatures,
            opened.payload_type,
            verifying_keys(trust.all_keys()),
            required,
        )
    except YuebaoError as error:
        if error.code != "E-UNKNOWN-KEY":
            raise
        return frozenset(entry.keyid for entry in opened.signatures.signatures)
    require_hashes(opened.manifest, required)
    return found.signed_by


def needs_links(opened: OpenedBundle, trust: TrustState) -> bool:
    """Whether a signer was revoked, so that the bundle's place in its chain decides."""
    register = trust.register_for(opened.manifest.unit)
    entries = opened.signatures.signatures
    return register is not None and any(register.ends(entry.keyid) for entry in entries)


def require(decision: Decision) -> Authorised:
    """The authorisation, or the refusal (pending included) as YuebaoError."""
    if isinstance(decision, Authorised):
        return decision
    raise YuebaoError(decision.code, **decision.params)
