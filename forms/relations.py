"""The 审核关系 of a form as statisticians read them: every rule and calculation in their notation, one a line."""

from __future__ import annotations

from msgspec import Struct

from forms.definition import Level, PackDef
from forms.errors import PackError
from forms.formula.check import Result, check_calculation, check_rule
from forms.formula.parser import parse
from forms.formula.relation import column_codes, relation
from forms.formula.scope import PackScope
from forms.formula.tree import Compare, Node
from forms.index import PackIndex


class Relation(Struct, frozen=True, kw_only=True):
    """One check, or one calculation (without `level`; its `id` is what it fills), as it is printed."""

    id: str
    level: Level | None = None
    text: str
    message: str = ""
    message_en: str | None = None


def relations(pack: PackDef, form_id: str) -> tuple[Relation, ...]:
    """The calculations, then the checks of a form. Raises `E-USAGE` for an unknown form."""
    index = PackIndex(pack)
    form = index.form(form_id).form
    scope = PackScope(index, form_id)
    rows = [row.id for row in form.rows]
    columns = column_codes(rows, [column.id for column in form.columns])

    def written(result: Result, target: str | None = None) -> str:
        node = _node(result)
        return relation(node if target is None else Compare("=", parse(target), node), rows, columns)

    calculations = (
        Relation(
            id=rule.target,
            text=written(check_calculation(rule.target, rule.formula, scope, rule.missing), rule.target),
            message=rule.note or "",
        )
        for rule in form.calculations
    )
    checks = (
        Relation(
            id=rule.id,
            level=rule.level,
            text=written(check_rule(rule.formula, scope, rule.missing)),
            message=rule.message,
            message_en=rule.message_en,
        )
        for rule in form.checks
    )
    return (*calculations, *checks)


def _node(result: Result) -> Node:
    if result.checked is None:
        raise PackError(result.problems)
    return result.checked.node
