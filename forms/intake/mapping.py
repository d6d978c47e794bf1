"""An office's own words in its workbooks: what they mean in a form, told once and known again by the line of headings."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from forms.errors import YuebaoError
from forms.index import FormIndex

Meanings = Mapping[str, str]
"""Column, field or row ids by the heading or row title that stands in the file."""

_LINES: Final = 50
"""Lines among which remembered headings are looked for."""
_ENUMERATION: Final = re.compile(r"^(其中[:：]|[一二三四五六七八九十]+、|[0-9]+[.、]\s*)")
_NO_MARKS: Final = str.maketrans("", "", "†‡")


def plain(text: str) -> str:
    """Titles compared without width, case, spaces, enumeration and the marks that refer to a printed footnote."""
    normal = unicodedata.normalize("NFKC", text.translate(_NO_MARKS)).strip().casefold()
    return re.sub(r"\s+", "", _ENUMERATION.sub("", normal))


def signature(headings: Sequence[str]) -> str:
    """What a line of headings is known by: its words in their order, blank ones aside."""
    words = [word for text in headings if (word := plain(text))]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def recall(grid: Sequence[Sequence[str]], remembered: Mapping[str, Meanings]) -> Meanings:
    """The meanings told for a file with the same line of headings; none where there was no such file."""
    if not remembered:
        return {}
    found = (remembered.get(signature(line)) for line in grid[:_LINES])
    return next(filter(None, found), {})


def require_known(form: FormIndex, meanings: Meanings) -> None:
    """`E-USAGE` for an id that the form does not have."""
    known = {*form.fields, *(c.id for c in form.form.columns), *(r.id for r in form.form.rows)}
    strange = [f"{text}={name}" for text, name in meanings.items() if name not in known]
    if strange:
        raise YuebaoError("E-USAGE", detail=", ".join(strange), where=form.form.id)


def added(names: Mapping[str, str], meanings: Meanings, ids: Sequence[str]) -> dict[str, str]:
    """Names with those that were told on top, as far as they mean one of these ids."""
    told = {plain(text): name for text, name in meanings.items() if name in ids}
    return {**names, **told}
