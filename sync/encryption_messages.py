"""Why a file could not be decrypted: what `E-DECRYPT` says."""

from __future__ import annotations

FOR_OTHERS = "it was encrypted for others; no key of this computer opens it"
CHANGED = "the encrypted file was changed or cut off on its way"
BY_PASSPHRASE = "it was encrypted with a passphrase, not for an office"  # noqa: S105 - a sentence
NOT_AGE = "it is not an age file of version 1"
NO_KEY = "there is no private key to open it with"

DETAILS = (FOR_OTHERS, CHANGED, BY_PASSPHRASE, NOT_AGE, NO_KEY)
"""The catalogue has their Chinese."""
