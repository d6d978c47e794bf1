"""Sentences of the carriers, and the texts they give as parameters."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-NO-DRIVE": Sentence(
        text="No USB drive was found to write to ({detail}).",
        advice="Plug one in and wait until it appears, or choose a folder with `--to DIR`.",
    ),
    "E-MAIL": Sentence(
        text="The mail server {server} did not do what was asked: {detail}",
        advice="Letters stay in the outbox and go with the next `send` or `outbox --send`; see `outbox`.",
    ),
    "E-MAIL-SETUP": Sentence(
        text="Mail is not set up here: {detail} is missing.",
        advice="Say it once: `outbox --smtp HOST:PORT --imap HOST:PORT --user NAME --sender ADDRESS`.",
    ),
    "E-KEY-SHEET": Sentence(
        text="This is no complete key backup sheet: {detail}",
        advice="Scan every code of the sheet, or type its lines again; each line shows its own check.",
    ),
}

NONE_FOUND = "none is plugged in"
SEVERAL = "several are plugged in"
READ_ONLY = "it is write-protected"
NO_ROOM = "there is not enough room on it"
READ_BACK = "what was read back differs from what was written"
UNSAFE = "a server elsewhere is reached only by an encrypted connection"
PASSWORD = "the password was refused"  # noqa: S105 - a text
"""The texts this layer gives as parameters; the catalogue has their Chinese too."""
