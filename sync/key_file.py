"""The device key of a workspace: one sealed file of private keys, and their public halves in the settings.

`keys/device.key.age` holds the active keys and, after a rotation, the ones they replaced: a collecting office
must sign its next register with the old root key too. Which are active is said by the settings.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from forms.errors import YuebaoError
from forms.files import disk_errors
from sync import durable
from sync.confidential import Identity, identities_of
from sync.keys import Signer, SoftwareEd25519, open_key, seal_key, signers_in
from sync.trust_messages import EASY

FILE = "device.key.age"
MIN_PASSPHRASE = 4
SAFE_DIGITS = 9
Generate = Callable[[], SoftwareEd25519]


class HeldKey(Struct, frozen=True, kw_only=True):
    """The public half of a key that lies here. `spki` is base64 DER."""

    keyid: str
    alg: str
    spki: str
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """Private keys opened with the passphrase: `active` sign what is made now, `retired` only registers."""

    active: tuple[Signer, ...]
    retired: tuple[Signer, ...] = ()

    @property
    def identities(self) -> tuple[Identity, ...]:
        """What opens files encrypted for this laptop, those of retired keys too: mail may be old."""
        return identities_of((*self.active, *self.retired))

    @property
    def keyids(self) -> tuple[str, ...]:
        """The ids of the active keys."""
        return tuple(signer.keyid for signer in self.active)

    def all_of(self, keyids: Iterable[str]) -> tuple[Signer, ...]:
        """Those signers, active or retired, that hold one of these keys."""
        wanted = set(keyids)
        return tuple(signer for signer in (*self.active, *self.retired) if signer.keyid in wanted)


def require_passphrase(passphrase: str) -> None:
    """Raise `E-PASSPHRASE` for one that a bystander would guess."""
    guessed = passphrase.isdecimal() and len(passphrase) < SAFE_DIGITS  # 123456 and birthdays
    if len(passphrase) < MIN_PASSPHRASE or len(set(passphrase)) == 1 or guessed:
        raise YuebaoError("E-PASSPHRASE", detail=EASY)


def write(folder: Path, pems: Sequence[bytes], passphrase: str, work_factor: int) -> None:
    """Seal the private keys into the folder, in place of what was there, all or nothing."""
    durable.replace_file(folder / FILE, seal_key(b"".join(pems), passphrase, work_factor=work_factor))


def read(folder: Path, passphrase: str) -> bytes:
    """The private keys as PEM blocks; `E-PASSPHRASE` for the wrong passphrase."""
    with disk_errors(folder / FILE):
        blob = (folder / FILE).read_bytes()
    return open_key(blob, passphrase)


def unlock(folder: Path, held: Iterable[HeldKey], passphrase: str) -> Unlocked:
    """Open the key file."""
    signers = signers_in(read(folder, passphrase))
    active = {key.keyid for key in held if key.active}
    return Unlocked(
        active=tuple(signer for signer in signers if signer.keyid in active),
        retired=tuple(signer for signer in signers if signer.keyid not in active),
    )


def public(signer: Signer, *, active: bool = True) -> HeldKey:
    """The public half, as the settings keep it."""
    spki = base64.b64encode(signer.public_spki_der).decode("ascii")
    return HeldKey(keyid=signer.keyid, alg=signer.algorithm, spki=spki, active=active)


def to_text(held: Iterable[HeldKey]) -> str:
    """For the settings."""
    return msgspec.json.encode(list(held)).decode()


def from_text(text: str | None) -> tuple[HeldKey, ...]:
    """From the settings."""
    return msgspec.json.decode(text, type=tuple[HeldKey, ...]) if text else ()
