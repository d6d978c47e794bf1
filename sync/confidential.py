"""The outer age layer: a bundle only its receiver and its sender can read (`.ybz.age`, bundles.md §4 and §5).

Any age program opens these files, and this one opens any age program's. Encryption hides, signatures prove: what
comes out is believed no more than a bundle that came in plain.

The identity of a laptop follows from its device key (HKDF-SHA256, below), so that whoever restores the key from
the printed sheet can read old mail again, and nothing more has to be kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from forms.errors import YuebaoError
from sync import armour
from sync.encryption_messages import BY_PASSPHRASE, CHANGED, FOR_OTHERS, NO_KEY, NOT_AGE
from sync.limits import MIB, STANDARD, Limits
from sync.signers.interface import Signer, SoftwareSigner
from sync.trust import TrustState

AGE_MAGIC = b"age-encryption.org/"
_INFO = b"yuebao age identity/1"
_OVERHEAD = MIB  # age's header and 16 bytes for every 64 KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An X25519 key pair: `recipient` (`age1…`) is public, `secret` (`AGE-SECRET-KEY-1…`) opens."""

    recipient: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """The lines of an identity file, for `age -d -i`."""
        return f"# public key: {self.recipient}\n{self.secret}\n"


def new_identity(seed: bytes) -> Identity:
    """The identity of these 32 secret bytes."""
    from pyrage import x25519  # loaded where something is encrypted

    secret = _bech32("age-secret-key-", seed).upper()
    return Identity(recipient=str(x25519.Identity.from_str(secret).to_public()), secret=secret)


def identities_of(signers: Iterable[Signer]) -> tuple[Identity, ...]:
    """The identities that follow from these device keys; keys in tokens, which show no secret, have none."""
    return tuple(
        new_identity(_derived(signer.seed)) for signer in signers if isinstance(signer, SoftwareSigner)
    )


def recipients_of(signers: Iterable[Signer]) -> tuple[str, ...]:
    """Their public halves, as a register lists them."""
    return tuple(identity.recipient for identity in identities_of(signers))


def known_recipients(trust: TrustState, unit: str) -> tuple[str, ...]:
    """For whom to encrypt what that unit shall read, by the register that speaks for it.

    Raises YuebaoError `E-UNKNOWN-KEY` when it names none: then nothing may leave in the belief that it is hidden.
    """
    register = trust.register_for(unit)
    found = register.age_recipients.get(unit, ()) if register else ()
    if not found:
        raise YuebaoError("E-UNKNOWN-KEY", key=f"age {unit}")
    return found


def encrypt(data: bytes, recipients: Iterable[str]) -> bytes:
    """The age file (binary) of `data` that each of the recipients can open.

    `sync.armour.armour` makes it text for mail. Raises ValueError without recipients, YuebaoError `E-ALGORITHM`
    for one that is no X25519 recipient.
    """
    import pyrage

    chosen = sorted(set(recipients))
    if not chosen:
        raise ValueError("nobody could read it")
    sealed: bytes = pyrage.encrypt(data, [_recipient(text) for text in chosen])
    return sealed


def decrypt(data: bytes, identities: Iterable[Identity], limits: Limits = STANDARD) -> bytes:
    """What is inside an age file, binary or in armour.

    Raises YuebaoError `E-DECRYPT` when no identity fits or a byte was changed, `E-MAIL-DAMAGE` or `E-TRUNCATED`
    when the armour is bent or has no end, `E-LIMIT` for more than a bundle may have.
    """
    import pyrage
    from pyrage import x25519

    sealed = armour.unwrap(data)
    limits.require("bytes", len(sealed), limits.total + _OVERHEAD)
    if not sealed.startswith(AGE_MAGIC):
        raise YuebaoError("E-DECRYPT", detail=NOT_AGE)
    keys = [x25519.Identity.from_str(identity.secret) for identity in identities]
    if not keys:
        raise YuebaoError("E-DECRYPT", detail=NO_KEY)
    try:
        opened: bytes = pyrage.decrypt(sealed, keys)
    except pyrage.DecryptError as error:
        raise YuebaoError("E-DECRYPT", detail=_reason(sealed, str(error))) from error
    return opened


def is_encrypted(data: bytes) -> bool:
    """Whether these bytes are an age file or armour around one."""
    return data.startswith(AGE_MAGIC) or armour.is_armoured_age(data)


def _recipient(text: str) -> object:
    from pyrage import RecipientError, x25519

    try:
        recipient: object = x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise YuebaoError("E-ALGORITHM", algorithm=f"age: {text[:20]}") from error
    return recipient


def _reason(sealed: bytes, said: str) -> str:
    """Which sentence fits; the library tells apart only whether a key fitted."""
    stanzas = sealed.partition(b"\n---")[0]
    if b"\n-> scrypt " in stanzas:
        return BY_PASSPHRASE
    if not sealed.startswith(AGE_MAGIC + b"v1\n"):
        return NOT_AGE
    return FOR_OTHERS if "No matching keys" in said else CHANGED


def _derived(seed: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) without salt: 32 bytes that say nothing about the signing key."""
    extracted = hmac.digest(bytes(32), seed, "sha256")
    return hmac.digest(extracted, _INFO + b"\x01", "sha256")


# --- Bech32 (BIP 173), as age spells its keys -----------------------------------------------------

_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_SIZE = 6


def _bech32(prefix: str, data: bytes) -> str:
    values = list(_fives(data))
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = _polymod([*spread, *values, *[0] * _CHECKSUM_SIZE]) ^ 1
    values += [check >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(_CHARSET[value] for value in values)


def _fives(data: bytes) -> Iterator[int]:
    """The bits in groups of five, the last filled with zeros."""
    bits = len(data) * 8
    padding = -bits % 5
    number = int.from_bytes(data, "big") << padding
    for shift in range(bits + padding - 5, -1, -5):
        yield number >> shift & 31


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    return check
