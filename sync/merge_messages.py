"""Sentences of merging and review beside those of `sync.messages`, and the texts given as details."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-CONFLICT": Sentence(
        text="{unit} has handed in report {form} of {period} in two versions that differ.",
        advice="Settle the conflict first: keep one version, or let the office hand in a new one.",
    ),
    "E-NO-REPORT": Sentence(
        text="No report of {unit} for {period} {form} has been received that counts.",
        advice="Look at the matrix of received reports; remind the office if it is late.",
    ),
    "E-ENROLMENT": Sentence(
        text="Office {unit} asks for its key to be admitted; fingerprint {fingerprint}.",
        advice="Compare the fingerprint by telephone or on paper, then admit the key with `yuebao enroll`.",
    ),
}

UNSORTED = "parents are not sorted"
NO_PARENTS = "a settlement without parents"
FILE_NAME = "unexpected file name"
NOT_AS_LEAF = "a bundle of this kind cannot lie within another"
NO_CONFLICT = "there is no conflict"
NO_LOCK = "there is no lock"
NOBODY_BELOW = "no unit reports to this office"
NO_REASON = "a reason must be given"
NO_NAME = "a name must be given"
NO_NOTICE = "a notice needs its text and its deadline"
NO_DECISION = "a decision needs its text or its result"
ONE_WAY = "either keep one version or give a content"
NO_SUCH_HEAD = "this version is not one of the rivals"
NOT_THEIRS = "none of the office's versions says so"
NO_CELL = "no such figure"
NOT_IMPORT = "this is not an import that stands"
NOT_FROM_BELOW = "only reports of the units below can be withdrawn"
NO_EXPLANATION = "there is no such explanation"
READ_BACK = "the file read back is not the file written"
TOO_MANY_WAITING = "too many files wait for a decision"
NO_DECRYPTION = "it is encrypted and no key was given"

DETAILS = (
    UNSORTED,
    NO_PARENTS,
    FILE_NAME,
    NOT_AS_LEAF,
    NO_CONFLICT,
    NO_LOCK,
    NOBODY_BELOW,
    NO_REASON,
    NO_NAME,
    NO_NOTICE,
    NO_DECISION,
    ONE_WAY,
    NO_SUCH_HEAD,
    NOT_THEIRS,
    NO_CELL,
    NOT_IMPORT,
    NOT_FROM_BELOW,
    NO_EXPLANATION,
    READ_BACK,
    TOO_MANY_WAITING,
    NO_DECRYPTION,
)
"""The texts this layer gives as parameters; the catalogue has their Chinese too."""
