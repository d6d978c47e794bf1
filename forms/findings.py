"""What checking a report finds: values, never exceptions, worded only at the edge.

A finding names its rule, level and cells, the operands with their values, both sides and the difference
(forms.md §3). `sentence` makes one plain sentence of it in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from forms.definition import Level
from forms.messages import Translator


class FindingKind(StrEnum):
    """What sort of rule spoke; each has its own way to say it."""

    RULE = "rule"
    REQUIRED = "required"
    ENTRY = "entry"
    MIN = "min"
    MAX = "max"
    PART_OF = "part_of"
    YEAR_TO_DATE = "ytd"
    TO_DATE = "to_date"
    LIST = "list"
    KEY = "key"
    DIVISION = "division"
    SLIP = "slip"
    USCC = "uscc"


class Operand(Struct, frozen=True, kw_only=True):
    """One figure a rule looked at: its reference, its name, its value, and where a past one came from.

    `source` is `accepted`, `submitted` or `draft` for figures of other periods, else `None`. `words` is the value as
    people read it where that is another text: the title of a choice, yes and no.
    """

    ref: str
    title: str
    title_en: str | None = None
    value: str | None
    words: str | None = None
    words_en: str | None = None
    source: str | None = None

    def named(self, translator: Translator) -> str:
        """The name in the reader's language."""
        return translator.pick(self.title, self.title_en)

    def shown(self, translator: Translator) -> str:
        """The value in the reader's language, and what kind of report a past one is from."""
        value = translator.text("blank") if self.value is None else self.value
        value = translator.pick(self.words, self.words_en) if self.words else value
        match self.source:
            case None:
                return value
            case "accepted":
                return translator.text("{value} (accepted)", value=value)
            case "submitted":
                return translator.text("{value} (submitted)", value=value)
            case _:
                return translator.text("{value} (draft)", value=value)


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that checking found. `cells` are `(row, column)`, or `("#line", field)` in rosters.

    `left`, `right` and `difference` are canonical figures of a failed comparison; `difference` is
    left − right. The texts beside them are the sides in words with their values, in both languages; `condition` is
    what had to hold for the comparison to be made.
    """

    id: str
    level: Level
    form: str
    kind: FindingKind = FindingKind.RULE
    cells: tuple[tuple[str, str], ...] = ()
    title: str = ""
    title_en: str | None = None
    message: str = ""
    message_en: str | None = None
    left: str | None = None
    operator: str | None = None
    right: str | None = None
    difference: str | None = None
    left_text: str = ""
    left_text_en: str | None = None
    right_text: str = ""
    right_text_en: str | None = None
    condition: str = ""
    condition_en: str | None = None
    operands: tuple[Operand, ...] = ()
    line: int | None = None
    explanation: str | None = None

    @property
    def explained(self) -> bool:
        """Whether an 审核说明 stands beside it."""
        return self.explanation is not None

    @property
    def blocks(self) -> bool:
        """Whether submission must wait: an error, or a warning without explanation."""
        return self.level is Level.ERROR or (self.level is Level.WARNING and not self.explained)


_FIXED = {
    FindingKind.REQUIRED: "{title} is blank and must be filled (0 is a figure too)",
    FindingKind.ENTRY: "{title}: “{left}” was not understood ({right})",
    FindingKind.MIN: "{title} is {left} and must not be below {right}",
    FindingKind.MAX: "{title} is {left} and must not be above {right}",
    FindingKind.PART_OF: "{title} is {left} and must not exceed {right_text}, which is {right}; it is {difference} more",
    FindingKind.YEAR_TO_DATE: "{title} is {left} but last period's cumulative figure and this period's"
    " make {right}; difference {difference}",
    FindingKind.TO_DATE: "{title} is {left} but was {right} last period; a cumulative figure cannot fall",
    FindingKind.LIST: "{title}: “{left}” is not in the list",
    FindingKind.KEY: "{title}: “{left_text}” stands on more than one line ({right_text})",
    FindingKind.DIVISION: "{title}: the rule divides by zero and was left undecided",
    FindingKind.SLIP: "{title} is {left}, about {operator} times the usual {right} (earlier: {right_text});"
    " was another unit of measure used?",
    FindingKind.USCC: "{title}: the code “{left}” {right}",
}
_BLANK_FIELD = "{title} is blank and must be filled"
_OPERATORS = {
    "=": "{left} should equal {right}",
    "≠": "{left} should differ from {right}",
    "<": "{left} should be less than {right}",
    "≤": "{left} should be at most {right}",
    ">": "{left} should be more than {right}",
    "≥": "{left} should be at least {right}",
}


def sentence(finding: Finding, translator: Translator) -> str:
    """The finding as one sentence with its operands, both sides and the difference."""
    no_figure = finding.kind is FindingKind.REQUIRED and finding.line is not None
    fixed = _BLANK_FIELD if no_figure else _FIXED.get(finding.kind)
    said = translator.pick(finding.message, finding.message_en)
    if fixed:
        compared = translator.text(
            fixed,
            title=translator.pick(finding.title, finding.title_en),
            left=finding.left or "",
            right=right_side(finding, translator),
            left_text=translator.pick(finding.left_text, finding.left_text_en),
            right_text=translator.pick(finding.right_text, finding.right_text_en),
            difference=finding.difference or "",
            operator=finding.operator or "",
        )
    else:
        compared = _comparison(finding, translator)
    whole = f"{said}{translator.text(': ')}{compared}" if said and compared else said or compared
    return whole if finding.line is None else translator.text("Line {line}: ", line=finding.line) + whole


def right_side(finding: Finding, translator: Translator) -> str:
    """The right side as people read it: for an entry not understood, or a code that is wrong, why."""
    right = finding.right or ""
    reasons = finding.kind in (FindingKind.ENTRY, FindingKind.USCC)
    return translator.text(right) if reasons and right else right


def _comparison(finding: Finding, translator: Translator) -> str:
    template = _OPERATORS.get(finding.operator or "")
    if template is None or finding.left is None or finding.right is None:
        return _told(finding.operands, translator)
    said = translator.text(
        template,
        left=translator.pick(finding.left_text, finding.left_text_en) or finding.left,
        right=translator.pick(finding.right_text, finding.right_text_en) or finding.right,
    )
    if finding.difference not in (None, "0"):
        said += translator.text(", difference {difference}", difference=finding.difference)
    if finding.condition:
        condition = translator.pick(finding.condition, finding.condition_en)
        said += translator.text(" (because {condition})", condition=condition)
    past = [operand for operand in finding.operands if operand.source]
    if past:
        said += translator.text(" (taken from: {taken})", taken=_told(past, translator))
    return said


def _told(operands: Iterable[Operand], translator: Translator) -> str:
    return translator.text("; ").join(f"{o.named(translator)} {o.shown(translator)}" for o in operands)
