"""What was taken in before a key was revoked: it counts up to the last good position, whichever came first.

Without this a bundle that arrived before the news of the revocation would count, and one after would not.
"""

from __future__ import annotations

from forms.store import BundleRow
from sync import auditing
from sync.bundle import open_bundle
from sync.plan import Chain
from sync.taking_in import MERGED, PENDING, REFUSED, TakingIn
from sync.trust import Authorised, Pending, Sent, TrustState, authorise

RETRIED = ("E-UNIT", "E-ROLE", "E-RECIPIENT", "E-REVOKED-KEY", "E-ROLLBACK", "E-UNKNOWN-KEY", "E-ALGORITHM")
"""Refusals that rest on the register known then; with another register the same bytes may be good."""


def end_revoked(taking: TakingIn) -> None:
    """Let bundles of revoked keys beyond their last good position stop counting."""
    trust = taking.ws.trust
    revoked = {end.key for register in trust.registers.values() for end in register.revocations}
    if not revoked:
        return
    for row in taking.store.bundles.list(outcome=MERGED):
        if not revoked.isdisjoint(row.signers) and row.parent is None:
            _judge_again(taking, row, trust)


def _judge_again(taking: TakingIn, row: BundleRow, trust: TrustState) -> None:
    path = taking.ws.archived(row.hash)
    if not path.is_file() or row.origin is None or row.manifest_hash is None:
        return
    opened = open_bundle(path.read_bytes(), digest=row.hash)
    links = _links(taking.chain(row.origin))
    decision = authorise(
        opened.manifest, row.signers, trust, Sent(manifest_hash=row.manifest_hash, links=links)
    )
    if isinstance(decision, Authorised):
        return
    outcome = PENDING if isinstance(decision, Pending) else REFUSED
    with taking.store.transaction():
        taking.store.bundles.set_outcome(row.hash, outcome, decision.code)
        auditing.judged(taking.store, row.hash, outcome, decision.code)
        taking.projection.forget_dead()
        for _, key in taking.store.revisions.carried(row.hash):
            taking.refresh(key)
    if not taking.dry_run:
        taking.ws.quarantine(path.read_bytes(), decision.code, row.hash)


def _links(chain: Chain) -> dict[str, str | None]:
    return {link.manifest: link.previous for link in chain.values()}
