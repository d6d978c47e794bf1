"""What became of dropped files, as notices: one for what was taken in, one for each that was not."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.i18n import Texts
from desktop.office_port import TakenIn
from desktop.widgets.notice import Notice, Tone
from forms.errors import Problem

GOOD = ("merged", "known")


def taken_in_notices(files: Sequence[TakenIn], texts: Texts) -> tuple[Notice, ...]:
    """Notices in the order they should be shown."""
    taken = [one for one in files if one.outcome in GOOD]
    said = []
    if taken:
        text = texts.counted("{count} bundle taken in.", "{count} bundles taken in.", len(taken))
        said.append(Notice(tone=Tone.GOOD, text=text, details="\n".join(one.file for one in taken)))
    if not files:
        said.append(Notice(tone=Tone.INFO, text=texts.text("There was no bundle in what you dropped.")))
    return (*said, *(_other(one, texts) for one in files if one.outcome not in GOOD))


def _other(one: TakenIn, texts: Texts) -> Notice:
    if one.outcome == "pending":
        text = texts.text("{file} is kept until its key or form pack arrives.", file=one.file)
        return Notice(tone=Tone.WARNING, text=text, details=one.code or "")
    worded = texts.translator.word(one.problem or Problem(code=one.code or "E-BUG", where=one.file))
    text = texts.text("{file} was refused: {reason}", file=one.file, reason=worded.message)
    return Notice(tone=Tone.ERROR, text=text, advice=worded.advice, details=f"{one.code} {one.file}")
