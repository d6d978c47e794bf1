"""What checking a report finds: values, never exceptions, worded only at the edge.

A finding names its rule, level and cells, the operands with their values, both sides and the difference
(forms.md §3). `sentence` makes one plain sentence of it in the reader's language.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from forms.definition import Level
from forms.messages import Translator
from forms.naming import is_formula


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

    `source` is `accepted`, `submitted` or `draft` for figures of other periods, else `None`.
    """

    ref: str
    title: str
    value: str | None
    source: str | None = None


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that checking found. `cells` are `(row, column)`, or `("#line", field)` in rosters.

    `left`, `right` and `difference` are canonical figures of a failed comparison; `difference` is
    left − right.
    """

    id: str
    level: Level
    form: str
    kind: FindingKind = FindingKind.RULE
    cells: tuple[tuple[str, str], ...] = ()
    title: str = ""
    message: str = ""
    message_en: str | None = None
    left: str | None = None
    operator: str | None = None
    right: str | None = None
    difference: str | None = None
    left_text: str = ""
    right_text: str = ""
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
    FindingKind.PART_OF: "{title} is {left} and must not exceed {right_text}, {right}; it is {difference} more",
    FindingKind.YEAR_TO_DATE: "{title} is {left} but last period's cumulative figure and this period's"
    " make {right}; difference {difference}",
    FindingKind.TO_DATE: "{title} is {left} but was {right} last period; a cumulative figure cannot fall",
    FindingKind.LIST: "{title}: “{left}” is not in the list",
    FindingKind.KEY: "{title}: “{left}” stands on more than one line ({right})",
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
    if fixed:
        said = translator.text(
            fixed,
            title=finding.title,
            left=finding.left or "",
            right=_reason(finding, translator),
            right_text=finding.right_text,
            difference=finding.difference or "",
            operator=finding.operator or "",
        )
        return _with_line(said, finding, translator)
    said = translator.pick(finding.message, finding.message_en)
    compared = _comparison(finding, translator)
    whole = f"{said}{translator.text(': ')}{compared}" if said and compared else said or compared
    return _with_line(whole, finding, translator)


def _reason(finding: Finding, translator: Translator) -> str:
    """For an entry not understood, or a code that is wrong, the right side is a text of the catalogue itself."""
    right = finding.right or ""
    reasons = finding.kind in (FindingKind.ENTRY, FindingKind.USCC)
    return translator.text(right) if reasons and right else right


def _comparison(finding: Finding, translator: Translator) -> str:
    template = _OPERATORS.get(finding.operator or "")
    if template is None or finding.left is None or finding.right is None:
        return translator.text("; ").join(f"{o.title} {_shown(o, translator)}" for o in finding.operands)
    said = translator.text(
        template,
        left=_side(finding.left_text, finding.left),
        right=_side(finding.right_text, finding.right),
    )
    if finding.difference is not None:
        said += translator.text(", difference {difference}", difference=finding.difference)
    past = [o for o in finding.operands if o.source]
    if past:
        taken = translator.text("; ").join(f"{o.title} {_shown(o, translator)}" for o in past)
        said += translator.text(" (taken from: {taken})", taken=taken)
    return said


def _side(text: str, value: str) -> str:
    """A name and its value, or a formula = its value; a bare figure is not repeated."""
    if text in ("", value):
        return value
    return f"{text} = {value}" if is_formula(text) else f"{text} {value}"


def _shown(operand: Operand, translator: Translator) -> str:
    value = operand.value if operand.value is not None else translator.text("blank")
    match operand.source:
        case None:
            return value
        case "accepted":
            return translator.text("{value} (accepted)", value=value)
        case "submitted":
            return translator.text("{value} (submitted)", value=value)
        case _:
            return translator.text("{value} (draft)", value=value)


def _with_line(said: str, finding: Finding, translator: Translator) -> str:
    if finding.line is None:
        return said
    return translator.text("Line {line}: ", line=finding.line) + said
