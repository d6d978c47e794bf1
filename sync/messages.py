"""Sentences for everything bundles, keys, trust and merging may refuse (contract.md, Refusals).

Parameters are named in the sentences; a `detail` may be an English text of the catalogue of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence
from sync.encryption_messages import DETAILS as ENCRYPTION_DETAILS

_ASK_AGAIN = "Ask the sender for the file once more, by another way if possible."
_ASK_EXPORT = "Ask the sender to export it again with the current program."

_FILE: Mapping[str, Sentence] = {
    "E-NOT-A-BUNDLE": Sentence(
        text="This file is not a bundle ({detail}).",
        advice="Choose a file ending in .ybz, .ybz.age, .eml or .zip.",
    ),
    "E-TRUNCATED": Sentence(
        text="The file is cut off: only {size} bytes arrived.",
        advice="Copy it again and remove the drive only when the computer says so.",
    ),
    "E-MAIL-DAMAGE": Sentence(
        text="The file was damaged on its way, most likely by a mail program: {detail}",
        advice="Ask the sender to mail it as armoured text, inside a .zip, or to hand it over on a USB stick.",
    ),
    "E-NOT-CANONICAL": Sentence(
        text="The file is not as the program writes it: {detail}",
        advice="Take the original file; do not unpack it and pack it again.",
    ),
    "E-NAME": Sentence(
        text="The bundle contains a file with a forbidden name: {name}",
        advice="Do not open the file with other programs. " + _ASK_EXPORT,
    ),
    "E-LIMIT": Sentence(
        text="The bundle is too large: {found} {what}, allowed are {limit}.",
        advice="Ask the sender to split it or to leave out attachments.",
    ),
    "E-DECRYPT": Sentence(
        text="The file cannot be decrypted: {detail}",
        advice="It was encrypted for another office, or damaged. " + _ASK_AGAIN,
    ),
}

_SIGNATURE: Mapping[str, Sentence] = {
    "E-UNSIGNED": Sentence(
        text="The bundle carries no signature.",
        advice=_ASK_EXPORT,
    ),
    "E-UNKNOWN-KEY": Sentence(
        text="The bundle is signed with a key that is not admitted here: {key}",
        advice="A collecting office takes in the office's enrolment request and compares its fingerprint; an office that"
        " reports first takes in the newest reply or task bundle. The file is kept till then.",
    ),
    "E-NO-KEY": Sentence(
        text="No key admitted here goes by that name: {key}",
        advice="`key list` shows every key with its unit and fingerprint; eight digits of the key id are enough.",
    ),
    "E-SIGNATURE": Sentence(
        text="The signature is not valid: {detail}",
        advice="Do not use the figures. " + _ASK_AGAIN,
    ),
    "E-ALGORITHM": Sentence(
        text="The signature algorithm or key cannot be accepted: {algorithm}",
        advice="Ask the sender to sign with the algorithms the register demands.",
    ),
    "E-REVOKED-KEY": Sentence(
        text="The bundle is signed with a revoked key: {key}",
        advice="Ask the office to report again with its new key, and find out who holds the old one.",
    ),
    "E-ROLE": Sentence(
        text="The key {key} may not sign this ({kind}).",
        advice="Have it signed by a person in charge of it, or change the key's roles in the register.",
    ),
    "E-RECIPIENT": Sentence(
        text="The bundle of {unit} is addressed to {to} in region {region}, not to this office.",
        advice="Pass it on unopened to the office it is meant for.",
    ),
    "E-ROOT": Sentence(
        text="The trust in the region's root key cannot be established: {detail}",
        advice="Compare the fingerprint again with the paper, or ask the regional office by telephone.",
    ),
}

_MANIFEST: Mapping[str, Sentence] = {
    "E-NEWER": Sentence(
        text="The bundle was written by a newer version of the program ({found} > {known}).",
        advice="Install the newer version, then take the file in again.",
    ),
    "E-MANIFEST": Sentence(
        text="The bundle's list of contents is faulty: {detail}",
        advice=_ASK_EXPORT,
    ),
    "E-MISSING-FILE": Sentence(
        text="A file of the bundle is missing: {name}",
        advice=_ASK_AGAIN,
    ),
    "E-EXTRA-FILE": Sentence(
        text="The bundle contains a file nobody signed: {name}",
        advice="Do not use it. " + _ASK_AGAIN,
    ),
    "E-HASH": Sentence(
        text="A file of the bundle was changed after signing: {name}",
        advice="Do not use the figures. " + _ASK_AGAIN,
    ),
}

_ORDER: Mapping[str, Sentence] = {
    "E-FORK": Sentence(
        text="Two different bundles bear the same number {sequence} of {origin}: a copied disk or a stolen key.",
        advice="Telephone the office. Both files are kept; neither replaces the other.",
    ),
    "E-ROLLBACK": Sentence(
        text="The register of {keeper} in this file is version {found}; version {known} is known already.",
        advice="Use the latest task bundle. The newer register stays in force.",
    ),
}

_DATA: Mapping[str, Sentence] = {
    "E-PACK-UNKNOWN": Sentence(
        text="The form pack {pack} is not known here.",
        advice="Take in the task bundle with this form pack; the file is kept and decided then.",
    ),
    "E-PACK-HASH": Sentence(
        text="There is another form pack with the same name and version: {pack}",
        advice="Two different form packs must not bear one version. Ask the regional office which one holds.",
    ),
    "E-QUOTA": Sentence(
        text="The report is too large: {detail}",
        advice="Leave out attachments or split the roster.",
    ),
    "E-LOCKED": Sentence(
        text="The period {period} is locked.",
        advice="The collecting office can unlock it; an office that reports asks for it there.",
    ),
    "E-REBUILD": Sentence(
        text="The store differs from what the archive gives: {differing} rows.",
        advice="The list says which. Keep a copy of the whole folder and tell the maintainers; the archive is what is signed.",
    ),
    "E-DOCTOR": Sentence(
        text="Something is wrong with {name}: {said}.",
        advice="`yuebao doctor --repair` mends what can be mended without losing anything; else restore a backup.",
    ),
    "E-CHECKS": Sentence(
        text="The report cannot be submitted: {errors} errors, {warnings} warnings without explanation.",
        advice="Correct the errors and explain the warnings, then submit again.",
    ),
    "E-PASSPHRASE": Sentence(
        text="The passphrase does not do: {detail}",
        advice="Mind capitals and the input method. Nobody can find a forgotten one out: put the key back from its"
        " sheet with the passphrase of that day, or ask with a new key.",
    ),
    "E-DRAFT-PACK": Sentence(
        text="The draft {form} {period} was begun under an earlier version of the forms, and its entries change with it.",
        advice="Look at `draft migrate --dry-run`, then migrate it; the old draft is kept.",
    ),
    "E-DRAFT-CURRENT": Sentence(
        text="No draft of {form} {period} waits to be brought under the version in force.",
        advice="See `draft list`; a form that was dropped has no place in the new version.",
    ),
}

SENTENCES: Mapping[str, Sentence] = {**_FILE, **_SIGNATURE, **_MANIFEST, **_ORDER, **_DATA}
"""By code: what happened and what to do next."""

DETAILS = (
    "the file is still base64 text",
    "the file is still quoted-printable text",
    "line ends were changed",
    "the eighth bit of every byte was lost",
    "the bytes were rewritten as text",
    "the text was changed on its way",
    "packed again by another program",
    "there are bytes after the end",
    "the bytes differ from what the entries give",
    "it was made for another kind of file",
    "it is not canonical base64",
    "it is not base64",
    "the content was changed",
    "the signatures are not in order of their keys",
    "it does not open the key",
    "the two were not the same",
    "a fingerprint has 17 letters and digits",
    "there is a typing error in the fingerprint",
    "bytes",
    "entries",
    *ENCRYPTION_DETAILS,
)
"""The texts this layer gives as parameters; the catalogue has their Chinese too."""
