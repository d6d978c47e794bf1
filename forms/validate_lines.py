"""Findings of roster forms: every line by itself, and the roster as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from forms import uscc
from forms.definition import CellType, FieldDef, Level
from forms.evaluation import Evaluation
from forms.explaining import Explainer
from forms.findings import Finding, FindingKind, Operand
from forms.formula.arithmetic import duplicates
from forms.index import FormIndex
from forms.naming import Name, listed, titled
from forms.past import Figure
from forms.program import LineRule, UniqueRule
from forms.rule_words import choice_name
from forms.values import NA, Invalid, Reason, Value, to_text

ENTRY_RULES: Final[Mapping[Reason, str]] = {Reason.DECIMALS: "decimals", Reason.CHOICE: "list"}
"""Which rule an entry that was not understood breaks, by the reason; any other is `entry`."""

RawLine = Sequence[Value | Invalid]


def roster_findings(evaluation: Evaluation, form: FormIndex, raw: Sequence[RawLine]) -> Iterator[Finding]:
    """All findings of a roster; `raw` are the lines as entered, in field order, invalid entries included."""
    yield from _entries(evaluation, form, raw)
    yield from _keys(evaluation, form)
    yield from _checks(evaluation, form)


def _entries(evaluation: Evaluation, form: FormIndex, raw: Sequence[RawLine]) -> Iterator[Finding]:
    """What every field must be: understood, filled where required, within its limits."""
    form_id = form.form.id
    computed = {c.place for c in evaluation.program.line_calculations if c.form == form_id}
    fields = list(enumerate(form.form.fields))
    typed = [(place, field) for place, field in fields if place not in computed]
    demanded = [place for place, field in typed if field.required]
    limited = [(place, field) for place, field in fields if field.min is not None or field.max is not None]
    codes = [(place, field) for place, field in typed if field.type is CellType.USCC]
    lines = evaluation.roster(form_id)
    for number, (entered, figures) in enumerate(zip(raw, lines, strict=True), start=1):
        if Invalid in map(type, entered) or any(entered[place] in (None, NA) for place in demanded):
            for place, field in typed:
                yield from _field(form_id, field, number, entered[place])
        for place, field in codes:
            yield from _code(form_id, field, number, entered[place])
        for place, field in limited:
            if not _within(field, figures[place]):
                yield from _limits(form_id, field, number, figures[place])


def _checks(evaluation: Evaluation, form: FormIndex) -> Iterator[Finding]:
    """The pack's own checks of this roster."""
    explainer = Explainer(evaluation)
    lines = evaluation.roster(form.form.id)
    for rule in evaluation.program.line_rules_of(form.form.id):
        match rule:
            case LineRule():
                failed, divided = evaluation.failed_lines(rule)
                for place in failed:
                    yield explainer.line(rule, place, lines[place])
                for place in divided:
                    yield _division(form, rule, place)
            case UniqueRule():
                yield from _repeated(evaluation, form, rule)


def _field(form: str, field: FieldDef, number: int, entered: Value | Invalid) -> Iterator[Finding]:
    if isinstance(entered, Invalid):
        name = ENTRY_RULES.get(entered.reason, "entry")
        shown = entered.typed.strip()[:60]
        yield _auto(form, field, number, FindingKind.ENTRY, name, left=shown, right=entered.reason.value)
    elif field.required and (entered is None or entered is NA):
        yield _auto(form, field, number, FindingKind.REQUIRED, "required")


def _within(field: FieldDef, value: Figure) -> bool:
    """Whether a figure keeps its limits: asked of every line, so that only offenders cost more."""
    if not isinstance(value, Decimal):
        return True
    return (field.min is None or value >= field.min) and (field.max is None or value <= field.max)


def _code(form: str, field: FieldDef, number: int, entered: Value | Invalid) -> Iterator[Finding]:
    """A 统一社会信用代码 that cannot be right, or that looks unusual."""
    if field.type is not CellType.USCC or not isinstance(entered, str):
        return
    found = uscc.judge(entered)
    if found is not None:
        finding = _auto(form, field, number, FindingKind.USCC, "uscc", left=entered, right=found.reason)
        yield replace(finding, level=found.level)


def _limits(form: str, field: FieldDef, number: int, value: Figure) -> Iterator[Finding]:
    if not isinstance(value, Decimal):
        return
    if field.min is not None and value < field.min:
        yield _auto(
            form, field, number, FindingKind.MIN, "min", left=to_text(value), right=to_text(field.min)
        )
    if field.max is not None and value > field.max:
        yield _auto(
            form, field, number, FindingKind.MAX, "max", left=to_text(value), right=to_text(field.max)
        )


def _division(form: FormIndex, rule: LineRule, place: int) -> Finding:
    called = _fields(form, rule.fields)
    return Finding(
        id=rule.check.id,
        level=Level.HINT,
        form=rule.form,
        kind=FindingKind.DIVISION,
        cells=tuple((f"#{place + 1}", name) for name in rule.fields),
        title=called.zh,
        title_en=called.en,
        line=place + 1,
    )


def _fields(form: FormIndex, names: Sequence[str]) -> Name:
    return listed([titled(form.fields[name].title, form.fields[name].title_en) for name in names])


def _keys(evaluation: Evaluation, form: FormIndex) -> Iterator[Finding]:
    """Lines with the same key: which would be one line next month."""
    if not form.form.key:
        return
    places = [place for place, field in enumerate(form.form.fields) if field.id in form.form.key]
    for group in duplicates(evaluation.roster(form.form.id), places):
        yield _group(evaluation, form, form.form.key, group, f"{form.form.id}-auto-key", Level.ERROR)


def _repeated(evaluation: Evaluation, form: FormIndex, rule: UniqueRule) -> Iterator[Finding]:
    for group in evaluation.repeated_lines(rule):
        found = _group(evaluation, form, rule.fields, group, rule.check.id, rule.check.level)
        yield _worded(found, rule)


def _worded(finding: Finding, rule: UniqueRule) -> Finding:
    return replace(finding, message=rule.check.message, message_en=rule.check.message_en)


def _group(
    evaluation: Evaluation,
    form: FormIndex,
    fields: Sequence[str],
    group: tuple[int, ...],
    rule: str,
    level: Level,
) -> Finding:
    """One finding for all lines that agree, so that a clerk sees them together."""
    places = [list(form.fields).index(name) for name in fields]
    first = evaluation.roster(form.form.id)[group[0]]
    held = [
        (form.field_specs[name], first[p])
        for name, p in zip(fields, places, strict=True)
        if first[p] is not None
    ]
    shown = " / ".join(str(value) for _, value in held)
    words = [choice_name(spec, str(value)) for spec, value in held]
    lines = [str(n + 1) for n in group]
    called = _fields(form, fields)
    return Finding(
        id=rule,
        level=level,
        form=form.form.id,
        kind=FindingKind.KEY,
        cells=tuple((f"#{n + 1}", fields[0]) for n in group),
        title=called.zh,
        title_en=called.en,
        left=shown,
        left_text=" / ".join(word.zh for word in words),
        left_text_en=" / ".join(word.en for word in words),
        right=", ".join(lines),
        right_text="、".join(lines),
        right_text_en=", ".join(lines),
        operands=tuple(
            Operand(ref=f"#{n + 1} {fields[0]}", title=called.zh, title_en=called.en, value=shown)
            for n in group
        ),
        line=group[0] + 1,
    )


def _auto(
    form: str,
    field: FieldDef,
    number: int,
    kind: FindingKind,
    name: str,
    *,
    left: str | None = None,
    right: str | None = None,
) -> Finding:
    called = titled(field.title, field.title_en)
    return Finding(
        id=f"{form}-auto-{name}",
        level=Level.ERROR,
        form=form,
        kind=kind,
        cells=((f"#{number}", field.id),),
        title=called.zh,
        title_en=called.en,
        left=left,
        right=right,
        operands=(Operand(ref=f"#{number} {field.id}", title=called.zh, title_en=called.en, value=left),),
        line=number,
    )
