"""The sentences of what can go wrong with a workspace; `E-DISK`, `E-BUSY`, `E-NEWER-STORE` are in `forms.messages`."""

from __future__ import annotations

from collections.abc import Mapping

from forms.messages import Sentence

SENTENCES: Mapping[str, Sentence] = {
    "E-NO-STORE": Sentence(
        text="There is no workspace at {path}.",
        advice="Choose the folder that holds yuebao.db, or make a workspace with `yuebao init` or `yuebao join`.",
    ),
    "E-NOT-STORE": Sentence(
        text="{path} is not a workspace of this program.",
        advice="Choose the folder that holds yuebao.db. The file was not changed.",
    ),
    "E-DAMAGED-STORE": Sentence(
        text="The database is damaged: {detail}",
        advice="Copy the whole workspace folder away first, then restore the newest backup: `yuebao restore FILE`.",
    ),
}
