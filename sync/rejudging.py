"""What was taken in before a key was revoked: it counts up to the last good position, whichever came first.

Without this a bundle that arrived before the news of the revocation would count, and one after would not. Where a
link between is missing a merged bundle stays merged: figures do not leave the totals because a file was lost.
"""

from __future__ import annotations

from forms.store import BundleRow
from sync import auditing
from sync.manifest import Kind
from sync.plan import Chain
from sync.taking_in import MERGED, REFUSED, TakingIn
from sync.trust import Place, Refused, Sent, TrustState, ended

RETRIED = ("E-UNIT", "E-ROLE", "E-RECIPIENT", "E-REVOKED-KEY", "E-ROLLBACK", "E-UNKNOWN-KEY", "E-ALGORITHM")
"""Refusals that rest on the register known then; with another register the same bytes may be good."""


def end_revoked(taking: TakingIn) -> None:
    """Let bundles of revoked keys beyond their last good position stop counting, those within relays too."""
    trust = taking.ws.trust
    revoked = {end.key for register in trust.registers.values() for end in register.revocations}
    if not revoked:
        return
    for row in taking.store.bundles.list(outcome=MERGED):
        if not revoked.isdisjoint(row.signers):
            refused = _against(taking, row, trust)
            if refused is not None:
                _end(taking, row, refused)


def _against(taking: TakingIn, row: BundleRow, trust: TrustState) -> Refused | None:
    register = trust.register_for(row.unit or "")
    kind = Kind(row.kind or Kind.ENROLMENT)
    if register is None or row.origin is None or row.sequence is None or kind is Kind.ENROLMENT:
        return None
    sent = Sent(manifest_hash=row.manifest_hash or "", links=_links(taking.chain(row.origin)))
    place = Place(origin=row.origin, number=row.sequence, sent=sent)
    return ended(kind, row.signers, place, register)


def _end(taking: TakingIn, row: BundleRow, refused: Refused) -> None:
    with taking.store.transaction():
        taking.store.bundles.set_outcome(row.hash, REFUSED, refused.code)
        auditing.judged(taking.store, row.hash, REFUSED, refused.code)
        taking.projection.forget_dead()
        for _, key in taking.store.revisions.carried(row.hash):
            taking.refresh(key)
    path = taking.ws.archived(row.hash)
    if not taking.dry_run and path.is_file():
        taking.ws.quarantine(path.read_bytes(), refused.code, row.hash)


def _links(chain: Chain) -> dict[str, str | None]:
    return {link.manifest: link.previous for link in chain.values()}
