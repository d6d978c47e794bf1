"""From an evaluation to findings: the pack's checks, and the rules that come by themselves (`<form>-auto-…`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from forms import slips, uscc
from forms.definition import CellType, Derive, Level, Nature
from forms.evaluation import Evaluation
from forms.explaining import Explainer
from forms.findings import Finding, FindingKind, Operand
from forms.formula.tree import Prev
from forms.ids import CellRef
from forms.index import CellDef, FormIndex, Position
from forms.naming import Name, bracketed, cell_name
from forms.remembered import OfCell
from forms.report import Explanation
from forms.validate_lines import ENTRY_RULES, RawLine, roster_findings
from forms.values import NA, Invalid, Value, to_text

_SHOWN: Final = 6  # earlier figures that a sentence names
Explained = dict[tuple[str, tuple[str, str] | None], str]


def findings(
    evaluation: Evaluation,
    form_id: str,
    explanations: Iterable[Explanation] = (),
    lines: Sequence[RawLine] = (),
) -> tuple[Finding, ...]:
    """All findings of one form, errors first, each in the order of the form.

    `lines` are a roster's lines as entered, in field order, with what was not understood.
    """
    form = evaluation.program.index.forms[form_id]
    source = _table(evaluation, form) if form.is_table else roster_findings(evaluation, form, lines)
    explained: Explained = {(e.check, e.cell): e.text for e in explanations}
    found = [_explained(finding, explained) for finding in source]
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.HINT: 2}
    return tuple(sorted(found, key=lambda f: order[f.level]))


def _explained(finding: Finding, explained: Explained) -> Finding:
    """Attach the explanation for exactly this rule and cell (forms.md §3); one without a cell explains no cell's finding."""
    text = explained.get((finding.id, finding.cells[0] if finding.cells else None))
    return replace(finding, explanation=text) if text else finding


def _table(evaluation: Evaluation, form: FormIndex) -> Iterator[Finding]:
    known = evaluation.remembered
    for slot in evaluation.program.form_slots[form.form.id]:
        if slot not in evaluation.not_asked:
            kept = known.cells.get(slot)
            if kept is None or not kept.stands(evaluation, slot):
                kept = known.cells[slot] = _of_cell(evaluation, form, slot)
            yield from kept.found
    explainer = Explainer(evaluation)
    for rule in evaluation.program.rules_of(form.form.id):
        if rule.number in evaluation.divisions:
            yield _division(form, rule.cells, rule.check.id)
        elif evaluation.verdicts[rule.number] is False:
            if rule.number not in known.rules:
                known.rules[rule.number] = explainer.rule(rule)
            yield known.rules[rule.number]


def _of_cell(evaluation: Evaluation, form: FormIndex, slot: int) -> OfCell:
    cell = evaluation.program.cells[slot]
    beside = _beside(evaluation, form, cell)
    return OfCell(
        found=tuple(_cell_rules(evaluation, form, slot)),
        entered=evaluation.entered.get(slot),
        value=evaluation.values[slot],
        beside=beside,
        figure=evaluation.values[beside] if beside is not None else None,
        divided=slot in evaluation.divided_slots,
    )


def _beside(evaluation: Evaluation, form: FormIndex, cell: CellDef) -> int | None:
    """The slot of the figure that a cell's rules compare it with: the total it is part of, or what it derives from."""
    place = (cell.row.part_of, cell.column.id) if cell.derive is None else (cell.row.id, cell.of)
    other = form.cell(place[0], place[1]) if place[0] and place[1] else None
    return evaluation.program.slots[_ref(other)] if other is not None else None


def _division(form: FormIndex, cells: tuple[Position, ...], rule: str) -> Finding:
    called = cell_name(form.cells[cells[0]]) if cells else Name(rule, rule)
    return Finding(
        id=rule,
        level=Level.HINT,
        form=form.form.id,
        kind=FindingKind.DIVISION,
        cells=tuple((c.row, c.column) for c in cells),
        title=called.zh,
        title_en=called.en,
    )


def _cell_rules(evaluation: Evaluation, form: FormIndex, slot: int) -> Iterator[Finding]:
    """Required, understood, within limits, part of a total, cumulative: what every cell must be."""
    cell = evaluation.program.cells[slot]
    entered = evaluation.entered.get(slot)
    if isinstance(entered, Invalid):
        name = ENTRY_RULES.get(entered.reason, "entry")
        shown = entered.typed.strip()[:60]
        yield _auto(cell, FindingKind.ENTRY, name, left=shown, right=entered.reason.value)
        return
    if slot in evaluation.divided_slots:
        yield _division(form, (cell.position,), f"{cell.form}-auto-division")
    value = evaluation.values[slot]
    typed_here = cell.derive is None and slot not in evaluation.program.computed
    if cell.required and typed_here and (entered is None or entered is NA):
        yield _auto(cell, FindingKind.REQUIRED, "required")
    if isinstance(value, Decimal):
        yield from _limits(cell, value)
        yield from _against_others(evaluation, form, cell, slot, value)
        if typed_here:
            yield from _slip(evaluation, cell, value)
    elif typed_here and cell.spec.type is CellType.USCC and isinstance(value, str):
        yield from _code(cell, value)


def _limits(cell: CellDef, value: Decimal) -> Iterator[Finding]:
    if cell.derive in (Derive.PROGRESS, Derive.TARGET, Derive.LAST_YEAR, Derive.PREVIOUS):
        return
    if cell.min is not None and value < cell.min:
        yield _auto(cell, FindingKind.MIN, "min", left=to_text(value), right=to_text(cell.min))
    if cell.max is not None and value > cell.max and cell.derive is None:
        yield _auto(cell, FindingKind.MAX, "max", left=to_text(value), right=to_text(cell.max))


def _against_others(
    evaluation: Evaluation, form: FormIndex, cell: CellDef, slot: int, value: Decimal
) -> Iterator[Finding]:
    if cell.derive is None and cell.row.part_of is not None:
        yield from _part_of(evaluation, form, cell, value)
    if cell.derive is Derive.YEAR_TO_DATE and isinstance(evaluation.entered.get(slot), Decimal):
        yield from _opening(evaluation, form, cell, value)
    if cell.derive is None and cell.nature is Nature.TO_DATE:
        before = evaluation.timeline.figure(cell, (Prev(),), value)
        if isinstance(before, Decimal) and value < before:
            yield _auto(
                cell, FindingKind.TO_DATE, "to_date", left=to_text(value), right=to_text(before), past=before
            )


def _part_of(evaluation: Evaluation, form: FormIndex, cell: CellDef, value: Decimal) -> Iterator[Finding]:
    """其中项 must not exceed its total; a rule for figures that are not negative."""
    whole = form.cell(cell.row.part_of or "", cell.column.id)
    if whole is None:
        return
    total = evaluation.values[evaluation.program.slots[_ref(whole)]]
    if not isinstance(total, Decimal) or total < 0 or value < 0 or value <= total:
        return
    part, all_of_it = cell_name(cell), cell_name(whole)
    yield Finding(
        id=f"{cell.form}-auto-part_of",
        level=Level.ERROR,
        form=cell.form,
        kind=FindingKind.PART_OF,
        cells=(_pair(cell), _pair(whole)),
        title=part.zh,
        title_en=part.en,
        left=to_text(value),
        operator="≤",
        right=to_text(total),
        right_text=all_of_it.zh,
        right_text_en=all_of_it.en,
        difference=to_text(value - total),
        operands=(_operand(cell, value), _operand(whole, total)),
    )


def _opening(evaluation: Evaluation, form: FormIndex, cell: CellDef, typed: Decimal) -> Iterator[Finding]:
    """A typed cumulative figure must continue last period's, where last period has a report of this year."""
    base = form.cell(cell.row.id, cell.of or "")
    if base is None:
        return
    home = evaluation.timeline.home(cell.form)
    before = home.previous
    if before.year != home.year or evaluation.timeline.report(cell.form, before) is None:
        return
    present = evaluation.values[evaluation.program.slots[_ref(base)]]
    earlier = evaluation.timeline.until(base, before)
    if earlier is None or not isinstance(present, Decimal) or typed == earlier + present:
        return
    yield _auto(
        cell,
        FindingKind.YEAR_TO_DATE,
        "ytd",
        left=to_text(typed),
        right=to_text(earlier + present),
        difference=to_text(typed - earlier - present),
        past=earlier,
    )


def _slip(evaluation: Evaluation, cell: CellDef, value: Decimal) -> Iterator[Finding]:
    """A figure of another size than the unit's own earlier ones, as when 元 is typed for 万元; soft."""
    earlier = evaluation.timeline.history(cell, slips.PERIODS)
    last = next(earlier, None)
    if last is None or slips.near(value, last[1]):
        return
    history = [last, *earlier]
    found = slips.slip(value, [figure for _, figure in history])
    if found is None:
        return
    shown = [f"{period} {to_text(figure)}" for period, figure in history[:_SHOWN]]
    more = "…" if len(history) > _SHOWN else ""
    yield replace(
        _auto(cell, FindingKind.SLIP, "slip", left=to_text(value), right=to_text(found.usual)),
        level=Level.HINT,
        operator=slips.times(found.power),
        right_text="、".join(shown) + more,
        right_text_en=", ".join(shown) + more,
    )


def _code(cell: CellDef, value: str) -> Iterator[Finding]:
    found = uscc.judge(value)
    if found is not None:
        finding = _auto(cell, FindingKind.USCC, "uscc", left=value, right=found.reason)
        yield replace(finding, level=found.level)


def _auto(
    cell: CellDef,
    kind: FindingKind,
    name: str,
    *,
    left: str | None = None,
    right: str | None = None,
    difference: str | None = None,
    past: Decimal | None = None,
) -> Finding:
    called, when = cell_name(cell), bracketed((Prev(),))
    operands = [Operand(ref=str(_ref(cell)), title=called.zh, title_en=called.en, value=left)]
    if past is not None:
        before = Operand(
            ref=f"prev({_ref(cell)})",
            title=called.zh + when.zh,
            title_en=called.en + when.en,
            value=to_text(past),
        )
        operands.append(before)
    return Finding(
        id=f"{cell.form}-auto-{name}",
        level=Level.ERROR,
        form=cell.form,
        kind=kind,
        cells=(_pair(cell),),
        title=called.zh,
        title_en=called.en,
        left=left,
        right=right,
        difference=difference,
        operands=tuple(operands),
    )


def _ref(cell: CellDef) -> CellRef:
    return CellRef(cell.form, *cell.position)


def _pair(cell: CellDef) -> tuple[str, str]:
    return cell.row.id, cell.column.id


def _operand(cell: CellDef, value: Value) -> Operand:
    called = cell_name(cell)
    return Operand(ref=str(_ref(cell)), title=called.zh, title_en=called.en, value=to_text(value))
