"""From codes to sentences, through the one gettext catalogue of window and command line.

Tables map a code to an English sentence and an English advice; the catalogue holds their Chinese.
Sentences use `{name}` placeholders, filled from the problem's parameters.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from msgspec import Struct

import resources
from forms.errors import Problem

Language = Literal["zh", "en"]
_PLACE = re.compile(r"\{\w+\}")
_TAIL = re.compile(r"(?:\s*[:：][^:：]*…[^:：]*|\s*[(（][^()（）]*…[^()（）]*[)）])?[.。]?$")
"""The end of a sentence that tells particulars."""


class Sentence(Struct, frozen=True, kw_only=True):
    """What happened and what to do next, both English and both keys of the catalogue."""

    text: str
    advice: str


class Worded(Struct, frozen=True, kw_only=True):
    """A problem in the reader's language."""

    code: str
    message: str
    where: str | None
    advice: str


SENTENCES: Mapping[str, Sentence] = {
    "E-DISK": Sentence(
        text="The disk or the database failed: {detail}",
        advice="Nothing was half-written. Free some space or check the drive, then try again.",
    ),
    "E-BUSY": Sentence(
        text="Another program is using this workspace: {detail}",
        advice="Close the other window or wait a moment, then try again. No data was lost.",
    ),
    "E-NEWER-STORE": Sentence(
        text="This workspace was written by a newer version of the program ({found} > {known}).",
        advice="Install the newer version. The workspace was not changed.",
    ),
    "E-PERIOD": Sentence(
        text="“{text}” is not a report period of this form.",
        advice="Write 2026-10, 2026Q4, 2026H2 or 2026, whichever the form's frequency asks for.",
    ),
    "E-UNIT": Sentence(
        text="“{text}” is not a unit that may report here.",
        advice="Choose a unit of the form pack; ask the collecting office if it is missing.",
    ),
    "E-CELL": Sentence(
        text="“{text}” does not fit cell {cell}: {reason}",
        advice="Correct the entry; nothing typed before was changed.",
    ),
    "E-SUBMITTED": Sentence(
        text="The report {form} {period} was handed over and is closed.",
        advice="Open it again with `correct` and a reason; the figures handed over are kept.",
    ),
    "E-CHECKS": Sentence(
        text="{errors} errors stand and {warnings} warnings have no explanation; nothing was handed over.",
        advice="Correct the errors (`check` lists them), explain the warnings, and submit again.",
    ),
    "E-NOTHING": Sentence(
        text="There is nothing to hand over for {period}.",
        advice="Fill in a form first; what was handed over already has its receipt.",
    ),
    "E-CANCELLED": Sentence(
        text="Stopped at your wish.",
        advice="What was finished before is kept; nothing is half-done.",
    ),
    "E-USAGE": Sentence(
        text="This cannot be done as asked: {detail}",
        advice="See `yuebao --help` and `yuebao COMMAND --help`.",
    ),
    "E-SCHEMA": Sentence(
        text="The content does not have the prescribed shape: {detail}",
        advice="Ask the sender to export it again with the current program.",
    ),
    "E-FILE-TYPE": Sentence(
        text="“{name}” cannot be read here: it is {kind}.",
        advice="Open it in WPS, Excel or LibreOffice, take off a password if it has one, and save it as .xlsx (Save as → Excel"
        " workbook) or as CSV; then try again.",
    ),
    "E-FILE-CONTENT": Sentence(
        text="The file cannot be read: {detail}",
        advice="It may be damaged, or not be what its name says. Save it anew from the program it comes from, and try again.",
    ),
    "E-FILE-FORM": Sentence(
        text="The file holds form {found}, not {wanted}.",
        advice="Choose the file of this form, or open the other form.",
    ),
    "E-FILE-SIZE": Sentence(
        text="“{name}” is too large to read: {found} {what}, allowed are {limit}.",
        advice="Often a stray entry far below or to the right makes a sheet so large. Copy the filled part into a new workbook"
        " and try again.",
    ),
    "E-BUG": Sentence(
        text="The program made a mistake: {detail}",
        advice="Your data was not lost. Please send the report file {report} to the maintainers.",
    ),
}


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """English is the key language, so it needs no catalogue."""
    if language == "en":
        return gettext.NullTranslations()
    folder = resources.path("i18n")
    return gettext.translation("yuebao", localedir=str(folder), languages=[language], fallback=True)


class Translator:
    """Texts in one language: program texts by their English original, problems by their code."""

    def __init__(self, language: Language, *tables: Mapping[str, Sentence]) -> None:
        self.language: Language = language
        self._sentences: dict[str, Sentence] = dict(SENTENCES)
        for table in tables:
            self._sentences.update(table)

    def text(self, english: str, /, **params: object) -> str:
        """The text in this language, with its `{name}` placeholders filled."""
        translated = _catalogue(self.language).gettext(english)
        return translated.format(**params) if params else translated

    def counted(self, one: str, many: str, count: int, /, **params: object) -> str:
        """The text for so many things (gettext plural forms); `{count}` is the number."""
        return _catalogue(self.language).ngettext(one, many, count).format(count=count, **params)

    def pick(self, chinese: str, english: str | None) -> str:
        """A pack's own text: the English one when it has one and English is wanted."""
        return english if self.language == "en" and english else chinese

    def brief(self, code: str) -> str:
        """What a code means in a few words, where nothing more is known than the code; itself where it is unknown."""
        sentence = self._sentences.get(code)
        if sentence is None:
            return code
        return _TAIL.sub("", _PLACE.sub("…", self.text(sentence.text)))

    def word(self, problem: Problem) -> Worded:
        """The problem as a sentence with advice; an unknown code still shows all that is known."""
        sentence = self._sentences.get(problem.code)
        if sentence is None:
            return Worded(code=problem.code, message=str(problem.params), where=problem.where, advice="")
        # a parameter may be a text of the catalogue itself; names and figures are in no catalogue
        params = _Forgiving(
            {name: self.text(value) if value else value for name, value in problem.params.items()}
        )
        return Worded(
            code=problem.code,
            message=self.text(sentence.text).format_map(params),
            where=problem.where,
            advice=self.text(sentence.advice).format_map(params),
        )


class _Forgiving(dict[str, str]):
    """A missing parameter shows as its name: a poor sentence beats an error about an error."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
