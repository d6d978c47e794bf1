"""Sentences of identity and trust beside those of `sync.messages`, and the texts that say which rule failed."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-WORKSPACE": Sentence(
        text="There is a workspace in {path} already.",
        advice="Choose another folder. Nothing was changed.",
    ),
    "E-SHEET-KEY": Sentence(
        text="The key {key} on the sheet may not sign for {unit}: it is not admitted here, or it was revoked.",
        advice="Check the unit and take in the newest task bundle; a key that was revoked cannot come back: make a new one.",
    ),
}

EASY = "it is too easy to guess; take several words"
LAST_ROOT = "the last root key can be rotated, not revoked"
THRESHOLD = "its own root keys cannot reach the threshold"
BAD_ROOT_KEY = "a root key is not a good key of the office that keeps the register"
OTHER_REGION = "the register belongs to another region or office"
CONTRADICTION = "the register contradicts itself"
NOT_BY_ROOT = "the register is not signed by the root keys, or a version between is missing"
OTHER_FINGERPRINT = "the fingerprint is not that of the region in the file"
OTHER_NAME = "a register under another register's name"
OTHER_KEY = "the fingerprint is not that of the key in the request"
OTHER_KEY_ID = "a key under another key's id"
NO_REGISTER = "this office keeps no register"
NO_REQUEST = "it is not an enrolment request"
NO_TASK = "it is not a task bundle"
NO_REPORT = "it is not a report bundle"
REGISTER = "register"
NOT_COLLECTING = (
    "a register: the office above has not admitted the key for collecting, "
    "or its newest task bundle has not been taken in"
)

DETAILS = (
    EASY,
    LAST_ROOT,
    THRESHOLD,
    BAD_ROOT_KEY,
    OTHER_REGION,
    CONTRADICTION,
    NOT_BY_ROOT,
    OTHER_FINGERPRINT,
    OTHER_NAME,
    OTHER_KEY,
    OTHER_KEY_ID,
    NO_REGISTER,
    NO_REQUEST,
    NO_TASK,
    NO_REPORT,
    REGISTER,
    NOT_COLLECTING,
    "submission",
    "relay",
    "task",
    "reply",
    "enrolment",
    "report",
    "review",
    "pack",
)
"""The texts this layer gives as parameters; the catalogue has their Chinese too."""
